"""The register in the portal: a pasted line is a proposal, another confirms it on a page, and what was wrong is undone."""

from __future__ import annotations

import re
from uuid import UUID, uuid4

import httpx2
import pytest
from fastapi import FastAPI

from schemas.codes import Role
from schemas.envelope import Author
from services.directory import handlers
from services.directory.imports.take_in import from_operator
from services.runtime.database.pool import Database
from tests.directory.on_file import Facts
from tests.directory.portal import sign_in
from tests.runtime.web.visitor import Visitor

HEAD = (
    "[tillstånd]\norganisationsnummer;enhet;beteckning;insats;åldersgrupper;målgrupper;platser;från;till;upphör;skäl\n"
)
REVOKED = "559999-0016;Nord;T-1;HVB;18-20/21-25;Kriminella nätverk;8;2020-01-01;;2026-11-28;återkallat\n"


async def preview(visitor: Visitor, text: str) -> httpx2.Response:
    """Paste a file and look at it."""
    page = await visitor.get("/imports")
    return await visitor.follow(await visitor.send(page, "/imports", {"text": text}))


def words(page: httpx2.Response) -> str:
    """Give the text of a page's main part."""
    return " ".join(re.sub(r"<[^>]+>", " ", page.text.split("<main", maxsplit=1)[1]).split())


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


async def ended(visitor: Visitor, ids: dict[str, UUID], who: str) -> str:
    """Propose, on the permit's page, that it is revoked; give the path of what came of it."""
    await sign_in(visitor, ids[who])
    path = f"/register/permits/{ids['permit']}"
    page = await visitor.get(path)
    empty = await visitor.send(page, path, {"act": "end"})
    assert empty.status_code == 422
    seen = await visitor.send(page, path, {"act": "end", "ends": "2026-11-28", "why": "revoked"})
    assert seen.status_code == 200
    assert "Gäller tills vidare → upphör 2026-11-28, återkallat" in words(seen)
    done = await visitor.send(seen, path)
    assert done.status_code == 303
    return done.headers["location"].split("?")[0]


async def test_another_board_confirms_and_the_right_line_undoes_it(
    visitor: Visitor, ids: dict[str, UUID], facts: Facts
) -> None:
    path = await ended(visitor, ids, "åsa")
    await sign_in(visitor, ids["bo"])
    others = words(await visitor.get(f"/providers/{ids['provider']}"))
    assert "En återkallelse är anmäld men inte bekräftad. Läs den nedan." in others
    page = await visitor.get(path)
    assert "C01, kritisk" in words(page)
    answer = await visitor.follow(await visitor.send(page, path, {"decision": "confirmed"}))
    assert "Förslaget är bekräftat. Registret är ändrat." in answer.text
    assert (await facts())[-2:] == ["ProposalDecided", "PermitEnded"]
    right = REVOKED.replace("2026-11-28;återkallat", ";")
    page = await preview(visitor, HEAD + right)
    assert "Upphör 2026-11-28, återkallat: felregistrerat, har aldrig gällt" in words(page)
    await visitor.send(page, str(page.url.path))
    await sign_in(visitor, ids["stina"])
    listed = await visitor.get("/register")
    waiting = re.search(r"/register/proposals/[0-9a-f-]{36}", listed.text)
    assert waiting is not None
    await visitor.send(await visitor.get(waiting[0]), waiting[0], {"decision": "confirmed"})
    assert (await facts())[-2:] == ["ProposalDecided", "EnteredInError"]
    assert "Kan ta emot: HVB" in words(await visitor.get(f"/providers/{ids['provider']}"))
    assert "Felregistrerad" in words(await visitor.get(f"/register/permits/{ids['permit']}"))


async def test_a_keeper_registers_a_permit_and_enters_it_in_error(
    visitor: Visitor, ids: dict[str, UUID], facts: Facts
) -> None:
    await sign_in(visitor, ids["stina"])
    path = f"/register/units/{ids['unit']}"
    typed = {
        "act": "permit", "number": "T-2", "form": "STODBOENDE", "age_bands": ["18-20"], "target_groups": ["CRIMINAL_NETWORK"],
        "maximum": "4", "valid_from": "2026-01-01",
    }  # fmt: skip
    page = await visitor.get(path)
    wrong = await visitor.send(page, path, {**typed, "maximum": "många"})
    assert wrong.status_code == 422
    assert "Skriv ett heltal" in words(wrong)
    seen = await visitor.send(page, path, typed)
    assert "Det här gäller direkt när du sparar." in words(seen)
    await visitor.send(seen, path)
    assert (await facts())[-1] == "PermitRegistered"
    listed = await visitor.get(f"/providers/{ids['provider']}")
    permit = re.search(r"/register/permits/([0-9a-f-]{36})\">T-2", listed.text)
    assert permit is not None
    page = await visitor.get(f"/register/permits/{permit[1]}")
    fact = re.search(r"/register/facts/[0-9a-f-]{36}", page.text)
    assert fact is not None
    form = await visitor.get(fact[0])
    assert (await visitor.send(form, fact[0], {})).status_code == 422
    seen = await visitor.send(form, fact[0], {"reason": "WRONG_MATTER"})
    assert "felregistrerat, har aldrig gällt" in words(seen)
    await visitor.send(seen, fact[0])
    assert (await facts())[-1] == "EnteredInError"
    assert "T-2" not in words(await visitor.get(f"/providers/{ids['provider']}"))


