"""The register in the portal: a pasted line is a proposal, another confirms it on a page, and what was wrong is undone."""

from __future__ import annotations

import re
from uuid import UUID, uuid4

import pytest

from schemas.codes import Role
from schemas.new_event import Author
from services.directory import handlers
from services.runtime.database.pool import Database
from tests.directory.on_file import Facts
from tests.directory.portal import sign_in
from tests.directory.register.previewing import HEAD, REVOKED, ended, preview, words
from tests.runtime.web.visitor import Visitor


async def test_a_board_without_a_contract_revokes_nothing_by_a_pasted_line(
    visitor: Visitor, ids: dict[str, UUID], database: Database, author: Author, facts: Facts
) -> None:
    boras = await handlers.register_board(database, author, "1490", "Socialnämnden")
    peter = await handlers.commission_person(database, author, UUID(int=77), boras, Role.CONTROLLER)
    before = await facts()
    await sign_in(visitor, peter)
    page = await preview(visitor, HEAD + REVOKED)
    assert "Ni har inget avtal som gäller med utföraren." in words(page)
    assert "be registerförvaltaren" in words(page)
    assert "Läs in 1 rad" not in words(page)
    assert await facts() == before


async def test_a_pasted_line_is_a_proposal_that_a_keeper_declines_with_a_reason(
    visitor: Visitor, ids: dict[str, UUID], facts: Facts
) -> None:
    await sign_in(visitor, ids["åsa"])
    page = await preview(visitor, HEAD + REVOKED)
    assert "Gäller tills vidare → upphör 2026-11-28, återkallat" in words(page)
    assert "Ändrad, förslag" in words(page)
    assert "C01, kritisk" in words(page)
    assert "1 rad är ett förslag och väntar. Registerförvaltaren, eller" in words(page)
    done = await visitor.follow(await visitor.send(page, str(page.url.path)))
    assert (await facts())[-1] == "ChangeProposed"
    assert "rad är ett förslag och väntar" in words(done)
    again = await preview(visitor, HEAD + REVOKED)
    assert "Allt i filen finns redan: 1 rad är oförändrade." in words(again)
    provider = await visitor.get(f"/providers/{ids['provider']}")
    assert "Kan ta emot: HVB 18–25 år, 8 platser" in words(provider)
    assert "Er anmälan om återkallelse är inte bekräftad." in words(provider)
    assert "Registret säger inte detta än, och ingen är anklagad." in words(provider)
    await sign_in(visitor, ids["stina"], "/register")
    listed = await visitor.get("/register")
    assert "1 förslag väntar på ditt beslut." in words(listed)
    path = re.search(r"/register/proposals/[0-9a-f-]{36}", listed.text)
    assert path is not None
    page = await visitor.get(path[0])
    assert "Nämnder med avtal 2" in words(page)
    assert "Socialnämnden, Malmö" in words(page)
    refused = await visitor.send(page, path[0], {"decision": "declined", "words": ""})
    assert refused.status_code == 422
    assert "Skriv varför förslaget avslås." in words(refused)
    answer = await visitor.send(page, path[0], {"decision": "declined", "words": "IVO har inte återkallat något."})
    assert "Avslaget" in words(await visitor.follow(answer))
    assert (await facts())[-1] == "ProposalDecided"
    await sign_in(visitor, ids["åsa"])
    assert "IVO har inte återkallat något." in words(await visitor.get(path[0]))
    assert "Obekräftade förslag" not in words(await visitor.get(f"/providers/{ids['provider']}"))


async def test_who_proposed_sees_no_decision_to_make_and_can_take_it_back(
    visitor: Visitor, ids: dict[str, UUID], facts: Facts
) -> None:
    path = await ended(visitor, ids, "åsa")
    page = await visitor.get(path)
    assert "Spara beslut" not in words(page)
    assert "Er egen" not in words(page)
    token = re.search(r'name="form_token" value="([^"]+)"', page.text)
    assert token is not None
    forced = await visitor.post(path, {"form_token": token[1], "decision": "confirmed"})
    assert forced.status_code == 422
    assert "Förslaget avgörs av någon annan än den som lämnade det, och" in words(forced)
    await sign_in(visitor, ids["per"])
    assert "Spara beslut" not in words(await visitor.get(path))
    forced = await visitor.post(path, {"form_token": token[1], "decision": "confirmed"})
    assert forced.status_code in (403, 404)
    await sign_in(visitor, ids["åsa"])
    back = await visitor.send(await visitor.get(path), path, {"decision": "withdrawn"})
    assert "Tillbakataget" in words(await visitor.follow(back))
    assert (await facts())[-1] == "ProposalDecided"


async def test_a_proposal_is_offered_to_those_alone_who_may_decide_it_and_shown_to_its_own_unit(
    visitor: Visitor, ids: dict[str, UUID], database: Database, author: Author
) -> None:
    path = await ended(visitor, ids, "åsa")
    other = await handlers.register_unit(database, author, ids["provider"], "Syd")
    manager, places = Role.PROVIDER_MANAGER, {"its": ids["unit"], "another": other}
    people = {
        name: await handlers.commission_person(database, author, uuid4(), ids["provider"], manager, unit)
        for name, unit in places.items()
    }
    role = Role.COORDINATOR
    people["coordinator"] = await handlers.commission_person(database, author, uuid4(), ids["sotenas"], role)
    seen = {}
    for name, commission in people.items():
        await sign_in(visitor, commission)
        page = await visitor.get(path)
        seen[name] = (page.status_code, "Spara beslut" in words(page) if page.status_code == 200 else None)
    assert seen == {"its": (200, False), "another": (404, None), "coordinator": (200, False)}


@pytest.mark.parametrize(("name", "status"), [("eva", 403), ("tove", 403), ("olle", 403), ("per", 200), ("stina", 200)])
async def test_who_has_a_register(visitor: Visitor, ids: dict[str, UUID], name: str, status: int) -> None:
    await sign_in(visitor, ids[name])
    for path in ("/register", f"/register/permits/{ids['permit']}", f"/register/units/{ids['unit']}"):
        assert (await visitor.get(path)).status_code == status
