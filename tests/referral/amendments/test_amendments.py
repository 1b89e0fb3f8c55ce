"""Ändra: a sent referral asks for something else, with before and after kept and the gates tried again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest

from schemas.codes import AgeBand, TargetGroup, Tier
from schemas.reasons import AmendReason
from services.referral import handlers
from services.referral.amendments.domain import Amend
from services.referral.referrals.answer_form import Answer
from services.referral.referrals.domain import Referral
from services.runtime.errors import Refused
from tests.referral import given as made
from tests.referral.given import BOARD, NOW, OTHER_BOARD, PROVIDER, Directory, Given, OutsideActor, scope

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SAME = Amend(
    AgeBand.AGE_26_PLUS, TargetGroup.CRIMINAL_NETWORK, Tier.STANDARD, NOW.date(), AmendReason.NEED_CHANGED
)  # fmt: skip


async def amend(
    given: Given, referral: UUID, command: Amend, actor: OutsideActor = BOARD, later: timedelta = HOUR
) -> Referral:
    async with given.database.work("referral", scope(actor)) as work:
        return await handlers.amend_referral(given.acting(work, actor, NOW + later), referral, command)


async def wider(given: Given) -> None:
    """Let the permit list a second age band."""
    directory = Directory()
    directory.add("permit", directory.other_terms(age_bands=(AgeBand.AGE_21_25, AgeBand.AGE_26_PLUS)))
    await given.consume(directory)


async def last_fact(given: Given) -> dict[str, object]:
    async with given.database.work("referral") as work:
        row = await work.row("select fact from referral.history where fact is not null order by entry desc limit 1")
    assert row is not None
    return dict(row["fact"])


async def test_an_amendment_tells_before_and_after(given: Given) -> None:
    await wider(given)
    referral = await given.sent()
    amended = await amend(given, referral, replace(SAME, age_band=AgeBand.AGE_21_25))
    assert amended.asked().age_band is AgeBand.AGE_21_25
    fact = await last_fact(given)
    assert (fact["before"]["age_band"], fact["after"]["age_band"]) == ("26+", "21-25")  # type: ignore[index]
    assert fact["reason"] == "NEED_CHANGED"
    assert (await given.recorded())[-1] == "ReferralAmended"


async def test_the_placement_has_the_amended_terms(given: Given) -> None:
    await wider(given)
    referral = await given.sent()
    await amend(given, referral, replace(SAME, age_band=AgeBand.AGE_21_25))
    async with given.database.work("referral", scope(PROVIDER)) as work:
        answer = Answer(None, NOW.date(), "Föreståndaren", "", "")
        await handlers.accept(given.acting(work, PROVIDER, NOW + 2 * HOUR), referral, answer)
    async with given.database.work("referral") as work:
        row = await work.row("select age_band from referral.placement")
    assert row is not None
    assert row["age_band"] == "21-25"


async def test_the_gates_are_tried_again_on_what_it_asks_now(given: Given) -> None:
    referral = await given.sent()
    for command in (
        replace(SAME, age_band=AgeBand.AGE_18_20),
        replace(SAME, target_group=TargetGroup.HONOUR_RELATED),
    ):
        with pytest.raises(Refused) as refused:
            await amend(given, referral, command)
        assert refused.value.code == "C03"
    assert "ReferralAmended" not in await given.recorded()


async def test_another_tier_starts_the_clock_anew_but_not_once_the_answer_is_late(given: Given) -> None:
    referral = await given.sent()
    hurried = await amend(given, referral, replace(SAME, tier=Tier.EMERGENCY))
    assert hurried.asked().answer_due == NOW + 3 * HOUR
    late = await amend(given, referral, SAME, later=4 * HOUR)
    assert late.asked().answer_due == NOW + 3 * HOUR


async def test_without_another_tier_the_clock_goes_on(given: Given) -> None:
    referral = await given.sent()
    async with given.database.work("referral") as work:
        row = await work.row("select answer_due from referral.referral where id = :id", id=referral)
    assert row is not None
    amended = await amend(given, referral, replace(SAME, threat_assessed_on=NOW.date() - DAY))
    assert amended.asked().answer_due == row["answer_due"]
    assert amended.asked().threat_assessed_on == NOW.date() - DAY


@pytest.mark.parametrize(
    ("command", "code"),
    [(SAME, "nothing_changed"), (replace(SAME, threat_assessed_on=date(2026, 11, 19)), "in_the_future")],
)
async def test_what_is_no_amendment_is_refused(given: Given, command: Amend, code: str) -> None:
    referral = await given.sent()
    with pytest.raises(Refused, match=code):
        await amend(given, referral, command)


async def test_only_a_referral_that_waits_for_its_answer_and_only_by_its_board(given: Given) -> None:
    draft = await given.draft("draft")
    changed = replace(SAME, tier=Tier.SHORT)
    with pytest.raises(Refused, match="transition_not_allowed"):
        await amend(given, draft, changed)
    await given.accepted("taken")
    with pytest.raises(Refused, match="transition_not_allowed"):
        await amend(given, made.name("referral taken"), changed)
    referral = await given.sent("two")
    for actor in (OTHER_BOARD,):
        with pytest.raises(Refused, match="absent"):
            await amend(given, referral, changed, actor)
