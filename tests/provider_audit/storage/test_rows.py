"""Row-level security from the catalogue's angle: what a supervisor may not see yet is hidden by rows and views alone."""

from typing import Any
from uuid import uuid4

from schemas.codes import Role
from services.runtime.database.pool import Database
from services.runtime.database.scope import Scope
from tests.provider_audit.conftest import Turn
from tests.provider_audit.everything import Year
from tests.provider_audit.play import Play, at


async def _read(database: Database, scope: Scope, statement: str) -> list[dict[str, Any]]:
    async with database.work("provider_audit", scope=scope) as work:
        return [dict(row) for row in await work.rows(statement)]


async def test_a_supervisor_gets_no_missed_duty_before_its_finding_by_any_relation(play: Play, turn: Turn) -> None:
    start, placement = at("2026-03-02 09:00"), uuid4()
    events = [*play.background(at("2026-03-01 09:00")), play.started(placement, start), play.safe(placement, start)]
    await play.judge(events, at("2026-03-17 09:00"))
    await turn(at("2026-03-17 09:00"))
    supervisor, board = play.scope(Role.SUPERVISOR), play.scope(Role.CONTROLLER)
    asked = "select id, state, finding, met_by, delay_seconds, document from provider_audit.{} where rule = 'R01'"
    assert await _read(play.database, supervisor, asked.format("obligation")) == []
    for relation in ("being_judged", "duty"):
        [row] = await _read(play.database, supervisor, asked.format(relation))
        assert (row["state"], row["finding"], row["met_by"], row["delay_seconds"]) == ("open", None, None, None)
        assert "missed" not in str(row["document"])
        assert not {"state", "finding", "met_by", "met_at", "delay_seconds"} & set(row["document"])
    assert [row["state"] for row in await _read(play.database, board, asked.format("duty"))] == ["missed"]
    assert await _read(play.database, board, asked.format("being_judged")) == []
    assert await _read(play.database, Scope(), asked.format("duty")) == []
    recorded = "select kind from provider_audit.finding_told t join provider_audit.finding f on f.id = t.finding"
    assert await _read(play.database, supervisor, f"{recorded} where f.rule = 'R01'") == []
    await turn(at("2026-03-31 22:00"))
    assert [row["state"] for row in await _read(play.database, supervisor, asked.format("obligation"))] == ["missed"]
    assert await _read(play.database, supervisor, asked.format("being_judged")) == []
    assert len(await _read(play.database, supervisor, asked.format("duty"))) == 1


async def test_every_relation_the_web_reads_is_protected_or_says_whose_rights_it_uses(database: Database) -> None:
    async with database.plain() as plain:
        rows = await plain.rows(
            "select c.relname, c.relkind::text as kind, c.relrowsecurity and c.relforcerowsecurity as guarded, "
            "pg_get_userbyid(c.relowner) as owner, array_to_string(c.reloptions, ',') as options "
            "from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = 'provider_audit' "
            "and c.relkind in ('r', 'v') and has_table_privilege('utvag_provider_audit_web', c.oid, 'select') order by 1"
        )
        found = {row["relname"]: row for row in rows}
    views = {name: row for name, row in found.items() if row["kind"] == "v"}
    assert {name: row["options"] for name, row in views.items()} == {
        "being_judged": "security_barrier=true",
        "duty": "security_invoker=true",
        "duty_counted": "security_barrier=true",
        "finding_told": "security_barrier=true",
    }
    for name in ("being_judged", "duty_counted", "finding_told"):
        assert views[name]["owner"] == "utvag_provider_audit"
    shared = {"inbox_watermark", "progress", "log_head"}
    assert {name for name, row in found.items() if row["kind"] == "r" and not row["guarded"]} <= shared


async def test_a_stranger_reads_no_view_and_a_board_only_its_own(play: Play, turn: Turn) -> None:
    await play.judge(Year(play).facts(), at("2026-06-15 09:00"))
    await turn(at("2026-06-15 09:00"))
    for relation in ("duty", "being_judged", "duty_counted", "finding_told"):
        count = f"select count(*) as number from provider_audit.{relation}"
        for scope in (Scope(), Scope(boards=(uuid4(),), providers=(uuid4(),)), play.scope(Role.OPERATOR)):
            assert (await _read(play.database, scope, count))[0]["number"] == 0
    own = await _read(play.database, play.scope(Role.CONTROLLER), "select distinct boards from provider_audit.duty")
    assert all(play.board in row["boards"] for row in own)
    hidden = "select count(*) as number from provider_audit.finding where cardinality(boards) = 0"
    assert (await _read(play.database, play.scope(Role.CONTROLLER), hidden))[0]["number"] == 0
    assert (await _read(play.database, play.scope(Role.SUPERVISOR), hidden))[0]["number"] == 1


async def test_a_supervisor_changes_only_findings_without_a_board(play: Play, turn: Turn) -> None:
    await play.judge(Year(play).facts(), at("2026-06-15 09:00"))
    await turn(at("2026-06-15 09:00"))
    async with play.database.work("provider_audit", scope=play.scope(Role.SUPERVISOR)) as work:
        assert await work.run("update provider_audit.finding set casework = 'closed'") == 1


async def test_a_board_never_reads_another_boards_reply(play: Play, turn: Turn) -> None:
    await play.judge(Year(play).facts(), at("2026-06-15 09:00"))
    await turn(at("2026-06-15 09:00"))
    other = uuid4()
    async with play.database.work("provider_audit") as work:
        row = await work.row("select id from provider_audit.finding where rule = 'C01'")
        assert row is not None
        finding = row["id"]
        await work.run(
            "insert into provider_audit.finding_party (finding, board_id) values (:finding, :board)",
            finding=finding, board=other,
        )  # fmt: skip
        for side, organisation in (("board", play.board), ("board", other), ("provider", play.provider)):
            await work.run(
                "insert into provider_audit.casework_event (id, finding, at, kind, side, organisation, role, person) "
                "values (:id, :finding, runtime.now(), 'replied', :side, :organisation, 'coordinator', :id)",
                id=uuid4(), finding=finding, side=side, organisation=organisation,
            )  # fmt: skip
    read = "select organisation from provider_audit.casework_event"

    async def readers(scope: Scope) -> set[object]:
        return {row["organisation"] for row in await _read(play.database, scope, read)}

    assert await readers(play.scope(Role.CONTROLLER)) == {play.board, play.provider}
    assert await readers(Scope(boards=(other,))) == {other, play.provider}
    assert await readers(play.scope(Role.PROVIDER_MANAGER)) == {play.board, other, play.provider}
