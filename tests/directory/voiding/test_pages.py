"""Parkerat: the operator sees what cannot be judged, has it tried again, and two of them together void it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from fastapi import FastAPI
from playwright.async_api import BrowserContext

from schemas.codes import Origin, Role, VoidReason
from schemas.directory import FactVoided
from schemas.envelope import Author, Event
from schemas.referral import PlacementResumed
from services.directory import handlers
from services.directory.app import SERVICE
from services.directory.sign_in import identify
from services.directory.voiding import handlers as voiding
from services.runtime.database import migrate
from services.runtime.database.log_tables import InboxRow
from services.runtime.database.pool import Database
from services.runtime.errors import Refused
from services.runtime.events.inbox_row import inbox_row
from services.runtime.language.identifiers import PLATFORM
from services.runtime.parked.facts import parked_facts
from services.runtime.service import Service
from services.runtime.settings import Settings
from services.runtime.web import Viewer, create_app
from services.runtime.web.request.context import COOKIE
from tests.directory.portal import sign_in
from tests.parts.looking import faults_of, faults_with_errors
from tests.parts.serving import serving, window
from tests.runtime.web.visitor import Visitor, forms_of

HEARER = Service("referral", consumes=("directory",))
NOW, VOIDED = datetime(2026, 3, 3, 9, tzinfo=UTC), "select body from directory.log where type like '%FactVoided%'"


@pytest.fixture
async def with_hearer(database: Database) -> Database:
    """The database with a service that hears."""
    await migrate.upgrade(database, ["referral"])
    return database


@pytest.fixture
def app(with_hearer: Database, tmp_path: Path) -> FastAPI:
    """The portal of directory, in a application where a service has parked something."""
    made: FastAPI

    async def who(person: UUID, commission: UUID | None) -> Viewer | None:
        return await identify(with_hearer, made.state.vault, person, commission)

    made = create_app(Settings(data=tmp_path), with_hearer, (SERVICE, HEARER), who)
    return made


@pytest.fixture
async def bad(with_hearer: Database, ids: dict[str, UUID]) -> Event:
    """A fact told by the provider that is parked, with one waiting behind it."""
    fact = PlacementResumed(board=ids["malmo"], provider=ids["provider"], from_at=NOW)
    placement = uuid4()
    recorded = [
        Event(
            id=uuid4(), type=fact.type, log="referral", position=n, subject=placement, sequence=n, occurred=NOW, arrived=NOW,
            received=NOW, teller=ids["provider"], origin=Origin.PORTAL, fact=fact,
        )
        for n in (1, 2)
    ]  # fmt: skip
    async with with_hearer.work("referral") as work:
        for event, state, reason in (
            (recorded[0], "parked", "resumes a placement that was never paused"),
            (recorded[1], "waiting", None),
        ):
            row = inbox_row(event) | {"received": NOW, "state": state, "reason": reason}
            await work.add(InboxRow, row, schema="referral")
    return recorded[0]


@pytest.fixture
async def second(app: FastAPI, with_hearer: Database, ids: dict[str, UUID], author: Author) -> AsyncIterator[Visitor]:
    """Another operator's browser."""
    person = uuid4()
    ids["sara"] = await handlers.commission_person(with_hearer, author, person, PLATFORM, Role.OPERATOR)
    await handlers.name_people(with_hearer, app.state.vault, {person: "Sara Nyman"})
    made = Visitor(app)
    await sign_in(made, ids["sara"])
    yield made
    await made.close()


async def press(visitor: Visitor, path: str, act: str, **more: str) -> str:
    """Send the form of a page that does `act`, and give the text of what follows."""
    page = await visitor.get(path)
    form = next(form for form in forms_of(page) if form.fields.get("act") == act or form.action.endswith(f"/{act}"))
    answer = await visitor.post(form.action, {**form.fields, **more})
    return (await visitor.follow(answer)).text if answer.status_code == 303 else answer.text


