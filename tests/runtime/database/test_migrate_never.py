"""UTVAG_MIGRATE=never: a start leaves older tables alone, and says which command to run."""

from __future__ import annotations

import pytest

from services.application import open_application
from services.runtime.database import migrate
from services.runtime.database.pool import Database
from services.runtime.process.check import database as check_database
from services.runtime.settings import Settings
from tests.parts.database import FreshDatabases


async def test_older_tables_are_left_alone(fresh_database: FreshDatabases, monkeypatch: pytest.MonkeyPatch) -> None:
    address = fresh_database()
    made = Database(address)
    await migrate.upgrade(made, ["runtime", "runtime/web"])
    with pytest.raises(migrate.DatabaseIsOlder, match=r"The tables of directory, referral, .* Run `utvag migrate`"):
        await migrate.must_be_current(made)
    (problem,) = await check_database(address, migrates=False)
    assert str(problem).endswith("Run `utvag migrate` as its owner.")
    monkeypatch.setenv("UTVAG_DATABASE", address)
    never = Settings(migrate="never")
    with pytest.raises(migrate.DatabaseIsOlder):
        async with open_application(never, with_broker=False):
            raise AssertionError
    async with open_application(never, with_broker=False, migrates=True):
        assert await migrate.older(made) == []
    async with open_application(never, with_broker=False):
        assert await check_database(address, migrates=False) == []
    await made.close()


async def test_a_newer_database_is_refused_all_the_same(fresh_database: FreshDatabases) -> None:
    made = Database(fresh_database())
    await migrate.upgrade(made)
    async with made.plain() as plain:
        await plain.run("update referral.alembic_version set version_num = '9999'")
    with pytest.raises(migrate.DatabaseIsNewer, match="Nothing was changed"):
        await migrate.must_be_current(made)
    await made.close()
