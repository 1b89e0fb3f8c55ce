"""Who is hit when the register changes: everybody placed is counted, one's own among them."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from schemas.codes import Role
from services.referral.pages.register_panel import load_hit
from tests.referral.given import BOARD, OTHER_BOARD, Given, name
from tests.referral.portal import People


async def test_everybody_placed_is_counted_and_ones_own_among_them(given: Given) -> None:
    people = People()
    for actor in (BOARD, OTHER_BOARD):
        people.add(actor, role=Role.CONTROLLER)
    request: Any = SimpleNamespace(app=SimpleNamespace(state=SimpleNamespace(database=given.database)))
    placement = await given.accepted()
    async with given.database.work("referral") as work:
        [row] = await work.rows(
            "select u.id, u.name from referral.placement p join referral.known_unit u on u.id = p.unit_id "
            "where p.id = :id",
            id=placement,
        )
    for actor, own in ((BOARD, 1), (OTHER_BOARD, 0)):
        viewer = people.viewers[actor.person]
        assert await load_hit(request, viewer, name("provider")) == {"placed": 1, "own": own, "name": None}
        at_unit = await load_hit(request, viewer, name("provider"), row["id"])
        assert at_unit == {"placed": 1, "own": own, "name": row["name"]}
        elsewhere = await load_hit(request, viewer, name("provider"), name("nowhere"))
        assert elsewhere == {"placed": 0, "own": 0, "name": None}
