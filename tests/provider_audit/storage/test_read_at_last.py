"""What judgement passed as unreadable, and comes again readable, is taken in by itself: no operator, and as a fold has it."""

from uuid import uuid4

from schemas.envelope import Event
from schemas.unread import read
from services.provider_audit.replay.verify import verify
from services.runtime.database.pool import Database
from services.runtime.events.inbox import InboxWriter
from services.runtime.events.inbox_batch import Sorter
from services.runtime.telemetry import Logger
from tests.provider_audit.play import Play, apply, at
from tests.provider_audit.storage.test_upgrade import judge_all_again
from tests.runtime.events.deliveries import Message, message
from tests.runtime.events.test_inbox_unread import _Record, spoiled


async def consume(database: Database, given: Message) -> None:
    """Store a message as hearing does."""
    logs = {"directory": "directory"}
    record = _Record(0, *given)
    record.topic = "directory"
    async with database.work("provider_audit") as work:
        batch = Sorter("provider_audit", logs).sort([record])  # type: ignore[list-item]
        await InboxWriter(work, Logger("test")).store(batch)


async def pass_by(database: Database, place: Event) -> None:
    """Judge what stands at a place as it stands, as the applier does when its turn comes."""
    async with database.work("provider_audit") as work:
        row = await work.row("select body from provider_audit.inbox where id = :id", id=place.id)
        assert row is not None
        parked = await apply(work, [read(row["body"])], place.received)
        await work.run(
            "update provider_audit.inbox set reason = :why where id = :id", id=place.id, why=parked.get(place.id)
        )
        await work.run(
            "update provider_audit.progress set until = :until, "
            "log_positions = jsonb_build_object('directory', cast(:position as integer))",
            until=place.received,
            position=place.position,
        )


async def states(database: Database) -> dict[str, str]:
    async with database.work("provider_audit") as work:
        rows = await work.rows("select id, state from provider_audit.inbox")
        return {str(row["id"]): row["state"] for row in rows}


async def test_an_honest_permit_takes_the_place_of_its_garbage_and_its_unit_is_judged_again(
    database: Database,
) -> None:
    """The permit comes as garbage: its unit cannot be judged, until the log's own message comes."""
    play, placement, until = Play(database), uuid4(), at("2026-04-20 09:00")
    board, provider, permit, contract = play.background(at("2026-03-01 09:00"))
    await play.judge([board, provider], provider.received)
    await consume(database, spoiled(permit, occurred=b"never"))
    await pass_by(database, permit)
    assert (await states(database))[str(permit.id)] == "parked"
    begun = [contract, play.started(placement, at("2026-03-02 09:00"))]
    await play.judge([*begun, play.plan(placement, at("2026-03-05 09:00"))], until)
    async with database.work("provider_audit") as work:
        assert len(await work.rows("select * from provider_audit.stuck")) == 2, (
            "the permit, and the start that names it"
        )
    await consume(database, message(permit))
    assert (await states(database))[str(permit.id)] == "parked", "judgement has passed it"
    await judge_all_again(database)
    assert set((await states(database)).values()) == {"applied"}
    async with database.work("provider_audit") as work:
        assert await work.rows("select * from provider_audit.stuck") == []
        [owed] = await work.rows("select state from provider_audit.obligation where rule = 'R01'")
        found = await work.rows("select rule from provider_audit.finding where rule = 'C01'")
    assert owed["state"] == "met"
    assert found == [], "a permit stood there from the first"
    assert str(await verify(database)).startswith("0 differences")


async def test_a_provider_whose_first_fact_was_garbage_has_its_dossier_when_that_is_read(database: Database) -> None:
    play, until = Play(database), at("2026-04-20 09:00")
    _board, provider, permit, contract = play.background(at("2026-03-01 09:00"))
    await consume(database, spoiled(provider, occurred=b"never"))
    await pass_by(database, provider)
    await play.judge([], provider.received)
    await consume(database, message(provider))
    await judge_all_again(database)
    async with database.work("provider_audit") as work:
        assert [row["provider_id"] for row in await work.rows("select provider_id from provider_audit.dossier")] == [
            play.provider
        ]
    await play.judge([permit, contract, play.started(uuid4(), at("2026-03-02 09:00"))], until)
    assert set((await states(database)).values()) == {"applied"}
    assert str(await verify(database)).startswith("0 differences")
