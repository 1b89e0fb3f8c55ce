"""Consume: what Kafka brings is stored once in the inbox, then acknowledged; what is no fact is set aside with its reason."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from typing import Any

from aiokafka.abc import ConsumerRebalanceListener
from aiokafka.errors import KafkaError
from faststream.kafka import KafkaBroker
from faststream.kafka.message import KafkaMessage
from sqlalchemy import bindparam
from sqlmodel import select

from services.runtime.backoff import retrying
from services.runtime.database.expressions import fields_of
from services.runtime.database.pool import Database
from services.runtime.database.query import query
from services.runtime.errors import StatementFailed
from services.runtime.events.inbox import CLAIMS, InboxWriter
from services.runtime.events.inbox_batch import ConflictingFact, Record, RecordPlace, Sorted, Sorter, place_of
from services.runtime.kafka.broker import Kafka, connection
from services.runtime.kafka.subscription import subscribe
from services.runtime.tables import SkippedMessageRow
from services.runtime.telemetry import Logger, Metric, count, short_error

_SKIPPED = query(
    select(*fields_of(SkippedMessageRow, RecordPlace)).where(SkippedMessageRow.service == bindparam("service")),
    into=RecordPlace,
)


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


class Consumer:
    """Consumes the logs of one service. `arrived` is called after each stored batch."""

    def __init__(
        self,
        service: str,
        logs: Sequence[str],
        database: Database,
        kafka: Kafka,
        arrived: Callable[[], None] = lambda: None,
    ) -> None:
        """Prepare; nothing is consumed before `run`."""
        self.service = service
        self._sorter = Sorter(service, {kafka.topic(log): log for log in logs})
        self._database, self._kafka, self._arrived = database, kafka, arrived
        self._busy = asyncio.Lock()
        self._wrong: asyncio.Future[None] | None = None
        self._say = Logger(f"hear.{service}")

    async def run(self) -> None:
        """Consume until cancelled. Raises ConflictingFact, after which nothing was acknowledged and nothing more is read."""
        self._wrong = asyncio.get_running_loop().create_future()
        broker = self.reader()
        try:
            await broker.start()
            self._say.say("hearing", topics=self._topics)
            await self._wrong
        finally:
            with contextlib.suppress(Exception):
                await broker.stop()

    def reader(self) -> KafkaBroker:
        """Make what reads the topics, unstarted."""
        broker = connection(self._kafka)
        finishing, hold = _BatchFinishesFirst(self._busy), self._kafka.fetch_milliseconds
        subscribe(broker, self._topics, self._kafka.group(self.service), self.take, listener=finishing, hold=hold)
        return broker

    @property
    def _topics(self) -> list[str]:
        return [*self._sorter.logs, self._kafka.watermarks]

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
        batch, pause, refused = self._sorter.sort(records), retrying(), False
        while not self._stopped:
            try:
                await self._store(batch)
            except ConflictingFact:
                raise
            except Exception as error:  # noqa: BLE001 - nothing may be lost, whatever it is
                if len(records) > 1 and is_about_values(error):
                    return all([await self._store_until_kept([record]) for record in records])
                if is_about_values(error) and not (refused and batch.unreadable):
                    batch, refused = self._sorter.refused(records[0], again=refused), True
                    continue
                self._say.warn(
                    "could not store what was heard, trying again", error=short_error(error), records=len(records)
                )
                await pause.wait()
            else:
                return True
        return False

    async def _without_skipped(self, records: Sequence[Record], conflict: ConflictingFact) -> list[Record]:
        """Leave out what an operator said to skip. Raises the conflict, after showing its messages, when that is nothing."""
        async with self._database.work(self.service) as work:
            skipped = set(await work.all(_SKIPPED, service=self.service))
            left = [record for record in records if place_of(record) not in skipped]
            if len(left) == len(records):
                claiming = [(record, conflict.log, CLAIMS) for record in conflict.records]
                await InboxWriter(work, self._say).set_aside(claiming)
        if len(left) == len(records):
            raise conflict
        return left

    async def _store(self, batch: Sorted) -> None:
        async with self._database.work(self.service) as work:
            fresh = await InboxWriter(work, self._say).store(batch)
        count(Metric.CONSUMED_FACTS, self.service, by=fresh)


def is_about_values(error: Exception) -> bool:
    """Tell whether the database refused a value, rather than being away or wrongly set up."""
    return isinstance(error, StatementFailed) and error.about_values