async def test_the_list_and_the_page_say_what_whose_why_and_what_waits(
    visitor: Visitor, ids: dict[str, UUID], bad: Event
) -> None:
    await sign_in(visitor, ids["olle"])
    listed = (await visitor.get("/parked")).text
    assert "1 uppgift kan inte läsas in eller bedömas." in listed
    assert f'href="/parked/{bad.id}"' in listed
    page = (await visitor.get(f"/parked/{bad.id}")).text
    for words in (
        "Uppdraget återupptogs",
        "Vägen AB",
        "men det har inte varit pausat",
        "Ärenden och uppdrag",
        "Försök igen",
    ):
        assert words in page


async def test_where_nothing_is_parked_the_pages_say_so(visitor: Visitor, ids: dict[str, UUID]) -> None:
    await sign_in(visitor, ids["olle"])
    assert "Ingenting är parkerat." in (await visitor.get("/parked")).text
    assert "Uppgiften är inte parkerad. Ingenting behöver göras." in (await visitor.get(f"/parked/{uuid4()}")).text


@pytest.mark.parametrize("who", ["eva", "åsa", "per", "tove"])
async def test_nobody_but_an_operator_sees_it(visitor: Visitor, ids: dict[str, UUID], bad: Event, who: str) -> None:
    await sign_in(visitor, ids[who])
    for path in ("/parked", f"/parked/{bad.id}"):
        assert (await visitor.get(path)).status_code in (403, 404)


async def test_it_is_tried_again(visitor: Visitor, ids: dict[str, UUID], bad: Event, with_hearer: Database) -> None:
    await sign_in(visitor, ids["olle"])
    assert "Den prövas igen." in await press(visitor, f"/parked/{bad.id}", "retry")
    assert await parked_facts(with_hearer, [HEARER]) == []


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


async def persons(database: Database) -> list[UUID]:
    """Give the operators, in the order of their commissions: the visitor's, the second's."""
    async with database.plain() as work:
        rows = await work.rows("select person from directory.commission where role = 'operator' order by made")
    return [row["person"] for row in rows]


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


@pytest.mark.timeout(240)
async def test_the_pages_are_accessible_in_chromium_also_with_an_error(
    visitor: Visitor,
    second: Visitor,
    app: FastAPI,
    ids: dict[str, UUID],
    bad: Event,
    with_hearer: Database,
    browser_context: BrowserContext,
) -> None:
    path = f"/parked/{bad.id}"
    await sign_in(visitor, ids["olle"])
    async with serving(app) as address:
        page = await window(browser_context, address, visitor.client.cookies[COOKIE])
        found = await faults_of(page, address, "/flow", "/parked", path, f"/parked/{uuid4()}")
        found += await faults_with_errors(page, address, path, button="main form:has(select) button")
        await page.goto(address + path)
        await page.select_option("#reason", "CANNOT_BE_CORRECTED")
        await page.get_by_role("button", name="Föreslå att den kastas").click()
        await page.get_by_text("Förslaget är sparat.").wait_for()
        found += await faults_of(page, address, path)
        await page.get_by_role("button", name="Ta tillbaka förslaget").click()
        [parked] = await parked_facts(with_hearer, [HEARER], bad.id)
        await voiding.propose_by_command(with_hearer, parked, VoidReason.SENT_TWICE, (await persons(with_hearer))[0])
        found += await faults_of(page, address, path)
        await page.get_by_role("button", name="Stå för förslaget").click()
        await page.get_by_text("Förslaget är sparat.").wait_for()
        other = await window(browser_context, address, second.client.cookies[COOKIE])
        found += await faults_of(other, address, path)
        await other.get_by_role("button", name="Bekräfta och kasta").click()
        await other.get_by_text("Uppgiften är kastad.").wait_for()
        found += await faults_of(other, address, path)
    assert found == []


async def _voided(database: Database) -> list[Event]:
    async with database.plain() as plain:
        return [Event.from_text(row["body"]) for row in await plain.rows(VOIDED)]
