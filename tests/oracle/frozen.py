"""What the second judge does not look at while subjects are suspended: their duties, and the conditions they could bear on."""

from typing import TYPE_CHECKING, Any
from uuid import UUID

from schemas.envelope import Event
from tests.oracle.view import kind_of

if TYPE_CHECKING:
    from tests.oracle.plain import Plain

Place = tuple[str, str, UUID]
PERMITS = ("PermitRegistered", "PermitChanged")


def is_frozen(plain: "Plain", kept: dict[str, Any], values: dict[str, Any] | None) -> bool:
    """Whether a duty rests on a suspended subject: its own, the contract it is owed under, the referral of a placement."""
    stuck = plain.suspended.stuck
    under = values["under"] if values else kept["under"]
    if kept["subject"] in stuck or under in stuck:
        return True
    start = plain.view().start_of(kept["about"]) if kept["rule"] == "S01" else None
    return start is not None and start.fact.referral in stuck


def place_of(event: Event) -> Place:
    return (event.fact.orgnr, str(event.fact.form), event.fact.unit)


def holds(plain: "Plain", rule: str, about: UUID, place: Any) -> bool:
    """Whether a condition cannot be looked at: any suspended subject could bear on it."""
    return any(
        bears(subject, [*(e for e in plain.consumed if e.subject == subject), *waiting], rule, about, place)
        for subject, waiting in plain.suspended.waits.items()
    )


def bears(subject: UUID, events: list[Event], rule: str, about: UUID, place: Any) -> bool:
    starts = [event for event in events if kind_of(event) == "PlacementStarted"]
    if rule == "C03" and subject == about:
        return True
    if any(rule != "C03" and place in (place_of(start), start.fact.board) for start in starts):
        return True
    permits = [event for event in events if kind_of(event) in (*PERMITS, "NotPermitBound")]
    of_a_permit = bool(permits) or any(kind_of(event) == "PermitEnded" for event in events)
    if rule != "C10" and of_a_permit:
        return not permits or place in {place_of(each) for each in permits}
    contracts = [
        event for event in events if kind_of(event) in ("ContractRegistered", "ContractEnded", "ClauseRegistered")
    ]
    boards = {board for event in events if (board := getattr(event.fact, "board", None)) is not None}
    return rule == "C10" and bool(contracts) and (not boards or place in boards)
