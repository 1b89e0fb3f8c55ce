"""The demonstration year as its people meet it: what waits for somebody is one list and one number, wherever it is shown."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID

import pytest
from fastapi import FastAPI
from pydantic import SecretStr

from schemas.codes import Role
from services import application as applications
from services.application import Application, open_application
from services.demonstration.fixtures.people import people
from services.demonstration.loading.load import load
from services.directory.sign_in import identify
from services.runtime.embedded.postgres import EmbeddedPostgres
from services.runtime.settings import Settings
from services.runtime.web import Viewer, create_app
from tests.demonstration.loading.test_load import END
from tests.parts.database import FreshDatabases
from tests.runtime.web.visitor import Visitor

pytestmark = pytest.mark.timeout(900)
STARTS = (Role.COORDINATOR, Role.UNIT_MANAGER, Role.PROVIDER_MANAGER)
_NOT_THEIRS = re.compile(r'<section class="panel" aria-labelledby="audit-watched">.*?</section>', re.DOTALL)
_ELSEWHERE = re.compile(r"<h2>Nytt sedan sist</h2>.*?</section>|<h2>Utkast</h2>.*?</section>", re.DOTALL)


@pytest.fixture(scope="module")
async def lived(postgres: EmbeddedPostgres, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Application]:
    """The year, lived once for this module on the embedded broker."""
    databases = FreshDatabases(postgres)
    folder: Path = tmp_path_factory.mktemp("numbers")
    async with open_application(Settings(database=SecretStr(databases()), data=folder)) as application:
        await load(application, applications.SERVICES, 1, END, lambda _done, _total: None)
        yield application
    databases.drop()


async def test_the_number_on_start_is_its_rows_and_the_other_pages_agree(lived: Application) -> None:
    app, waits = _app(lived), 0
    for person in people():
        if person.role not in STARTS:
            continue
        visitor = Visitor(app)
        page = await visitor.get("/sign-in")
        async with lived.database.plain() as plain:
            row = await plain.row(
                "select id from directory.commission where person = :person and role = :role",
                person=person.id, role=person.role.value,
            )  # fmt: skip
        assert row is not None
        assert (await visitor.send(page, "/sign-in", {"commission": str(row["id"])})).status_code == 303
        start = (await visitor.get("/start?show=all")).text
        number, findings = (
            _number(start, r"(\d+) sak(?:er)? väntar på dig"),
            _number(start, r"(\d+) brist(?:er)? att svara"),
        )
        own = _ELSEWHERE.sub("", _NOT_THEIRS.sub("", start.split("<main", 1)[1]))
        rows = sum(body.count("<tr>") for body in re.findall(r"<tbody>(.*?)</tbody>", own, re.DOTALL))
        listed = own.count('<li class="tasks__row">') + own.count('/override">')
        assert number == rows + listed, (person.name, number, rows, listed)
        tab = (await visitor.get("/findings?tab=decide")).text
        assert findings == _number(tab, r"(\d+) brist(?:er)? väntar på ert svar"), person.name
        if person.role is Role.PROVIDER_MANAGER:
            due = (await visitor.get("/due")).text
            said = re.search(r"att lämna in: (\d+) med frist som har gått ut, (\d+) den närmaste veckan", due)
            duties = _number(start, r'id="audit-start">(\d+) frist')
            assert duties == (int(said[1]) + int(said[2]) if said else 0), person.name
        waits += number
        await visitor.close()
    assert waits > len(STARTS)


def _app(application: Application) -> FastAPI:
    async def viewer(person: UUID, commission: UUID | None) -> Viewer | None:
        return await identify(application.database, application.vault, person, commission)

    return create_app(
        application.settings, application.database, (*applications.SERVICES, applications.DEMONSTRATION), viewer
    )


def _number(page: str, pattern: str) -> int:
    found = re.search(pattern, page)
    return int(found[1]) if found else 0
