"""Fixtures of these tests: a contract as a value, and referral's tables to ask."""

from __future__ import annotations

from typing import Any

import pytest

from services.runtime.database import migrate
from services.runtime.database.pool import Database
from tests.parts.database import FreshDatabases


@pytest.fixture
async def referral(fresh_database: FreshDatabases) -> Any:
    """A database with referral's tables."""
    database = Database(fresh_database())
    await migrate.upgrade(database, ["runtime", "referral"])
    yield database
    await database.close()
