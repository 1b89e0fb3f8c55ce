"""Cases in which something is put right afterwards: each function changes what its case would ordinarily have come to."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from schemas import referral as facts
from schemas.codes import AbsenceKind
from schemas.reasons import ErrorReason, ReturnReason, WaiveReason
from schemas.working_days import add_working_days
from services.demonstration.acts.corrections import Agree, CorrectDate, EnterInError, Waive
from services.demonstration.acts.incidents import ReportAbsence
from services.demonstration.acts.lifecycle import End, Pause, Resume
from services.demonstration.acts.placement import Placement
from services.demonstration.acts.safety import SafetyPlan
from services.demonstration.acts.submissions import (
    AcceptReport,
    ApprovePlan,
    Plan,
    RegisterReceived,
    Report,
    Return,
    RevisePlan,
)
from services.demonstration.scenario.attestations import interruption
from services.demonstration.scenario.case import Case, at, read_on
from services.referral.on_paper.domain import CameBy, Kind
from services.runtime.language.duties import duty_fulfilled_by

THE_PLAN = duty_fulfilled_by(facts.PlanSubmitted).rule.id
MONTHLY_REPORT = duty_fulfilled_by(facts.ReportSubmitted).rule.id


def returned_and_corrected(case: Case, placement: Placement) -> None:
    """A monthly report is returned and corrected in time."""
    _returned(case, placement, ReturnReason.GOALS_NOT_FOLLOWED_UP, back_on=4, again_on=6)


def returned_and_late(case: Case, placement: Placement) -> None:
    """A monthly report is returned and corrected too late."""
    _returned(case, placement, ReturnReason.INCOMPLETE, back_on=4, again_on=13)


def not_a_report(case: Case, placement: Placement) -> None:
    """What was handed in was no report; the report itself comes the day after."""
    _returned(case, placement, ReturnReason.NOT_A_REPORT, back_on=3, again_on=4)


def _returned(case: Case, placement: Placement, reason: ReturnReason, *, back_on: int, again_on: int) -> None:
    """Return the second month's report on a working day of the month after; it comes again on another."""
    period = case.period(1)
    (_, report), (_, accepted) = _taken(case, period)
    case.by_provider(at(case.after_month(1, 2), 10), report)
    case.by_board(read_on(case.after_month(1, back_on)), Return(placement, Kind.REPORT, reason, period))
    case.by_provider(at(case.after_month(1, again_on), 11), report)
    case.by_board(read_on(case.after_month(1, again_on + 2)), accepted)


def plan_returned(case: Case, placement: Placement) -> None:
    """The plan is returned and comes again in time."""
    read, approved = case.take(ApprovePlan)
    case.by_board(read, Return(placement, Kind.PLAN, ReturnReason.UNCLEAR))
    again = add_working_days(read.date(), 3)
    case.by_provider(at(again, 13, 20), Plan(placement))
    case.by_board(read_on(add_working_days(again, 2)), approved)


def plan_revised(case: Case, placement: Placement) -> None:
    """An approved plan gets a new version."""
    read = read_on(case.day(40))
    case.by_provider(read - timedelta(hours=3), RevisePlan(placement))
    case.by_board(read_on(add_working_days(read.date(), 2)), ApprovePlan(placement))


def own_error_in_time(case: Case, placement: Placement) -> None:
    """A report is entered in error by its teller before it is due, and handed in again."""
    (_, report), (_, accepted) = _taken(case, case.period(1))
    case.by_provider(at(case.after_month(1, 1), 9), report)
    wrong = EnterInError(placement, "ReportSubmitted", ErrorReason.WRONG_CONTENT)
    case.by_provider(at(case.after_month(1, 2), 9, 40), wrong)
    case.by_provider(at(case.after_month(1, 3), 14), report)
    case.by_board(read_on(case.after_month(1, 6)), accepted)


def own_error_agreed(case: Case, placement: Placement) -> None:
    """An absence reported late had never been one; the board agrees and the finding falls."""
    wrong = _absence_that_was_none(case, placement)
    case.by_board(read_on(add_working_days(wrong, 2)), Agree(placement))


