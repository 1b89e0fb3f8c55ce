"""Facts that cannot be judged."""

from uuid import UUID

from services.runtime.database.pool import Database


async def _states(database: Database) -> dict[UUID, str]:
    async with database.work("provider_audit") as work:
        return {row["id"]: row["state"] for row in await work.rows("select id, state from provider_audit.inbox")}
