"""Nödbeslut: two people of the board let a referral through a gate, never one, and the fact of it comes first."""

from __future__ import annotations

from itertools import count
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest

from schemas.codes import AgeBand, Role
from schemas.reasons import OverrideReason
from services.referral import handlers
from services.referral.overrides.pages import to_agree
from services.referral.referrals.answer_form import Answer
from services.referral.referrals.domain import Referral
from services.runtime.errors import Refused
from tests.referral.given import (
    BOARD,
    NOW,
    OTHER_BOARD,
    PROVIDER,
    Directory,
    Given,
    OutsideActor,
    name,
    scope,
)
from tests.referral.portal import People

MANAGER = OutsideActor(name("unit manager"), name("board"), "board")
CONTROLLER = OutsideActor(name("controller"), name("board"), "board")
ANSWER = Answer(None, NOW.date(), "Föreståndaren", "", "")

LATER = count(100, 100)


async def ask(given: Given, referral: UUID, actor: OutsideActor = BOARD) -> UUID:
    async with given.database.work("referral", scope(actor)) as work:
        return await handlers.ask_override(given.acting(work, actor), referral, OverrideReason.ACUTE_DANGER)


async def agree(given: Given, referral: UUID, override: UUID, actor: OutsideActor = MANAGER) -> Referral:
    async with given.database.work("referral", scope(actor)) as work:
        return await handlers.agree_override(given.acting(work, actor), referral, override)


async def send(given: Given, referral: UUID) -> Referral:
    async with given.database.work("referral", scope(BOARD)) as work:
        return await handlers.send_referral(given.acting(work, BOARD), referral)


async def accept(given: Given, referral: UUID) -> UUID:
    async with given.database.work("referral", scope(PROVIDER)) as work:
        return await handlers.accept(given.acting(work, PROVIDER), referral, ANSWER)


async def narrow(given: Given, **changes: object) -> None:
    """Let the permit be another from now on."""
    directory = Directory(before=next(LATER))
    directory.add("permit", directory.other_terms(**changes))  # type: ignore[arg-type]
    await given.consume(directory)


async def blocked(given: Given) -> UUID:
    """A whole draft whose age band the permit does not list."""
    referral = await given.draft()
    await narrow(given, age_bands=(AgeBand.AGE_18_20,))
    return referral


async def facts(given: Given) -> list[tuple[str, UUID, dict[str, object]]]:
    async with given.database.work("referral") as work:
        rows = await work.rows("select what, teller, fact from referral.history where fact is not null order by entry")
    return [(row["what"], row["teller"], dict(row["fact"])) for row in rows]


async def test_a_second_person_agrees_and_the_referral_is_sent_after_the_override_is_told(given: Given) -> None:
    referral = await blocked(given)
    override = await ask(given, referral)
    await agree(given, referral, override)
    assert (await given.recorded())[-2:] == ["GateOverridden", "ReferralSent"]
    _, teller, fact = (await facts(given))[-2]
    assert teller == BOARD.organisation
    assert (fact["rule"], fact["reason"]) == ("C03", "ACUTE_DANGER")
    assert fact["by"] == [str(BOARD.person), str(MANAGER.person)]


async def test_one_person_alone_is_refused_and_told_what_to_do(given: Given) -> None:
    referral = await blocked(given)
    with pytest.raises(Refused) as refused:
        await send(given, referral)
    assert refused.value.code == "C03"
    assert "nödbeslut" in refused.value.next_step.sv
    override = await ask(given, referral)
    with pytest.raises(Refused) as refused:
        await send(given, referral)
    assert "en annan än den som begärde det" in refused.value.next_step.sv
    with pytest.raises(Refused, match="same_person"):
        await agree(given, referral, override, BOARD)
    with pytest.raises(Refused, match="already_asked"):
        await ask(given, referral, MANAGER)
    assert "ReferralSent" not in await given.recorded()


async def test_another_board_neither_asks_nor_agrees(given: Given) -> None:
    referral = await blocked(given)
    override = await ask(given, referral)
    with pytest.raises(Refused, match="absent"):
        await agree(given, referral, override, OTHER_BOARD)
    with pytest.raises(Refused, match="absent"):
        await ask(given, referral, OTHER_BOARD)
    with pytest.raises(Refused, match="absent"):
        await agree(given, referral, name("nothing"))


async def test_what_else_blocks_by_then_is_not_let_through(given: Given) -> None:
    referral = await blocked(given)
    override = await ask(given, referral)
    await narrow(given, age_bands=(AgeBand.AGE_18_20,), maximum=1)
    async with given.database.work("referral") as work:
        await work.run(
            "insert into referral.capacity (orgnr, form, unit_id, provider_id, placed) "
            "values ('5560360793', 'HVB', :unit, :provider, 1)",
            unit=name("unit"),
            provider=name("provider"),
        )
    with pytest.raises(Refused, match="C02"):
        await agree(given, referral, override)
    assert "GateOverridden" not in await given.recorded()
    both = await ask(given, referral)
    await agree(given, referral, both)
    assert (await given.recorded())[-3:] == ["GateOverridden", "GateOverridden", "ReferralSent"]


async def test_nothing_is_asked_for_where_nothing_blocks(given: Given) -> None:
    referral = await given.draft()
    with pytest.raises(Refused, match="nothing_blocks"):
        await ask(given, referral)


async def test_the_boards_override_lets_the_provider_accept_beyond_the_places(given: Given) -> None:
    for word in ("one", "two", "three"):
        await given.sent(word)
    for word in ("one", "two"):
        await accept(given, name(f"referral {word}"))
    third = name("referral three")
    with pytest.raises(Refused) as refused:
        await accept(given, third)
    assert refused.value.code == "C02"
    assert "Be nämnden om ett nödbeslut" in refused.value.next_step.sv
    override = await ask(given, third)
    with pytest.raises(Refused, match="C02"):
        await accept(given, third)
    await agree(given, third, override, CONTROLLER)
    await accept(given, third)
    assert (await given.recorded())[-2:] == ["GateOverridden", "ReferralAccepted"]
    recorded = await facts(given)
    assert (recorded[-2][1], recorded[-1][1]) == (BOARD.organisation, PROVIDER.organisation)
    with pytest.raises(Refused, match="answered_already"):
        await agree(given, third, override, MANAGER)


async def test_an_override_is_seen_by_the_provider_only_once_agreed(given: Given) -> None:
    referral = await blocked(given)
    override = await ask(given, referral)
    for agreed in (0, 1):
        async with given.database.work("referral", scope(PROVIDER)) as work:
            assert len(await work.rows("select 1 from referral.override")) == agreed
        if not agreed:
            await agree(given, referral, override)
    async with given.database.work("referral", scope(OTHER_BOARD)) as work:
        assert await work.rows("select 1 from referral.override") == []


async def test_a_controller_finds_what_another_has_asked_for_until_somebody_agrees(given: Given) -> None:
    people = People()
    for actor in (CONTROLLER, MANAGER, OTHER_BOARD):
        people.add(actor, role=Role.CONTROLLER)
    state = SimpleNamespace(database=given.database)
    request: Any = SimpleNamespace(app=SimpleNamespace(state=state))

    async def found(actor: OutsideActor) -> list[UUID]:
        shown = await to_agree(request, people.viewers[actor.person])
        return [one.referral for one in shown["overrides"]] if shown else []

    referral = await blocked(given)
    override = await ask(given, referral, CONTROLLER)
    assert await found(CONTROLLER) == []
    assert await found(OTHER_BOARD) == []
    assert await found(MANAGER) == [referral]
    await agree(given, referral, override)
    assert await found(MANAGER) == []
