"""Judging again goes on in pieces: a stop or a kill in the middle harms nothing, and what comes meanwhile is judged with it."""

import asyncio
import contextlib
from uuid import uuid4

from services.provider_audit.replay.verify import verify
from services.provider_audit.storage import inbox, judged_again
from services.runtime.database.pool import Database
from tests.provider_audit.play import Play, at
from tests.provider_audit.storage.test_mending import ended_before_it_began
from tests.provider_audit.storage.upgrading import _begun, context, judge_all_again


async def test_judging_goes_on_while_dossiers_wait_and_a_kill_in_the_middle_harms_nothing(database: Database) -> None:
    """Each dossier is replaced in one transaction; what a batch needs is judged again within it."""
    play, placement = await _begun(database)
    other = Play(database, positions=play.positions)
    begun = [*other.background(at("2026-03-18 09:00")), other.started(uuid4(), at("2026-03-18 10:00"))]
    await play.judge(begun, at("2026-03-19 09:00"))
    async with database.work("provider_audit") as work:
        await work.run("update provider_audit.dossier set judged_by = 1")
        await work.run('update provider_audit.obligation set document = document || \'{"tier": "old"}\'')
    await judged_again.step(context(database))
    async with database.work("provider_audit") as work:
        assert await work.value("select count(*) from provider_audit.dossier where judged_by = 1") == 1
    await play.judge([play.plan(placement, at("2026-03-20 08:00"))], at("2026-03-20 08:01"))
    await judge_all_again(database)
    assert (await verify(database)).differences == 0


async def test_a_stop_while_a_dossier_is_folded_leaves_all_as_it_was_and_the_next_start_goes_on(
    database: Database,
) -> None:
    play, _placement = await _begun(database)
    async with database.work("provider_audit") as work:
        await judged_again.ask_for(work, play.provider)
        await work.run('update provider_audit.obligation set document = document || \'{"tier": "old"}\'')
    before = (await verify(database)).first
    task = asyncio.create_task(judged_again.step(context(database)))
    for _ in range(20):
        await asyncio.sleep(0)
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
    assert (await verify(database)).first == before
    await judge_all_again(database)
    assert (await verify(database)).differences == 0


async def test_what_comes_while_a_dossier_is_folded_is_judged_with_it(database: Database) -> None:
    play, placement = await _begun(database)
    async with database.work("provider_audit") as work:
        await judged_again.ask_for(work, play.provider)
        await work.run('update provider_audit.obligation set document = document || \'{"tier": "old"}\'')
        events = await inbox.all_facts(work, play.provider, judged_again.BEGINNING, at("2026-03-17 09:00"))
    bad = ended_before_it_began(play, placement)
    bad = bad.model_copy(update={"received": at("2026-03-18 08:00")})
    folded = judged_again.advance(judged_again.Dossier(play.provider), events, at("2026-03-17 09:00"))[0]
    await play.judge([bad, play.plan(placement, at("2026-03-18 08:00"))], at("2026-03-18 08:01"))
    async with database.work("provider_audit") as work:
        judged = judged_again.Judged(folded, events, at("2026-03-17 09:00"))
        further = await judged_again.further(work, play.provider, judged, at("2026-03-18 08:01"))
        work.emit(
            await judged_again.replace(work, further, judged_again.ASKED_FOR), await judged_again.judge_of(work, ())
        )
    assert (await verify(database)).differences == 0
