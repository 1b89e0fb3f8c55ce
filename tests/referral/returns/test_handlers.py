"""Returns on PostgreSQL: what the board sends back, what it names, and what the provider hands in again."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from schemas.reasons import EndReason, ErrorReason, ReturnReason
from services.referral import handlers
from services.referral.corrections.domain import EnterInError
from services.referral.plans.form import PLAN_FIELDS
from services.referral.reports.end_form import parse_end_report
from services.referral.returns.domain import correct_by
from services.referral.returns.form import Returning, markable, parse_return
from services.referral.shared.civil_time import day_of
from services.referral.shared.commands import End
from services.runtime.errors import Refused
from services.runtime.forms.field import Field
from tests.parts.forms import apart
from tests.referral import given as made
from tests.referral.given import BOARD, NOW, OTHER_BOARD, PROVIDER, RETURNING, Given, scope

DAY = timedelta(days=1)
PLAN = made.right_plan()
NOT_A_REPORT = Returning(reason=ReturnReason.NOT_A_REPORT, remarks="Det är en tom sida, inte en rapport.")


async def _plan(given: Given, placement: UUID, *, revise: bool = False) -> UUID:
    act = handlers.revise_plan if revise else handlers.submit_plan
    async with given.database.work("referral", scope(PROVIDER)) as work:
        return await act(given.acting(work, PROVIDER), placement, PLAN)


async def _return_plan(given: Given, placement: UUID, returning: Returning = RETURNING) -> None:
    async with given.database.work("referral", scope(BOARD)) as work:
        await handlers.return_plan(given.acting(work, BOARD), placement, returning)


async def _return_report(given: Given, placement: UUID, returning: Returning = RETURNING) -> None:
    async with given.database.work("referral", scope(BOARD)) as work:
        await handlers.return_report(given.acting(work, BOARD), placement, "2026-11", returning)


async def test_every_submission_is_known_by_the_id_of_its_fact(given: Given) -> None:
    placement = await given.started()
    plan, report = await _plan(given, placement), await given.report(placement)
    assert [event.id for event in await given.facts("PlanSubmitted")] == [plan]
    assert [event.id for event in await given.facts("ReportSubmitted")] == [report]


async def test_a_returned_report_is_named_and_handed_in_again(given: Given) -> None:
    placement = await given.started()
    report = await given.report(placement)
    await _return_report(given, placement)
    returned = (await given.facts("ReportReturned"))[0]
    fact = returned.fact.model_dump()
    assert (fact["fact"], fact["period"], fact["reason"], fact["not_a_report"]) == (
        report,
        "2026-11",
        "INCOMPLETE",
        False,
    )
    async with given.database.work("referral") as work:
        row = await work.row("select * from referral.submission where id = :id", id=report)
    assert row is not None
    assert row["returned_fact"] == returned.id
    assert row["return_due"] == correct_by(ReturnReason.INCOMPLETE, NOW)
    again = await given.report(placement)
    assert (await given.facts("ReportSubmitted"))[1].fact.model_dump()["attempt"] == 2
    assert again != report
    async with given.database.work("referral", scope(BOARD)) as work:
        await handlers.accept_report(given.acting(work, BOARD), placement, "2026-11")
    assert (await given.recorded())[-4:] == ["ReportSubmitted", "ReportReturned", "ReportSubmitted", "ReportAccepted"]


async def test_what_is_no_report_counts_for_nothing_and_says_so(given: Given) -> None:
    placement = await given.started()
    await given.report(placement)
    await _return_report(given, placement, NOT_A_REPORT)
    assert (await given.facts("ReportReturned"))[0].fact.model_dump()["not_a_report"] is True


async def test_an_accepted_report_is_not_returned_until_it_is_reopened(given: Given) -> None:
    placement = await given.started()
    await given.report(placement)
    async with given.database.work("referral", scope(BOARD)) as work:
        await handlers.accept_report(given.acting(work, BOARD), placement, "2026-11")
    with pytest.raises(Refused) as refused:
        await _return_report(given, placement)
    assert refused.value.code == "already_accepted"
    assert "Öppna det igen först" in refused.value.next_step.sv
    assert "ReportReturned" not in await given.recorded()


async def test_an_acceptance_entered_in_error_reopens_the_report(given: Given) -> None:
    placement = await given.started()
    report = await given.report(placement)
    async with given.database.work("referral", scope(BOARD)) as work:
        await handlers.accept_report(given.acting(work, BOARD), placement, "2026-11")
    accepted = (await given.facts("ReportAccepted"))[0].id
    async with given.database.work("referral", scope(BOARD)) as work:
        await handlers.correct(given.acting(work, BOARD), accepted, EnterInError(ErrorReason.WRONG_MATTER))
    await _return_report(given, placement)
    assert (await given.facts("ReportReturned"))[0].fact.model_dump()["fact"] == report


async def test_a_returned_report_is_neither_returned_again_nor_accepted(given: Given) -> None:
    placement = await given.started()
    await given.report(placement)
    await _return_report(given, placement)
    with pytest.raises(Refused) as refused:
        await _return_report(given, placement)
    assert refused.value.code == "returned_already"
    with pytest.raises(Refused) as refused:
        async with given.database.work("referral", scope(BOARD)) as work:
            await handlers.accept_report(given.acting(work, BOARD), placement, "2026-11")
    assert refused.value.code == "returned_already"


async def test_what_was_not_handed_in_cannot_be_returned_and_nobody_else_returns(given: Given) -> None:
    placement = await given.started()
    with pytest.raises(Refused) as refused:
        await _return_report(given, placement)
    assert refused.value.code == "absent"
    await given.report(placement)
    with pytest.raises(Refused) as refused:
        async with given.database.work("referral", scope(OTHER_BOARD)) as work:
            await handlers.return_report(given.acting(work, OTHER_BOARD), placement, "2026-11", RETURNING)
    assert refused.value.code == "absent"


async def test_a_returned_plan_is_submitted_anew_and_an_approved_one_revised(given: Given) -> None:
    placement = await given.started()
    with pytest.raises(Refused) as refused:
        await _plan(given, placement, revise=True)
    assert refused.value.code == "nothing_to_revise"
    first = await _plan(given, placement)
    await _return_plan(given, placement)
    assert (await given.facts("PlanReturned"))[0].fact.model_dump()["fact"] == first
    with pytest.raises(Refused) as refused:
        async with given.database.work("referral", scope(BOARD)) as work:
            await handlers.approve_plan(given.acting(work, BOARD), placement)
    assert refused.value.code == "returned_already"
    await _plan(given, placement)
    async with given.database.work("referral", scope(BOARD)) as work:
        await handlers.approve_plan(given.acting(work, BOARD), placement)
    revised = await _plan(given, placement, revise=True)
    event = (await given.facts("PlanRevised"))[0]
    assert (event.id, event.fact.model_dump()["version"]) == (revised, 3)
    async with given.database.work("referral", scope(BOARD)) as work:
        changed = await handlers.approve_plan(given.acting(work, BOARD), placement)
    assert changed.plan_approved == 3
    with pytest.raises(Refused) as refused:
        await _return_plan(given, placement)
    assert refused.value.code == "already_accepted"


async def test_a_returned_end_report_is_owed_again(given: Given) -> None:
    placement = await given.with_papers()
    end_report, errors = apart(parse_end_report(made.end_form(), PLAN.goals, NOW.date()))
    assert end_report is not None, errors
    async with given.database.work("referral", scope(PROVIDER)) as work:
        await handlers.end_placement(
            given.acting(work, PROVIDER), placement, End(NOW, EndReason.COMPLETED, planned=True)
        )
        first = await handlers.submit_end_report(given.acting(work, PROVIDER), placement, end_report)
    async with given.database.work("referral", scope(BOARD)) as work:
        await handlers.return_end_report(given.acting(work, BOARD), placement, RETURNING)
    assert (await given.facts("EndReportReturned"))[0].fact.model_dump()["fact"] == first
    with pytest.raises(Refused) as refused:
        async with given.database.work("referral", scope(BOARD)) as work:
            await handlers.conclude(given.acting(work, BOARD), placement)
    assert refused.value.code == "papers_owed"
    async with given.database.work("referral", scope(PROVIDER)) as work:
        await handlers.submit_end_report(given.acting(work, PROVIDER, NOW + DAY), placement, end_report)
    async with given.database.work("referral", scope(BOARD)) as work:
        concluded = await handlers.conclude(given.acting(work, BOARD, NOW + DAY), placement)
    assert concluded.concluded


async def test_remarks_stand_nowhere_in_clear(given: Given) -> None:
    placement = await given.started()
    await given.report(placement)
    await _return_report(given, placement)
    async with given.database.work("referral") as work:
        for table in ("submission", "history", "log"):
            for row in await work.rows(f"select cast(t as text) as line from referral.{table} t"):
                assert "vilka dagar" not in row["line"]
                assert b"vilka dagar".hex() not in row["line"]


def test_five_working_days_to_correct_and_two_to_hand_in_what_was_no_report() -> None:
    wednesday = NOW
    assert day_of(correct_by(ReturnReason.UNCLEAR, wednesday)) == date(2026, 11, 26)
    assert day_of(correct_by(ReturnReason.NOT_A_REPORT, wednesday)) == date(2026, 11, 21)
    after_five = wednesday.replace(hour=17, minute=1)
    assert day_of(correct_by(ReturnReason.UNCLEAR, after_five)) == date(2026, 11, 27)


def test_no_report_must_be_meant() -> None:
    raw = {"reason": "NOT_A_REPORT", "remarks": "Det är en tom sida, inte en rapport."}
    returning, errors = apart(parse_return(raw, (), NOW.date()))
    assert returning is None
    assert list(errors) == ["counts_for_nothing"]
    returning, _ = apart(parse_return({**raw, "counts_for_nothing": "yes"}, (), NOW.date()))
    assert returning is not None
    assert returning.not_a_report


def test_remarks_are_scanned_and_only_fields_of_the_form_are_marked() -> None:
    choices = markable(PLAN_FIELDS)
    raw = {"reason": "UNCLEAR", "fields": ["actions", "password"], "remarks": "Ring 070-123 45 67 så berättar vi mer."}
    returning, errors = apart(parse_return(raw, choices, NOW.date()))
    assert returning is None
    assert "telefonnummer" in errors["remarks"].sv
    returning, _ = apart(parse_return({**raw, "remarks": "Skriv vilka dagar ni träffas."}, choices, NOW.date()))
    assert returning is not None
    assert returning.fields == ("actions",)


def test_a_numbered_field_is_marked_under_its_heading() -> None:
    names = dict(markable((*PLAN_FIELDS[:4], Field("attest", PLAN_FIELDS[-1].label, "tick"))))
    assert "attest" not in names
    assert names["goal_1"].sv.startswith("Mål 1")
