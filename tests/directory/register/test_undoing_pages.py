"""What was wrong in the register is undone in the portal: by another's confirmation, by those it concerns, by a page or a file."""

from __future__ import annotations

import re
from uuid import UUID

from fastapi import FastAPI

from services.directory.imports.take_in import from_operator
from services.runtime.database.pool import Database
from tests.directory.on_file import Facts
from tests.directory.portal import sign_in
from tests.directory.register.previewing import HEAD, REVOKED, ended, preview, words
from tests.runtime.web.visitor import Visitor


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