async def test_a_boards_own_contract_is_undone_by_that_board_alone(
    visitor: Visitor, ids: dict[str, UUID], database: Database, facts: Facts
) -> None:
    async with database.plain() as plain:
        fact = await plain.value(
            "select id from directory.attested where subject = :contract and type like '%.ClauseRegistered.v1'",
            contract=ids["contract"],
        )
    for name in ("bo", "stina", "per"):
        await sign_in(visitor, ids[name])
        assert (await visitor.get(f"/register/facts/{fact}")).status_code == 404
    await sign_in(visitor, ids["åsa"])
    assert f"/register/facts/{fact}" in (await visitor.get(f"/contracts/{ids['contract']}")).text
    form = await visitor.get(f"/register/facts/{fact}")
    seen = await visitor.send(form, f"/register/facts/{fact}", {"reason": "WRONG_CONTENT"})
    await visitor.send(seen, f"/register/facts/{fact}")
    assert (await facts())[-1] == "EnteredInError"
    assert "21 dagar" in words(await visitor.get(f"/contracts/{ids['contract']}"))


async def test_a_fact_of_the_register_is_entered_in_error_by_a_row_of_a_file(
    visitor: Visitor, ids: dict[str, UUID], database: Database, app: FastAPI, facts: Facts
) -> None:
    async with database.plain() as plain:
        found = await plain.rows("select id, type from directory.attested order by made")
    values = {row["type"].split(".")[3]: row["id"] for row in found}
    head = "[felregistrerad]\nuppgift;skäl\n"
    await sign_in(visitor, ids["åsa"])
    page = await preview(
        visitor, f"{head}{values['PermitRegistered']};WRONG_CONTENT\n{values['ClauseRegistered']};WRONG_CONTENT\n"
    )
    assert "felregistrerat, har aldrig gällt" in words(page)
    await visitor.send(page, str(page.url.path))
    assert set((await facts())[-2:]) == {"ChangeProposed", "EnteredInError"}
    await sign_in(visitor, ids["bo"])
    page = await preview(visitor, f"{head}{values['ClauseRegistered']};WRONG_CONTENT\n")
    assert "Läs in 1 rad" not in words(page)
    file = f"{head}{values['PermitRegistered']};WRONG_CONTENT\n".encode()
    plan = await from_operator(database, app.state.vault, file, save=True)
    assert [row.state for row in plan.rows] == ["new"]
    assert (await facts())[-2:] == ["ProposalDecided", "EnteredInError"]
    assert "Kan inte ta emot" in words(await visitor.get(f"/providers/{ids['provider']}"))


async def test_a_keeper_corrects_how_a_provider_was_entered_on_a_page_and_by_file(
    visitor: Visitor, ids: dict[str, UUID], database: Database, app: FastAPI, facts: Facts
) -> None:
    await sign_in(visitor, ids["stina"])
    path = f"/register/providers/{ids['provider']}"
    form = await visitor.get(path)
    wrong = await visitor.send(form, path, {"name": "", "fiscal_year_end": "12-31"})
    assert wrong.status_code == 422
    seen = await visitor.send(form, path, {"name": "Vägen AB", "legal_form": "EK_FOR", "fiscal_year_end": "08-31"})
    assert "Räkenskapsår slutar: 12-31 → 08-31" in words(seen)
    assert "T08, medel" in words(seen)
    await visitor.send(seen, path)
    assert (await facts())[-2:] == ["EnteredInError", "ProviderRegistered"]
    assert "08-31" in words(await visitor.get(f"/providers/{ids['provider']}"))
    file = "[utförare]\norganisationsnummer;namn;bolagsform\n559999-0016;Stigen AB;AB\n".encode()
    plan = await from_operator(database, app.state.vault, file, save=True)
    assert [row.state for row in plan.rows] == ["changed"]
    assert (await facts())[-2:] == ["EnteredInError", "ProviderRegistered"]
    assert "Stigen AB" in words(await visitor.get(f"/providers/{ids['provider']}"))
    await sign_in(visitor, ids["åsa"])
    assert (await visitor.get(path)).status_code == 403


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


async def test_a_name_put_right_takes_nothing_back_that_the_provider_owes(
    visitor: Visitor, ids: dict[str, UUID], facts: Facts
) -> None:
    """What T08 found rests on the fact by which the provider was entered: entering that in error would withdraw it."""
    await sign_in(visitor, ids["stina"])
    path, before = f"/register/providers/{ids['provider']}", await facts()
    typed = {"name": "Stigen AB", "legal_form": "AB", "fiscal_year_end": "12-31"}
    seen = await visitor.send(await visitor.get(path), path, typed)
    assert "Namn: Vägen AB → Stigen AB" in words(seen)
    assert "Ingen brist följer av ändringen i sig." in words(seen)
    await visitor.send(seen, path)
    assert await facts() == [*before, "ProviderRegistered"]
    seen = await visitor.send(await visitor.get(path), path, {**typed, "fiscal_year_end": "08-31"})
    assert "T08 som redan är funnen faller" in words(seen)
    await visitor.send(seen, path)
    assert (await facts())[-3:] == ["EnteredInError", "EnteredInError", "ProviderRegistered"]
    assert "Stigen AB" in words(await visitor.get(f"/providers/{ids['provider']}"))


@pytest.mark.parametrize(("name", "status"), [("eva", 403), ("tove", 403), ("olle", 403), ("per", 200), ("stina", 200)])
async def test_who_has_a_register(visitor: Visitor, ids: dict[str, UUID], name: str, status: int) -> None:
    await sign_in(visitor, ids[name])
    for path in ("/register", f"/register/permits/{ids['permit']}", f"/register/units/{ids['unit']}"):
        assert (await visitor.get(path)).status_code == status
