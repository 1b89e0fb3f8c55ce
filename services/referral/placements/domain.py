"""Decisions about a placement: start, hold, plan, reports, end, conclude."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from schemas import referral as facts
from schemas.codes import AgeBand, ServiceForm, TargetGroup
from schemas.fact import Fact
from schemas.new_event import NewEvent
from services.referral.shared.civil_time import day_of, first_instant, month_of, months_between
from services.referral.shared.commands import End, Pause, Resume, ReviewPlan, Start
from services.referral.shared.lifecycle import Act, State, Who, step
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
    state = _step(placement, Act.START, who)
    _not_ahead(command.started_at, now, "started_at")
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
    return replace(placement, state=_step(placement, Act.WITHDRAW, Who.BOARD))


def pause(placement: Placement, command: Pause, who: Who, now: datetime) -> Decision:
    """Let the placement rest. Raises Refused."""
    state = _step(placement, Act.PAUSE, who)
    _within(command.from_at, placement.started_at, now, "from_at")
    fact = facts.PlacementPaused(board=placement.board, provider=placement.provider, from_at=command.from_at)
    return replace(placement, state=state, held_from=command.from_at), placement.new_events(command.from_at, fact)


def resume(placement: Placement, command: Resume, who: Who, now: datetime) -> Decision:
    """Let the placement go on. Raises Refused."""
    state = _step(placement, Act.RESUME, who)
    _within(command.from_at, placement.held_from, now, "from_at")
    fact = facts.PlacementResumed(board=placement.board, provider=placement.provider, from_at=command.from_at)
    return replace(placement, state=state, held_from=None), placement.new_events(command.from_at, fact)


def end(placement: Placement, command: End, who: Who, now: datetime) -> Decision:
    """End the placement; the papers stay due. Raises Refused."""
    state = _step(placement, Act.END_AS_PLANNED if command.planned else Act.END_EARLY, who)
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


def submit_plan(placement: Placement, now: datetime) -> Decision:
    """Hand in the next version of the plan. Raises Refused."""
    _step(placement, Act.SUBMIT_PLAN, Who.PROVIDER)
    version = placement.plan_version + 1
    fact = facts.PlanSubmitted(board=placement.board, provider=placement.provider, version=version)
    return replace(placement, plan_version=version), placement.new_events(now, fact)


def revise_plan(placement: Placement, now: datetime) -> Decision:
    """Hand in a revised version of a plan that was approved before. Raises Refused."""
    _step(placement, Act.REVISE_PLAN, Who.PROVIDER)
    if placement.plan_approved == 0:
        raise Refused(
            "nothing_to_revise",
            Words(sv="Det finns ingen godkänd plan att revidera.", en="There is no approved plan to revise."),
            Words(sv="Lämna planen i stället.", en="Submit the plan instead."),
        )
    version = placement.plan_version + 1
    fact = facts.PlanRevised(board=placement.board, provider=placement.provider, version=version)
    return replace(placement, plan_version=version), placement.new_events(now, fact)


def approve_plan(placement: Placement, now: datetime) -> Decision:
    """Approve the newest version of the plan. Raises Refused."""
    _step(placement, Act.APPROVE_PLAN, Who.BOARD)
    if placement.plan_version == placement.plan_returned > 0:
        raise returned_already()
    if placement.plan_version == placement.plan_approved:
        raise Refused(
            "nothing_to_approve",
            Words(sv="Det finns ingen plan att godkänna.", en="There is no plan to approve."),
            Words(sv="Vänta tills utföraren har lämnat en plan.", en="Wait until the provider has submitted a plan."),
        )
    fact = facts.PlanApproved(board=placement.board, provider=placement.provider, version=placement.plan_version)
    return replace(placement, plan_approved=placement.plan_version), placement.new_events(now, fact)


def review_plan(placement: Placement, command: ReviewPlan, now: datetime) -> Decision:
    """Follow the plan up on a day, with age band and target group as they are then. Raises Refused."""
    _step(placement, Act.REVIEW_PLAN, Who.PROVIDER)
    if placement.plan_version == 0:
        raise Refused(
            "no_plan",
            Words(sv="Det finns ingen plan att följa upp.", en="There is no plan to review."),
            Words(sv="Lämna planen först.", en="Submit the plan first."),
        )
    _not_ahead(first_instant(command.on), now, "on")
    fact = facts.PlanReviewed(
        board=placement.board,
        provider=placement.provider,
        on=command.on,
        age_band=command.age_band,
        target_group=command.target_group,
    )
    changed = replace(placement, age_band=command.age_band, target_group=command.target_group)
    return changed, placement.new_events(first_instant(command.on), fact)


def submit_report(placement: Placement, period: str, attempts: int, *, accepted: bool, now: datetime) -> Decision:
    """Hand in the monthly report of a period; `attempts` were handed in before. Raises Refused."""
    _step(placement, Act.SUBMIT_REPORT, Who.PROVIDER)
    if accepted:
        raise Refused(
            "already_accepted",
            Words(sv="Rapporten för perioden är redan godkänd.", en="The report for the period is already accepted."),
            Words(sv="Be nämnden återlämna den.", en="Ask the board to return it."),
            field="period",
        )
    if period not in report_periods(placement, now):
        raise Refused(
            "period_outside",
            Words(sv="Uppdraget pågick inte under perioden.", en="The placement did not run in the period."),
            Words(sv="Välj en månad då uppdraget pågick.", en="Choose a month in which it ran."),
            field="period",
        )
    fact = facts.ReportSubmitted(
        board=placement.board, provider=placement.provider, period=period, attempt=attempts + 1
    )
    return placement, placement.new_events(now, fact)


def accept_report(placement: Placement, period: str, now: datetime, *, returned: bool = False) -> Decision:
    """Find a report good, unless it was `returned`. Raises Refused."""
    _step(placement, Act.ACCEPT_REPORT, Who.BOARD)
    if returned:
        raise returned_already()
    fact = facts.ReportAccepted(board=placement.board, provider=placement.provider, period=period)
    return placement, placement.new_events(now, fact)


def submit_end_report(placement: Placement, now: datetime) -> Decision:
    """Hand in the end report. Raises Refused."""
    _step(placement, Act.SUBMIT_END_REPORT, Who.PROVIDER)
    fact = facts.EndReportSubmitted(board=placement.board, provider=placement.provider)
    return replace(placement, end_report_at=placement.end_report_at or now), placement.new_events(now, fact)


def file_safety_plan(placement: Placement, now: datetime) -> Decision:
    """Record that a personal safety plan is on file. Raises Refused."""
    _step(placement, Act.FILE_SAFETY_PLAN, Who.PROVIDER)
    fact = facts.SafetyPlanFiled(board=placement.board, provider=placement.provider)
    return placement, placement.new_events(now, fact)


def returned_already() -> Refused:
    """Say that what was handed in last has been returned and waits for the provider."""
    return Refused(
        "returned_already",
        Words(sv="Det som lämnades senast är återlämnat.", en="What was handed in last has been returned."),
        Words(sv="Vänta tills utföraren har lämnat det igen.", en="Wait until the provider has handed it in again."),
    )


def conclude(placement: Placement, now: datetime) -> Placement:
    """Say that no more paper is owed; only once the end report is in. Raises Refused."""
    _step(placement, Act.CONCLUDE, Who.BOARD)
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


def _step(placement: Placement, act: Act, who: Who) -> State:
    return step(placement.state, act, who, concluded=placement.concluded).next


def _not_ahead(moment: datetime, now: datetime, field: str) -> None:
    if moment > now:
        raise Refused(
            "in_the_future",
            Words(sv="Tidpunkten ligger i framtiden.", en="The time lies in the future."),
            Words(sv="Ange när det hände.", en="Say when it happened."),
            field=field,
        )


def _within(moment: datetime, earliest: datetime | None, now: datetime, field: str) -> None:
    _not_ahead(moment, now, field)
    if earliest is not None and moment < earliest:
        raise Refused(
            "too_early",
            Words(sv="Tidpunkten ligger före det som den avslutar.", en="The time lies before what it ends."),
            Words(sv="Ange en senare tidpunkt.", en="Give a later time."),
            field=field,
        )
