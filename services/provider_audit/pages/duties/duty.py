"""A duty as the pages show it, and its state at an instant."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from schemas.findings import ObligationState, Party, Severity
from services.provider_audit.pages.states import LOOKS, CellState
from services.runtime.language.words import Words


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
