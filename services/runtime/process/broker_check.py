"""What is wrong with a broker, in plain words: no answer, no encryption, a wrong password, missing topics."""

from __future__ import annotations

import asyncio
import ssl

from aiokafka.conn import create_conn
from aiokafka.errors import KafkaError

from services.runtime.kafka.broker import Kafka
from services.runtime.kafka.topics import lacking
from services.runtime.process.environment import Problem
from services.runtime.telemetry import short_error

ANSWER_SECONDS = 10.0
APPLY = "Run `utvag topics apply` as the cluster's administrator"


async def broker(kafka: Kafka) -> list[Problem]:
    """Find what is wrong with the broker: no answer, no encryption, wrong password, missing topics."""
    silent = []
    for address in kafka.addresses.split(","):
        problem = await _speak(kafka, *_split(address))
        if problem is None:
            break
        silent.append(problem)
    else:
        return silent
    try:
        gone, forbidden = await lacking(kafka)
    except Exception as error:  # noqa: BLE001 - said in words, whatever it is
        reason = str(error) if isinstance(error, LookupError) else short_error(error)
        return [Problem(f"Kafka at {kafka.addresses} does not describe its topics ({reason})", "Look in its own log")]
    found = []
    if gone:
        found.append(Problem(f"Kafka at {kafka.addresses} lacks the topics {', '.join(gone)}", APPLY))
    if forbidden:
        what = f"Kafka at {kafka.addresses} does not let the user {kafka.user} {', '.join(forbidden)}"
        found.append(Problem(what, APPLY))
    return found


def _split(address: str) -> tuple[str, int]:
    host, _, port = address.rpartition(":")
    return host, int(port)


async def _speak(kafka: Kafka, host: str, port: int) -> Problem | None:
    """Connect, then greet as Kafka: a client alone reports a dead host and a wrong password alike."""
    where = f"Kafka at {host}:{port}"
    try:
        _, writer = await asyncio.wait_for(asyncio.open_connection(host, port), ANSWER_SECONDS)
        writer.close()
    except (OSError, TimeoutError) as error:
        return Problem(f"{where} does not answer ({short_error(error)})", "Start it, or correct UTVAG_KAFKA")
    client = kafka.client()
    client.pop("bootstrap_servers")
    try:
        connection = await asyncio.wait_for(create_conn(host, port, request_timeout_ms=8000, **client), ANSWER_SECONDS)
    except ssl.SSLError as error:
        return Problem(f"{where} fails to encrypt ({error.reason})", "Correct UTVAG_KAFKA_SECURITY or UTVAG_KAFKA_CA")
    except (KafkaError, OSError, TimeoutError) as error:
        return _refused(kafka, where, error)
    connection.close()
    return None


def _refused(kafka: Kafka, where: str, error: Exception) -> Problem:
    if kafka.with_password and "uthentication" in type(error).__name__:
        what = f"{where} refuses the user {kafka.user} or the password"
        return Problem(what, "Correct UTVAG_KAFKA_USER and UTVAG_KAFKA_PASSWORD")
    what = f"{where} answers, but not as {kafka.protocol} ({short_error(error)})"
    return Problem(what, "Correct UTVAG_KAFKA_SECURITY: the port may want another")
