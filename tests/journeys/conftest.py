"""One running installation a session for the tests in Chromium: one process on Apache Kafka and PostgreSQL."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator, Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.async_api import Browser

from services.runtime.embedded.postgres import EmbeddedPostgres
from tests.journeys.running import Utvag
from tests.journeys.screen import Screen, ScreenJourney
from tests.parts.database import FreshDatabases
from tests.parts.kafka import RealKafka

TODAY = date(2026, 11, 9)
"""A Monday: the plan of a placement that starts on it is due on Monday a fortnight later, with no free day between."""


@pytest.fixture(scope="session")
def installation(session_folder: Path, postgres: EmbeddedPostgres, kafka: RealKafka) -> Iterator[Utvag]:
    """Utväg, running; everybody of the demonstration is on file and nothing has happened yet."""
    databases = FreshDatabases(postgres)
    folder = session_folder / "installation"
    folder.mkdir()
    utvag = Utvag(folder, databases(), kafka.address, f"screen-{uuid.uuid4().hex[:8]}.", parts=("all",))
    for words in (("topics", "apply"), ("demonstration", "load", "--no-year", "--end", TODAY.isoformat())):
        done = utvag.command(*words)
        assert done.returncode == 0, done.stdout + done.stderr
    try:
        utvag.start_all()
        yield utvag
    finally:
        utvag.stop_all()
        databases.drop()


@pytest.fixture(scope="session")
async def journey(installation: Utvag, chromium: Browser) -> AsyncIterator[ScreenJourney]:
    """The journey in Chromium; `await journey.lived()` lives it once a session."""
    screen = Screen(chromium, installation.address)
    yield ScreenJourney(screen, TODAY)
    await screen.close()
