"""Topics come from one file, applied again and again without harm; what is missing is said before anybody waits for it."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from aiokafka.admin import AIOKafkaAdminClient

from schemas.fact import FACTS, LOGS
from services.runtime.database.pool import Database
from services.runtime.kafka import topics
from services.runtime.kafka.broker import Kafka
from services.runtime.kafka.permissions import bindings
from services.runtime.process.health import Health
from services.runtime.process.workers import Process
from services.runtime.settings import Settings
from tests.parts.kafka import RealKafka
from tests.runtime import fixtures


async def test_applying_twice_changes_nothing_and_mends_what_differs(kafka: RealKafka, topic_prefix: str) -> None:
    reached = Kafka(kafka.address, prefix=topic_prefix)
    assert await topics.missing(reached, LOGS) == [f"{topic_prefix}utvag.{name}" for name in (*LOGS, "watermarks")]
    first = await topics.apply(reached)
    assert len([line for line in first if line.startswith("made ")]) == 5
    await fixtures.until(lambda: _none_missing(reached))
    assert not [line for line in await topics.apply(reached) if "made" in line or line.endswith(" now")]
    plan = topics.load()
    grown = plan.topics["utvag.referral"].model_copy(update={"partitions": 14, "settings": {"retention.ms": 1000}})
    changed = plan.model_copy(update={"topics": {"utvag.referral": grown}})
    done = await topics.apply(reached, changed)
    assert f"{topic_prefix}utvag.referral: 14 partitions instead of 12" in done
    assert f"{topic_prefix}utvag.referral: retention.ms is 1000 now" in done
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka.address)
    await admin.start()
    (found,) = await admin.describe_topics([f"{topic_prefix}utvag.referral"])
    await admin.close()
    assert len(found["partitions"]) == 14


def test_the_plan_agrees_with_who_tells_and_who_hears() -> None:
    plan = topics.load()
    assert set(plan.topics) == {f"utvag.{log}" for log in LOGS} | {"utvag.watermarks"}
    for log in LOGS:
        topic = plan.topics[f"utvag.{log}"]
        assert topic.written_by == (log,)
        assert set(topic.read_by) >= {name for fact in FACTS.values() if fact.log == log for name in fact.consumers}
    assert plan.topics["utvag.watermarks"].settings["cleanup.policy"] == "compact"


def test_nobody_may_write_anothers_log() -> None:
    writers: dict[str, set[str]] = {}
    for binding in bindings(topics.load(), "x."):
        if binding.operation.name == "WRITE":
            writers.setdefault(binding.name, set()).add(binding.principal)
    assert writers["x.utvag.referral"] == {"User:utvag-referral"}
    assert "User:utvag-notify" in writers["x.utvag.watermarks"]


def test_a_broken_file_is_named_with_its_field(tmp_path: Path) -> None:
    broken = tmp_path / "topics.yaml"
    broken.write_text("replication: 3\nprincipal: x\ntopics: {a: {partitions: none}}\n")
    with pytest.raises(ValueError, match=r"topics\.a\.partitions"):
        topics.load(broken)
    broken.write_text("replication: [")
    with pytest.raises(ValueError, match=r"(?s)topics\.yaml.*line"):
        topics.load(broken)


async def test_a_process_says_which_topics_are_missing_and_stops_clean(
    database: Database, kafka: RealKafka, topic_prefix: str, capsys: pytest.CaptureFixture[str]
) -> None:
    health, stop = Health(), asyncio.Event()
    process = Process(
        [fixtures.service("referral")], database, Settings(), Kafka(kafka.address, prefix=topic_prefix), health
    )
    task = asyncio.create_task(process.run(stop))
    await fixtures.until(lambda: _said(health))
    assert "run `utvag topics apply`" in health.ready()[0]
    assert f"{topic_prefix}utvag.watermarks" in health.ready()[0]
    stop.set()
    await asyncio.wait_for(task, 10)
    assert "utvag topics apply" in capsys.readouterr().out


async def _said(health: Health) -> bool:
    await asyncio.sleep(0)
    return any("utvag topics apply" in reason for reason in health.ready())


async def _none_missing(kafka: Kafka) -> bool:
    return not await topics.missing(kafka, LOGS)
