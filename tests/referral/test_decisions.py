"""Decisions about placements and referrals, with the clock handed in."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from schemas.codes import AgeBand, ServiceForm, TargetGroup, Tier
from schemas.reasons import EndReason
from schemas.referral import PlacementEnded, PlacementStarted, PlanReviewed, ReferralSent
from services.referral.overrides.basis import Basis
from services.referral.placements import domain as decisions
from services.referral.placements.domain import Placement, report_periods
from services.referral.referrals.domain import Referral, send
from services.referral.reports import domain as papers
from services.referral.shared.commands import End, Pause, Resume, ReviewPlan, Send, Start
from services.referral.shared.states import State, Who
from services.runtime.errors import Refused
from tests.referral.given import ORGNR, STOCKHOLM, name
from tests.referral.terms.test_gates import TERMS

NOW = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)
ACCEPTED = Placement(
    id=name("placement"), case=name("case"), referral=name("referral"), board=name("board"), provider=name("provider"),
    unit=name("unit"), orgnr=ORGNR, form=ServiceForm.HVB, contract=None, permit=None, age_band=AgeBand.AGE_21_25,
    target_group=TargetGroup.CRIMINAL_NETWORK, state=State.ACCEPTED, accepted_at=NOW - 30 * DAY, start_on=NOW.date(),
)  # fmt: skip
RUNNING = replace(ACCEPTED, state=State.IN_PROGRESS, started_at=NOW - 20 * DAY)


def refused(call: object, *values: object, **named: object) -> str:
    with pytest.raises(Refused) as found:
        call(*values, **named)  # type: ignore[operator]
    return found.value.code


def test_a_start_is_audited_from_its_swedish_day() -> None:
    late_evening = datetime(2026, 11, 17, 23, 30, tzinfo=UTC)
    started, decided = decisions.start(ACCEPTED, Start(late_evening), Who.PROVIDER, NOW)
    fact = decided[0].fact
    assert isinstance(fact, PlacementStarted)
    assert fact.audited_from == date(2026, 11, 18)
    assert decided[0].occurred == late_evening
    assert started.state is State.IN_PROGRESS


def test_an_import_names_the_day_it_is_audited_from() -> None:
    _, decided = decisions.start(ACCEPTED, Start(NOW - DAY, date(2026, 11, 18)), Who.PROVIDER, NOW)
    fact = decided[0].fact
    assert isinstance(fact, PlacementStarted)
    assert fact.audited_from == date(2026, 11, 18)


def test_nothing_is_told_before_it_happened() -> None:
    coming = NOW + timedelta(microseconds=1)
    assert refused(decisions.start, ACCEPTED, Start(coming), Who.PROVIDER, NOW) == "in_the_future"
    assert refused(decisions.pause, RUNNING, Pause(coming), Who.PROVIDER, NOW) == "in_the_future"
    end = End(coming, EndReason.COMPLETED, planned=True)
    assert refused(decisions.end, RUNNING, end, Who.BOARD, NOW) == "in_the_future"
    review = ReviewPlan(NOW.date() + DAY, AgeBand.AGE_21_25, TargetGroup.CRIMINAL_NETWORK)
    assert refused(papers.review_plan, replace(RUNNING, plan_version=1), review, NOW) == "in_the_future"


def test_nothing_ends_before_it_began() -> None:
    early = NOW - 21 * DAY
    end = End(early, EndReason.COMPLETED, planned=True)
    assert refused(decisions.end, RUNNING, end, Who.BOARD, NOW) == "too_early"
    assert refused(decisions.pause, RUNNING, Pause(early), Who.PROVIDER, NOW) == "too_early"
    held = replace(RUNNING, state=State.ON_HOLD, held_from=NOW - DAY)
    assert refused(decisions.resume, held, Resume(NOW - 2 * DAY), Who.PROVIDER, NOW) == "too_early"


@pytest.mark.parametrize(("planned", "state"), [(True, State.COMPLETED), (False, State.FAILED)])
def test_an_end_keeps_the_papers_owed(planned: bool, state: State) -> None:
    reason = EndReason.COMPLETED if planned else EndReason.OWN_REQUEST
    ended, decided = decisions.end(RUNNING, End(NOW, reason, planned, None if planned else NOW), Who.BOARD, NOW)
    fact = decided[0].fact
    assert isinstance(fact, PlacementEnded)
    assert (fact.reason, fact.planned, fact.ended_at) == (reason, planned, NOW)
    assert ended.state is state
    assert not ended.concluded
    assert refused(decisions.conclude, ended, NOW) == "papers_owed"
    handed_in, _ = papers.submit_end_report(ended, NOW)
    assert decisions.conclude(handed_in, NOW).concluded


def test_a_plan_is_versioned_and_each_version_approved_once() -> None:
    first, _ = papers.submit_plan(RUNNING, NOW)
    second, decided = papers.submit_plan(first, NOW)
    assert decided[0].fact.version == 2  # type: ignore[attr-defined]
    approved, _ = papers.approve_plan(second, NOW)
    assert refused(papers.approve_plan, approved, NOW) == "nothing_to_approve"


def test_a_follow_up_needs_a_plan_and_stands_for_its_days_first_instant() -> None:
    command = ReviewPlan(date(2026, 11, 18), AgeBand.AGE_26_PLUS, TargetGroup.CRIMINAL_NETWORK)
    assert refused(papers.review_plan, RUNNING, command, NOW) == "no_plan"
    changed, decided = papers.review_plan(replace(RUNNING, plan_version=1), command, NOW)
    assert isinstance(decided[0].fact, PlanReviewed)
    assert decided[0].occurred == datetime(2026, 11, 18, tzinfo=STOCKHOLM)
    assert changed.age_band is AgeBand.AGE_26_PLUS


def test_reports_are_for_the_months_the_placement_touched() -> None:
    assert report_periods(ACCEPTED, NOW) == []
    assert report_periods(RUNNING, NOW) == ["2026-10", "2026-11"]
    ended = replace(RUNNING, ended_at=datetime(2026, 10, 31, 22, 59, tzinfo=UTC))
    assert report_periods(ended, NOW) == ["2026-10"]
    midnight = replace(RUNNING, started_at=datetime(2026, 10, 31, 23, 0, tzinfo=UTC))
    assert report_periods(midnight, NOW) == ["2026-11"]


def test_one_report_of_a_period_is_accepted() -> None:
    _, decided = papers.submit_report(RUNNING, "2026-10", 1, accepted=False, now=NOW)
    assert decided[0].fact.attempt == 2  # type: ignore[attr-defined]
    assert refused(papers.submit_report, RUNNING, "2026-10", 1, accepted=True, now=NOW) == "already_accepted"
    assert refused(papers.submit_report, RUNNING, "2026-09", 0, accepted=False, now=NOW) == "period_outside"


def test_only_the_side_the_table_names_may_act() -> None:
    draft = Referral(name("referral"), name("case"), name("board"), State.DRAFT)
    assert refused(papers.submit_plan, ACCEPTED, NOW) == "transition_not_allowed"
    assert refused(draft.asked) == "not_sent"


def test_what_is_sent_names_permit_contract_and_what_was_heard() -> None:
    draft = Referral(name("referral"), name("case"), name("board"), State.DRAFT)
    command = Send(
        name("provider"), name("unit"), ServiceForm.HVB, AgeBand.AGE_21_25, TargetGroup.CRIMINAL_NETWORK, Tier.SHORT,
        NOW.date(), NOW.date(),
    )  # fmt: skip
    sent, decided = send(draft, command, Basis(replace(TERMS, directory_position=17), {}), NOW)
    fact = decided[0].fact
    assert isinstance(fact, ReferralSent)
    assert (fact.permit, fact.contract, fact.directory_position) == (name("permit"), None, 17)
    assert sent.state is State.REQUESTED
    assert decided[0].subject == name("referral")
    late = replace(sent, answered_at=sent.asked().answer_due)
    assert late.answered_late()
    assert not replace(sent, answered_at=sent.asked().answer_due - timedelta(microseconds=1)).answered_late()
