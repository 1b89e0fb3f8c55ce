"""How notices end: what a later fact closes, and whether the notice is sent all the same."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from uuid import UUID

from schemas.codes import Origin
from services.notify.domain.kinds import DEPENDENT
from services.notify.domain.notice import Closing

NEVER_WAS = frozenset({"withdrawn_first", "raised_again", "waived_first", "dismissed_first", "ended_first"})
"""Ends after which what a notice says is held against nobody: it is not sent, however late they arrive."""


class Ending(Enum):
    """What an end does to a notice: it is never sent, or it is sent and waits for nobody."""

    UNSENT = "unsent"
    SENT = "sent"


def ending(condition: str, send_at: datetime, reason: str, at: datetime) -> Ending:
    """Decide what an end at `at` means for a notice that has not been sent yet.

    Whatever ends a notice before its own instant keeps it from being sent. What is sent because something did not happen
    by its instant stays true when it happens afterwards, however late the notice itself is decided.
    """
    if condition not in DEPENDENT or reason in NEVER_WAS:
        return Ending.UNSENT
    return Ending.SENT if at >= send_at else Ending.UNSENT


@dataclass(frozen=True)
class OpenNotice:
    """A notice that is planned, or was sent and is not over."""

    id: UUID
    condition: str
    organisation: UUID
    resolve_key: UUID
    about: UUID
    sequence: int
    state: str
    send_at: datetime
    origin: Origin


@dataclass(frozen=True)
class End:
    """The end of a notice, by the fact that put it."""

    id: UUID
    reason: str
    at: datetime
    origin: Origin


def ends(notices: Sequence[OpenNotice], closings: Sequence[Closing]) -> tuple[list[End], list[End]]:
    """Give the notices that closings end, and those of them that are never sent.

    Where several facts end the same notice, the first of them gives the reason.
    """
    by_key: dict[UUID, list[Closing]] = defaultdict(list)
    for one in sorted(closings, key=lambda closing: closing.sequence):
        by_key[one.resolve_key].append(one)
    ended: dict[UUID, End] = {}
    dropped: dict[UUID, End] = {}
    for notice in notices:
        named = {notice.resolve_key, notice.about}
        found = sorted((one for each in named for one in by_key[each]), key=lambda closing: closing.sequence)
        for one in found:
            if one.concerns(notice.condition, notice.organisation, notice.sequence):
                unsent = notice.state == "planned" and (
                    ending(notice.condition, notice.send_at, one.reason, one.at) is Ending.UNSENT
                )
                (dropped if unsent else ended).setdefault(notice.id, End(notice.id, one.reason, one.at, notice.origin))
    return list(ended.values()), list(dropped.values())
