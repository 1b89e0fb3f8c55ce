"""The operator's page: what is consumed, what stands still, what is parked."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import pytest

from services.runtime.database.pool import Database
from services.runtime.service import Service
from services.runtime.settings import Settings
from services.runtime.web import create_app
from tests.runtime.web.sample import service
from tests.runtime.web.visitor import Visitor, sign_in

CONSUMED = """insert into referral.inbox (log, position, id, type, subject, sequence, received, occurred, arrived, teller,
  origin, data, body, state)
values ('directory', 1, :id, 't', :id, 1, runtime.now(), runtime.now(), runtime.now(), :id, 'api', '{}', '{}', :state)"""


async def _flow(database: Database, folder: Path) -> str:
    consuming = Service(name="referral", consumes=("directory",))
    app = create_app(Settings(data=folder), database, (service.SERVICE, consuming), service.identify)
    visitor = Visitor(app)
    await sign_in(visitor, commission=33)
    page = await visitor.get("/flow")
    await visitor.close()
    assert page.status_code == 200
    return page.text


@pytest.mark.parametrize(
    ("age", "state", "said"),
    [
        ("1 second", "applied", "Allt är hört till och med kl."),
        ("1 second", "parked", "1 sak behöver ses över."),
        ("1 second", "waiting", "Hör ikapp"),
        ("5 minutes", "applied", "Står still"),
    ],
)
async def test_flow_says_how_it_stands_and_what_to_do(
    database: Database, tmp_path: Path, age: str, state: str, said: str
) -> None:
    async with database.plain() as plain:
        await plain.run("truncate referral.inbox, referral.inbox_watermark")
        await plain.run(
            f"insert into referral.inbox_watermark values ('directory', 1, runtime.now() - interval '{age}')"
        )
    async with database.work("referral") as work:
        await work.run(CONSUMED, id=uuid4(), state=state)
    assert said in await _flow(database, tmp_path)


async def test_flow_before_anything_was_heard(database: Database, tmp_path: Path) -> None:
    async with database.plain() as plain:
        await plain.run("truncate referral.inbox, referral.inbox_watermark")
    text = await _flow(database, tmp_path)
    assert "Står still" in text
    assert "utvag check" in text


async def test_flow_is_the_operators_alone(coordinator: Visitor) -> None:
    assert (await coordinator.get("/flow")).status_code == 403
