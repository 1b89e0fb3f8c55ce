"""One person at one board makes no finding against another organisation: lived through on real parts, over HTTP."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from services.demonstration.fixtures.kinds import with_check_digit
from services.demonstration.fixtures.people import BOARDS, KEEPER, PROVIDERS
from services.runtime.embedded.postgres import EmbeddedPostgres
from services.runtime.errors import Refused
from tests.faults.whole_application import MONDAY, Somebody, WholeApplication, place, refer, whole_application
from tests.journeys.client import Page, Person
from tests.parts.database import FreshDatabases
from tests.parts.kafka import RealKafka

MALMO, ESLOV, BORAS = BOARDS[0], BOARDS[3], BOARDS[4]
ANKARET = PROVIDERS[1]
FIRST_DAY = MONDAY - timedelta(days=401)
LINE = (
    "[tillstånd]\norganisationsnummer;enhet;beteckning;insats;åldersgrupper;målgrupper;platser;från;till;upphör;skäl\n"
    f"{ANKARET.orgnr};{ANKARET.unit_name};PÅHITT-02;STODBOENDE;18-20/21-25/26+;CRIMINAL_NETWORK;14;{FIRST_DAY};;"
)
WRONG, RIGHT = f"{LINE}{MONDAY};revoked\n", f"{LINE};\n"


@pytest.fixture(scope="module")
async def whole(kafka: RealKafka, postgres: EmbeddedPostgres, session_folder: Path) -> AsyncIterator[WholeApplication]:
    """A application with everybody on file."""
    databases = FreshDatabases(postgres)
    prefix = f"hand-{uuid4().hex[:8]}."
    async with whole_application(
        databases(), kafka.address, prefix, session_folder / "hand", "demonstration"
    ) as opened:
        yield opened
    databases.drop()


async def paste(whole: WholeApplication, name: str, text: str) -> Page:
    """As a controller: paste a file, look at it and take it in where that is offered; give the last page."""
    person = Person(lambda: whole.address)
    try:
        await person.sign_in(name)
        page = await person.send(await person.open("/imports"), "/imports", {"text": text})
        offered = [form for form in page.forms if any(key == "seen" for key, _ in form.values)]
        return await person.send(page, page.path, {}) if offered else page
    finally:
        await person.close()


async def confirm(whole: WholeApplication, name: str) -> Page:
    """As whoever may: confirm what waits for them."""
    person = Person(lambda: whole.address)
    try:
        await person.sign_in(name)
        listed = await person.open("/register")
        path = listed.link(r"^/register/proposals/")
        seen = await person.open(path)
        assert f"{ANKARET.unit_name}: placerade i dag: 1." in seen.words
        return await person.send(seen, path, {"decision": "confirmed"})
    finally:
        await person.close()


async def found(whole: WholeApplication) -> list[tuple[object, object]]:
    """Two minutes later, when all is judged: the findings of C01 with their standing."""
    await whole.set_now(await whole.now() + timedelta(minutes=2))
    await whole.until_judged()
    rows = await whole.rows(
        "provider_audit", "select severity, standing from provider_audit.finding where rule = 'C01'"
    )
    return [(row["severity"], row["standing"]) for row in rows]


async def notices(whole: WholeApplication, like: str) -> list[tuple[object, object]]:
    """Give the conditions and roles of the notices of a kind."""
    rows = await whole.rows(
        "notify", "select condition, role from notify.notice where condition like :like order by 1, 2", like=like
    )
    return [(row["condition"], row["role"]) for row in rows]


@pytest.mark.timeout(400)
async def test_a_pasted_line_accuses_nobody_until_another_confirms_it_and_is_undone(whole: WholeApplication) -> None:
    await place(whole, Somebody(name="Alva Norrman", provider=ANKARET))
    assert await found(whole) == []
    refused = await paste(whole, ESLOV.people[2], WRONG)
    assert "Ni har inget avtal som gäller med utföraren." in refused.words
    taken = await paste(whole, BORAS.people[2], WRONG)
    assert "är ett förslag och väntar" in taken.words
    assert await found(whole) == []
    assert await notices(whole, "finding%") == []
    waiting = await notices(whole, "proposal%")
    assert ("proposal_waits", "register_keeper") in waiting
    assert ("proposal_made", "provider_manager") in waiting
    with pytest.raises(Refused) as closed:
        await refer(
            whole,
            Somebody(name="Bo Norrman", number="19" + with_check_digit("920202238"), board=BORAS, provider=ANKARET),
        )
    assert closed.value.code == "C01"
    await refer(
        whole, Somebody(name="Cia Norrman", number="19" + with_check_digit("930303238"), board=MALMO, provider=ANKARET)
    )
    confirmed = await confirm(whole, KEEPER.name)
    assert "Förslaget är bekräftat." in confirmed.words
    assert await found(whole) == [("critical", "standing")]
    undone = await paste(whole, BORAS.people[2], RIGHT)
    assert re.search(r"är ett förslag och väntar", undone.words)
    assert await found(whole) == [("critical", "standing")]
    assert "Förslaget är bekräftat." in (await confirm(whole, MALMO.people[2])).words
    assert await found(whole) == [("critical", "withdrawn")]
