"""Hear: what Kafka brings is stored once in `heard`, then acknowledged; what is no fact is set aside with its reason."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias
from uuid import UUID

from aiokafka import ConsumerRecord
from aiokafka.abc import ConsumerRebalanceListener
from aiokafka.errors import KafkaError
from faststream.kafka.message import KafkaMessage

from schemas.envelope import Event, MalformedFact, Watermark
from services.runtime.broker import Kafka, connection, subscribe
from services.runtime.database import Database
from services.runtime.errors import StatementFailed
from services.runtime.telemetry import Logger, Metric, count, short_error
from services.runtime.work import Work

RETRY_SECONDS, LONGEST_RETRY = 0.2, 5.0
LARGEST_NUMBER = 2**63 - 1
KEPT_BYTES = 65_536
"""Of a message that is no fact, this much is kept for the operator."""

CLAIMS = "it stopped the hearing: another fact stands at its position of the log"
"""The reason kept for a message that nobody may hear or skip before a person has looked."""

Record: TypeAlias = ConsumerRecord[Any, Any]


class ConflictingFact(Exception):
    """Two different facts claim one position of a log: nobody may go on before a person has looked."""

    def __init__(self, service: str, log: str, position: int, records: Sequence[Record]) -> None:
        """Keep the messages that claim a place which another fact has."""
        self.log, self.records = log, records
        super().__init__(
            f"two different facts claim position {position} of the log {log}: {service} stopped hearing. "
            "`utvag parked` shows the message and how to go on"
        )


@dataclass
class Sorted:
    """A batch of records told apart: facts by place with their text, watermarks, and what is neither."""

    facts: dict[tuple[str, int], tuple[Event, str]] = field(default_factory=dict)
    records: dict[tuple[str, int], Record] = field(default_factory=dict)
    """The message that brought each fact."""
    watermarks: list[Watermark] = field(default_factory=list)
    unreadable: list[tuple[Record, str, str]] = field(default_factory=list)
    """(record, log, reason)"""


class _BatchFinishesFirst(ConsumerRebalanceListener):  # type: ignore[misc]
    """Lets a batch in hand be stored and acknowledged before its partitions go to another member."""

    def __init__(self, busy: asyncio.Lock) -> None:
        self._busy = busy

    async def on_partitions_revoked(self, revoked: Any) -> None:  # noqa: ARG002 - aiokafka names it
        """Wait for the batch in hand."""
        async with self._busy:
            pass

    async def on_partitions_assigned(self, assigned: Any) -> None:
        """Nothing: where to read on is kept by the broker."""


class Hear:
    """Hears the logs of one service. `arrived` is called after each stored batch."""

    def __init__(
        self,
        service: str,
        logs: Sequence[str],
        database: Database,
        kafka: Kafka,
        arrived: Callable[[], None] = lambda: None,
    ) -> None:
        """Prepare; nothing is heard before `run`."""
        self.service = service
        self._logs = {kafka.topic(log): log for log in logs}
        self._database, self._kafka, self._arrived = database, kafka, arrived
        self._busy = asyncio.Lock()
        self._wrong: asyncio.Future[None] | None = None
        self._say = Logger(f"hear.{service}")

    async def run(self) -> None:
        """Hear until cancelled. Raises ConflictingFact, after which nothing was acknowledged and nothing more is read."""
        self._wrong = asyncio.get_running_loop().create_future()
        broker = connection(self._kafka)
        topics = [*self._logs, self._kafka.watermarks]
        subscribe(broker, topics, self._kafka.group(self.service), self.take, listener=_BatchFinishesFirst(self._busy))
        try:
            await broker.start()
            self._say.say("hearing", topics=topics)
            await self._wrong
        finally:
            with contextlib.suppress(Exception):
                await broker.stop()

    async def take(self, message: KafkaMessage) -> None:
        """Store a batch, then acknowledge it. Never raises: FastStream would read on past what was not stored."""
        if self._stopped:
            return
        try:
            async with self._busy:
                if not await self._store_until_kept(message.raw_message):
                    return
                with contextlib.suppress(KafkaError):
                    # Partitions may have gone to another member meanwhile: then all comes again and is known already.
                    await message.ack()
        except Exception as error:  # noqa: BLE001 - handed to run(), which raises it
            if self._wrong is not None and not self._wrong.done():
                self._wrong.set_exception(error)
            return
        self._arrived()

    @property
    def _stopped(self) -> bool:
        return self._wrong is None or self._wrong.done()

    async def _store_until_kept(self, records: Sequence[Record]) -> bool:
        """Store a batch without what an operator said to skip, however long the database is away. False when stopped before."""
        try:
            return await self._try_to_store(records)
        except ConflictingFact as conflict:
            left = await self._without_skipped(records, conflict)
        return await self._store_until_kept(left)

    async def _try_to_store(self, records: Sequence[Record]) -> bool:
        batch, pause = self._sort(records), RETRY_SECONDS
        while not self._stopped:
            try:
                await self._store(batch)
            except ConflictingFact:
                raise
            except Exception as error:  # noqa: BLE001 - nothing may be lost, whatever it is
                if len(records) > 1 and is_about_values(error):
                    return all([await self._store_until_kept([record]) for record in records])
                if is_about_values(error):
                    batch = Sorted(
                        unreadable=[(records[0], self._logs.get(records[0].topic, ""), "the database refuses a value")]
                    )
                self._say.warn(
                    "could not store what was heard, trying again", error=short_error(error), records=len(records)
                )
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_RETRY)
            else:
                return True
        return False

    async def _without_skipped(self, records: Sequence[Record], conflict: ConflictingFact) -> list[Record]:
        """Leave out what an operator said to skip. Raises the conflict, after showing its messages, when that is nothing."""
        async with self._database.work(self.service) as work:
            rows = await work.rows(_SKIPPED, service=self.service)
            skipped = {(row["topic"], row["partition"], row["kafka_offset"], str(row["id"])) for row in rows}
            left = [record for record in records if place_of(record) not in skipped]
            if len(left) == len(records):
                await self._set_aside(work, [(record, conflict.log, CLAIMS) for record in conflict.records])
        if len(left) == len(records):
            raise conflict
        return left

    def _sort(self, records: Sequence[Record]) -> Sorted:
        batch = Sorted()
        for record in records:
            log = self._logs.get(record.topic, "")
            try:
                if log:
                    self._sort_fact(batch, log, record)
                else:
                    self._sort_watermark(batch, record)
            except ConflictingFact:
                raise
            except MalformedFact as wrong:
                batch.unreadable.append((record, log, str(wrong)))
            except Exception as wrong:  # noqa: BLE001
                # Whatever a stranger's bytes set off in a parser is about the bytes: set aside, never in the way.
                batch.unreadable.append((record, log, f"unreadable: {type(wrong).__name__}"))
        return batch

    def _sort_fact(self, batch: Sorted, log: str, record: Record) -> None:
        event = Event.from_kafka(record.headers, record.value)
        if event.log != log:
            raise MalformedFact(f"a fact of the log {event.log} came on the topic of {log}")
        if max(event.position, event.sequence) > LARGEST_NUMBER:
            raise MalformedFact("position and sequence are at most 2^63 - 1")
        known, _ = batch.facts.setdefault((log, event.position), (event, event.text()))
        first = batch.records.setdefault((log, event.position), record)
        if known.id != event.id:
            raise ConflictingFact(self.service, log, event.position, [first, record])

    def _sort_watermark(self, batch: Sorted, record: Record) -> None:
        try:
            mark = Watermark.model_validate_json(record.value or b"")
        except ValueError:
            raise MalformedFact("no watermark: log, position and received are expected") from None
        if mark.position > LARGEST_NUMBER:
            raise MalformedFact("position is at most 2^63 - 1")
        if mark.log in self._logs.values():
            batch.watermarks.append(mark)

    async def _store(self, batch: Sorted) -> None:
        async with self._database.work(self.service) as work:
            await self._set_aside(work, batch.unreadable)
            fresh = await self._keep_facts(work, batch)
            await self._keep_watermarks(work, batch.watermarks)
        count(Metric.HEARD_FACTS, self.service, by=fresh)

    async def _keep_facts(self, work: Work, batch: Sorted) -> int:
        """Insert what is new by one statement, and compare what was known. Gives how many were new."""
        facts = list(batch.facts.values())
        if not facts:
            return 0
        events = [event for event, _ in facts]
        names = ("log", "position", "id", "type", "subject", "sequence", "received")
        columns: dict[str, list[Any]] = {name: [getattr(event, name) for event in events] for name in names}
        columns["body"] = [body for _, body in facts]
        fresh = await work.run(_KEEP.format(s=self.service), **columns)
        if fresh < len(events):
            other = await work.row(_OTHER.format(s=self.service), **{name: columns[name] for name in names[:3]})
            if other is not None:
                place = (other["log"], other["position"])
                raise ConflictingFact(self.service, *place, [batch.records[place]])
        return fresh

    async def _keep_watermarks(self, work: Work, marks: list[Watermark]) -> None:
        if marks:
            values = {name: [getattr(mark, name) for mark in marks] for name in ("log", "position", "received")}
            await work.run(_MARK.format(s=self.service), **values)

    async def _set_aside(self, work: Work, unreadable: list[tuple[Record, str, str]]) -> None:
        for record, log, reason in unreadable:
            values = {
                "log": log or "watermarks",
                "topic": record.topic,
                "partition": record.partition,
                "offset": record.offset,
                "reason": reason,
                "headers": json.dumps([[_shown(name.encode()), _shown(raw or b"")] for name, raw in record.headers]),
                "value": None if record.value is None else bytes(record.value[:KEPT_BYTES]),
            }
            if await work.run(_ASIDE.format(s=self.service), **values):
                count(Metric.UNREADABLE, self.service)
                where = {name: values[name] for name in ("topic", "partition", "offset")}
                self._say.alarm("unreadable", "a message is no fact and was set aside", reason=reason, **where)


def place_of(record: Record) -> tuple[str, int, int, str]:
    """Give where a message stands, and the fact it claims to be: a topic that is made anew counts from 0 again."""
    claimed = _shown(dict(record.headers).get("ce_id") or b"")
    with contextlib.suppress(ValueError):
        claimed = str(UUID(claimed))
    return record.topic, record.partition, record.offset, claimed


def is_about_values(error: Exception) -> bool:
    """Tell whether the database refused a value, rather than being away or wrongly set up."""
    return isinstance(error, StatementFailed) and error.about_values


def _shown(raw: bytes) -> str:
    return raw.decode("utf-8", "backslashreplace").replace("\0", "\\x00")


_KEEP = """insert into {s}.heard (log, position, id, type, subject, sequence, received, body)
select * from unnest(cast(:log as text[]), cast(:position as bigint[]), cast(:id as uuid[]), cast(:type as text[]),
cast(:subject as uuid[]), cast(:sequence as bigint[]), cast(:received as timestamptz[]), cast(:body as text[]))
on conflict (log, position) do nothing"""

_OTHER = """select h.log, h.position from {s}.heard h
join unnest(cast(:log as text[]), cast(:position as bigint[]), cast(:id as uuid[])) as told (log, position, id)
using (log, position) where h.id <> told.id limit 1"""

_SKIPPED = "select topic, partition, kafka_offset, id from runtime.skipped_message where service = :service"

_MARK = """insert into {s}.heard_watermark as known (log, position, received)
select distinct on (told.log) told.log, told.position, told.received
from unnest(cast(:log as text[]), cast(:position as bigint[]), cast(:received as timestamptz[])) as told (log, position, received)
where told.received <= runtime.now() + interval '10 seconds' order by told.log, told.received desc
on conflict (log) do update set position = excluded.position, received = excluded.received
where excluded.received > known.received and excluded.position >= known.position"""

_ASIDE = """insert into {s}.hear_parked (log, topic, partition, kafka_offset, reason, headers, value)
values (:log, :topic, :partition, :offset, :reason, cast(:headers as jsonb), :value)
on conflict (topic, partition, kafka_offset, digest) do nothing"""
