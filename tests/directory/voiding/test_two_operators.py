"""Two operators void a fact, and nobody does alone: not on the page, not by the command line."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest

from schemas.directory import FactVoided
from schemas.envelope import Event
from schemas.reasons import VoidReason
from services.directory.voiding import handlers as voiding
from services.runtime.database.pool import Database
from services.runtime.errors import Refused
from services.runtime.language.identifiers import PLATFORM
from services.runtime.parked.facts import parked_facts
from tests.directory.portal import sign_in
from tests.directory.voiding.pressing import HEARER, VOIDED, persons, press
from tests.runtime.web.visitor import Visitor, forms_of


async def test_two_operators_void_it_and_one_alone_cannot(
    visitor: Visitor, second: Visitor, ids: dict[str, UUID], bad: Event, with_hearer: Database
) -> None:
    path = f"/parked/{bad.id}"
    await sign_in(visitor, ids["olle"])
    assert "Välj ett skäl." in await press(visitor, path, "propose")
    assert "En annan person i driften måste bekräfta" in await press(
        visitor, path, "propose", reason="CANNOT_BE_CORRECTED"
    )
    page = await visitor.get(path)
    assert "Bekräfta och kasta" not in page.text
    token = forms_of(page)[0].fields
    again = await visitor.post(f"{path}/void", {**token, "act": "confirm"})
    assert "En annan person måste bekräfta." in again.text
    assert await _voided(with_hearer) == []
    assert "Olle Berg" in (await second.get(path)).text
    assert "Uppgiften är kastad." in await press(second, path, "confirm")
    [event] = await _voided(with_hearer)
    assert isinstance(event.fact, FactVoided)
    assert (event.teller, event.fact.fact, event.fact.of_log) == (PLATFORM, bad.id, "referral")
    assert (event.fact.provider, event.fact.board) == (ids["provider"], ids["malmo"])
    assert event.fact.reason is VoidReason.CANNOT_BE_CORRECTED
    assert event.person not in (None, event.fact.proposed_by)
    twice = await second.post(f"{path}/void", {**token, "act": "confirm"})
    assert twice.status_code != 303 or len(await _voided(with_hearer)) == 1


async def test_what_was_voided_and_is_parked_nevertheless_is_voided_again_by_two(
    visitor: Visitor, second: Visitor, ids: dict[str, UUID], bad: Event, with_hearer: Database
) -> None:
    path = f"/parked/{bad.id}"
    await sign_in(visitor, ids["olle"])
    for number, (one, other) in enumerate(((visitor, second), (second, visitor)), 1):
        assert "måste bekräfta" in await press(one, path, "propose", reason="SENT_TWICE")
        assert "Bekräfta och kasta" not in (await one.get(path)).text
        assert "Uppgiften är kastad." in await press(other, path, "confirm")
        assert len(await _voided(with_hearer)) == number
        assert "Kasta den då igen" in (await one.get(path)).text


async def test_a_proposal_is_taken_back_or_rejected(
    visitor: Visitor, second: Visitor, ids: dict[str, UUID], bad: Event, with_hearer: Database
) -> None:
    path = f"/parked/{bad.id}"
    await sign_in(visitor, ids["olle"])
    for by in (visitor, second):
        await press(visitor, path, "propose", reason="SENT_TWICE")
        assert "Förslaget är tillbakataget." in await press(by, path, "take_back")
    assert await _voided(with_hearer) == []


async def test_the_command_line_proposes_and_nothing_there_confirms(
    visitor: Visitor, second: Visitor, ids: dict[str, UUID], bad: Event, with_hearer: Database
) -> None:
    [parked] = await parked_facts(with_hearer, [HEARER], bad.id)
    with pytest.raises(LookupError, match="Operators now, by their id"):
        await voiding.propose_by_command(with_hearer, parked, VoidReason.SENT_TWICE, uuid4())
    one, other = await persons(with_hearer)
    path = f"/parked/{bad.id}"
    assert path in await voiding.propose_by_command(with_hearer, parked, VoidReason.SENT_TWICE, one)
    await sign_in(visitor, ids["olle"])
    for person in (one, other):
        with pytest.raises(Refused, match="proposed"):
            await voiding.propose_by_command(with_hearer, parked, VoidReason.SENT_TWICE, person)
        await press(visitor, path, "take_back")
        await press(visitor, path, "propose", reason="SENT_TWICE")
    assert await _voided(with_hearer) == []


async def test_whoever_has_the_terminal_does_not_void_alone_by_naming_another(
    visitor: Visitor, second: Visitor, ids: dict[str, UUID], bad: Event, with_hearer: Database
) -> None:
    [parked] = await parked_facts(with_hearer, [HEARER], bad.id)
    path = f"/parked/{bad.id}"
    await voiding.propose_by_command(with_hearer, parked, VoidReason.SENT_TWICE, (await persons(with_hearer))[0])
    page = await second.get(path)
    assert not any(words in page.text for words in ("Bekräfta och kasta", "Stå för förslaget"))
    token = forms_of(page)[0].fields
    for act in ("confirm", "stand_by"):
        answer = await second.post(f"{path}/void", {**token, "act": act})
        assert "Förslaget kom från kommandoraden" in answer.text
    assert await _voided(with_hearer) == []
    await sign_in(visitor, ids["olle"])
    assert "Bekräfta och kasta" not in (await visitor.get(path)).text
    assert "En annan person i driften måste bekräfta" in await press(visitor, path, "stand_by")
    assert "Uppgiften är kastad." in await press(second, path, "confirm")
    [event] = await _voided(with_hearer)
    assert isinstance(event.fact, FactVoided)
    assert [event.fact.proposed_by, event.person] == await persons(with_hearer)


async def test_what_is_confirmed_is_the_proposal_that_was_shown(
    visitor: Visitor, second: Visitor, ids: dict[str, UUID], bad: Event, with_hearer: Database
) -> None:
    path = f"/parked/{bad.id}"
    await sign_in(visitor, ids["olle"])
    await press(visitor, path, "propose", reason="SENT_TWICE")
    page = await second.get(path)
    await press(visitor, path, "take_back")
    await press(visitor, path, "propose", reason="NOT_ITS_TELLERS")
    answer = await second.send(page, f"{path}/void")
    assert "Förslaget är ett annat nu än när sidan visades." in answer.text
    assert await _voided(with_hearer) == []
    assert "Uppgiften är kastad." in await press(second, path, "confirm")


async def _voided(database: Database) -> list[Event]:
    async with database.plain() as plain:
        return [Event.from_text(row["body"]) for row in await plain.rows(VOIDED)]
