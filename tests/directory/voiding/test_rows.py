"""The database takes a hand in voiding only from whoever is signed in, whatever a portal's transaction writes."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest

from services.runtime.database.pool import Database
from services.runtime.database.scope import Scope
from services.runtime.errors import StatementFailed

NAMED = UUID(int=31)
BY_COMMAND = """insert into directory.voiding (fact, of_log, reason, proposed_by, proposed_at)
values (gen_random_uuid(), 'referral', 'SENT_TWICE', :named, runtime.now())"""
WRITES = {
    "proposed in another's name": "insert into directory.voiding (fact, of_log, reason, proposed_by, proposed_at, signed) "
    "values (gen_random_uuid(), 'referral', 'SENT_TWICE', :other, runtime.now(), true)",
    "proposed for nobody signed in": "insert into directory.voiding (fact, of_log, reason, proposed_by, proposed_at) "
    "values (gen_random_uuid(), 'referral', 'SENT_TWICE', cast(:other as uuid), runtime.now())",
    "stood by in another's name": "update directory.voiding set signed = true where cast(:other as uuid) is not null",
    "confirmed by another": "update directory.voiding set signed = true, confirmed_by = gen_random_uuid(), "
    "confirmed_at = runtime.now() where cast(:other as uuid) is not null",
}


@pytest.mark.parametrize("write", sorted(WRITES))
async def test_the_database_takes_a_hand_only_from_whoever_is_signed_in(database: Database, write: str) -> None:
    async with database.work("directory") as work:
        await work.run(BY_COMMAND, named=NAMED)
    with pytest.raises(StatementFailed, match="row-level security"):
        async with database.work("directory", Scope(operator=True, person=uuid4())) as work:
            await work.run(WRITES[write], other=NAMED)


async def test_whoever_is_named_stands_by_it_and_another_confirms(database: Database) -> None:
    async with database.work("directory") as work:
        await work.run(BY_COMMAND, named=NAMED)
    async with database.work("directory", Scope(operator=True, person=NAMED)) as work:
        assert await work.run("update directory.voiding set signed = true") == 1
    async with database.work("directory", Scope(operator=True, person=uuid4())) as work:
        assert (
            await work.run("update directory.voiding set confirmed_by = runtime.me(), confirmed_at = runtime.now()")
            == 1
        )
