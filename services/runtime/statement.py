"""SQL with named values as the driver reads it: the same words are read once a process."""

from functools import lru_cache
from typing import NamedTuple

from sqlalchemy import text
from sqlalchemy.dialects.postgresql.asyncpg import dialect

_ASYNCPG = dialect()  # type: ignore[no-untyped-call]


class Statement(NamedTuple):
    """SQL with $1, $2 ... in place of its named values, and their names in that order."""

    sql: str
    names: tuple[str, ...]


@lru_cache(maxsize=2_000)
def statement(words: str) -> Statement:
    """Give a statement by its words; `:name` stands for a value."""
    compiled = text(words).compile(dialect=_ASYNCPG)
    return Statement(str(compiled), tuple(compiled.positiontup or ()))
