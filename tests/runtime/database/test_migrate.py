"""An older program does not start on a database that a newer one has opened, and says what to do."""

import pytest

from services.runtime.database import migrate
from services.runtime.database.pool import Database
from services.runtime.process import check
from tests.parts.database import FreshDatabases


async def test_an_older_program_leaves_a_newer_database_as_it_is_and_says_so(fresh_database: FreshDatabases) -> None:
    database = Database(fresh_database())
    await migrate.upgrade(database, ["runtime", "referral"])
    async with database.plain() as plain:
        await plain.run("update referral.alembic_version set version_num = '0999'")
        await plain.run("update runtime.alembic_version set version_num = '0001'")
        await plain.run("drop table runtime.skipped_message")
    with pytest.raises(
        migrate.DatabaseIsNewer, match="A newer Utväg has opened this database: its schema referral is at version 0999"
    ):
        await migrate.upgrade(database, ["runtime", "referral"])
    async with database.plain() as plain:
        assert await plain.value("select version_num from runtime.alembic_version") == "0001", "nothing was changed"
    problems = [str(problem) for problem in await check.database(database.address)]
    await database.close()
    assert any(
        "A newer Utväg has opened this database" in problem and "Start the newer Utväg" in problem
        for problem in problems
    )


async def test_a_start_on_its_own_database_goes_on(fresh_database: FreshDatabases) -> None:
    database = Database(fresh_database())
    for _ in range(2):
        await migrate.upgrade(database, ["runtime", "referral"])
    assert await migrate.newer(database) is None
    await database.close()
