"""Messages that cannot be read, and what the inbox holds."""

from __future__ import annotations

from services.runtime.database.pool import Database
from tests.runtime import fixtures


async def rows(database: Database, name: str = "referral") -> list[dict[str, object]]:
    statement = f"select position, id, subject, state, reason, body from {name}.inbox order by position"
    return await fixtures.rows(database, name, statement)
