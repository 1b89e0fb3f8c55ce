"""Every page that a role opens from its menu, for one client and for many at once, over 1,000 to 100,000 cases of a board."""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import statistics
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import httpx2
from fastapi import Depends, FastAPI, Request
from starlette.responses import Response

from schemas.codes import Role
from services.application import SERVICES
from services.runtime.database import migrate
from services.runtime.database.pool import Database
from services.runtime.database.scope import Scope
from services.runtime.embedded.postgres import EmbeddedPostgres
from services.runtime.logs import quiet_libraries
from services.runtime.service import Service
from services.runtime.settings import Settings
from services.runtime.web import Viewer, anyone, create_app, open_session, pages_router
from services.runtime.web.page.menu import MENUS, shown
from tests.bench.filling import BOARD, COORDINATOR, fill
from tests.bench.history import name

BARE = "/accessibility"
"""A page under the same frame, for somebody signed in, that reads nothing: what the stack itself costs."""
CLIENTS, PER_CLIENT, ROUNDS = 32, 4, 5
SIZES = (1_000, 10_000, 100_000)
MOST_TIMES, MOST_GROWTH, MOST_LAG = 10.0, 1.2, 0.05
PROVIDER = UUID(hashlib.md5(b"provider1").hexdigest())  # noqa: S324 - as PostgreSQL's md5 names it in the filling


def viewers() -> dict[UUID, Viewer]:
    """Give one person of each role, at the filled board or its first provider."""
    found = {}
    for role in Role:
        person = COORDINATOR if role is Role.COORDINATOR else name("person", role)
        provider = role is Role.PROVIDER_MANAGER
        board = role in (Role.COORDINATOR, Role.UNIT_MANAGER, Role.CONTROLLER)
        scope = Scope(
            boards=(BOARD,) if board else (),
            providers=(PROVIDER,) if provider else (),
            supervisor=role is Role.SUPERVISOR,
            operator=role is Role.OPERATOR,
            keeper=role is Role.REGISTER_KEEPER,
            person=person,
        )
        organisation = BOARD if board else PROVIDER if provider else UUID(int=0)
        kind = "board" if board else "provider" if provider else "platform"
        found[person] = Viewer(person, "Bench", role, organisation, "Bench", kind, None, "sv", scope)  # type: ignore[arg-type]
    return found


def portal(database: Database, people: dict[UUID, Viewer], folder: Path) -> FastAPI:
    """Give the portal of all services, with a door for those who measure."""
    door = pages_router("door")

    @door.get("/enter/{person}")
    async def enter(request: Request, person: UUID, _: Viewer | None = Depends(anyone)) -> Response:
        return await open_session(request, person, None)

    async def identify(person: UUID, _commission: UUID | None) -> Viewer | None:
        return people.get(person)

    return create_app(Settings(data=folder), database, (*SERVICES, Service("door", pages=(door,))), identify)


@dataclass
class Measured:
    """One page at one size, in seconds: one client's time, the 99th percentile of many, and how long the loop stood still."""

    alone: float
    many: float
    lag: float


@dataclass
class Heart:
    """Beats on the event loop, and remembers the most processor time that passed between two beats: nobody else had a turn meanwhile."""

    longest: float = 0.0
    every: float = 0.002

    @asynccontextmanager
    async def beating(self) -> AsyncIterator[None]:
        """Beat for as long as the block lasts."""
        self.longest = 0.0
        task = asyncio.create_task(self._beat())
        try:
            yield
        finally:
            task.cancel()

    async def _beat(self) -> None:
        while True:
            before = time.thread_time()
            await asyncio.sleep(self.every)
            self.longest = max(self.longest, time.thread_time() - before)


async def open_once(client: httpx2.AsyncClient, path: str) -> float:
    """Open a page; give the seconds. Raises RuntimeError for anything but a page."""
    began = time.perf_counter()
    answer = await client.get(path)
    if answer.status_code != 200 or "data-failed" in answer.text:
        raise RuntimeError(f"{path} answered {answer.status_code}")
    return time.perf_counter() - began


