"""A notice of what the added rule misses calls it by its name and leads to its page."""

from pathlib import Path

from schemas import provider_audit
from schemas.codes import Role
from services.runtime.database import migrate
from tests.notify.conftest import NOW, Facts, NotifyService, duty, name
from tests.notify.portal import portal, sign_in


async def test_a_notice_names_it_and_leads_to_its_page(service: NotifyService, tmp_path: Path) -> None:
    facts = Facts()
    facts.organisations()
    facts.placed()
    missing = provider_audit.ObligationMissed(**{**duty(NOW), "rule": "X07", "period": ""}, finding=name("finding"))
    facts.add("obligation", missing)
    await migrate.upgrade(service.database, ["runtime/web"])
    await service.consume(facts.made)
    await service.loops()
    app = portal(service.database, service.context.settings, tmp_path)
    manager = await sign_in(app, Role.PROVIDER_MANAGER)
    assert "Saknas: nedkortad plan" in (await manager.get("/notices?show=other")).text
    [(notice,)] = await service.rows("select id from notify.notice where condition = 'missed'")
    assert (await manager.get(f"/notices/{notice}")).headers["location"] == f"/placements/{name('placement')}/plan"
