"""Row-level security: each organisation reads its own rows and what concerns its matters, and changes only its own."""

from __future__ import annotations

from uuid import UUID

import pytest

from schemas.codes import Role
from schemas.findings import Severity
from services.runtime.database.query import written
from services.runtime.database.scope import Scope
from services.runtime.errors import StatementFailed
from tests.notify.conftest import NOW, Facts, NotifyService, name

BOARD = Scope(boards=(name("board"),), person=name(Role.CONTROLLER))
OTHER = Scope(boards=(name("other"),), person=name("other"))
PROVIDER = Scope(providers=(name("provider"),), person=name(Role.PROVIDER_MANAGER))
RIVAL = Scope(providers=(name("rival"),), person=name("rival"))
SUPERVISOR = Scope(supervisor=True, person=name(Role.SUPERVISOR))
OPERATOR = Scope(operator=True, person=name(Role.OPERATOR))
TABLES = ("notice", "delivery", "skip", "entity", "outbox", "commission", "contact", "escalation_clause")


async def count(service: NotifyService, scope: Scope, table: str) -> int:
    async with service.database.work("notify", scope=scope) as work:
        return await work.one(written(f"select count(*) from notify.{table}", into=int)) or 0


@pytest.fixture
async def filled(service: NotifyService) -> NotifyService:
    facts = Facts()
    facts.organisations(hours=24)
    facts.placed()
    facts.missed(due=NOW)
    await service.mailbox(Role.PROVIDER_MANAGER)
    await service.consume(facts.made)
    await service.loops()
    return service


async def test_strangers_see_nothing(filled: NotifyService) -> None:
    for scope in (OTHER, RIVAL, SUPERVISOR, Scope()):
        for table in TABLES:
            assert await count(filled, scope, table) == 0, (scope, table)


async def test_parties_see_what_is_theirs(filled: NotifyService) -> None:
    # Theirs, the provider's, the supervisor's next step, and that no mail reaches their controller.
    assert await count(filled, BOARD, "notice") == 6
    assert await count(filled, PROVIDER, "notice") == 5
    for scope in (BOARD, PROVIDER):
        assert await count(filled, scope, "delivery") > 0
        assert await count(filled, scope, "entity") == 2
        assert await count(filled, scope, "outbox") == 0
        assert await count(filled, scope, "commission") == 0
    assert await count(filled, PROVIDER, "contact") == 1
    assert await count(filled, BOARD, "contact") == 0
    for table in ("notice", "delivery", "skip", "outbox", "commission"):
        assert await count(filled, OPERATOR, table) > 0


async def test_a_supervisor_sees_a_finding_from_when_it_is_told_of_it(service: NotifyService) -> None:
    facts = Facts()
    facts.organisations()
    facts.raised("medium")
    facts.raised("critical", severity=Severity.CRITICAL)
    await service.consume(facts.made)
    await service.loops()
    async with service.database.work("notify", scope=SUPERVISOR) as work:
        found = await work.all(written("select distinct finding from notify.notice where state = 'told'", into=UUID))
    assert found == [name("critical")]


async def test_nobody_takes_anothers_notice_or_changes_anything_else(filled: NotifyService) -> None:
    async with filled.database.work("notify", scope=PROVIDER) as work:
        touched = await work.run("update notify.notice set taken_at = runtime.now() where role = 'contract_controller'")
    assert touched == 0
    async with filled.database.work("notify", scope=PROVIDER) as work:
        own = await work.run("update notify.notice set taken_at = runtime.now() where role = 'provider_manager'")
    assert own == 2
    for statement in (
        "update notify.notice set send_at = runtime.now()",
        "delete from notify.notice",
        "update notify.delivery set state = 'sent'",
        "delete from notify.skip",
    ):
        with pytest.raises(StatementFailed, match="permission denied"):
            async with filled.database.work("notify", scope=PROVIDER) as work:
                await work.run(statement)


async def test_nobody_writes_a_reading_for_another(filled: NotifyService) -> None:
    [(notice,)] = await filled.rows("select id from notify.notice where condition = 'missed'")
    assert isinstance(notice, UUID)
    with pytest.raises(StatementFailed, match="row-level security"):
        async with filled.database.work("notify", scope=PROVIDER) as work:
            await work.run(
                "insert into notify.reading (notice, person, at) values (:notice, :person, runtime.now())",
                notice=notice,
                person=name("somebody else"),
            )


async def test_every_table_is_protected(filled: NotifyService) -> None:
    rows = await filled.rows(
        """select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where n.nspname = 'notify' and c.relkind = 'r' and not c.relrowsecurity order by 1"""
    )
    shared = {
        "alembic_version",
        "applied",
        "applied_until",
        "inbox",
        "inbox_watermark",
        "log",
        "log_head",
        "unreadable_message",
    }
    assert {row[0] for row in rows} <= shared | {"progress", "settling", "subject_sequence", "relay_cursor"}
