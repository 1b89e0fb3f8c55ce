"""Nobody confirms what they were not shown: where the register has changed since, the change is shown again and nothing is done."""

from __future__ import annotations

import asyncio
from datetime import date
from uuid import UUID

import pytest

from schemas.codes import AgeBand, ServiceForm, TargetGroup
from schemas.new_event import Author
from services.directory import handlers
from services.directory.shared import store
from services.directory.shared.commands import ChangePermit
from services.runtime.database.pool import Database
from tests.directory.on_file import Facts
from tests.directory.portal import sign_in
from tests.directory.register.previewing import HEAD, preview, words
from tests.runtime.fixtures import until
from tests.runtime.web.visitor import Visitor

FEWER = {
    "act": "change", "form": "HVB", "age_bands": ["18-20", "21-25"], "target_groups": ["CRIMINAL_NETWORK"], "maximum": "5",
    "valid_from": "2020-01-01", "valid_to": "",
}  # fmt: skip
SEVERAL = {"age_bands": FEWER["age_bands"]}
MOVED = "Registret har ändrats sedan sidan visades. Inget är gjort."
WAITS_FOR_A_LOCK = "select count(*) from pg_locks where locktype = 'advisory' and not granted"


def more(permit: UUID) -> ChangePermit:
    """Give the permit other terms than anybody was shown."""
    bands = (AgeBand.AGE_18_20, AgeBand.AGE_21_25)
    return ChangePermit(permit, ServiceForm.HVB, bands, (TargetGroup.CRIMINAL_NETWORK,), 10, date(2020, 1, 1))


async def test_a_proposal_is_confirmed_as_it_was_shown_or_shown_again(
    visitor: Visitor, ids: dict[str, UUID], database: Database, author: Author, facts: Facts
) -> None:
    path = f"/register/permits/{ids['permit']}"
    await sign_in(visitor, ids["åsa"])
    seen = await visitor.send(await visitor.get(path), path, FEWER)
    proposal = (await visitor.send(seen, path, SEVERAL)).headers["location"].split("?")[0]
    await sign_in(visitor, ids["bo"])
    page = await visitor.get(proposal)
    assert "Platser: 8 → 5" in words(page)
    await handlers.carry_out(database, author, [more(ids["permit"])])
    before = await facts()
    answer = await visitor.send(page, proposal, {"decision": "confirmed", "words": "Kontrollerat mot beslutet."})
    assert answer.status_code == 409
    assert MOVED in words(answer)
    assert "Platser: 10 → 5" in words(answer)
    assert "Kontrollerat mot beslutet." in answer.text
    assert "Förslaget är bekräftat" not in answer.text
    assert await facts() == before
    done = await visitor.send(answer, proposal, {"decision": "confirmed"})
    assert "Förslaget är bekräftat" in (await visitor.follow(done)).text
    assert (await facts())[-2:] == ["ProposalDecided", "PermitChanged"]


async def test_what_the_register_says_by_now_hinders_nobody_from_declining(
    visitor: Visitor, ids: dict[str, UUID], database: Database, author: Author, facts: Facts
) -> None:
    path = f"/register/permits/{ids['permit']}"
    await sign_in(visitor, ids["åsa"])
    seen = await visitor.send(await visitor.get(path), path, FEWER)
    proposal = (await visitor.send(seen, path, SEVERAL)).headers["location"].split("?")[0]
    await sign_in(visitor, ids["stina"])
    page = await visitor.get(proposal)
    await handlers.carry_out(database, author, [more(ids["permit"])])
    answer = await visitor.send(page, proposal, {"decision": "declined", "words": "Beslutet säger åtta platser."})
    assert answer.status_code == 303
    assert (await facts())[-1] == "ProposalDecided"


@pytest.mark.parametrize("who", ["stina", "åsa"])
async def test_a_change_is_told_or_proposed_as_it_was_shown_or_shown_again(
    visitor: Visitor, ids: dict[str, UUID], database: Database, author: Author, facts: Facts, who: str
) -> None:
    path = f"/register/permits/{ids['permit']}"
    await sign_in(visitor, ids[who])
    seen = await visitor.send(await visitor.get(path), path, FEWER)
    assert seen.status_code == 200
    await handlers.carry_out(database, author, [more(ids["permit"])])
    before = await facts()
    answer = await visitor.send(seen, path, SEVERAL)
    assert answer.status_code == 409
    assert MOVED in words(answer)
    assert "Platser: 10 → 5" in words(answer)
    assert await facts() == before
    assert (await visitor.send(answer, path, SEVERAL)).status_code == 303
    assert (await facts())[-1] == ("PermitChanged" if who == "stina" else "ChangeProposed")


async def test_a_change_that_comes_while_it_is_being_told_is_seen_too(
    visitor: Visitor, ids: dict[str, UUID], database: Database, author: Author, facts: Facts
) -> None:
    path = f"/register/permits/{ids['permit']}"
    await sign_in(visitor, ids["stina"])
    seen = await visitor.send(await visitor.get(path), path, FEWER)

    async def waits() -> bool:
        async with database.plain() as plain:
            return bool(await plain.value(WAITS_FOR_A_LOCK))

    async with database.work("directory") as work:
        await store.one_writer(work)
        sending = asyncio.create_task(visitor.send(seen, path, SEVERAL))
        await until(waits, 20, "the form waits for whoever is changing the register")
        await handlers.carry_out_in(work, author, [more(ids["permit"])])
    answer = await sending
    assert answer.status_code == 409
    assert "Platser: 10 → 5" in words(answer)
    assert (await facts())[-1] == "PermitChanged"
    assert (await facts()).count("PermitChanged") == 1


async def test_a_file_is_taken_in_as_it_was_shown_also_where_as_many_rows_would_change(
    visitor: Visitor, ids: dict[str, UUID], database: Database, author: Author, facts: Facts
) -> None:
    await sign_in(visitor, ids["åsa"])
    fewer = "559999-0016;Nord;T-1;HVB;18-20/21-25;Kriminella nätverk;5;2020-01-01;;;\n"
    page = await preview(visitor, HEAD + fewer)
    assert "Platser: 8 → 5" in words(page)
    await handlers.carry_out(database, author, [more(ids["permit"])])
    before = await facts()
    answer = await visitor.send(page, str(page.url.path))
    assert answer.status_code == 409
    assert "Registret har ändrats sedan förhandsvisningen." in words(answer)
    assert "Platser: 10 → 5" in words(answer)
    assert await facts() == before
    assert (await visitor.send(answer, str(page.url.path))).status_code == 303
    assert (await facts())[-1] == "ChangeProposed"
