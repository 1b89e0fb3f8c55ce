"""The database: one pool of connections, and the scope a transaction runs under."""

import asyncio
import json
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import Any

import asyncpg
from sqlalchemy.dialects.postgresql.asyncpg import dialect
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from services.runtime.database.scope import Scope
from services.runtime.database.transaction import Transaction
from services.runtime.database.work import Work, open_work

SETTINGS = {
    "lock_timeout": "10s",
    "idle_in_transaction_session_timeout": "60s",
    "timezone": "UTC",
    "jit": "off",
}
STATEMENTS = 1_000
"""Statements a connection keeps prepared; Utväg has some hundreds."""
CLOSING_SECONDS = 5.0
_ASYNCPG = dialect()  # type: ignore[no-untyped-call]


def reached_by(address: str) -> dict[str, Any]:
    """Give asyncpg's arguments for postgresql://user:password@host:port/name, with `?ssl=` or `?sslmode=` if any.

    The pool, the migrations and the checks all read an address here. Raises ValueError, in words that repeat nothing of it.
    """
    try:
        _, given = _ASYNCPG.create_connect_args(make_url(address))  # type: ignore[no-untyped-call]
    except (ArgumentError, TypeError, ValueError):
        raise ValueError(
            "The database's address cannot be read. Write postgresql://user:password@host:port/name; "
            "in the password write @ as %40, : as %3A, / as %2F and % as %25."
        ) from None
    if mode := given.pop("sslmode", None):
        given["ssl"] = mode
    return dict(given)


@dataclass
class Database:
    """A PostgreSQL database by its address, postgresql://user:pass@host:port/name."""

    address: str = field(repr=False)
    pool_size: int = 20
    appended: list[Callable[[str], None]] = field(default_factory=list)
    """Called with the service's name after a transaction of this process appended to its log."""
    clock_moved: list[Callable[[], None]] = field(default_factory=list)
    """Called after this process moved a demonstration's clock."""

    def __post_init__(self) -> None:
        self._pool: asyncpg.Pool | None = None

    @property
    def pool(self) -> asyncpg.Pool:
        """Give the pool, made at first use; it opens connections as they are asked for. Raises ValueError for a bad address."""
        if self._pool is None:
            self._pool = asyncpg.create_pool(
                **reached_by(self.address),
                min_size=0,
                max_size=self.pool_size,
                init=_read_json,
                reset=_leave,
                statement_cache_size=STATEMENTS,
                server_settings=SETTINGS,
            )
        return self._pool

    async def open(self) -> None:
        """Ask the database once. Raises StatementFailed, OSError, TimeoutError or ValueError when it does not answer."""
        async with self.plain():
            pass

    async def close(self) -> None:
        """Close every connection, waiting a little for those in use."""
        pool, self._pool = self._pool, None
        if pool is not None:
            try:
                async with asyncio.timeout(CLOSING_SECONDS):
                    await (await pool).close()
            except TimeoutError:
                pool.terminate()

    def plain(self, **kind: Any) -> Transaction:
        """Begin one transaction as the database's own user, for what belongs to no service; `kind` as Transaction takes it."""
        return Transaction(self.pool, **kind)

    def work(self, service: str, scope: Scope | None = None) -> AbstractAsyncContextManager[Work]:
        """Begin one transaction of a service: as its worker, or under row-level security for a portal's scope."""
        return open_work(self.pool, service, scope, self.appended)


async def _read_json(connection: asyncpg.Connection) -> None:
    """Have json read as Python reads it; it is written as text. The first byte of a jsonb is its version."""
    await connection.set_type_codec(
        "json", schema="pg_catalog", format="binary", encoder=str.encode, decoder=json.loads
    )
    await connection.set_type_codec(
        "jsonb",
        schema="pg_catalog",
        format="binary",
        encoder=lambda text: b"\x01" + text.encode(),
        decoder=lambda raw: json.loads(raw[1:]),
    )


async def _leave(connection: asyncpg.Connection) -> None:
    """Reset nothing: whatever is set lasts as long as its transaction, and the pool has undone that by now."""
