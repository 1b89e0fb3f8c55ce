"""A subscription to topics: whole batches of messages, committed once they are handled."""

from __future__ import annotations

import dataclasses
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from aiokafka import ConsumerRecord
from aiokafka.abc import ConsumerRebalanceListener
from faststream.kafka import KafkaBroker
from faststream.kafka.message import KafkaMessage
from faststream.middlewares import AckPolicy

from services.runtime.kafka.broker import FETCH_MILLISECONDS, LARGEST_FACT, SESSION_MILLISECONDS

Handler = Callable[[KafkaMessage], Awaitable[None]]


def subscribe(
    broker: KafkaBroker,
    topics: Sequence[str],
    group: str,
    handler: Handler,
    *,
    listener: ConsumerRebalanceListener | None = None,
    records: int = 1000,
    hold: int = FETCH_MILLISECONDS,
) -> None:
    """Have `handler` called with raw batches, to be acknowledged by the handler itself and never by FastStream.

    `hold` is for how many milliseconds the broker may wait for new records.
    Reads from the earliest record, publishes no reply, decodes nothing: one spoiled record must not cost the batch.
    """
    subscriber = broker.subscriber(
        *topics,
        group_id=group,
        batch=True,
        max_records=records,
        batch_timeout_ms=20,
        auto_offset_reset="earliest",
        ack_policy=AckPolicy.MANUAL,
        no_reply=True,
        listener=listener,
        session_timeout_ms=SESSION_MILLISECONDS,
        heartbeat_interval_ms=1000,
        fetch_max_wait_ms=hold,
        fetch_max_bytes=16 * LARGEST_FACT,
        max_partition_fetch_bytes=2 * LARGEST_FACT,
        parser=_whole_batch,
        decoder=_nothing_decoded,
    )
    subscriber(handler)


async def _whole_batch(
    records: tuple[ConsumerRecord[Any, Any], ...],
    original: Callable[[tuple[ConsumerRecord[Any, Any], ...]], Awaitable[KafkaMessage]],
) -> KafkaMessage:
    # FastStream's own parser reads every header as UTF-8 and loses the whole batch, silently, at the first that is not.
    bare = dataclasses.replace(records[0], headers=(), value=b"")
    message = await original((bare,))
    message.raw_message = records
    return message


async def _nothing_decoded(message: KafkaMessage) -> KafkaMessage:
    return message
