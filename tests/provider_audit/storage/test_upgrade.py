"""An upgrade records the difference: what an earlier version judged is judged again by itself, and then nothing differs."""

from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import pytest

from schemas.envelope import Event
from services.provider_audit.replay.verify import verify
from services.provider_audit.storage import judged_again, saving, store
from services.runtime.database import migrate
from services.runtime.database.pool import Database
from tests.parts.database import FreshDatabases
from tests.provider_audit.play import at
from tests.provider_audit.storage.kept_state import KEPT, kept, put
from tests.provider_audit.storage.upgrading import _begun, context, judge_all_again


@pytest.fixture
async def old_database(fresh_database: FreshDatabases) -> AsyncIterator[Database]:
    """A database with the tables that the kept releases had."""
    opened = Database(fresh_database())
    await opened.open()
    async with migrate.opened(opened) as connection:
        for folder, version in (("runtime", "0002"), ("runtime/web", "head"), ("provider_audit", "0003")):
            await connection.run_sync(migrate.bring, folder, version)
    async with opened.plain() as plain:
        await plain.run("update runtime.instance set kind = 'test'")
    yield opened
    await opened.close()


@pytest.mark.parametrize("path", KEPT, ids=lambda path: path.stem)
async def test_a_kept_release_ends_at_no_difference_with_the_differences_told(
    old_database: Database, path: Path
) -> None:
    state = kept(path)
    await put(old_database, state)
    await migrate.upgrade(old_database, ["runtime", "runtime/web", "provider_audit"])
    before = await verify(old_database)
    assert before.differences > 0
    given = context(old_database)
    assert await judged_again.step(given)
    assert "2 dossiers wait to be judged again" in given.behind["provider_audit"]
    await judge_all_again(old_database)
    assert (
        str(await verify(old_database)) == f"0 differences in {before.findings} findings over {len(state.events)} facts"
    )
    recorded = await _judged_again(old_database)
    assert recorded
    assert {event.fact.model_dump()["judged_again"] for event in recorded} == {"new_judge"}
    raised = [event for event in recorded if type(event.fact).__name__ == "FindingRaised"]
    assert len(raised) <= before.differences
    assert await judged_again.step(given) is False
    assert len(await _judged_again(old_database)) == len(recorded), "judging again without a difference tells nothing"
    assert given.behind["provider_audit"] == ""


async def test_verify_names_every_difference_by_id_and_field(database: Database) -> None:
    play, _placement = await _begun(database)
    async with database.work("provider_audit") as work:
        row = await work.row(
            "update provider_audit.finding set document = jsonb_set(document, '{severity}', '\"low\"') "
            "where rule = 'R01' returning id"
        )
    found = await verify(database)
    assert row is not None
    assert found.first == (
        f"finding {row['id']} of R01, provider {play.provider}, stands / folded again: severity: low / medium",
    )
    assert found.differences == 1


async def test_what_only_an_earlier_version_found_falls_is_told_and_stays_to_be_seen(database: Database) -> None:
    play, _placement = await _begun(database)
    other = uuid4()
    async with database.work("provider_audit") as work:
        rows = await work.rows("select document from provider_audit.finding where rule = 'R01'")
        [found] = store.FINDINGS.validate_python([row["document"] for row in rows])
        found.id, found.obligation = other, uuid4()
        await saving.save_judgement(work, [], [found], at("2026-03-17 09:00"))
        await judged_again.ask_for(work, play.provider)
    await judge_all_again(database)
    assert (await verify(database)).differences == 0
    [withdrawn] = await _judged_again(database)
    assert (withdrawn.subject, type(withdrawn.fact).__name__) == (other, "FindingWithdrawn")
    assert withdrawn.fact.model_dump()["judged_again"] == "tried_again"
    async with database.work("provider_audit") as work:
        row = await work.row("select standing, fallen_at from provider_audit.finding where id = :id", id=other)
    assert row is not None
    assert (row["standing"], row["fallen_at"]) == ("withdrawn", at("2026-03-17 09:00"))


async def test_a_finding_that_judging_again_raises_leaves_time_to_answer_it(database: Database) -> None:
    play, _placement = await _begun(database)
    async with database.work("provider_audit") as work:
        await work.run("delete from provider_audit.finding where rule = 'R01'")
        await work.run("update provider_audit.progress set until = :later", later=at("2026-05-04 09:00"))
        await judged_again.ask_for(work, play.provider)
    await judge_all_again(database)
    async with database.work("provider_audit") as work:
        row = await work.row("select supervisor_from, reply_due from provider_audit.finding where rule = 'R01'")
    assert row is not None
    assert row["reply_due"] < at("2026-05-04 09:00") < row["supervisor_from"]


async def _judged_again(database: Database) -> list[Event]:
    async with database.work("provider_audit") as work:
        rows = await work.rows("select body from provider_audit.log order by position")
    events = [Event.from_text(row["body"]) for row in rows]
    return [event for event in events if event.fact.model_dump().get("judged_again")]
