"""SQL with named values, and the database's address, as the driver reads them."""

from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import text
from sqlalchemy.dialects.postgresql.asyncpg import dialect
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

_ASYNCPG = dialect()  # type: ignore[no-untyped-call]


class Statement(NamedTuple):
    """SQL with $1, $2 ... in place of its named values, and their names in that order."""

    sql: str
    names: tuple[str, ...]


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


@lru_cache(maxsize=2_000)
def statement(words: str) -> Statement:
    """Give a statement by its words; `:name` stands for a value."""
    compiled = text(words).compile(dialect=_ASYNCPG)
    return Statement(str(compiled), tuple(compiled.positiontup or ()))
