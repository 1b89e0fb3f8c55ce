"""The server of a data folder as its file postmaster.pid describes it: whether it lives, takes connections, and on which port."""

import os
import signal
import time
from pathlib import Path

from services.runtime.embedded import keeper

PORT_LINE = 3
READY_LINE = 7


class ServerProcess:
    """A PostgreSQL that serves the folder `data`, when there is one."""

    def __init__(self, data: Path) -> None:
        """Name the folder of PostgreSQL's own data."""
        self._data = data

    def end_leftover(self) -> None:
        """Wait for a server whose parent was killed to finish, and end it when it does not.

        Holding the lock we know that nobody serves from this folder. A process id that belongs to another program by
        now, for example after a restart of the machine, is forgotten and that program left alone.
        """
        deadline = time.monotonic() + keeper.GENTLE_SECONDS
        while (leftover := self.id()) is not None:
            if time.monotonic() > deadline:
                os.kill(leftover, signal.SIGQUIT)
                deadline = time.monotonic() + keeper.HARD_SECONDS
            time.sleep(0.05)
        status = self._status()
        if status and status[0].isdigit() and Path(f"/proc/{status[0]}").exists():
            (self._data / "postmaster.pid").unlink()

    def id(self) -> int | None:
        """The process id in postmaster.pid when it is alive and is a PostgreSQL serving this very folder."""
        status = self._status()
        if not status or not status[0].isdigit():
            return None
        try:
            command = Path(f"/proc/{status[0]}/cmdline").read_bytes()
        except OSError:
            return None
        return int(status[0]) if os.fsencode(self._data) in command.split(b"\0") else None

    def ready(self) -> bool:
        """Whether a server of this folder takes connections."""
        status = self._status()
        return len(status) > READY_LINE and status[READY_LINE].strip() == "ready" and self.id() is not None

    def port(self) -> int | None:
        """The loopback port of a server of this folder; None when none takes connections."""
        return int(self._status()[PORT_LINE]) if self.ready() else None

    def _status(self) -> list[str]:
        """The lines of postmaster.pid: process id, folder, start time, port, …, and on the eighth `ready`."""
        try:
            return (self._data / "postmaster.pid").read_text().splitlines()
        except OSError:
            return []
