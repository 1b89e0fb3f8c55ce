"""The embedded parts: PostgreSQL and a Kafka-protocol broker inside one process, for trying the product out."""

from __future__ import annotations

import asyncio
from types import TracebackType
from typing import Self

from confluent_kafka import KafkaException, Producer

from services.runtime.embedded.programs import EmbeddedError

__all__ = ["EmbeddedKafka"]

ANSWER_SECONDS = 10.0


class EmbeddedKafka:
    """A broker in this process that speaks the Kafka protocol on a loopback port: librdkafka's mock cluster.

    For trying out only. It keeps records in memory, about 5 MB a partition, and then drops the oldest without an error;
    it forgets everything at the end; topics appear at first use; a group has one member. What lasts is the event log.
    """

    def __init__(self) -> None:
        """Prepare; nothing is started."""
        self.address = ""
        self._cluster: Producer | None = None

    async def start(self) -> Self:
        """Start the broker; returns when it answers, with `address` set."""
        await asyncio.to_thread(self.open)
        return self

    async def stop(self) -> None:
        """Stop the broker; everything it held is gone."""
        await asyncio.to_thread(self.close)

    def open(self) -> None:
        """Start the broker and block until it answers."""
        if self._cluster is not None:
            return
        cluster = Producer({"test.mock.num.brokers": 1, "log_level": 0})
        try:
            brokers = cluster.list_topics(timeout=ANSWER_SECONDS).brokers.values()
        except KafkaException as error:
            message = f"The embedded broker did not answer within {ANSWER_SECONDS:.0f} s ({error}). Start again."
            raise EmbeddedError(message) from error
        self.address = ",".join(f"{broker.host}:{broker.port}" for broker in brokers)
        self._cluster = cluster

    def close(self) -> None:
        """Stop the broker; harmless when it does not run."""
        self._cluster = None
        self.address = ""

    async def __aenter__(self) -> Self:
        """Start on entering."""
        return await self.start()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop on leaving."""
        await self.stop()
