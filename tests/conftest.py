"""The real parts that tests ask for, each started once a session and only when a test asks."""

from __future__ import annotations

import os
import shutil
import tempfile
import uuid
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import structlog
from playwright.async_api import Browser, BrowserContext, Page
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from services.runtime.embedded.postgres import EmbeddedPostgres
from tests.parts.absent import absent
from tests.parts.browser import browser, chromium_program
from tests.parts.database import FreshDatabases
from tests.parts.kafka import RealKafka, missing_kafka
from tests.parts.mail import MailServer
from tests.parts.processes import MARK, wait_until_none_left

SESSION_FOLDER = pytest.StashKey[Path]()
MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of random name is made in it
ROOM = 4 * 2**30
"""So many bytes free in memory, and the session's parts keep their files there: copying a database is ten times as fast."""


def pytest_configure(config: pytest.Config) -> None:
    """Mark this session, so that every process it starts, a worker of it too, can be found again."""
    if not hasattr(config, "workerinput"):
        os.environ[MARK] = uuid.uuid4().hex
    roomy = MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM
    folder = tempfile.mkdtemp(prefix=f"utvag-test-{os.environ[MARK]}-", dir=MEMORY if roomy else None)
    config.stash[SESSION_FOLDER] = Path(folder)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail the session when a process of it is left behind; its workers have ended by then."""
    left = {} if hasattr(session.config, "workerinput") else wait_until_none_left(os.environ[MARK])
    shutil.rmtree(session.config.stash[SESSION_FOLDER], ignore_errors=True)
    if left:
        lines = "\n".join(f"  {number}: {command[:200]}" for number, command in left.items())
        print(f"\nThe tests left processes behind; each test stops what it starts:\n{lines}")
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


class WholeFiles(LoadScopeScheduling):
    """Gives a worker a file whole, and to one of them all files that look at pages in Chromium."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.split("::", maxsplit=1)[0]
        return "Chromium" if _looks(file) else file


def _looks(file: str) -> bool:
    return file.endswith(("browser.py", "test_accessibility.py"))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> WholeFiles:
    """Divide a run over workers by files."""
    return WholeFiles(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest, the pages; what keeps an installation and its browser awake is the last of them."""
    items.sort(key=lambda item: 1 + ("tests/journeys" in item.nodeid) if _looks(item.path.name) else 3)


@pytest.fixture(autouse=True)
def logs_as_before() -> Iterator[None]:
    """Logging as the test found it: a command that a test ran sets it up for its own process."""
    found = structlog.get_config()
    yield
    structlog.configure(**found)


@pytest.fixture(scope="session")
def session_folder(pytestconfig: pytest.Config) -> Path:
    """A temporary folder of this session, removed at its end."""
    return pytestconfig.stash[SESSION_FOLDER]


@pytest.fixture(scope="session")
def postgres(session_folder: Path) -> Iterator[EmbeddedPostgres]:
    """A PostgreSQL 18 of this session; `postgres.dsn()` is the administrator's address."""
    # Tests make and drop hundreds of databases: waiting for the disk proves nothing here.
    with EmbeddedPostgres(session_folder / "postgres", settings={"fsync": "off"}) as server:
        yield server


@pytest.fixture
def fresh_database(postgres: EmbeddedPostgres) -> Iterator[FreshDatabases]:
    """`fresh_database()` makes an empty database and returns its address; `fresh_database(name)` copies one."""
    databases = FreshDatabases(postgres)
    yield databases
    databases.drop()


@pytest.fixture(scope="session")
def kafka(session_folder: Path) -> Iterator[RealKafka]:
    """Apache Kafka, one broker; `kafka.address` is its bootstrap address. Topics are not made by themselves."""
    if how := missing_kafka():
        absent("Apache Kafka, which this test needs,", how)
    broker = RealKafka(session_folder / "kafka").open()
    yield broker
    broker.close()


@pytest.fixture
def topic_prefix() -> str:
    """A prefix for topics and groups that no other test uses."""
    return f"test-{uuid.uuid4().hex[:12]}."


@pytest.fixture(scope="session")
def mail_server() -> Iterator[MailServer]:
    """The session's SMTP server."""
    server = MailServer().open()
    yield server
    server.close()


@pytest.fixture
def smtp(mail_server: MailServer) -> MailServer:
    """An SMTP server, empty at the start of the test, that collects mails: `smtp.host`, `smtp.port`, `smtp.mails`."""
    mail_server.clear()
    return mail_server


@pytest.fixture(scope="session")
async def chromium(session_folder: Path) -> AsyncIterator[Browser]:
    """A headless Chromium of this session."""
    if not chromium_program():
        absent("Chromium, which this test needs,", "apt-get install chromium")
    home = session_folder / "browser"
    home.mkdir()
    async with browser(home) as started:
        yield started


@pytest.fixture
async def browser_context(chromium: Browser) -> AsyncIterator[BrowserContext]:
    """A fresh profile in Swedish, at desktop width."""
    context = await chromium.new_context(
        locale="sv-SE", timezone_id="Europe/Stockholm", viewport={"width": 1280, "height": 900}
    )
    yield context
    await context.close()


@pytest.fixture
async def page(browser_context: BrowserContext) -> Page:
    """An empty page of a fresh profile."""
    return await browser_context.new_page()
