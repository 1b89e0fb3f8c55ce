"""The one place for Kafka clients: addresses, security, limits, and how a subscriber of ours reads."""

from __future__ import annotations

import asyncio
import ssl
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aiokafka import AIOKafkaProducer
from faststream.kafka import KafkaBroker
from faststream.security import BaseSecurity, SASLScram512
from pydantic import SecretStr

from services.runtime.settings import Settings

LARGEST_FACT = 1_000_000
"""Bytes of a message at most; the topics refuse more."""
SESSION_MILLISECONDS = 10_000
FETCH_MILLISECONDS, EMBEDDED_FETCH_MILLISECONDS = 500, 50
"""How long a broker may hold a question for new records. Kafka answers as they come; the embedded broker only at the end."""
STOP_SECONDS = 5.0
SASL_MECHANISM = "SCRAM-SHA-512"


@dataclass(frozen=True)
class Kafka:
    """Where the broker is and how to speak to it; `embedded` brokers keep little and forget at restart."""

    addresses: str
    embedded: bool = False
    prefix: str = ""
    protocol: str = "PLAINTEXT"
    user: str | None = None
    password: SecretStr | None = None
    authority: Path | None = None

    @property
    def watermarks(self) -> str:
        """Name the topic of the watermarks of every log."""
        return f"{self.prefix}utvag.watermarks"

    def topic(self, log: str) -> str:
        """Name a log's topic."""
        return f"{self.prefix}utvag.{log}"

    def group(self, service: str) -> str:
        """Name the consumer group of a service."""
        return f"{self.prefix}utvag.{service}"

    @property
    def fetch_milliseconds(self) -> int:
        """How long a consumer lets the broker hold its question for new records."""
        return EMBEDDED_FETCH_MILLISECONDS if self.embedded else FETCH_MILLISECONDS

    @property
    def with_password(self) -> bool:
        """Tell whether the broker asks for a user and a password."""
        return self.protocol.startswith("SASL")

    def ssl_context(self) -> ssl.SSLContext | None:
        """Give the context for an encrypted connection, or None."""
        if not self.protocol.endswith("SSL"):
            return None
        return ssl.create_default_context(cafile=str(self.authority) if self.authority else None)

    def client(self) -> dict[str, Any]:
        """Give what every aiokafka client takes: address and security."""
        settings: dict[str, Any] = {
            "bootstrap_servers": self.addresses.split(","),
            "security_protocol": self.protocol,
            "ssl_context": self.ssl_context(),
        }
        if self.with_password:
            settings["sasl_mechanism"] = SASL_MECHANISM
            settings["sasl_plain_username"] = self.user
            settings["sasl_plain_password"] = self.password.get_secret_value() if self.password else ""
        return settings

    def security(self) -> BaseSecurity:
        """Give the same security in FastStream's words."""
        context = self.ssl_context()
        if self.with_password:
            secret = self.password.get_secret_value() if self.password else ""
            return SASLScram512(self.user or "", secret, ssl_context=context, use_ssl=context is not None)
        return BaseSecurity(ssl_context=context, use_ssl=context is not None)


def configured(settings: Settings, embedded_address: str | None = None) -> Kafka:
    """Give the broker that the settings name, or the embedded one at its address."""
    if settings.kafka is None:
        if embedded_address is None:
            raise ValueError("no broker: set UTVAG_KAFKA, or start the embedded one and hand in its address")
        return Kafka(embedded_address, embedded=True, prefix=settings.topic_prefix)
    return Kafka(
        settings.kafka,
        prefix=settings.topic_prefix,
        protocol=settings.kafka_security,
        user=settings.kafka_user,
        password=settings.kafka_password,
        authority=settings.kafka_ca,
    )


def producer(kafka: Kafka) -> AIOKafkaProducer:
    """Make the relay's producer, unstarted: idempotent, acknowledged by all replicas, lz4."""
    return AIOKafkaProducer(
        **kafka.client(),
        acks="all",
        enable_idempotence=True,
        compression_type="lz4",
        linger_ms=2,
        max_batch_size=131_072,
        max_request_size=4 * LARGEST_FACT,
        request_timeout_ms=15_000,
        metadata_max_age_ms=30_000,
    )


async def connect(client: AIOKafkaProducer) -> None:
    """Start a producer. Cancelled meanwhile, it is let come to an end: aiokafka 0.14 forgets the connection it asks first."""
    starting = asyncio.create_task(client.start())
    try:
        await asyncio.shield(starting)
    except asyncio.CancelledError:
        await asyncio.wait({starting}, timeout=STOP_SECONDS)
        starting.cancel()
        await asyncio.gather(starting, return_exceptions=True)
        raise


async def drop(client: AIOKafkaProducer) -> None:
    """End a producer at once, without waiting for what is unsent: its own stop waits for ever while the broker is away.

    Right only for the relay, which publishes again whatever was not acknowledged. Reaches into aiokafka 0.14.
    """
    client._closed = True  # noqa: SLF001 - see above
    sender = client._sender  # noqa: SLF001 - see above
    task = sender.sender_task if sender is not None else None
    if task is not None:
        task.cancel()
    await client.client.close()
    if task is not None:
        await asyncio.wait({task}, timeout=STOP_SECONDS)
        if task.done() and not task.cancelled():
            task.exception()


def connection(kafka: Kafka) -> KafkaBroker:
    """Make the FastStream broker of a service, unstarted. It only reads, and makes no topic."""
    return KafkaBroker(
        kafka.addresses.split(","),
        consumer_only=True,
        allow_auto_create_topics=False,
        security=kafka.security(),
        metadata_max_age_ms=30_000,
        graceful_timeout=5.0,
        apply_types=False,
        logger=None,
    )
