"""A process of workers: what fails is started again, what only a person mends stops alone, the rest goes on."""

from __future__ import annotations

import asyncio
import time

from schemas.envelope import Event
from services.runtime.database.pool import Database
from services.runtime.database.work import Work
from services.runtime.events.relay import Relay
from services.runtime.kafka.broker import Kafka
from services.runtime.process.health import OLD_WATERMARK, Health, Part
from services.runtime.process.watch import ConsumerState
from services.runtime.process.workers import Process
from services.runtime.service import Context, Loop, Service
from services.runtime.settings import Settings
from services.runtime.telemetry import Metric, metrics_text
from tests.runtime import fixtures


async def test_a_failing_judge_is_tried_again_and_the_others_go_on(database: Database, topics_made: Kafka) -> None:
    failures = 2

    async def judge(work: Work, batch: list[Event], until: object = None) -> None:
        nonlocal failures
        if batch and failures:
            failures -= 1
            raise ZeroDivisionError
        await fixtures.keep_effects(work, batch)

    services = [
        fixtures.service("directory"),
        fixtures.service("referral"),
        fixtures.service("provider_audit", "time", judge),
    ]
    async with fixtures.running(services, database, topics_made) as health:
        await fixtures.append(database, "directory", 5)
        await fixtures.until(lambda: _effects(database, "provider_audit", 5))
        await fixtures.until(lambda: _effects(database, "referral", 5))
        assert health.parts["apply.provider_audit"].failures == 2
        assert health.parts["apply.referral"].failures == 0
    assert b'utvag_part_failures_total{part="apply.provider_audit"}' in metrics_text()


async def test_workers_that_have_stopped_are_not_asked_how_far_they_heard(
    database: Database, topics_made: Kafka
) -> None:
    services, health = [fixtures.service("directory"), fixtures.service("referral")], Health()
    for _ in range(2):
        stop = asyncio.Event()
        running = asyncio.create_task(Process(services, database, Settings(), topics_made, health).run(stop))
        await fixtures.until(lambda: _ears(health, 1))
        stop.set()
        await asyncio.wait_for(running, 15)
        assert health.consumers == []
    assert health.caught_up() == health.ready()


async def test_a_conflict_stops_one_ear_and_is_said(database: Database, topics_made: Kafka) -> None:
    async with fixtures.running(
        [fixtures.service("directory"), fixtures.service("referral")], database, topics_made
    ) as health:
        await fixtures.append(database, "directory", 3)
        await fixtures.until(lambda: _effects(database, "referral", 3))
        async with database.work("referral") as work:
            await work.run("update referral.inbox set id = gen_random_uuid() where position = 2")
        async with database.work("directory") as work:
            await work.run("update directory.relay_cursor set position = 0")
        await fixtures.until(lambda: _stopped(health, "hear.referral"))
        assert "position 2 of the log directory" in health.parts["hear.referral"].reason
        assert any("hear.referral: stopped" in reason for reason in health.ready())
        assert health.parts["relay.directory"].state == "running"


async def test_loops_run_and_stop_clean(database: Database, topics_made: Kafka) -> None:
    steps = 0

    async def step(context: Context) -> bool:
        nonlocal steps
        assert context.database is database
        steps += 1
        return steps < 5

    service = Service("directory", loops=(Loop("deliver", 0.2, step),))
    async with fixtures.running([service], database, topics_made):
        await fixtures.until(lambda: _at_least(lambda: steps, 6))
    known = steps
    await asyncio.sleep(0.4)
    assert steps == known


async def test_a_process_stops_within_seconds_while_nothing_answers(database: Database) -> None:
    stop = asyncio.Event()
    kafka = Kafka("127.0.0.1:9", embedded=True)
    services = [fixtures.service("directory"), fixtures.service("referral")]
    task = asyncio.create_task(Process(services, database, Settings(), kafka, Health()).run(stop))
    await asyncio.sleep(1.5)
    begun = time.monotonic()
    stop.set()
    await asyncio.wait_for(task, 10)
    assert time.monotonic() - begun < 9


async def test_a_taken_over_relay_stands_by(database: Database, topics_made: Kafka) -> None:
    async with fixtures.running([fixtures.service("directory")], database, topics_made) as health:
        await fixtures.until(lambda: _state(health, "relay.directory", "running"))
        await fixtures.until(lambda: _taken_over(database), why="a part runs before its relay has the log")
        other = asyncio.create_task(Relay("directory", database, topics_made).run())
        await fixtures.until(lambda: _state(health, "relay.directory", "stand-by"))
        assert health.ready() == []
        other.cancel()
        await asyncio.gather(other, return_exceptions=True)
        await fixtures.until(lambda: _state(health, "relay.directory", "running"), seconds=40, why="taking over again")


async def _taken_over(database: Database) -> bool:
    return bool(await fixtures.rows(database, "directory", "select 1 from directory.relay_cursor where epoch > 0"))


def test_health_says_why_it_is_not_caught_up() -> None:
    health = Health(
        parts={"relay.referral": Part("relay.referral", "running")}, consumers=[ConsumerState("notify", "referral")]
    )
    assert health.caught_up() == ["notify <- referral: no watermark yet"]
    consumer = health.consumers[0]
    consumer.age, consumer.watermark, consumer.consumed, consumer.waiting = OLD_WATERMARK + 5, 10, 7, 2
    health.holes["notify", "referral"] = 8
    assert health.caught_up() == [
        "notify <- referral: the watermark is 35 s old",
        "notify <- referral: 3 facts not heard",
        "notify <- referral: 2 facts not applied",
        "notify <- referral: position 8 is missing",
    ]
    assert health.report()["consumers"][0]["lag"] == 3
    health.beat = time.monotonic() - 100
    assert "nothing moved for 100 s" in health.alive()[0]


def test_every_metric_has_one_name_and_a_meaning() -> None:
    text = metrics_text().decode()
    for metric in Metric:
        assert f"# HELP {metric.value.removesuffix('_total')}" in text


async def _effects(database: Database, name: str, number: int) -> bool:
    return await fixtures.number(database, name, f"{name}.effect") == number


async def _stopped(health: Health, part: str) -> bool:
    return await _state(health, part, "stopped")


async def _state(health: Health, part: str, state: str) -> bool:
    await asyncio.sleep(0)
    return part in health.parts and health.parts[part].state == state


async def _at_least(value: object, number: int) -> bool:
    await asyncio.sleep(0)
    return callable(value) and value() >= number


async def _ears(health: Health, number: int) -> bool:
    return len(health.consumers) == number
