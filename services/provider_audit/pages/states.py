"""How an obligation is shown: the state that a viewer may know, with its word, symbol and colour."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from schemas.codes import ObligationState, Severity
from services.runtime.words import Words


class CellState(StrEnum):
    """What a cell or a line says of a duty, worst first."""

    MISSING = "missing"
    LATE = "late"
    JUDGING = "judging"
    CANNOT = "cannot"
    EXPECTED = "expected"
    PAUSED = "paused"
    MET = "met"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Look:
    """Word and symbol of a state, and how one and many of it read in a cell."""

    symbol: str
    word: Words
    one: Words
    many: Words


LOOKS: dict[CellState, Look] = {
    CellState.MISSING: Look(
        "✕",
        Words(sv="Saknas", en="Missing"),
        Words(sv="{n} saknas av {total}", en="{n} missing of {total}"),
        Words(sv="{n} saknas av {total}", en="{n} missing of {total}"),
    ),
    CellState.LATE: Look(
        "◷",
        Words(sv="Sen", en="Late"),
        Words(sv="{n} sen av {total}", en="{n} late of {total}"),
        Words(sv="{n} sena av {total}", en="{n} late of {total}"),
    ),
    CellState.JUDGING: Look(
        "…",
        Words(sv="Bedöms", en="Being judged"),
        Words(sv="{n} bedöms", en="{n} being judged"),
        Words(sv="{n} bedöms", en="{n} being judged"),
    ),
    CellState.CANNOT: Look(
        "?",
        Words(sv="Kan inte bedömas", en="Cannot judge"),
        Words(sv="{n} kan inte bedömas", en="{n} cannot be judged"),
        Words(sv="{n} kan inte bedömas", en="{n} cannot be judged"),
    ),
    CellState.EXPECTED: Look(
        "○",
        Words(sv="Väntas", en="Due"),
        Words(sv="{n} väntas", en="{n} due"),
        Words(sv="{n} väntas", en="{n} due"),
    ),
    CellState.PAUSED: Look(
        "‖",
        Words(sv="Pausad", en="On hold"),
        Words(sv="{n} pausad", en="{n} on hold"),
        Words(sv="{n} pausade", en="{n} on hold"),
    ),
    CellState.MET: Look(
        "✓",
        Words(sv="I tid", en="Met"),
        Words(sv="{n} i tid", en="{n} on time"),
        Words(sv="{n} i tid", en="{n} on time"),
    ),
    CellState.NOTHING: Look(
        "–", Words(sv="Inget väntat", en="Nothing due"), Words(sv="inget", en="none"), Words(sv="inget", en="none")
    ),
}
KINDS: dict[CellState, str] = {
    CellState.MISSING: "missing",
    CellState.LATE: "late",
    CellState.JUDGING: "judging",
    CellState.CANNOT: "unknown",
    CellState.EXPECTED: "due",
    CellState.PAUSED: "paused",
    CellState.MET: "met",
    CellState.NOTHING: "nothing",
}
"""The kind of badge that shows each state."""
ORDER = tuple(CellState)
JUDGED = (CellState.MISSING, CellState.LATE, CellState.MET)
OWED_NO_MORE = (ObligationState.LAPSED, ObligationState.WAIVED)

SEVERITY: dict[Severity, Words] = {
    Severity.CRITICAL: Words(sv="Kritisk", en="Critical"),
    Severity.HIGH: Words(sv="Hög", en="High"),
    Severity.MEDIUM: Words(sv="Medel", en="Medium"),
    Severity.LOW: Words(sv="Låg", en="Low"),
}
STANDING = {
    "standing": Words(sv="Består", en="Standing"),
    "settled": Words(sv="Uppfylld", en="Settled"),
    "withdrawn": Words(sv="Återtagen", en="Withdrawn"),
}
CASEWORK = {
    "unanswered": Words(sv="Obesvarad", en="Unanswered"),
    "replied": Words(sv="Besvarad", en="Replied"),
    "confirmed": Words(sv="Fastställd", en="Confirmed"),
    "dismissed": Words(sv="Avskriven", en="Dismissed"),
    "closed": Words(sv="Avslutad", en="Closed"),
}
PRELIMINARY = Words(sv="Preliminär", en="Preliminary")
PRELIMINARY_STATES = ("unanswered", "replied")


@dataclass(frozen=True)
class Duty:
    """An obligation as a viewer may see it. `finding` is None when there is none that the viewer may see."""

    id: UUID
    rule: str
    provider: UUID
    board: UUID | None
    about: UUID
    period: str
    due: datetime
    state: ObligationState
    cell: str
    met_by: UUID | None = None
    delay_seconds: float | None = None
    finding: UUID | None = None
    severity: Severity | None = None
    casework: str | None = None
    reply_due: datetime | None = None
    supervisor_from: datetime | None = None
    case: UUID | None = None
    stuck: bool = False


def shown(duty: Duty, now: datetime) -> CellState | None:
    """Give the state to show of a duty, None when it is owed no more.

    A passed but unjudged due is being judged, and so is a missed one whose finding the viewer may not see yet: neither is late.
    """
    if duty.state in OWED_NO_MORE:
        return None
    if duty.state is ObligationState.MET:
        return CellState.MET
    if duty.state in (ObligationState.MISSED, ObligationState.MET_LATE):
        if duty.finding is None:
            return CellState.JUDGING
        return CellState.MISSING if duty.state is ObligationState.MISSED else CellState.LATE
    if duty.stuck:
        return CellState.CANNOT
    return CellState.EXPECTED if now < duty.due else CellState.JUDGING
