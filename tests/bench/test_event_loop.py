"""No page of any role's menu keeps the others from their turn: over many cases the event loop is given back in time."""

from __future__ import annotations

import os
from pathlib import Path

import httpx2
import pytest

from services.runtime.database import migrate
from services.runtime.database.pool import Database
from services.runtime.web.page.menu import MENUS, shown
from tests.bench.filling import fill
from tests.bench.pages import Heart, open_once, portal, viewers
from tests.parts.database import FreshDatabases

CASES = 10_000 if os.environ.get("UTVAG_LONG") else 1_000
MOST_SECONDS = 0.05
TRIES = 3
"""What a page takes by itself, it takes every time; Python's collector, which walks now and then, does not."""


@pytest.mark.timeout(600)
async def test_no_page_holds_the_event_loop(fresh_database: FreshDatabases, tmp_path: Path) -> None:
    database, people, held = Database(fresh_database()), viewers(), {}
    try:
        await migrate.upgrade(database)
        await fill(database, CASES)
        app = portal(database, people, tmp_path)
        for person, viewer in people.items():
            transport = httpx2.ASGITransport(app=app)
            async with httpx2.AsyncClient(transport=transport, base_url="https://localhost") as client:
                await client.get(f"/enter/{person}")
                for item in shown(MENUS[viewer.role], app.state.paths_to_open):
                    await open_once(client, item.path)
                    held[viewer.role, item.path] = min([await _held(client, item.path) for _ in range(TRIES)])
    finally:
        await database.close()
    assert len(held) > 25
    assert {page: seconds for page, seconds in held.items() if seconds > MOST_SECONDS} == {}


async def _held(client: httpx2.AsyncClient, path: str) -> float:
    heart = Heart()
    async with heart.beating():
        await open_once(client, path)
    return heart.longest
