"""How notices end: what a later fact closes, and whether the notice is sent all the same."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from uuid import UUID

from schemas.codes import Origin
from services.notify.domain.kinds import RESTING
from services.notify.domain.notice import Closing

NEVER_WAS = frozenset({"withdrawn_first", "raised_again", "waived_first", "dismissed_first", "ended_first"})
"""Ends by which what a notice would tell is held against nobody, whenever they come."""


class Ending(Enum):
    """What an end does to a notice: it is never told, or told, and waits for nobody."""

    UNTOLD = "untold"
    TOLD = "told"


def ending(condition: str, send_at: datetime, reason: str, at: datetime) -> Ending:
    """Decide what an end at `at` means for a notice that has not been told yet.

    Whatever ends a notice before its own instant keeps it from being told. What is told because something did not happen
    by its instant stays true when it happens afterwards, however late the notice itself is decided.
    """
    if condition not in RESTING or reason in NEVER_WAS:
        return Ending.UNTOLD
    return Ending.TOLD if at >= send_at else Ending.UNTOLD


@dataclass(frozen=True)
class OpenNotice:
    """A notice that is planned, or was told and is not over."""

    id: UUID
    condition: str
    organisation: UUID
    matter: UUID
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
    """Give the notices whose waiting closings end, and those that shall never be told.

    Where several facts end the same notice, the first of them gives the reason.
    """
    by_matter: dict[UUID, list[Closing]] = defaultdict(list)
    for one in sorted(closings, key=lambda closing: closing.sequence):
        by_matter[one.matter].append(one)
    ended: dict[UUID, End] = {}
    dropped: dict[UUID, End] = {}
    for notice in notices:
        named = {notice.matter, notice.about}
        found = sorted((one for each in named for one in by_matter[each]), key=lambda closing: closing.sequence)
        for one in found:
            if one.concerns(notice.condition, notice.organisation, notice.sequence):
                untold = notice.state == "planned" and (
                    ending(notice.condition, notice.send_at, one.reason, one.at) is Ending.UNTOLD
                )
                (dropped if untold else ended).setdefault(notice.id, End(notice.id, one.reason, one.at, notice.origin))
    return list(ended.values()), list(dropped.values())
