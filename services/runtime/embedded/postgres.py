"""PostgreSQL as a part of this process: a server of our own as a child, so that trying the product out needs none."""

from __future__ import annotations

import asyncio
import socket
import subprocess
import time
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import quote

import asyncpg

from services.runtime.embedded.cluster import ADMINISTRATOR, ClusterFolder
from services.runtime.embedded.programs import EmbeddedError, end

STARTS = 3


def free_port() -> int:
    """A loopback TCP port that nobody listens on now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def server_settings(port: int) -> dict[str, str]:
    """Durable, loopback only, and silent about data: a failed statement must not bring its literals into the log."""
    return {
        "listen_addresses": "127.0.0.1",
        "port": str(port),
        "unix_socket_directories": "",
        "fsync": "on",
        "synchronous_commit": "on",
        "full_page_writes": "on",
        "max_connections": "200",
        "timezone": "UTC",
        "log_timezone": "UTC",
        "lc_messages": "C",
        "log_min_error_statement": "panic",
        "log_error_verbosity": "terse",
    }


class EmbeddedPostgres:
    """A PostgreSQL 18 server of our own, kept in `folder`, reachable on a loopback port by password.

    The server is a child behind a keeper (keeper.py): it stops when this process stops, however that happens, and
    recovers by itself from a kill. `start` and `stop` are for event loops, `open` and `close` do the same and block.
    """

    def __init__(self, folder: Path, *, port: int = 0, settings: dict[str, str] | None = None) -> None:
        """Prepare; nothing is started. `port` 0 takes a free one; `settings` are further PostgreSQL settings."""
        self.port = port
        self._asked_port = port
        self._settings = settings or {}
        self._cluster = ClusterFolder(folder)
        self._keeper: subprocess.Popen[bytes] | None = None
        self._password = ""

    async def start(self) -> Self:
        """Start the server, making its data folder at the first start; returns when it takes connections."""
        await asyncio.to_thread(self.open)
        return self

    async def stop(self) -> None:
        """Stop the server cleanly."""
        await asyncio.to_thread(self.close)

    def dsn(self, database: str = "postgres", user: str = ADMINISTRATOR, password: str | None = None) -> str:
        """An address for asyncpg: `postgresql://user:password@127.0.0.1:port/database`.

        The administrator's password is filled in; for any other user give theirs.
        """
        secret = self._password if password is None and user == ADMINISTRATOR else password or ""
        return f"postgresql://{quote(user)}:{quote(secret, safe='')}@127.0.0.1:{self.port}/{quote(database)}"

    async def create_database(self, name: str, template: str = "template1") -> str:
        """Create the database `name` unless it is there already; returns its address."""
        connection = await asyncpg.connect(self.dsn())
        try:
            if not await connection.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", name):
                await connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        finally:
            await connection.close()
        return self.dsn(name)

    def running(self) -> bool:
        """Whether the server process is alive."""
        return self._keeper is not None and self._keeper.poll() is None

    def process_id(self) -> int | None:
        """The process id of the server itself; None when it does not run."""
        return self._cluster.server.id() if self.running() else None

    def open(self) -> None:
        """Start the server and block until it takes connections."""
        if self.running():
            return
        self.close()
        self._cluster.take()
        try:
            self._cluster.server.end_leftover()
            self._cluster.initialise()
            self._password = self._cluster.password()
            self._serve()
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Stop the server and give the folder free; harmless when it does not run."""
        if self._keeper is not None:
            end(self._keeper)
            self._keeper = None
        self._cluster.release()

    def join(self) -> bool:
        """Lead `dsn` to the server that another process runs from this folder; False when none takes connections."""
        port = self._cluster.server.port()
        if port is not None:
            self.port, self._password = port, self._cluster.password()
        return port is not None

    def _serve(self) -> None:
        """Start the server and wait until it is ready; a few tries, because a free port may be taken meanwhile."""
        for attempt in range(STARTS):
            self.port = self._asked_port or free_port()
            settings = server_settings(self.port) | self._settings
            options = [f"--{name}={value}" for name, value in settings.items()]
            self._keeper = self._cluster.keep("postgres", "-D", str(self._cluster.data), *options)
            while self._keeper.poll() is None:
                if self._cluster.server.ready():
                    return
                time.sleep(0.02)
            end(self._keeper)
            self._keeper = None
            time.sleep(attempt * 0.5)
        message = f"PostgreSQL did not start on 127.0.0.1:{self.port}. It wrote:\n{self._cluster.tail()}"
        raise EmbeddedError(message)

    async def __aenter__(self) -> Self:
        """Start on entering."""
        return await self.start()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop on leaving."""
        await self.stop()

    def __enter__(self) -> Self:
        """Start on entering, blocking."""
        self.open()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop on leaving, blocking."""
        self.close()
