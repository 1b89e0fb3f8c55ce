"""How an obligation is shown: the state that a viewer may know, with its word, symbol and colour."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from schemas.codes import ObligationState, Party, Severity
from services.runtime.language.words import Words


class CellState(StrEnum):
    """What a cell or a line says of a duty, worst first."""

    MISSING = "missing"
    LATE = "late"
    JUDGING = "judging"
    CANNOT = "cannot"
    EXPECTED = "expected"
    PAUSED = "paused"
    CLOSED = "closed"
    MET = "met"
    DISMISSED = "dismissed"
    COVERED = "covered"
    WAIVED = "waived"
    LAPSED = "lapsed"
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
    CellState.CLOSED: Look(
        "▪",
        Words(sv="Avslutad brist", en="Closed finding"),
        Words(sv="{n} avslutad av {total}", en="{n} closed of {total}"),
        Words(sv="{n} avslutade av {total}", en="{n} closed of {total}"),
    ),
    CellState.MET: Look(
        "✓",
        Words(sv="I tid", en="Met"),
        Words(sv="{n} i tid", en="{n} on time"),
        Words(sv="{n} i tid", en="{n} on time"),
    ),
    CellState.DISMISSED: Look(
        "▫",
        Words(sv="Avskriven brist", en="Dismissed finding"),
        Words(sv="{n} avskriven", en="{n} dismissed"),
        Words(sv="{n} avskrivna", en="{n} dismissed"),
    ),
    CellState.COVERED: Look(
        "=",
        Words(sv="Ingår i en annan brist", en="Part of another finding"),
        Words(sv="{n} i en annan brist", en="{n} in another finding"),
        Words(sv="{n} i en annan brist", en="{n} in another finding"),
    ),
    CellState.WAIVED: Look(
        "–",
        Words(sv="Undantagen", en="Waived"),
        Words(sv="{n} undantagen", en="{n} waived"),
        Words(sv="{n} undantagna", en="{n} waived"),
    ),
    CellState.LAPSED: Look(
        "–",
        Words(sv="Upphörd", en="Lapsed"),
        Words(sv="{n} upphörd", en="{n} lapsed"),
        Words(sv="{n} upphörda", en="{n} lapsed"),
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
    CellState.CLOSED: "plain",
    CellState.MET: "met",
    CellState.DISMISSED: "plain",
    CellState.COVERED: "plain",
    CellState.WAIVED: "nothing",
    CellState.LAPSED: "nothing",
    CellState.NOTHING: "nothing",
}
"""The kind of badge that shows each state."""
ORDER = tuple(CellState)
JUDGED = (CellState.MISSING, CellState.LATE, CellState.CLOSED, CellState.MET)
"""What counts as expected in a rate."""
OWED_NO_MORE = (CellState.WAIVED, CellState.LAPSED)

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
    "completion": Words(sv="Komplettering begärd", en="Completion requested"),
    "confirmed": Words(sv="Fastställd", en="Confirmed"),
    "dismissed": Words(sv="Avskriven", en="Dismissed"),
    "closed": Words(sv="Avslutad", en="Closed"),
}
PRELIMINARY = Words(sv="Preliminär", en="Preliminary")
PRELIMINARY_STATES = ("unanswered", "replied", "completion")


@dataclass(frozen=True, kw_only=True, slots=True)
class Duty:
    """An obligation as a viewer may see it. `finding` is None when there is none that the viewer may see.

    `day` is the day its clock rests on, `month` that of a returned report, `silent` says that a missed one raised no
    finding of its own, `over` that nothing can be handed in for it any more, `stuck_since` since when it cannot be judged.
    """

    id: UUID
    rule: str
    provider: UUID
    board: UUID | None
    about: UUID
    period: str
    due: datetime
    state: ObligationState
    cell: str
    owes: Party = Party.PROVIDER
    boards: tuple[UUID, ...] = ()
    day: date | None = None
    month: str = ""
    due_before_interruptions: datetime | None = None
    lapsed_by: str | None = None
    met_by: UUID | None = None
    met_at: datetime | None = None
    delay_seconds: float | None = None
    finding: UUID | None = None
    silent: bool = False
    severity: Severity | None = None
    casework: str | None = None
    over: bool = False
    answer_by: datetime | None = None
    supervisor_from: datetime | None = None
    case: UUID | None = None
    stuck_since: datetime | None = None

    @property
    def owed_though_closed(self) -> bool:
        """Tell whether it is missing still though the matter of its finding is closed."""
        return self.state is ObligationState.MISSED and self.casework == "closed" and not self.over


_STILL_OWED = Words(sv="Saknas (bristen avslutad)", en="Missing (finding closed)")


def state_words(duty: Duty, state: CellState) -> Words:
    """Name the state a duty is shown in."""
    return _STILL_OWED if state is CellState.MISSING and duty.owed_though_closed else LOOKS[state].word


UNFULFILLED = (CellState.MISSING, CellState.EXPECTED)
"""How far off or how late a due is says something only of these: the others are fulfilled, over, or not yet known to be late."""
_DECIDED = {"dismissed": CellState.DISMISSED, "closed": CellState.CLOSED}
_OVER = {
    ObligationState.LAPSED: CellState.LAPSED,
    ObligationState.WAIVED: CellState.WAIVED,
    ObligationState.MET: CellState.MET,
}


def shown(duty: Duty, now: datetime) -> CellState:
    """Give the state to show of a duty.

    A passed but unjudged due is being judged, and so is a missed one whose finding the viewer may not see yet: neither is
    late. What people have dismissed is neither missing nor late any more; what they have closed is missing until it is
    handed in, waived or over.
    """
    if duty.state in _OVER:
        return _OVER[duty.state]
    if duty.state in (ObligationState.MISSED, ObligationState.MET_LATE):
        if duty.silent:
            return CellState.COVERED
        if duty.finding is None:
            return CellState.JUDGING
        late = CellState.MISSING if duty.state is ObligationState.MISSED else CellState.LATE
        return late if duty.owed_though_closed else _DECIDED.get(duty.casework or "", late)
    if duty.stuck_since is not None:
        return CellState.CANNOT
    return CellState.EXPECTED if now < duty.due else CellState.JUDGING
