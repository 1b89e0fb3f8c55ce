"""The driver's errors as ours: what they quote of a row or a parameter stays behind."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import asyncpg

from services.runtime.errors import StatementFailed

_WENT_AWAY = ("08", "57P01", "57P02")
_TELLABLE = ("42", "P0")
"""SQLSTATE classes whose words name tables, roles and rules, never a value: access and syntax, our own refusals."""


@contextmanager
def without_values(connection: Any) -> Iterator[None]:
    """Raise the driver's errors as ours: what they quote of a row or a parameter stays behind."""
    try:
        yield
    except (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError) as error:
        raise _failed(error, connection) from None


def _failed(error: Exception, connection: Any) -> StatementFailed:
    state = str(getattr(error, "sqlstate", None) or "")
    words = str(error.args[0]) if state[:2] in _TELLABLE and error.args else ""
    # The database's farewell may have been read and its hanging up not yet: asyncpg then calls the connection busy.
    parting = isinstance(error, asyncpg.InternalClientError)
    lost = parting or state.startswith(_WENT_AWAY) or (connection is not None and _is_gone(connection))
    return StatementFailed(type(error).__name__, state, words, lost=lost)


def _is_gone(connection: Any) -> bool:
    try:
        return bool(connection.is_closed())
    except asyncpg.InterfaceError:  # the pool has taken it back, because it was lost
        return True