def own_error_not_agreed(case: Case, placement: Placement) -> None:
    """An absence reported late is entered in error, and the board does not agree: the finding remains."""
    _absence_that_was_none(case, placement)


def _absence_that_was_none(case: Case, placement: Placement) -> date:
    noticed, wrong = at(case.day(33), 18, 5), case.day(39)
    case.by_provider(at(case.day(34), 9, 12), ReportAbsence(placement, 3, AbsenceKind.ABSCONDED, noticed))
    case.by_provider(at(wrong, 10, 30), EnterInError(placement, "AbsenceReported", ErrorReason.DID_NOT_HAPPEN))
    return wrong


def start_corrected(case: Case, placement: Placement) -> None:
    """The placement began the day after the one first recorded."""
    began = case.started + timedelta(hours=20)
    corrected = CorrectDate(placement, "PlacementStarted", "started_at", began)
    case.by_provider(case.started + timedelta(hours=25), corrected)


def end_undone(case: Case, placement: Placement) -> None:
    """An end was recorded for the wrong placement; it is undone, the board agrees, and the placement goes on."""
    ended, end = case.take(End)
    wrong = at(case.day(40), 11, 15)
    case.by_provider(wrong, replace(end, ended_at=wrong))
    undone = EnterInError(placement, "PlacementEnded", ErrorReason.WRONG_MATTER)
    case.by_provider(at(case.day(43), 9, 30), undone)
    case.by_board(at(case.day(43), 13), Agree(placement))
    case.by_provider(ended, end)


def waived_in_time(case: Case, placement: Placement) -> None:
    """The board waives a monthly report before it is due."""
    period = case.period(1)
    _taken(case, period)
    waived = Waive(placement, MONTHLY_REPORT, WaiveReason.AGREED_OTHERWISE, period)
    case.by_board(read_on(case.after_month(1, 2)), waived)


def waived_afterwards(case: Case, placement: Placement) -> None:
    """The plan comes late because the board cancelled the meeting; the board waives the duty and the finding falls."""
    (_, plan), (_, approved) = case.take(Plan), case.take(ApprovePlan)
    case.by_provider(at(add_working_days(case.day(18), 1), 10, 5), plan)
    decided = read_on(add_working_days(case.day(18), 3))
    case.by_board(decided, Waive(placement, THE_PLAN, WaiveReason.CAUSED_BY_BOARD))
    case.by_board(decided, approved)


def held(case: Case, placement: Placement) -> None:
    """The placement is paused over a whole month, which owes no report."""
    period = case.period(2)
    _taken(case, period)
    first = date.fromisoformat(f"{period}-01")
    case.by_board(read_on(first - timedelta(days=4)), Pause(placement))
    case.by_board(read_on(first + timedelta(days=33)), Resume(placement))


def interrupted(case: Case, _placement: Placement) -> None:
    """The portal is down in the night a report is due; it comes before breakfast, and is in time."""
    (_, report), (_, accepted) = _taken(case, case.period(1))
    night = case.after_month(1, 5) + timedelta(days=1)
    case.by_provider(at(night, 5, 50), report)
    case.by_board(read_on(add_working_days(night, 2)), accepted)
    case.add([interruption(night)])


def received_on_paper(case: Case, placement: Placement) -> None:
    """A report came on paper in time and is registered a week later: the finding falls."""
    period = case.period(1)
    _taken(case, period)
    arrived = at(case.after_month(1, 4), 13, 40)
    received = RegisterReceived(placement, Kind.REPORT, CameBy.PAPER, arrived, period)
    case.by_board(read_on(case.after_month(1, 9)), received)


def received_by_phone(case: Case, placement: Placement) -> None:
    """A safety plan was given by phone on the second day and is registered the week after: the finding falls."""
    case.take(SafetyPlan)
    received = RegisterReceived(placement, Kind.SAFETY_PLAN, CameBy.PHONE, at(case.day(1), 12, 25))
    case.by_board(read_on(case.day(7)), received)


def _taken(case: Case, period: str) -> tuple[tuple[datetime, Report], tuple[datetime, AcceptReport]]:
    return case.take(Report, period=period), case.take(AcceptReport, period=period)
