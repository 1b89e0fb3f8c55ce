"""What is kept of a consumed event: the event whole, and beside it what readers ask for, read from it this once."""

import re
from collections.abc import Mapping
from typing import Any

from sqlalchemy import bindparam, update
from sqlmodel import col

from schemas.envelope import Event
from schemas.unread import Unread
from services.runtime.database.query import query
from services.runtime.database.tables.table import JsonText
from services.runtime.database.tables.this_service import InboxRow
from services.runtime.database.work import Work
from services.runtime.events.apply import MOVE_FENCE
from services.runtime.events.inbox_state import READABLE, InboxState

_ENVELOPE = ("log", "position", "id", "type", "subject", "sequence", "received", "occurred", "arrived", "teller")
_ANEW = (*_ENVELOPE[2:], "origin", "provider", "board", "data", "body")
"""The columns that say which event stands at a place, and what it says."""
_INSTEAD = query(
    update(InboxRow)
    .where(col(InboxRow.log) == bindparam("at_log"), col(InboxRow.position) == bindparam("at_position"))
    .values({name: bindparam(f"new_{name}") for name in (*_ANEW, "state", "reason")})
)
_NUL = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")


def inbox_row(event: Event, body: str | None = None) -> dict[str, Any]:
    """Give the columns of the inbox for an event; `body` is what is kept instead of the event's own text, if it cannot be read."""
    fact = event.fact
    why = {"why"} if isinstance(fact, Unread) else None
    return {
        **{name: getattr(event, name) for name in _ENVELOPE},
        "origin": event.origin.value,
        "provider": getattr(fact, "provider", None),
        "board": getattr(fact, "board", None),
        "data": JsonText(fact.model_dump_json(exclude=why)),
        "body": event.text() if body is None else body,
    }


async def put_instead(work: Work, values: Mapping[str, Any], *, passed: bool) -> int:
    """Put an event where what could not be read stands. One that judgement has `passed` is parked until it is taken in."""
    state, reason = (InboxState.PARKED, READABLE) if passed else (InboxState.WAITING, None)
    if passed:
        await work.run(MOVE_FENCE.of(work.service))
    new = {f"new_{name}": values[name] for name in _ANEW} | {"new_state": state.value, "new_reason": reason}
    return await work.run(_INSTEAD.of(work.service), at_log=values["log"], at_position=values["position"], **new)


def database_takes(event: Event) -> bool:
    """Tell whether the database takes every text of an event: it has no place for NUL."""
    return _NUL.search(event.text()) is None
