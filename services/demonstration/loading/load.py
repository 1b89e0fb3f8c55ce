"""Loads the demonstration year: the player with the real workers beside it, on the given broker and database."""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from services.demonstration.acts.act import Step
from services.demonstration.loading.waiting import until_judged
from services.demonstration.scenario.player import Player
from services.runtime.database.pool import Database
from services.runtime.errors import Refused
from services.runtime.process import clock
from services.runtime.service import Service
from services.runtime.settings import Settings
from services.runtime.vault.vault import Vault

STOCKHOLM = ZoneInfo("Europe/Stockholm")


class Workers(Protocol):
    """Who runs the workers: the application."""

    settings: Settings
    database: Database
    vault: Vault

    def workers(
        self, services: Sequence[Service], stop: asyncio.Event, gate: asyncio.Event | None = None
    ) -> Coroutine[Any, Any, None]:
        """Run the workers of some services until `stop` is set; while `gate` is shut no log is published."""
        ...


async def load(
    application: Workers,
    services: Sequence[Service],
    seed: int,
    end: date | None,
    progress: Callable[[int, int], None],
    *,
    year: bool = True,
) -> list[tuple[Step, Refused]]:
    """Live through the year before `end` (today when None) and set the clock to the morning of that day, or to now.

    Gives what was refused although no gate stood there: a mistake of the scenario. Without the `year` everybody is put on file
    the day before, and nothing has happened yet. Raises ValueError when the database is in use.
    """
    today = datetime.now(UTC).astimezone(STOCKHOLM).date()
    stop, gate = asyncio.Event(), asyncio.Event()
    workers = asyncio.create_task(application.workers(services, stop, gate))
    try:
        player = Player(application.database, application.vault, application.settings, gate)
        if year:
            await player.live(seed, end or today, progress)
        else:
            await player.set_up((end or today) - timedelta(days=1), progress)
        after = (
            datetime.now(UTC) if end in (None, today) else datetime(end.year, end.month, end.day, 8, tzinfo=STOCKHOLM)
        )
        await clock.set_now(application.database, after)
        gate.set()
        await until_judged(application.database, after)
    finally:
        gate.set()
        stop.set()
        await workers
    return player.refused
