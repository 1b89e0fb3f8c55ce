"""The menu per role and the footer, as data; an item whose page does not exist yet is not shown."""

from collections.abc import Iterable
from dataclasses import dataclass

from fastapi import APIRouter
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute

from schemas.codes import Role
from services.runtime.language.words import Words


@dataclass(frozen=True)
class Item:
    """A link of the menu or the footer."""

    words: Words
    path: str


START = Item(Words(sv="Start", en="Start"), "/start")
CASES = Item(Words(sv="Ärenden", en="Cases"), "/cases")
FIND = Item(Words(sv="Hitta utförare", en="Find provider"), "/find")
COMPLIANCE = Item(Words(sv="Uppföljning", en="Compliance"), "/compliance")
FINDINGS = Item(Words(sv="Brister", en="Findings"), "/findings")
DUE = Item(Words(sv="Att lämna in", en="To submit"), "/due")
REFERRALS = Item(Words(sv="Förfrågningar", en="Referrals"), "/referrals")
PLACEMENTS = Item(Words(sv="Uppdrag", en="Placements"), "/placements")
ATTEST = Item(Words(sv="Intyga", en="Attest"), "/attest")
PERFORMANCE = Item(Words(sv="Vårt resultat", en="Our results"), "/performance")
CONTRACTS = Item(Words(sv="Avtal", en="Contracts"), "/contracts")
PROVIDERS = Item(Words(sv="Utförare", en="Providers"), "/providers")
REGISTER = Item(Words(sv="Register", en="Register"), "/register")
IMPORTS = Item(Words(sv="Import", en="Import"), "/imports")
ESCALATIONS = Item(Words(sv="Skickat vidare", en="Escalated"), "/escalations")
COMPARISON = Item(Words(sv="Jämförelse", en="Comparison"), "/comparison")
FLOW = Item(Words(sv="Flöde", en="Flow"), "/flow")
PARKED = Item(Words(sv="Parkerat", en="Parked"), "/parked")
DELIVERIES = Item(Words(sv="Leveranser", en="Deliveries"), "/deliveries")
OUTBOX = Item(Words(sv="Brevlåda", en="Outbox"), "/outbox")
PEOPLE = Item(Words(sv="Personer", en="People"), "/people")
INTERRUPTIONS = Item(Words(sv="Avbrott", en="Interruptions"), "/interruptions")

_BOARD_STAFF = (START, CASES, FIND, COMPLIANCE, FINDINGS)
MENUS: dict[Role, tuple[Item, ...]] = {
    Role.COORDINATOR: _BOARD_STAFF,
    Role.UNIT_MANAGER: _BOARD_STAFF,
    Role.PROVIDER_MANAGER: (START, DUE, REFERRALS, PLACEMENTS, ATTEST, FINDINGS, PERFORMANCE),
    Role.CONTROLLER: (COMPLIANCE, FINDINGS, CONTRACTS, PROVIDERS, REGISTER, IMPORTS),
    Role.SUPERVISOR: (COMPLIANCE, FINDINGS, ESCALATIONS, COMPARISON, CONTRACTS, PROVIDERS),
    Role.OPERATOR: (FLOW, PARKED, DELIVERIES, OUTBOX, INTERRUPTIONS),
    Role.REGISTER_KEEPER: (REGISTER, PROVIDERS),
    Role.ADMINISTRATOR: (PEOPLE,),
}
FOOTER = (
    Item(Words(sv="Hjälp", en="Help"), "/help"),
    Item(Words(sv="Regler", en="Rules"), "/rules"),
    Item(Words(sv="Så räknar vi", en="How we count"), "/measures"),
    Item(Words(sv="Tillgänglighet", en="Accessibility"), "/accessibility"),
)


def page_routes(routes: Iterable[BaseRoute]) -> list[APIRoute]:
    """Give the page routes, those of routers inside routers too."""
    found: list[APIRoute] = []
    for route in routes:
        inner: APIRouter | None = getattr(route, "original_router", None)
        if isinstance(route, APIRoute):
            found.append(route)
        elif inner is not None:
            found.extend(page_routes(inner.routes))
    return found


def paths_taking(method: str, routes: Iterable[BaseRoute]) -> frozenset[str]:
    """Give the paths without a parameter that take a method."""
    return frozenset(
        route.path for route in page_routes(routes) if method in (route.methods or ()) and "{" not in route.path
    )


def shown(items: Iterable[Item], paths: frozenset[str]) -> list[Item]:
    """Keep the items whose page exists."""
    return [item for item in items if item.path in paths]


def landing(role: Role, paths: frozenset[str]) -> str:
    """Give the page a role lands on: the first of its menu that exists."""
    items = shown(MENUS[role], paths)
    return items[0].path if items else "/help"
