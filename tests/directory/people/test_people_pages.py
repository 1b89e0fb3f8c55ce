"""An administrator's page: who holds which role, inviting, changing days, ending; and what an administrator never sees."""

from __future__ import annotations

import asyncio
import re
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from fastapi import FastAPI

from schemas.codes import Role
from schemas.new_event import Author
from services.directory import handlers
from services.directory.people import handlers as people
from services.directory.people.listing import members, organisations
from services.directory.shared import checks
from services.directory.shared.commands import EndCommission
from services.directory.sign_in import EVERYBODYS, viewer
from services.runtime.database.pool import Database
from services.runtime.errors import Refused
from tests.directory.on_file import Facts
from tests.directory.portal import sign_in
from tests.runtime.web.visitor import Visitor


@pytest.fixture
async def admins(database: Database, author: Author, ids: dict[str, UUID], app: FastAPI) -> dict[str, UUID]:
    """Two administrators of Malmö's board and one of a provider, by their commissions."""
    persons = {name: uuid4() for name in ("ada", "bea", "cia")}
    made = {
        name: await handlers.commission_person(
            database, author, person, ids["provider" if name == "cia" else "malmo"], Role.ADMINISTRATOR
        )
        for name, person in persons.items()
    }
    names = {persons["ada"]: "Ada Ek", persons["bea"]: "Bea Alm", persons["cia"]: "Cia Lind"}
    await handlers.name_people(database, app.state.vault, names)
    return {**made, **{f"{name}'s person": person for name, person in persons.items()}}


async def test_an_administrator_sees_the_own_people_alone(
    visitor: Visitor, ids: dict[str, UUID], admins: dict[str, UUID]
) -> None:
    page = await sign_in(visitor, admins["ada"], "/people")
    assert page.status_code == 200
    for name in ("Ada Ek", "Bea Alm", "Eva Lindqvist"):
        assert name in page.text
    for name in ("Cia Lind", "Per Holm", "Tove Ek", "Bo Ek"):
        assert name not in page.text
    assert "RA-MALMO" not in (await visitor.get("/contracts")).text
    for path in ("/register", "/imports", "/attest"):
        assert (await visitor.get(path)).status_code == 403, path
    for name in ("per", "sotenas_controller", "cia"):
        assert (await visitor.get(f"/people/{ {**ids, **admins}[name] }")).status_code == 404
    await sign_in(visitor, ids["eva"], "/me")
    assert (await visitor.get("/people")).status_code == 403


async def test_an_invitation_is_shown_once_and_kept_without_its_secret(
    visitor: Visitor, admins: dict[str, UUID], database: Database, facts: Facts
) -> None:
    page = await sign_in(visitor, admins["ada"], "/people")
    wrong = await visitor.send(page, "/people", {"guest": "Dag Ny", "email": "dag", "role": "coordinator"})
    wrong = await visitor.follow(wrong)
    assert "E-postadressen stämmer inte." in wrong.text
    typed = {"guest": "Dag Ny", "email": "Dag.Ny@malmo.example", "role": "coordinator"}
    done = await visitor.follow(await visitor.send(page, "/people", typed))
    assert done.status_code == 200, done.text
    found = re.search(r"https://localhost/sign-in/invitation/([\w-]{43})", done.text)
    assert found, done.text
    assert (await facts())[-1] == "PersonInvited"
    again = await visitor.get("/people")
    assert "dag.ny@malmo.example" in again.text
    assert found[1] not in again.text
    async with database.plain() as plain:
        rows = await plain.rows("select row_to_json(i)::text as kept from directory.invitation i")
        logged = await plain.rows("select body::text as kept from directory.log")
    for row in (*rows, *logged):
        assert found[1] not in row["kept"]
        assert "Dag" not in row["kept"]
        assert "malmo.example" not in row["kept"]


async def test_days_are_changed_and_a_role_ended_but_not_ones_own(
    visitor: Visitor, ids: dict[str, UUID], admins: dict[str, UUID], facts: Facts, database: Database
) -> None:
    await sign_in(visitor, admins["ada"], "/people")
    page = await visitor.get(f"/people/{ids['eva']}")
    async with database.work("directory") as work:
        last = checks.today(await work.now()) + timedelta(days=30)
    changed = await visitor.send(page, f"/people/{ids['eva']}/days", {"valid_to": last.isoformat()})
    assert changed.status_code == 303, changed.text
    assert (await facts())[-1] == "PersonCommissioned"
    page = await visitor.get(f"/people/{ids['eva']}")
    assert (await visitor.send(page, f"/people/{ids['eva']}/end")).status_code == 303
    assert (await facts())[-1] == "CommissionEnded"
    assert (await visitor.get(f"/people/{ids['eva']}")).status_code == 404
    own = await visitor.get(f"/people/{admins['ada']}")
    assert "din egen roll" in own.text
    token = re.search(r'name="form_token" value="([^"]+)"', own.text)
    assert token
    refused = await visitor.post(f"/people/{admins['ada']}/end", {"form_token": token[1]})
    assert "Du kan inte ändra din egen roll." in (await visitor.follow(refused)).text


async def test_of_two_administrators_who_end_each_other_one_stays(
    database: Database, ids: dict[str, UUID], admins: dict[str, UUID], author: Author
) -> None:
    async with database.work("directory") as work:
        held = {name: await work.one(EVERYBODYS, commission=admins[name]) for name in ("ada", "bea")}

    async def ends(name: str, other: str) -> str:
        by = author.model_copy(update={"teller": ids["malmo"], "person": admins[f"{name}'s person"]})
        own = held[name]
        assert own is not None
        try:
            async with database.work("directory", viewer(own, name).scope) as work:
                await people.change(work, by, ids["malmo"], EndCommission(admins[other]))
        except Refused as refused:
            return refused.code
        return "ended"

    assert sorted(await asyncio.gather(ends("ada", "bea"), ends("bea", "ada"))) == ["ended", "last_administrator"]


async def test_the_host_names_an_organisation_and_sees_its_people(
    database: Database, ids: dict[str, UUID], admins: dict[str, UUID], app: FastAPI, author: Author
) -> None:
    async with database.work("directory") as work:
        found = await organisations(work, "Malmö stad", None, platform=False)
        assert [each.id for each in found] == [ids["malmo"]]
        assert [each.code for each in await organisations(work, None, None, platform=True)] == ["platform"]
        assert await organisations(work, "Storstad", None, platform=False) == []
        guest = people.Guest("Dag Ny", "dag@malmo.example", Role.ADMINISTRATOR)
        await people.invite(work, app.state.vault, author, ids["malmo"], guest)
    async with database.work("directory") as work:
        lines = [str(each) for each in await members(work, app.state.vault, ids["malmo"])]
    assert any("Ada Ek" in line and "administrator" in line and "has not signed in" in line for line in lines)
    assert "Dag Ny <dag@malmo.example>" in lines[-1]
    assert lines[-1].endswith("invited")
