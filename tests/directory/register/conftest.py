"""Fixtures of these tests: hands in the register."""

from __future__ import annotations

from uuid import UUID

import pytest

from services.runtime.database.pool import Database
from services.runtime.vault.vault import Vault
from tests.directory.hands import Hands


@pytest.fixture
def hands(database: Database, vault: Vault, on_file: dict[str, UUID]) -> Hands:
    """Everybody who has a hand in it."""
    return Hands(database, vault, on_file)
