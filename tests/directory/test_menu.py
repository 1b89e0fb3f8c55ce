"""A supervisor's menu leads to the contracts and providers that it may read."""

from __future__ import annotations

from uuid import UUID

from tests.directory.portal import sign_in
from tests.runtime.web.visitor import Visitor


async def test_a_supervisor_is_led_to_contracts_and_providers(visitor: Visitor, ids: dict[str, UUID]) -> None:
    page = await sign_in(visitor, ids["tove"])
    for path in ("/contracts", "/providers"):
        assert f'href="{path}"' in page.text.split("<main")[0]
        assert (await visitor.get(path)).status_code == 200
