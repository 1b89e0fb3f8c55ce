"""A notice of what the added rule misses calls it by its name and leads to its page."""

from pathlib import Path

from schemas import provider_audit
from schemas.codes import Role
from services.runtime.database import migrate
from tests.notify.conftest import NOW, Facts, House, duty, name
from tests.notify.portal import portal, visit


async def test_a_notice_names_it_and_leads_to_its_page(house: House, tmp_path: Path) -> None:
    facts = Facts()
    facts.house()
    facts.placed()
    missing = provider_audit.ObligationMissed(**{**duty(NOW), "rule": "X07", "period": ""}, finding=name("finding"))
    facts.add("obligation", missing)
    await migrate.upgrade(house.database, ["runtime/web"])
    await house.hear(facts.made)
    await house.loops()
    app = portal(house.database, house.context.settings, tmp_path)
    manager = await visit(app, Role.PROVIDER_MANAGER)
    assert "Saknas: nedkortad plan" in (await manager.get("/notices?show=other")).text
    [(notice,)] = await house.rows("select id from notify.notice where condition = 'missed'")
    assert (await manager.get(f"/notices/{notice}")).headers["location"] == f"/placements/{name('placement')}/plan"
