"""`utvag health`: what a probe learns of a process that is well, ill, or not there."""

from __future__ import annotations

import asyncio
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from services.runtime.database.pool import Database
from services.runtime.process.health import Health
from services.runtime.process.health_command import Question, ask
from services.runtime.settings import Settings
from services.runtime.telemetry import metrics_text
from services.runtime.web import create_watch_app
from tests.parts.serving import serving


async def test_a_process_is_asked_how_it_is(tmp_path: Path) -> None:
    health = Health()
    app = create_watch_app(
        Settings(data=tmp_path), Database("postgresql://utvag@127.0.0.1:9/none"), health, metrics_text
    )
    async with serving(app) as address:
        settings = Settings(watch=urlsplit(address).netloc)
        assert await asyncio.to_thread(ask, settings, Question.LIVE) == []
        health.part("relay.referral").now("failed", "OSError")
        (part, *database) = await asyncio.to_thread(ask, settings, Question.READY)
        assert part == "relay.referral: failed, OSError"
        assert database
        assert part in await asyncio.to_thread(ask, settings, Question.CAUGHT_UP)


def test_a_process_that_is_not_there_is_not_well() -> None:
    assert ask(Settings(watch="127.0.0.1:9"), Question.LIVE) == ["nobody answers at 127.0.0.1:9"]
    with pytest.raises(ValueError, match="UTVAG_WATCH is not set"):
        ask(Settings(), Question.LIVE)
