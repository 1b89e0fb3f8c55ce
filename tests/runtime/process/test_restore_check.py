"""A backup by the documented role, restored as documented, is whole; what is not whole is said."""

from __future__ import annotations

import os
import subprocess
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest

from schemas.directory import BoardRegistered
from schemas.new_event import NewEvent
from services.application import SERVICES
from services.runtime.database import migrate
from services.runtime.database.pool import Database
from services.runtime.embedded.postgres import EmbeddedPostgres
from services.runtime.embedded.programs import binaries
from services.runtime.process.restore_check import restore_check
from services.runtime.vault.vault import Vault
from tests.runtime import fixtures

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "backup.md").read_text(encoding="utf-8")
PASSWORD = "of-the-test"


def tool(name: str, *words: str) -> subprocess.CompletedProcess[str]:
    command = [str(binaries() / name), *words]
    return subprocess.run(command, capture_output=True, text=True, env={"PATH": os.defpath}, check=False, timeout=60)


@dataclass
class Server:
    """A server with the documented login, and the backup role made by the very words of the page."""

    postgres: EmbeddedPostgres
    folder: Path

    def address(self, database: str, user: str = "utvag") -> str:
        return self.postgres.dsn(database, user, PASSWORD)

    def dump(self, user: str, file: Path) -> subprocess.CompletedProcess[str]:
        return tool("pg_dump", "--format=custom", f"--file={file}", self.address("utvag", user))


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Server]:
    async with EmbeddedPostgres(tmp_path / "postgresql") as postgres:
        made = Server(postgres, tmp_path)
        administrator = await asyncpg.connect(postgres.dsn())
        await administrator.execute(f"create role utvag login createrole password '{PASSWORD}'")
        await administrator.execute("create database utvag owner utvag")
        for statement in PAGE.split("```sql")[1].split("```")[0].strip().splitlines():
            await administrator.execute(statement.replace("…", PASSWORD))
        await administrator.close()
        database = Database(made.address("utvag"))
        await migrate.upgrade(database)
        vault = Vault(bytes(32))
        async with database.work("directory") as work:
            await vault.put(work, "directory", uuid4(), {"name": "Eva Exempel"})
            new_events = [
                NewEvent(
                    subject=uuid4(), occurred=await work.now(), fact=BoardRegistered(municipality="1280", name=word)
                )
                for word in ("Socialnämnden", "Omsorgsnämnden")
            ]
            work.emit(new_events, fixtures.author())
        await database.close()
        yield made


async def test_the_login_cannot_dump_and_the_backup_role_can(server: Server) -> None:
    own = server.dump("utvag", server.folder / "own.dump")
    assert own.returncode
    assert "row-level security" in own.stderr
    backup = server.dump("utvag_backup", server.folder / "utvag.dump")
    assert backup.returncode == 0, backup.stderr
    connection = await asyncpg.connect(server.address("utvag", "utvag_backup"))
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await connection.execute("delete from directory.log")
    await connection.close()


async def test_a_restored_database_is_whole_and_what_is_not_is_said(server: Server) -> None:
    file = server.folder / "utvag.dump"
    assert server.dump("utvag_backup", file).returncode == 0
    await server.postgres.create_database("again")
    restored = tool("pg_restore", "--exit-on-error", "--dbname", server.postgres.dsn("again"), str(file))
    assert restored.returncode == 0, restored.stderr
    database = Database(server.postgres.dsn("again"))
    await migrate.upgrade(database)
    assert await restore_check(database, Vault(bytes(32)), SERVICES) == []
    (key,) = await restore_check(database, Vault(bytes(31) + b"x"), SERVICES)
    assert "the vault's key opens nothing" in key
    async with database.plain() as plain:
        await plain.run(
            "insert into referral.inbox (log, position, id, type, subject, sequence, received, occurred, arrived, "
            "teller, origin, data, body) values ('directory', 3, gen_random_uuid(), 'x', gen_random_uuid(), 1, now(), now(), now(), "
            "gen_random_uuid(), 'api', '{}', '{}')"
        )
        await plain.run("delete from directory.log where position = 1")
    said = await restore_check(database, Vault(bytes(32)), SERVICES)
    assert "directory: the log's head is 2, but 1 facts are there, the last at 2" in said
    assert "referral heard 1 facts of directory that its log does not hold: restore both alike" in said
    await database.close()
