"""The peer: the service that most would write, one message at a time through an ORM session, acknowledged after the commit."""

from __future__ import annotations

import asyncio
import time
from datetime import datetime
from uuid import UUID

from faststream.kafka import KafkaBroker
from faststream.middlewares import AckPolicy
from pydantic import BaseModel, ConfigDict
from sqlalchemy import BigInteger, Column, DateTime
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import Field, SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

from services.runtime.kafka.broker import Kafka


class Message(BaseModel):
    """A fact as one JSON document."""

    model_config = ConfigDict(extra="ignore")

    id: UUID
    log: str
    position: int
    type: str
    subject: UUID
    sequence: int
    received: datetime
    data: dict[str, object]


class PlainFact(SQLModel, table=True):
    """A consumed fact as a row."""

    __tablename__ = "plain_fact"

    log: str = Field(primary_key=True)
    position: int = Field(sa_column=Column(BigInteger, primary_key=True))
    id: UUID
    type: str
    subject: UUID
    sequence: int
    received: datetime = Field(sa_column=Column(DateTime(timezone=True)))
    body: str


async def serve(address: str, kafka: Kafka, topic: str, number: int) -> float:
    """Consume and persist that many messages; give messages a second from the first commit to the last."""
    engine = create_async_engine(make_url(address).set(drivername="postgresql+asyncpg"))
    async with engine.begin() as connection:
        await connection.run_sync(PlainFact.metadata.create_all)
    broker = KafkaBroker(kafka.addresses, logger=None)
    times: list[float] = []
    done = asyncio.Event()

    @broker.subscriber(
        topic, group_id=f"{topic}-plain", auto_offset_reset="earliest", ack_policy=AckPolicy.NACK_ON_ERROR
    )
    async def take(message: Message) -> None:
        async with AsyncSession(engine) as session:
            body = message.model_dump_json(include={"data"})
            session.add(PlainFact(**message.model_dump(exclude={"data"}), body=body))
            await session.commit()
        times.append(time.perf_counter())
        if len(times) == number:
            done.set()

    try:
        await broker.start()
        await asyncio.wait_for(done.wait(), 120)
    finally:
        await broker.stop()
        await engine.dispose()
    return (number - 1) / (times[-1] - times[0])
