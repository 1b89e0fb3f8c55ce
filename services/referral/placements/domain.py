"""Decisions about a placement: start, hold, plan, reports, end, conclude."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from schemas import referral as facts
from schemas.codes import AgeBand, ServiceForm, TargetGroup
from schemas.fact import Fact
from schemas.new_event import NewEvent
from services.referral.shared.civil_time import day_of, month_of, months_between
from services.referral.shared.commands import End, Pause, Resume, Start
from services.referral.shared.lifecycle import step
from services.referral.shared.states import Act, State, Who
from services.runtime.errors import Refused
from services.runtime.language.words import Words

Decision = tuple["Placement", list[NewEvent]]


@dataclass(frozen=True)
class Placement:
    """A placement as it stands; *ended* is `ended_at`, *concluded* (no more paper owed) is `concluded_at`."""

    id: UUID
    case: UUID
    referral: UUID | None
    board: UUID
    provider: UUID
    unit: UUID
    orgnr: str
    form: ServiceForm
    contract: UUID | None
    permit: UUID | None
    age_band: AgeBand
    target_group: TargetGroup
    state: State
    accepted_at: datetime
    start_on: date
    board_unit: UUID | None = None
    started_at: datetime | None = None
    audited_from: date | None = None
    held_from: datetime | None = None
    ended_at: datetime | None = None
    end_reason: str | None = None
    concluded_at: datetime | None = None
    plan_version: int = 0
    plan_approved: int = 0
    plan_returned: int = 0
    end_report_at: datetime | None = None

    @property
    def concluded(self) -> bool:
        """Tell whether no more paper is owed."""
        return self.concluded_at is not None

    def new_events(self, occurred: datetime, fact: Fact) -> list[NewEvent]:
        """Give one fact about this placement."""
        return [NewEvent(subject=self.id, occurred=occurred, fact=fact)]


def start(placement: Placement, command: Start, who: Who, now: datetime) -> Decision:
    """Begin the placement; it is audited from the Swedish day of its start unless an import says otherwise. Raises Refused."""
    state = step_of(placement, Act.START, who)
    not_ahead(command.started_at, now, "started_at")
    audited_from = command.audited_from or day_of(command.started_at)
    changed = replace(placement, state=state, started_at=command.started_at, audited_from=audited_from)
    fact = facts.PlacementStarted(
        case=placement.case,
        referral=placement.referral,
        board=placement.board,
        provider=placement.provider,
        unit=placement.unit,
        orgnr=placement.orgnr,
        form=placement.form,
        contract=placement.contract,
        permit=placement.permit,
        age_band=placement.age_band,
        target_group=placement.target_group,
        started_at=command.started_at,
        audited_from=audited_from,
    )
    return changed, placement.new_events(command.started_at, fact)


def cancel(placement: Placement) -> Placement:
    """Take an accepted placement back before it starts; the referral's own fact tells of it. Raises Refused."""
    return replace(placement, state=step_of(placement, Act.WITHDRAW, Who.BOARD))


def pause(placement: Placement, command: Pause, who: Who, now: datetime) -> Decision:
    """Let the placement rest. Raises Refused."""
    state = step_of(placement, Act.PAUSE, who)
    _within(command.from_at, placement.started_at, now, "from_at")
    fact = facts.PlacementPaused(board=placement.board, provider=placement.provider, from_at=command.from_at)
    return replace(placement, state=state, held_from=command.from_at), placement.new_events(command.from_at, fact)


def resume(placement: Placement, command: Resume, who: Who, now: datetime) -> Decision:
    """Let the placement go on. Raises Refused."""
    state = step_of(placement, Act.RESUME, who)
    _within(command.from_at, placement.held_from, now, "from_at")
    fact = facts.PlacementResumed(board=placement.board, provider=placement.provider, from_at=command.from_at)
    return replace(placement, state=state, held_from=None), placement.new_events(command.from_at, fact)


def end(placement: Placement, command: End, who: Who, now: datetime) -> Decision:
    """End the placement; the papers stay due. Raises Refused."""
    state = step_of(placement, Act.END_AS_PLANNED if command.planned else Act.END_EARLY, who)
    _within(command.ended_at, placement.held_from or placement.started_at, now, "ended_at")
    fact = facts.PlacementEnded(
        board=placement.board,
        provider=placement.provider,
        ended_at=command.ended_at,
        reason=command.reason,
        planned=command.planned,
        noticed_at=command.noticed_at,
        event=command.event,
    )
    changed = replace(
        placement, state=state, ended_at=command.ended_at, end_reason=command.reason.value, held_from=None
    )
    return changed, placement.new_events(command.ended_at, fact)


def conclude(placement: Placement, now: datetime) -> Placement:
    """Say that no more paper is owed; only once the end report is in. Raises Refused."""
    step_of(placement, Act.CONCLUDE, Who.BOARD)
    if placement.end_report_at is None:
        raise Refused(
            "papers_owed",
            Words(sv="Kvar att lämna: slutrapport.", en="Still to come: the end report."),
            Words(sv="Vänta på slutrapporten och läs den först.", en="Wait for the end report and read it first."),
        )
    return replace(placement, concluded_at=now)


def report_periods(placement: Placement, now: datetime) -> list[str]:
    """List the months the placement has touched, up to the month that now is in."""
    if placement.started_at is None:
        return []
    last = min(placement.ended_at or now, now)
    return months_between(month_of(placement.started_at), month_of(last))


def step_of(placement: Placement, act: Act, who: Who) -> State:
    """Give the state after an act. Raises Refused when it is not allowed."""
    return step(placement.state, act, who, concluded=placement.concluded).next


def not_ahead(moment: datetime, now: datetime, field: str) -> None:
    """Check that an instant is not ahead. Raises Refused."""
    if moment > now:
        raise Refused(
            "in_the_future",
            Words(sv="Tidpunkten ligger i framtiden.", en="The time lies in the future."),
            Words(sv="Ange när det hände.", en="Say when it happened."),
            field=field,
        )


def _within(moment: datetime, earliest: datetime | None, now: datetime, field: str) -> None:
    not_ahead(moment, now, field)
    if earliest is not None and moment < earliest:
        raise Refused(
            "too_early",
            Words(sv="Tidpunkten ligger före det som den avslutar.", en="The time lies before what it ends."),
            Words(sv="Ange en senare tidpunkt.", en="Give a later time."),
            field=field,
        )
