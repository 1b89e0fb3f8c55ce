"""Fixtures of these tests: a provider and boards on PostgreSQL, and what they attest."""

from datetime import date

import pytest

from schemas.codes import LegalForm, ServiceForm
from schemas.new_event import Author
from services.directory import handlers
from services.runtime.database.pool import Database
from tests.directory.attestations.world import World


@pytest.fixture
async def world(database: Database, author: Author) -> World:
    """What the acts speak of."""
    board = await handlers.register_board(database, author, "1280", "Socialnämnden")
    stranger = await handlers.register_board(database, author, "1427", "Omsorgsnämnden")
    provider = await handlers.register_provider(database, author, "559999-0016", "Vägen AB", LegalForm.LIMITED_COMPANY)
    other = await handlers.register_provider(database, author, "559999-0024", "Stigen AB", LegalForm.LIMITED_COMPANY)
    unit = await handlers.register_unit(database, author, provider, "Nord")
    await handlers.register_contract(database, author, board, provider, "RA-1", (ServiceForm.HVB,), date(2020, 1, 1))
    return World(board, stranger, provider, other, unit)
