"""A process of toy workers that a test can kill: python -m tests.runtime.worker DATABASE KAFKA PREFIX SERVICE…."""

from __future__ import annotations

import asyncio
import signal
import sys

from services.runtime.database.pool import Database
from services.runtime.kafka.broker import Kafka
from services.runtime.process.workers import Process, tune_collector
from services.runtime.settings import Settings
from tests.runtime import fixtures


async def main(address: str, kafka: str, prefix: str, names: list[str]) -> None:
    """Run the named services until a polite signal."""
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    services = [fixtures.service(name, "time" if name == "provider_audit" else "subject") for name in names]
    database = Database(address)
    tune_collector()
    print("running", flush=True)
    await Process(services, database, Settings(), Kafka(kafka, prefix=prefix)).run(stop)
    await database.close()
    print("stopped", flush=True)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], sys.argv[3], sys.argv[4:]))
