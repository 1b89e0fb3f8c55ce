"""Undanta: which duties a board may waive for a provider, once each, and why not the others."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from schemas.codes import Tier
from schemas.reasons import EndReason, ErrorReason, ReturnReason, WaiveReason
from services.referral import handlers
from services.referral.corrections.domain import EnterInError
from services.referral.returns.form import Returning
from services.referral.shared.commands import End
from services.referral.waivers.domain import Waive
from services.runtime.errors import Refused
from tests.referral import given as made
from tests.referral.given import BOARD, NOW, OTHER_BOARD, PROVIDER, Given, OutsideActor, scope

REASON = WaiveReason.AGREED_OTHERWISE
LATER = NOW + timedelta(days=40)


async def waive(given: Given, placement: UUID, command: Waive, actor: OutsideActor = BOARD) -> None:
    async with given.database.work("referral", scope(actor)) as work:
        await handlers.waive_duty(given.acting(work, actor, LATER), placement, command)


async def waive_answer(given: Given, referral: UUID, rule: str = "R09") -> None:
    async with given.database.work("referral", scope(BOARD)) as work:
        await handlers.waive_answer(given.acting(work, BOARD, LATER), referral, Waive(rule, REASON))


async def recorded(given: Given, what: str) -> list[dict[str, object]]:
    async with given.database.work("referral") as work:
        rows = await work.rows(
            "select subject, fact_id, fact from referral.history where what = :what order by entry", what=what
        )
    return [{**dict(row["fact"]), "about": row["subject"], "id": row["fact_id"]} for row in rows]


@pytest.mark.parametrize("rule", ["R01", "S05"])
async def test_a_duty_of_the_start_is_waived_after_it_was_due(given: Given, rule: str) -> None:
    placement = await given.started()
    await waive(given, placement, Waive(rule, REASON))
    (fact,) = await recorded(given, "DutyWaived")
    assert (fact["about"], fact["rule"], fact["period"], fact["fact"], fact["reason"]) == (
        placement, rule, "", None, "AGREED_OTHERWISE",
    )  # fmt: skip


async def test_a_monthly_report_is_waived_by_its_month(given: Given) -> None:
    placement = await given.started()
    await waive(given, placement, Waive("R02", REASON, "2026-11"))
    await waive(given, placement, Waive("R02", REASON, "2026-12"))
    assert [fact["period"] for fact in await recorded(given, "DutyWaived")] == ["2026-11", "2026-12"]
    for period in ("2026-10", "2027-01", ""):
        with pytest.raises(Refused, match="no_such_duty"):
            await waive(given, placement, Waive("R02", REASON, period))


async def test_a_follow_up_is_waived_by_the_plan_it_follows(given: Given) -> None:
    placement = await given.with_papers()
    (plan,) = await recorded(given, "PlanSubmitted")
    await waive(given, placement, Waive("R03", REASON, fact=UUID(str(plan["id"]))))
    with pytest.raises(Refused, match="no_such_duty"):
        await waive(given, placement, Waive("R03", REASON, fact=made.name("no plan")))
    with pytest.raises(Refused, match="no_such_duty"):
        await waive(given, placement, Waive("R03", REASON))


async def test_an_end_report_is_waived_only_after_the_end(given: Given) -> None:
    placement = await given.started()
    with pytest.raises(Refused, match="no_such_duty"):
        await waive(given, placement, Waive("R04", REASON))
    async with given.database.work("referral", scope(BOARD)) as work:
        end = End(NOW, EndReason.COMPLETED, planned=True)
        await handlers.end_placement(given.acting(work, BOARD), placement, end)
    await waive(given, placement, Waive("R04", REASON))


async def test_a_correction_is_waived_by_its_return(given: Given) -> None:
    placement = await given.with_papers()
    async with given.database.work("referral", scope(BOARD)) as work:
        returning = Returning(reason=ReturnReason.UNCLEAR, remarks="Skriv tydligare vad ni gör.")
        await handlers.return_plan(given.acting(work, BOARD, LATER), placement, returning)
    (back,) = await recorded(given, "PlanReturned")
    await waive(given, placement, Waive("R01", REASON, fact=UUID(str(back["id"]))))
    (waiver,) = await recorded(given, "DutyWaived")
    assert (waiver["rule"], waiver["period"], waiver["fact"]) == ("R01", "", str(back["id"]))
    for wrong in (
        Waive("R04", REASON, fact=UUID(str(back["id"]))),
        Waive("R01", REASON, "2026-11", UUID(str(back["id"]))),
    ):
        with pytest.raises(Refused, match="no_such_duty"):
            await waive(given, placement, wrong)


@pytest.mark.parametrize(
    ("rule", "code", "words"),
    [
        ("R05", "critical", "regeln är kritisk"),
        ("C01", "critical", "regeln är kritisk"),
        ("R08", "binds_always", "gäller även utan avtal"),
        ("T02", "binds_always", "gäller även utan avtal"),
        ("T08", "binds_always", "gäller även utan avtal"),
        ("S01", "not_the_providers", "ingen skyldighet"),
        ("T01", "not_the_providers", "ingen skyldighet"),
        ("R09", "elsewhere", "hör till förfrågan"),
    ],
)
async def test_what_may_not_be_waived_is_refused_with_the_reason(
    given: Given, rule: str, code: str, words: str
) -> None:
    placement = await given.started()
    with pytest.raises(Refused, match=code) as refused:
        await waive(given, placement, Waive(rule, REASON))
    assert words in refused.value.what.sv
    assert "DutyWaived" not in await given.recorded()


async def test_a_duty_is_waived_once_and_again_when_the_waiver_was_an_error(given: Given) -> None:
    placement = await given.started()
    await waive(given, placement, Waive("R01", REASON))
    with pytest.raises(Refused, match="already_waived"):
        await waive(given, placement, Waive("R01", REASON))
    (first,) = await recorded(given, "DutyWaived")
    async with given.database.work("referral", scope(BOARD)) as work:
        await handlers.correct(
            given.acting(work, BOARD, LATER), UUID(str(first["id"])), EnterInError(ErrorReason.WRONG_MATTER)
        )
    await waive(given, placement, Waive("R01", REASON))


async def test_an_answer_is_waived_but_never_of_an_emergency(given: Given) -> None:
    referral = await given.sent()
    await waive_answer(given, referral)
    (fact,) = await recorded(given, "DutyWaived")
    assert (fact["about"], fact["rule"]) == (referral, "R09")
    with pytest.raises(Refused, match="elsewhere"):
        await waive_answer(given, referral, "R01")
    hurried = await given.sent("two")
    async with given.database.work("referral") as work:
        await work.run("update referral.referral set tier = :tier where id = :id", tier=Tier.EMERGENCY, id=hurried)
    with pytest.raises(Refused, match="critical"):
        await waive_answer(given, hurried)


async def test_nobody_else_waives(given: Given) -> None:
    placement = await given.started()
    with pytest.raises(Refused, match="absent"):
        await waive(given, placement, Waive("R01", REASON), OTHER_BOARD)
    accepted = await given.accepted("two")
    with pytest.raises(Refused, match="no_such_duty"):
        await waive(given, accepted, Waive("R01", REASON))
    assert PROVIDER.organisation_kind == "provider"
