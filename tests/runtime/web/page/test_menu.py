"""A page that a role may open stands in its menu, or another page leads there."""

from __future__ import annotations

import pytest

from schemas.codes import Role
from services.application import DEMONSTRATION, SERVICES
from services.runtime.web import pages_router
from services.runtime.web.page.access import Allow
from services.runtime.web.page.menu import MENUS, page_routes

LED_TO = {
    "/performance": "a provider's page leads there",
    "/placements/import": "Ärenden and Uppdrag lead there",
    "/placements/import/file": "the page on which the file is chosen leads there",
    "/referrals/new": "Ärenden leads there",
}
OF_A_PROVIDER = {
    "/imports": "Intyga leads there",
    "/register": "the page of a proposal leads there",
}


@pytest.mark.parametrize("role", list(Role))
def test_each_page_of_a_role_stands_in_its_menu(role: Role) -> None:
    whole = pages_router("whole")
    for router in (router for service in (*SERVICES, DEMONSTRATION) for router in service.pages):
        whole.include_router(router)
    opens = {
        route.path
        for route in page_routes(whole.routes)
        for said in route.dependant.dependencies
        if isinstance(said.call, Allow) and role in said.call.roles and "GET" in (route.methods or ())
    }
    assert len(opens) > len(MENUS[role]) / 2
    led_to = {*LED_TO, *(OF_A_PROVIDER if role is Role.PROVIDER_MANAGER else ())}
    left = {path for path in opens if "{" not in path} - {item.path for item in MENUS[role]} - led_to
    assert not left, f"{role.value} may open {sorted(left)}: put it in MENUS, or name here what leads there"
