"""What stood before an upgrade: since when contracts were on file, where proposals are about, and who had signed in."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest

from services.runtime.database import migrate
from services.runtime.database.pool import Database
from tests.parts.database import FreshDatabases

BOARD, PROVIDER, UNIT, PERMIT, CONTRACT, UNTOLD = (UUID(int=number) for number in range(1, 7))
RECORDED = datetime(2026, 3, 1, 9, tzinfo=UTC)
ON_FILE = (
    "insert into directory.board values (:board, '1280', 'Socialnämnden')",
    "insert into directory.provider values (:provider, '5599990016', 'Vägen AB', 'AB', '12-31', '2026-01-01')",
    "insert into directory.unit (id, provider_id, name) values (:unit, :provider, 'Nord')",
    """insert into directory.permit (id, provider_id, unit_id, orgnr, number, form, age_bands, target_groups, maximum, valid_from)
       values (:permit, :provider, :unit, '5599990016', 'T-1', 'HVB', '{18-20}', '{CRIMINAL_NETWORK}', 8, '2020-01-01')""",
    """insert into directory.contract (id, board_id, provider_id, number, forms, valid_from, audited_from)
       select id, :board, :provider, cast(id as text), '{HVB}', '2020-01-01', '2020-01-01'
       from unnest(array[cast(:contract as uuid), cast(:untold as uuid)]) id""",
    """insert into directory.attested (id, type, subject, teller, provider_id, board_id, occurred, told_at, body)
       select gen_random_uuid(), 'se.utvag.directory.ContractRegistered.v1', :contract, :board, :provider, :board, :at, :at, '{}'
       where cast(:untold as uuid) is not null""",
)
PROPOSED = """insert into directory.proposal (id, provider_id, board_id, proposer, person, about, acts, at, outcome, decided_by,
decided_person, decided_at, decided_in) values (:id, :provider, :board, :board, :id, :about, :acts, :at, :outcome, :by, :by,
case when cast(:outcome as text) is not null then cast(:at as timestamptz) end, :at)"""
VOIDING = """insert into directory.voiding (fact, of_log, reason, proposed_by, proposed_at, confirmed_by)
values (:fact, 'referral', 'SENT_TWICE', :one, :at, :other)"""


@pytest.fixture
async def earlier(fresh_database: FreshDatabases) -> AsyncIterator[Database]:
    """A database as the release before kept it."""
    made = Database(fresh_database())
    await migrate.upgrade(made, ["runtime", "runtime/web"])
    async with migrate.opened(made) as connection:
        await connection.run_sync(migrate.bring, "directory", "0006")
    yield made
    await made.close()


async def test_what_stood_is_filled_in_from_what_was_told(earlier: Database) -> None:
    ids = {
        "board": BOARD, "provider": PROVIDER, "unit": UNIT, "permit": PERMIT, "contract": CONTRACT, "untold": UNTOLD, "at": RECORDED,
    }  # fmt: skip
    ended, new, voided, waits = (uuid4() for _ in range(4))
    end = [{"kind": "EndPermit", "id": str(PERMIT), "at": "2026-11-28", "reason": "revoked"}]
    register = [{"kind": "RegisterPermit", "provider": str(PROVIDER), "unit": str(UNIT), "number": "T-2"}]
    async with earlier.plain() as plain:
        for statement in ON_FILE:
            await plain.run(statement, **{name: value for name, value in ids.items() if f":{name}" in statement})
        for proposal, about, acts, outcome in ((ended, PERMIT, end, "confirmed"), (new, uuid4(), register, None)):
            await plain.run(
                PROPOSED, id=proposal, provider=PROVIDER, board=BOARD, about=about, acts=json.dumps(acts), at=RECORDED,
                outcome=outcome, by=uuid4() if outcome else None,
            )  # fmt: skip
        for fact, other in ((voided, uuid4()), (waits, None)):
            await plain.run(VOIDING, fact=fact, one=uuid4(), at=RECORDED, other=other)
        before = await plain.value("select runtime.now()")
    await migrate.upgrade(earlier, ["directory"])
    async with earlier.plain() as plain:
        rows = await plain.rows("select id, on_file from directory.contract")
        on_file = {row["id"]: row["on_file"] for row in rows}
        assert on_file[CONTRACT] == RECORDED
        assert on_file[UNTOLD] > before, "one that nobody told of counts from the upgrade on"
        rows = await plain.rows("select id, unit_id, decided_in from directory.proposal")
        assert {row["id"]: (row["unit_id"], row["decided_in"]) for row in rows} == {
            ended: (UNIT, RECORDED),
            new: (UNIT, RECORDED),
        }
        rows = await plain.rows("select fact, signed from directory.voiding")
        assert {row["fact"]: row["signed"] for row in rows} == {voided: True, waits: False}
