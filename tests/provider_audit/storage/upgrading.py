"""Judging all again."""

from uuid import UUID, uuid4

from services.provider_audit.storage import judged_again
from services.runtime.database.pool import Database
from services.runtime.service import Context
from services.runtime.settings import Settings
from tests.provider_audit.play import Play, at


def context(database: Database) -> Context:
    """What the loop that judges again gets."""
    return Context(database, Settings())


async def judge_all_again(database: Database) -> Context:
    """Judge again until nothing waits for it."""
    given = context(database)
    while await judged_again.step(given):
        pass
    return given


async def _begun(database: Database) -> tuple[Play, UUID]:
    play, placement = Play(database), uuid4()
    begun = [*play.background(at("2026-03-01 09:00")), play.started(placement, at("2026-03-02 09:00"))]
    await play.judge(begun, at("2026-03-17 09:00"))
    return play, placement
