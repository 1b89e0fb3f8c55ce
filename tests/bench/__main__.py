"""What `make bench` runs: each path beside its peer, in three interleaved rounds, as medians and ratios."""

from __future__ import annotations

import asyncio
import random
import statistics
import tempfile
from collections import defaultdict
from pathlib import Path
from uuid import uuid4

from aiokafka import AIOKafkaProducer

from schemas.envelope import Event, Watermark
from services.provider_audit.replay.verify import verify
from services.runtime.database import migrate
from services.runtime.database.pool import Database
from services.runtime.embedded.postgres import EmbeddedPostgres
from services.runtime.kafka import topics
from services.runtime.kafka.broker import Kafka
from services.runtime.kafka.wire import watermark_text
from services.runtime.logs import quiet_libraries
from services.runtime.process.workers import tune_collector
from tests.bench import audit_step, folding, plain
from tests.bench.history import History, watermarks
from tests.parts.database import FreshDatabases
from tests.parts.kafka import RealKafka, missing_kafka

ROUNDS = 3
PLAIN_MESSAGES = 300
Figures = dict[str, list[float]]


class Bench:
    """One run on one broker and one database server."""

    def __init__(self, postgres: EmbeddedPostgres, broker: RealKafka) -> None:
        self.databases, self.address = FreshDatabases(postgres), broker.address
        self.events: list[Event] = History().events()
        self.marks: list[Watermark] = watermarks(self.events)
        self.figures: Figures = defaultdict(list)
        self.template = ""

    async def prepare(self) -> None:
        """Make the database to copy."""
        made = Database(self.databases())
        await migrate.upgrade(made)
        await made.close()
        self.template = made.address.rsplit("/", 1)[-1].split("?")[0]

    async def on_parts(self) -> None:
        """One round of the audit step and its two peers."""
        kafka = Kafka(self.address, prefix=f"bench-{uuid4().hex[:8]}.")
        await topics.apply(kafka)
        address = self.databases(self.template)
        database = Database(address)
        try:
            for log in ("directory", "referral"):
                facts = [event for event in self.events if event.log == log]
                await audit_step.produce(kafka, kafka.topic(log), facts)
            number = len(self.events)
            consumed = await audit_step.consume(database, kafka, number)
            judged = await audit_step.judge(database, self.marks, number)
            self.figures["heard: Kafka to the table"].append(consumed)
            self.figures["judged: table to saved and told"].append(judged)
            self.figures["the whole audit step"].append(1 / (1 / consumed + 1 / judged))
            await self._same(database)
        finally:
            await database.close()
        self.figures["one COPY of the same rows"].append(await audit_step.copy(address, audit_step.rows(self.events)))
        self.figures["the plain service"].append(await self._plain(kafka, address))

    async def _same(self, database: Database) -> None:
        """A fast audit that judges wrong is worth nothing."""
        result = await verify(database)
        if not result.same:
            raise RuntimeError(f"the live audit and the fold differ: {result}")

    async def _plain(self, kafka: Kafka, address: str) -> float:
        topic = kafka.topic("notify")
        async with AIOKafkaProducer(**kafka.client()) as producer:
            for event in self.events[:PLAIN_MESSAGES]:
                await producer.send_and_wait(topic, event.text().encode(), key=str(event.subject).encode())
        return await plain.serve(address, kafka, topic, PLAIN_MESSAGES)

    def in_memory(self) -> None:
        """One round of the pure fold and of parsing the same lines."""
        facts = [event.text() for event in self.events]
        lines = [*facts, *map(watermark_text, self.marks)]
        random.Random(len(self.figures["audit fold"])).shuffle(lines)
        self.figures["parsing the same lines"].append(folding.parse(facts))
        speed, out = folding.fold(lines, len(facts))
        self.figures["audit fold"].append(speed)
        if out < len(self.events) // 10:
            raise RuntimeError(f"{out} judged lines from {len(facts)} facts: the history is not judged")

    def summary(self) -> str:
        """The figures as lines."""
        middle = {name: statistics.median(values) for name, values in self.figures.items()}
        step, copied, slow = (
            middle[name] for name in ("the whole audit step", "one COPY of the same rows", "the plain service")
        )
        fold, parsed = middle["audit fold"], middle["parsing the same lines"]
        lines = [f"{len(self.events)} facts, {ROUNDS} interleaved rounds, medians of facts a second:"]
        lines += [f"  {name:34} {value:10,.0f}   ({_spread(self.figures[name])})" for name, value in middle.items()]
        lines += [
            "ratios:",
            _ratio("audit step : COPY", step / copied, 0.08),
            _ratio("audit step : plain service", step / slow, 80),
            _ratio("audit fold : parsing", fold / parsed, 0.15),
        ]
        return "\n".join(lines)


def _spread(values: list[float]) -> str:
    return f"{min(values):,.0f} to {max(values):,.0f}"


def _ratio(name: str, value: float, goal: float) -> str:
    verdict = "reached" if value >= goal else "NOT reached"
    return f"  {name:34} {value:10.3g}   goal {goal:g}: {verdict}"


async def main() -> None:
    """Measure and print."""
    if how := missing_kafka():
        raise SystemExit(f"Apache Kafka is missing: {how}")
    quiet_libraries()
    with (
        tempfile.TemporaryDirectory(prefix="utvag-bench-") as folder,
        EmbeddedPostgres(Path(folder) / "postgres") as postgres,
    ):
        broker = RealKafka(Path(folder) / "kafka").open()
        try:
            bench = Bench(postgres, broker)
            await bench.prepare()
            tune_collector()
            for _ in range(ROUNDS):
                await bench.on_parts()
                bench.in_memory()
            print(bench.summary())
        finally:
            broker.close()


if __name__ == "__main__":
    asyncio.run(main())
