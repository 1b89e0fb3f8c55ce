"""Telling a log again: Kafka is transport, the log is what lasts."""

from __future__ import annotations

from collections.abc import Mapping

from services.runtime.database.pool import Database


async def replay(database: Database, service: str, from_position: int = 1) -> int:
    """Have the relay tell a service's log again from a position on; what was heard already is heard once all the same.

    Gives how many facts will be told again. Raises ValueError for a position below 1 or beyond what was told.
    """
    if from_position < 1:
        raise ValueError(f"a log begins at position 1, not {from_position}")
    async with database.work(service) as work:
        row = await work.row(f"select position from {service}.told for update")
        told = int(row["position"]) if row else 0
        if from_position > told + 1:
            raise ValueError(f"{service} has been told up to {told}: nothing beyond that can be told again")
        await work.run(f"update {service}.told set position = :position", position=from_position - 1)
    return told - from_position + 1


async def tell_what_was_not_heard(database: Database, heard: Mapping[str, int]) -> None:
    """Set each log back to what all who hear it have heard: the embedded broker forgot the rest when it stopped."""
    for log, position in heard.items():
        async with database.work(log) as work:
            await work.run(f"update {log}.told set position = least(position, :position)", position=position)
