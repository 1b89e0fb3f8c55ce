"""Rätta: facts entered in error and corrected dates, what follows of them, and the other party's agreement."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from schemas.codes import AgeBand, IncidentKind, TargetGroup
from schemas.reasons import DeclineReason, ReturnReason
from services.referral import handlers
from services.referral.corrections.refold import fold_placement
from services.referral.corrections.refold_events import fold_events
from services.referral.incidents.form import IncidentReport
from services.referral.incidents.store import events, load_event
from services.referral.plans.form import Review
from services.referral.referrals.answer_form import Answer
from services.referral.reports.end_form import parse_end_report
from services.referral.returns.form import Returning
from services.referral.shared.civil_time import first_instant
from services.referral.shared.commands import Resume
from services.referral.shared.recorded import effective
from services.referral.shared.recorded_store import facts_about
from services.referral.shared.states import State
from services.runtime.errors import Refused
from tests.parts.forms import apart
from tests.referral import given as made
from tests.referral.correcting import DAY, LATER, agree, correct, end, fact_of, pause, placed, retract, state_of
from tests.referral.given import BOARD, NOW, OTHER_BOARD, OTHER_PROVIDER, PROVIDER, Given, scope


async def test_a_start_moved_moves_the_placements_start(given: Given) -> None:
    placement = await given.started(at=NOW)
    await correct(given, await fact_of(given, "PlacementStarted"), "started_at", NOW - DAY)
    moved = await state_of(given, placement)
    assert moved.started_at == NOW - DAY
    assert moved.state is State.IN_PROGRESS
    assert (await given.recorded())[-1] == "DateCorrected"


async def test_an_end_undone_puts_the_placement_back_in_progress_and_takes_its_place(given: Given) -> None:
    placement = await given.started()
    await end(given, placement, NOW + DAY)
    assert await placed(given) == 0
    await retract(given, await fact_of(given, "PlacementEnded"))
    back = await state_of(given, placement)
    assert (back.state, back.ended_at, back.end_reason, await placed(given)) == (State.IN_PROGRESS, None, None, 1)
    await end(given, placement, NOW + 2 * DAY)
    assert (await state_of(given, placement)).ended_at == NOW + 2 * DAY


async def test_an_end_undone_during_a_hold_goes_on_resting(given: Given) -> None:
    placement = await given.started()
    await pause(given, placement, NOW + DAY)
    await end(given, placement, NOW + 2 * DAY)
    await retract(given, await fact_of(given, "PlacementEnded"))
    back = await state_of(given, placement)
    assert (back.state, back.held_from) == (State.ON_HOLD, NOW + DAY)


async def test_a_start_undone_waits_for_its_start_again(given: Given) -> None:
    placement = await given.started()
    await retract(given, await fact_of(given, "PlacementStarted"))
    back = await state_of(given, placement)
    assert (back.state, back.started_at, await placed(given)) == (State.ACCEPTED, None, 1)


async def test_what_something_rests_on_is_not_retracted_before_it(given: Given) -> None:
    placement = await given.with_papers()
    with pytest.raises(Refused, match="rests_on_it"):
        await retract(given, await fact_of(given, "PlacementStarted"))
    await pause(given, placement, NOW + DAY)
    async with given.database.work("referral", scope(PROVIDER)) as work:
        await handlers.resume(given.acting(work, PROVIDER, NOW + 2 * DAY), placement, Resume(NOW + 2 * DAY))
    with pytest.raises(Refused, match="rests_on_it"):
        await retract(given, await fact_of(given, "PlacementPaused"))
    await retract(given, await fact_of(given, "PlacementResumed"))
    assert (await state_of(given, placement)).held_from == NOW + DAY


async def test_no_date_comes_before_what_it_follows_or_lies_ahead(given: Given) -> None:
    placement = await given.started()
    await pause(given, placement, NOW + DAY)
    paused, started = await fact_of(given, "PlacementPaused"), await fact_of(given, "PlacementStarted")
    with pytest.raises(Refused, match="out_of_order"):
        await correct(given, paused, "from_at", NOW - DAY)
    with pytest.raises(Refused, match="out_of_order"):
        await correct(given, started, "started_at", NOW + 2 * DAY)
    with pytest.raises(Refused, match="in_the_future"):
        await correct(given, paused, "from_at", LATER + DAY)
    with pytest.raises(Refused, match="no_such_date"):
        await correct(given, paused, "started_at", NOW)
    with pytest.raises(Refused, match="nothing_changed"):
        await correct(given, paused, "from_at", NOW + DAY)
    await correct(given, paused, "from_at", NOW + 2 * DAY)
    assert (await state_of(given, placement)).held_from == NOW + 2 * DAY


async def test_a_submission_in_error_is_retracted_and_stays_and_the_next_takes_its_number(given: Given) -> None:
    placement = await given.with_papers()
    plan = await fact_of(given, "PlanSubmitted")
    await retract(given, plan)
    assert (await state_of(given, placement)).plan_version == 0
    async with given.database.work("referral", scope(PROVIDER)) as work:
        (row,) = await work.rows("select id, retracted_at from referral.submission")
        assert (row["id"], row["retracted_at"]) == (plan, LATER)
        await handlers.submit_plan(given.acting(work, PROVIDER, LATER), placement, made.right_plan())
    assert (await state_of(given, placement)).plan_version == 1
    with pytest.raises(Refused, match="retracted_already"):
        await retract(given, plan)


async def test_an_acceptance_in_error_lets_the_report_be_returned(given: Given) -> None:
    placement = await given.with_papers()
    await given.report(placement)
    async with given.database.work("referral", scope(BOARD)) as work:
        await handlers.accept_report(given.acting(work, BOARD), placement, "2026-11")
        await handlers.approve_plan(given.acting(work, BOARD), placement)
    returning = Returning(reason=ReturnReason.UNCLEAR, remarks="Skriv vad som är nytt sedan sist.")
    for what, act in (("ReportAccepted", handlers.return_report), ("PlanApproved", handlers.return_plan)):
        about = (placement, "2026-11") if what == "ReportAccepted" else (placement,)
        await retract(given, await fact_of(given, what), BOARD)
        async with given.database.work("referral", scope(BOARD)) as work:
            await act(given.acting(work, BOARD, LATER), *about, returning)  # type: ignore[operator]
    back = await state_of(given, placement)
    assert (back.plan_approved, back.plan_returned) == (0, 1)
    await retract(given, await fact_of(given, "PlanReturned"), BOARD)
    assert (await state_of(given, placement)).plan_returned == 0
    async with given.database.work("referral", scope(BOARD)) as work:
        await handlers.approve_plan(given.acting(work, BOARD, LATER), placement)
    assert (await state_of(given, placement)).plan_approved == 1


async def test_an_end_report_in_error_is_owed_again(given: Given) -> None:
    placement = await given.with_papers()
    await end(given, placement, NOW + DAY)
    checked, _ = apart(parse_end_report(made.end_form(), made.right_plan().goals, NOW.date()))
    assert checked is not None
    async with given.database.work("referral", scope(PROVIDER)) as work:
        await handlers.submit_end_report(given.acting(work, PROVIDER, NOW + DAY), placement, checked)
    async with given.database.work("referral", scope(BOARD)) as work:
        await handlers.conclude(given.acting(work, BOARD, NOW + DAY), placement)
    await retract(given, await fact_of(given, "EndReportSubmitted"))
    back = await state_of(given, placement)
    assert (back.end_report_at, back.concluded) == (None, False)


async def test_a_review_moved_and_retracted(given: Given) -> None:
    placement = await given.with_papers()
    review = Review(
        on=NOW.date(), age_band=AgeBand.AGE_21_25, target_group=TargetGroup.CRIMINAL_NETWORK, note="Går bra."
    )
    async with given.database.work("referral", scope(PROVIDER)) as work:
        await handlers.review_plan(given.acting(work, PROVIDER), placement, review)
    fact = await fact_of(given, "PlanReviewed")
    await correct(given, fact, "on", first_instant(date(2026, 11, 17)))
    assert (await state_of(given, placement)).age_band is AgeBand.AGE_21_25
    await retract(given, fact)
    assert (await state_of(given, placement)).age_band is AgeBand.AGE_26_PLUS


async def test_an_incident_corrected_and_retracted(given: Given) -> None:
    placement = await given.started()
    recorded = IncidentReport(
        kind=IncidentKind.THREAT, aware_at=NOW, phoned_at=NOW, what="Ett hot framfördes vid grinden."
    )
    async with given.database.work("referral", scope(PROVIDER)) as work:
        event = await handlers.report_incident(given.acting(work, PROVIDER, NOW + DAY), placement, recorded)
    fact = await fact_of(given, "IncidentReported")
    await correct(given, fact, "phoned_at", NOW + timedelta(minutes=20))
    async with given.database.work("referral") as work:
        event_now = await load_event(work, placement, event)
    assert (event_now.aware_at, event_now.phoned_at) == (NOW, NOW + timedelta(minutes=20))
    await retract(given, fact)
    async with given.database.work("referral") as work:
        assert (await load_event(work, placement, event)).reported_at is None
        assert await events(work, placement) == []


async def test_only_the_teller_corrects_and_only_the_other_party_agrees_once(given: Given) -> None:
    await given.started()
    fact = await fact_of(given, "PlacementStarted")
    with pytest.raises(Refused, match="not_yours"):
        await retract(given, fact, BOARD)
    for actor in (OTHER_BOARD, OTHER_PROVIDER):
        with pytest.raises(Refused, match="absent"):
            await retract(given, fact, actor)
    correction = await correct(given, fact, "started_at", NOW - DAY)
    with pytest.raises(Refused, match="own_correction"):
        await agree(given, correction, PROVIDER)
    with pytest.raises(Refused, match="absent"):
        await agree(given, correction, OTHER_BOARD)
    with pytest.raises(Refused, match="no_correction"):
        await agree(given, fact)
    await agree(given, correction)
    assert (await given.recorded())[-1] == "CorrectionAgreed"
    with pytest.raises(Refused, match="already_agreed"):
        await agree(given, correction)
    async with given.database.work("referral") as work:
        row = await work.row("select fact from referral.history order by entry desc limit 1")
    assert row is not None
    assert row["fact"]["fact"] == str(correction)


@pytest.mark.parametrize("what", ["ReferralAccepted", "DateCorrected"])
async def test_what_cannot_be_retracted_is_refused_with_what_to_do(given: Given, what: str) -> None:
    await given.started()
    correction = await correct(given, await fact_of(given, "PlacementStarted"), "started_at", NOW - DAY)
    fact = correction if what == "DateCorrected" else await fact_of(given, what)
    with pytest.raises(Refused, match="not_corrected_here"):
        await retract(given, fact)


async def test_a_referrals_own_facts(given: Given) -> None:
    async def referral_state(word: str) -> str:
        async with given.database.work("referral") as work:
            row = await work.row("select state from referral.referral where id = :id", id=made.name(f"referral {word}"))
        assert row is not None
        return str(row["state"])

    await given.sent("one")
    await retract(given, await fact_of(given, "ReferralSent"), BOARD)
    assert await referral_state("one") == "entered-in-error"
    referral = await given.sent("two")
    async with given.database.work("referral", scope(PROVIDER)) as work:
        answer = Answer(DeclineReason.INFO, None, "", "", "")
        await handlers.decline(given.acting(work, PROVIDER), referral, answer)
    with pytest.raises(Refused, match="rests_on_it"):
        await retract(given, await fact_of(given, "ReferralSent"), BOARD)
    await retract(given, await fact_of(given, "ReferralDeclined"))
    assert await referral_state("two") == "requested"


async def test_facts_folded_again_are_the_placement_as_it_stands(given: Given) -> None:
    placement = await given.with_papers()
    await given.report(placement)
    await pause(given, placement, NOW + DAY)
    async with given.database.work("referral", scope(BOARD)) as work:
        await handlers.approve_plan(given.acting(work, BOARD, NOW + DAY), placement)
        await handlers.resume(given.acting(work, BOARD, NOW + 2 * DAY), placement, Resume(NOW + 2 * DAY))
    await end(given, placement, NOW + 3 * DAY)
    async with given.database.work("referral") as work:
        recorded = effective(await facts_about(work, placement))
        happened = await events(work, placement)
    current = await state_of(given, placement)
    assert fold_placement(current, recorded) == current
    assert list(fold_events(recorded).values()) == happened
