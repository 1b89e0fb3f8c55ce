"""Databases with nothing but the service schema, and topics of their own, for the transport's tests."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from services.runtime.database.pool import Database
from services.runtime.embedded.postgres import EmbeddedPostgres
from services.runtime.kafka import topics
from services.runtime.kafka.broker import Kafka
from tests.parts.database import FreshDatabases
from tests.parts.kafka import RealKafka
from tests.runtime import fixtures


@pytest.fixture(scope="session")
async def schemas_template(postgres: EmbeddedPostgres) -> str:
    """The name of a database to copy, with the service schema laid."""
    address = FreshDatabases(postgres)()
    await fixtures.lay(address)
    return address.rsplit("/", 1)[-1].split("?")[0]


@pytest.fixture
async def database(fresh_database: FreshDatabases, schemas_template: str) -> AsyncIterator[Database]:
    """A fresh database with the service schema laid."""
    found = Database(fresh_database(schemas_template))
    yield found
    await found.close()


@pytest.fixture
async def topics_made(kafka: RealKafka, topic_prefix: str) -> Kafka:
    """Apache Kafka with topics for this test alone."""
    reached = Kafka(kafka.address, prefix=topic_prefix)
    await topics.apply(reached)
    return reached
