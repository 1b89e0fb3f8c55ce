"""A finding as casework knows it, and what its state allows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from schemas.codes import Role
from schemas.findings import Casework, Party, Severity, Standing
from services.provider_audit.casework.acts import (
    Act,
    Close,
    Confirm,
    Dismiss,
    Reply,
    RequestCompletion,
)


@dataclass(frozen=True)
class CaseworkItem:
    """A finding as casework knows it; `replied` are the sides that have answered what was asked last, up to `reply_due`."""

    finding: UUID
    rule: str
    owes: tuple[Party, ...]
    provider: UUID
    boards: tuple[UUID, ...]
    severity: Severity
    standing: Standing
    casework: Casework
    judged_at: datetime
    reply_due: datetime
    replied: frozenset[Party] = frozenset()
    supervisor_from: datetime | None = None


MOVES: Mapping[Casework, Mapping[type[Act], Casework]] = {
    Casework.UNANSWERED: {Reply: Casework.REPLIED, Confirm: Casework.CONFIRMED, Dismiss: Casework.DISMISSED},
    Casework.REPLIED: {
        Reply: Casework.REPLIED,
        RequestCompletion: Casework.COMPLETION,
        Confirm: Casework.CONFIRMED,
        Dismiss: Casework.DISMISSED,
    },
    Casework.COMPLETION: {Reply: Casework.REPLIED, Confirm: Casework.CONFIRMED, Dismiss: Casework.DISMISSED},
    Casework.CONFIRMED: {Dismiss: Casework.DISMISSED, Close: Casework.CLOSED},
    Casework.DISMISSED: {Confirm: Casework.CONFIRMED},
    Casework.CLOSED: {Confirm: Casework.CONFIRMED, Dismiss: Casework.DISMISSED},
}
"""Where each act leads from each state; an act that is not named is not allowed. Deciding again is the way to undo."""


def allowed(item: CaseworkItem, act: type[Act]) -> bool:
    """Tell whether the state of the finding allows an act; a withdrawn finding allows none."""
    return item.standing is not Standing.WITHDRAWN and act in MOVES[item.casework]


def offered(item: CaseworkItem, act: type[Act], now: datetime) -> bool:
    """Tell whether an act would be taken at an instant: its state allows it, and its time has come."""
    return allowed(item, act) and (act is not Confirm or may_confirm(item, now))


def may_confirm(item: CaseworkItem, now: datetime) -> bool:
    """Tell whether every side that owes has replied, or the time for a reply has run out."""
    return now >= item.reply_due or set(item.owes) <= item.replied


def supervisor_from(item: CaseworkItem, casework: Casework, decided_at: datetime | None) -> datetime | None:
    """Give the instant from which a supervisor sees a finding, None while nobody knows one.

    A critical one and one that concerns no board at once, an unanswered one when its reply clock has run out, any other
    when it is confirmed. What a supervisor has seen stays seen, with its later state.
    """
    if item.severity is Severity.CRITICAL or not item.boards:
        return item.judged_at
    if casework is Casework.UNANSWERED:
        return item.reply_due
    return decided_at if casework is Casework.CONFIRMED else None


def decides(item: CaseworkItem, role: Role, organisation: UUID) -> bool:
    """Tell whether a role decides a finding: a concerned board's controller, or the supervisor where no board is concerned."""
    if item.boards:
        return role is Role.CONTROLLER and organisation in item.boards
    return role is Role.SUPERVISOR
