"""SQL as SQLAlchemy reads it: the same words are read once a process."""

from functools import lru_cache

from sqlalchemy import TextClause, text


@lru_cache(maxsize=2_000)
def statement(words: str) -> TextClause:
    """Give a statement by its words."""
    return text(words)
