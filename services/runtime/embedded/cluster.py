"""The data folder of the embedded PostgreSQL: its lock, its making, and its programs run as a child."""

from __future__ import annotations

import fcntl
import os
import pwd
import secrets
import shutil
import subprocess
import sys
from pathlib import Path
from typing import IO

from services.runtime.embedded import keeper
from services.runtime.embedded.programs import EmbeddedError, binaries, end, unprivileged_user
from services.runtime.embedded.server_process import ServerProcess

ADMINISTRATOR = "utvag_admin"
LOG_TAIL_LINES = 15


class FolderInUseError(EmbeddedError):
    """Another process serves from the folder."""


def _private(path: str, flags: int) -> int:
    """Open a file that only this user may read."""
    return os.open(path, flags, 0o600)


class ClusterFolder:
    """The folder `folder`, with PostgreSQL's own data in `postgres` below it, its password and its log beside that."""

    def __init__(self, folder: Path) -> None:
        """Name the folder; nothing is touched."""
        self.folder = folder.absolute()
        self.data = self.folder / "postgres"
        self.server = ServerProcess(self.data)
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
                self.server.end_leftover()
                shutil.rmtree(self.folder)
            finally:
                self.release()

    def password(self) -> str:
        """The administrator's password."""
        return self._secret.read_text().strip()

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
