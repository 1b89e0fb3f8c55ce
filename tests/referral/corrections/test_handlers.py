"""Rätta: facts entered in error and corrected dates, what follows of them, and the other party's agreement."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from schemas.codes import AgeBand, DeclineReason, IncidentKind, ReturnReason, TargetGroup
from services.referral import handlers
from services.referral.corrections.refold import fold_events, fold_placement
from services.referral.incidents.form import IncidentReport
from services.referral.incidents.store import events, load_event
from services.referral.plans.form import Review
from services.referral.referrals.answer_form import Answer
from services.referral.reports.end_form import check_end_report
from services.referral.returns.form import Returning
from services.referral.shared.civil_time import first_instant
from services.referral.shared.commands import Resume
from services.referral.shared.lifecycle import State
from services.referral.shared.told import standing
from services.referral.shared.told_store import told_about
from services.runtime.errors import Refused
from tests.referral import ground as made
from tests.referral.correcting import DAY, LATER, agree, correct, end, fact_of, pause, placed, retract, state_of
from tests.referral.ground import BOARD, NOW, OTHER_BOARD, OTHER_PROVIDER, PROVIDER, Ground, author, scope


async def test_a_start_moved_moves_the_placements_start(ground: Ground) -> None:
    placement = await ground.started(at=NOW)
    await correct(ground, await fact_of(ground, "PlacementStarted"), "started_at", NOW - DAY)
    moved = await state_of(ground, placement)
    assert moved.started_at == NOW - DAY
    assert moved.state is State.IN_PROGRESS
    assert (await ground.told())[-1] == "DateCorrected"


async def test_an_end_undone_puts_the_placement_back_in_progress_and_takes_its_place(ground: Ground) -> None:
    placement = await ground.started()
    await end(ground, placement, NOW + DAY)
    assert await placed(ground) == 0
    await retract(ground, await fact_of(ground, "PlacementEnded"))
    back = await state_of(ground, placement)
    assert (back.state, back.ended_at, back.end_reason, await placed(ground)) == (State.IN_PROGRESS, None, None, 1)
    await end(ground, placement, NOW + 2 * DAY)
    assert (await state_of(ground, placement)).ended_at == NOW + 2 * DAY


async def test_an_end_undone_during_a_hold_goes_on_resting(ground: Ground) -> None:
    placement = await ground.started()
    await pause(ground, placement, NOW + DAY)
    await end(ground, placement, NOW + 2 * DAY)
    await retract(ground, await fact_of(ground, "PlacementEnded"))
    back = await state_of(ground, placement)
    assert (back.state, back.held_from) == (State.ON_HOLD, NOW + DAY)


async def test_a_start_undone_waits_for_its_start_again(ground: Ground) -> None:
    placement = await ground.started()
    await retract(ground, await fact_of(ground, "PlacementStarted"))
    back = await state_of(ground, placement)
    assert (back.state, back.started_at, await placed(ground)) == (State.ACCEPTED, None, 1)


async def test_what_something_rests_on_is_not_retracted_before_it(ground: Ground) -> None:
    placement = await ground.with_papers()
    with pytest.raises(Refused, match="rests_on_it"):
        await retract(ground, await fact_of(ground, "PlacementStarted"))
    await pause(ground, placement, NOW + DAY)
    async with ground.database.work("referral", scope(PROVIDER)) as work:
        await handlers.resume(work, PROVIDER, author(PROVIDER, NOW + 2 * DAY), placement, Resume(NOW + 2 * DAY))
    with pytest.raises(Refused, match="rests_on_it"):
        await retract(ground, await fact_of(ground, "PlacementPaused"))
    await retract(ground, await fact_of(ground, "PlacementResumed"))
    assert (await state_of(ground, placement)).held_from == NOW + DAY


async def test_no_date_comes_before_what_it_follows_or_lies_ahead(ground: Ground) -> None:
    placement = await ground.started()
    await pause(ground, placement, NOW + DAY)
    paused, started = await fact_of(ground, "PlacementPaused"), await fact_of(ground, "PlacementStarted")
    with pytest.raises(Refused, match="out_of_order"):
        await correct(ground, paused, "from_at", NOW - DAY)
    with pytest.raises(Refused, match="out_of_order"):
        await correct(ground, started, "started_at", NOW + 2 * DAY)
    with pytest.raises(Refused, match="in_the_future"):
        await correct(ground, paused, "from_at", LATER + DAY)
    with pytest.raises(Refused, match="no_such_date"):
        await correct(ground, paused, "started_at", NOW)
    with pytest.raises(Refused, match="nothing_changed"):
        await correct(ground, paused, "from_at", NOW + DAY)
    await correct(ground, paused, "from_at", NOW + 2 * DAY)
    assert (await state_of(ground, placement)).held_from == NOW + 2 * DAY


async def test_a_submission_in_error_is_retracted_and_stays_and_the_next_takes_its_number(ground: Ground) -> None:
    placement = await ground.with_papers()
    plan = await fact_of(ground, "PlanSubmitted")
    await retract(ground, plan)
    assert (await state_of(ground, placement)).plan_version == 0
    async with ground.database.work("referral", scope(PROVIDER)) as work:
        (row,) = await work.rows("select id, retracted_at from referral.submission")
        assert (row["id"], row["retracted_at"]) == (plan, LATER)
        again = author(PROVIDER, LATER)
        await handlers.submit_plan(work, ground.vault, PROVIDER, again, placement, made.right_plan())
    assert (await state_of(ground, placement)).plan_version == 1
    with pytest.raises(Refused, match="retracted_already"):
        await retract(ground, plan)


async def test_an_acceptance_in_error_lets_the_report_be_returned(ground: Ground) -> None:
    placement = await ground.with_papers()
    await ground.report(placement)
    async with ground.database.work("referral", scope(BOARD)) as work:
        await handlers.accept_report(work, BOARD, author(BOARD), placement, "2026-11")
        await handlers.approve_plan(work, BOARD, author(BOARD), placement)
    returning = Returning(reason=ReturnReason.UNCLEAR, remarks="Skriv vad som är nytt sedan sist.")
    for what, act in (("ReportAccepted", handlers.return_report), ("PlanApproved", handlers.return_plan)):
        about = (placement, "2026-11") if what == "ReportAccepted" else (placement,)
        await retract(ground, await fact_of(ground, what), BOARD)
        async with ground.database.work("referral", scope(BOARD)) as work:
            await act(work, ground.vault, BOARD, author(BOARD, LATER), *about, returning)  # type: ignore[operator]
    back = await state_of(ground, placement)
    assert (back.plan_approved, back.plan_returned) == (0, 1)
    await retract(ground, await fact_of(ground, "PlanReturned"), BOARD)
    assert (await state_of(ground, placement)).plan_returned == 0
    async with ground.database.work("referral", scope(BOARD)) as work:
        await handlers.approve_plan(work, BOARD, author(BOARD, LATER), placement)
    assert (await state_of(ground, placement)).plan_approved == 1


async def test_an_end_report_in_error_is_owed_again(ground: Ground) -> None:
    placement = await ground.with_papers()
    await end(ground, placement, NOW + DAY)
    checked, _ = check_end_report(made.end_form(), made.right_plan().goals, NOW.date())
    assert checked is not None
    async with ground.database.work("referral", scope(PROVIDER)) as work:
        await handlers.submit_end_report(work, ground.vault, PROVIDER, author(PROVIDER, NOW + DAY), placement, checked)
    async with ground.database.work("referral", scope(BOARD)) as work:
        await handlers.conclude(work, BOARD, author(BOARD, NOW + DAY), placement)
    await retract(ground, await fact_of(ground, "EndReportSubmitted"))
    back = await state_of(ground, placement)
    assert (back.end_report_at, back.concluded) == (None, False)


async def test_a_review_moved_and_retracted(ground: Ground) -> None:
    placement = await ground.with_papers()
    review = Review(
        on=NOW.date(), age_band=AgeBand.AGE_21_25, target_group=TargetGroup.CRIMINAL_NETWORK, note="Går bra."
    )
    async with ground.database.work("referral", scope(PROVIDER)) as work:
        await handlers.review_plan(work, ground.vault, PROVIDER, author(PROVIDER), placement, review)
    fact = await fact_of(ground, "PlanReviewed")
    await correct(ground, fact, "on", first_instant(date(2026, 11, 17)))
    assert (await state_of(ground, placement)).age_band is AgeBand.AGE_21_25
    await retract(ground, fact)
    assert (await state_of(ground, placement)).age_band is AgeBand.AGE_26_PLUS


async def test_an_incident_corrected_and_retracted(ground: Ground) -> None:
    placement = await ground.started()
    recorded = IncidentReport(
        kind=IncidentKind.THREAT, aware_at=NOW, phoned_at=NOW, what="Ett hot framfördes vid grinden."
    )
    async with ground.database.work("referral", scope(PROVIDER)) as work:
        event = await handlers.report_incident(
            work, ground.vault, PROVIDER, author(PROVIDER, NOW + DAY), placement, recorded
        )
    fact = await fact_of(ground, "IncidentReported")
    await correct(ground, fact, "phoned_at", NOW + timedelta(minutes=20))
    async with ground.database.work("referral") as work:
        told_of = await load_event(work, placement, event)
    assert (told_of.aware_at, told_of.phoned_at) == (NOW, NOW + timedelta(minutes=20))
    await retract(ground, fact)
    async with ground.database.work("referral") as work:
        assert (await load_event(work, placement, event)).reported_at is None
        assert await events(work, placement) == []


async def test_only_the_teller_corrects_and_only_the_other_party_agrees_once(ground: Ground) -> None:
    await ground.started()
    fact = await fact_of(ground, "PlacementStarted")
    with pytest.raises(Refused, match="not_yours"):
        await retract(ground, fact, BOARD)
    for actor in (OTHER_BOARD, OTHER_PROVIDER):
        with pytest.raises(Refused, match="absent"):
            await retract(ground, fact, actor)
    correction = await correct(ground, fact, "started_at", NOW - DAY)
    with pytest.raises(Refused, match="own_correction"):
        await agree(ground, correction, PROVIDER)
    with pytest.raises(Refused, match="absent"):
        await agree(ground, correction, OTHER_BOARD)
    with pytest.raises(Refused, match="no_correction"):
        await agree(ground, fact)
    await agree(ground, correction)
    assert (await ground.told())[-1] == "CorrectionAgreed"
    with pytest.raises(Refused, match="already_agreed"):
        await agree(ground, correction)
    async with ground.database.work("referral") as work:
        row = await work.row("select fact from referral.history order by told desc limit 1")
    assert row is not None
    assert row["fact"]["fact"] == str(correction)


@pytest.mark.parametrize("what", ["ReferralAccepted", "DateCorrected"])
async def test_what_cannot_be_retracted_is_refused_with_what_to_do(ground: Ground, what: str) -> None:
    await ground.started()
    correction = await correct(ground, await fact_of(ground, "PlacementStarted"), "started_at", NOW - DAY)
    fact = correction if what == "DateCorrected" else await fact_of(ground, what)
    with pytest.raises(Refused, match="not_corrected_here"):
        await retract(ground, fact)


async def test_a_referrals_own_facts(ground: Ground) -> None:
    async def referral_state(word: str) -> str:
        async with ground.database.work("referral") as work:
            row = await work.row("select state from referral.referral where id = :id", id=made.name(f"referral {word}"))
        assert row is not None
        return str(row["state"])

    await ground.sent("one")
    await retract(ground, await fact_of(ground, "ReferralSent"), BOARD)
    assert await referral_state("one") == "entered-in-error"
    referral = await ground.sent("two")
    async with ground.database.work("referral", scope(PROVIDER)) as work:
        answer = Answer(DeclineReason.INFO, None, "", "", "")
        await handlers.decline(work, ground.vault, PROVIDER, author(PROVIDER), referral, answer)
    with pytest.raises(Refused, match="rests_on_it"):
        await retract(ground, await fact_of(ground, "ReferralSent"), BOARD)
    await retract(ground, await fact_of(ground, "ReferralDeclined"))
    assert await referral_state("two") == "requested"


async def test_facts_folded_again_are_the_placement_as_it_stands(ground: Ground) -> None:
    placement = await ground.with_papers()
    await ground.report(placement)
    await pause(ground, placement, NOW + DAY)
    async with ground.database.work("referral", scope(BOARD)) as work:
        await handlers.approve_plan(work, BOARD, author(BOARD, NOW + DAY), placement)
        await handlers.resume(work, BOARD, author(BOARD, NOW + 2 * DAY), placement, Resume(NOW + 2 * DAY))
    await end(ground, placement, NOW + 3 * DAY)
    async with ground.database.work("referral") as work:
        recorded = standing(await told_about(work, placement))
        happened = await events(work, placement)
    as_it_stands = await state_of(ground, placement)
    assert fold_placement(as_it_stands, recorded) == as_it_stands
    assert list(fold_events(recorded).values()) == happened