async def measure(client: httpx2.AsyncClient, path: str) -> Measured:
    """Measure one page: once to warm up, then alone, then by many at once."""
    heart = Heart()
    await open_once(client, path)
    async with heart.beating():
        alone = statistics.median([await open_once(client, path) for _ in range(ROUNDS)])
    lag = heart.longest

    async def one() -> list[float]:
        return [await open_once(client, path) for _ in range(PER_CLIENT)]

    times = sorted(each for of_one in await asyncio.gather(*(one() for _ in range(CLIENTS))) for each in of_one)
    return Measured(alone, times[int(len(times) * 0.99)], lag)


async def of_size(postgres: EmbeddedPostgres, cases: int, only: str) -> dict[tuple[str, str], Measured]:
    """Fill a database of its own and measure each page of each role's menu, and the bare one."""
    database = Database(await postgres.create_database(f"pages_{cases}"))
    people, found = viewers(), {}
    try:
        await migrate.upgrade(database)
        began = time.perf_counter()
        await fill(database, cases)
        print(f"{cases:,} cases put in {time.perf_counter() - began:.0f} s", flush=True)
        with tempfile.TemporaryDirectory() as folder:
            app = portal(database, people, Path(folder))
            for person, viewer in people.items():
                transport = httpx2.ASGITransport(app=app)
                async with httpx2.AsyncClient(transport=transport, base_url="https://localhost") as client:
                    await client.get(f"/enter/{person}")
                    found[viewer.role, BARE] = await measure(client, BARE)
                    for item in shown(MENUS[viewer.role], app.state.paths_to_open):
                        if only in item.path:
                            found[viewer.role, item.path] = await measure(client, item.path)
    finally:
        await database.close()
    return found


def report(by_size: dict[int, dict[tuple[str, str], Measured]]) -> tuple[list[str], bool]:
    """Give the figures as lines, and whether every goal is reached."""
    sizes = sorted(by_size)
    lines = [
        f"{'role':17}{'page':14}" + "".join(f"{f'{size:,}: one ms':>18}{'p99/bare':>10}{'loop ms':>9}" for size in sizes) + f"{'growth':>8}"
    ]  # fmt: skip
    reached = True
    for role, path in by_size[sizes[0]]:
        cells = ""
        for size in sizes:
            one, bare = by_size[size][role, path], by_size[size][role, BARE]
            times = one.many / bare.many
            cells += f"{one.alone * 1000:18.0f}{times:10.1f}{one.lag * 1000:9.0f}"
            reached = reached and (size > SIZES[1] or (times <= MOST_TIMES and one.lag <= MOST_LAG))
        growth = by_size[sizes[-1]][role, path].alone / by_size[sizes[0]][role, path].alone
        reached = reached and growth <= MOST_GROWTH
        lines.append(f"{role:17}{path:14}{cells}{growth:8.2f}")
    return lines, reached


async def run(sizes: tuple[int, ...], only: str = "") -> bool:
    """Measure and print; tell whether every goal is reached."""
    with (
        tempfile.TemporaryDirectory(prefix="utvag-bench-") as folder,
        EmbeddedPostgres(Path(folder) / "postgres") as postgres,
    ):
        lines, reached = report({size: await of_size(postgres, size, only) for size in sizes})
    print("\n".join(lines))
    print(f"goals: p99 of {CLIENTS} <= {MOST_TIMES:g} x bare and loop <= {MOST_LAG * 1000:.0f} ms up to {SIZES[1]:,} cases, "
          f"growth <= {MOST_GROWTH}: {'reached' if reached else 'NOT reached'}")  # fmt: skip
    return reached


if __name__ == "__main__":
    quiet_libraries()
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    asked.add_argument("--only", default="", help="pages whose path holds this")
    chosen = asked.parse_args()
    raise SystemExit(not asyncio.run(run(tuple(chosen.sizes), chosen.only)))
