"""Row-level security of the audit: a provider its own, a board only its own, a supervisor a finding at its time."""

from uuid import UUID, uuid4

import pytest

from schemas.codes import Role, Tier
from services.runtime.database.pool import Database
from services.runtime.database.scope import Scope
from services.runtime.errors import StatementFailed
from tests.provider_audit.conftest import Enter, Turn
from tests.provider_audit.play import Play, at

LATE = at("2026-03-17 09:00")


async def _late_plan(play: Play) -> UUID:
    """A plan that is missing since 16 March 2026; the reply clock runs out 31 March."""
    placement, start = uuid4(), at("2026-03-02 09:00")
    events = [*play.background(at("2026-03-01 09:00")), play.started(placement, start), play.safe(placement, start)]
    await play.judge(events, LATE)
    async with play.database.work("provider_audit") as work:
        row = await work.row("select id from provider_audit.finding where rule = 'R01'")
    assert row is not None
    return UUID(str(row["id"]))


async def _sees(database: Database, table: str, scope: Scope) -> int:
    async with database.work("provider_audit", scope=scope) as work:
        row = await work.row(f"select count(*) as number from provider_audit.{table}")
    assert row is not None
    return int(row["number"])


async def _rules(database: Database, scope: Scope) -> list[str]:
    async with database.work("provider_audit", scope=scope) as work:
        return [row["rule"] for row in await work.rows("select rule from provider_audit.finding order by rule")]


TABLES = ("obligation", "expected", "finding", "finding_party", "matter", "contract", "clause", "inbox")


@pytest.mark.parametrize("table", TABLES)
async def test_a_board_and_a_provider_see_their_own_and_nobody_else_does(play: Play, table: str) -> None:
    await _late_plan(play)
    board, provider = play.scope(Role.CONTROLLER), play.scope(Role.PROVIDER_MANAGER)
    assert await _sees(play.database, table, board) > 0
    assert await _sees(play.database, table, provider) > 0
    assert await _sees(play.database, table, Scope(boards=(uuid4(),), providers=(uuid4(),))) == 0
    assert await _sees(play.database, table, Scope()) == 0


async def test_nobody_reads_a_dossier_through_the_portal(play: Play) -> None:
    await _late_plan(play)
    for role in (Role.CONTROLLER, Role.PROVIDER_MANAGER, Role.SUPERVISOR, Role.OPERATOR):
        assert await _sees(play.database, "dossier", play.scope(role)) == 0


async def test_a_supervisor_sees_an_unanswered_finding_from_the_end_of_the_reply_clock(play: Play, turn: Turn) -> None:
    await _late_plan(play)
    supervisor = play.scope(Role.SUPERVISOR)
    await turn(at("2026-03-31 21:59"))
    assert await _rules(play.database, supervisor) == ["S01"]
    await turn(at("2026-03-31 22:00"))
    assert await _rules(play.database, supervisor) == ["R01", "S01"]


async def test_a_supervisor_sees_a_critical_finding_at_once(play: Play) -> None:
    sent = play.sent(uuid4(), at("2026-03-02 09:00"), Tier.EMERGENCY)
    await play.judge([*play.background(at("2026-03-01 09:00")), sent], at("2026-03-02 11:02"))
    assert await _sees(play.database, "finding", play.scope(Role.SUPERVISOR)) == 1


async def test_a_supervisor_changes_nothing(play: Play, turn: Turn) -> None:
    finding = await _late_plan(play)
    await turn(at("2026-04-10 09:00"))
    async with play.database.work("provider_audit", scope=play.scope(Role.SUPERVISOR)) as work:
        assert await work.run("update provider_audit.finding set casework = 'closed' where id = :id", id=finding) == 0
    for role in (Role.CONTROLLER, Role.PROVIDER_MANAGER):
        with pytest.raises(StatementFailed, match="permission denied"):
            async with play.database.work("provider_audit", scope=play.scope(role)) as work:
                await work.run("update provider_audit.obligation set state = 'met'")


async def test_what_a_supervisor_may_not_see_yet_is_being_judged(play: Play, enter: Enter, turn: Turn) -> None:
    finding = await _late_plan(play)
    await turn(LATE)
    supervisor = await enter(Role.SUPERVISOR)
    page = await supervisor.get("/compliance")
    assert page.status_code == 200, page.text
    assert "1 bedöms" in page.text
    assert "saknas hos 1 utförare" not in page.text
    assert (await supervisor.get(f"/findings/{finding}")).status_code == 404
    await turn(at("2026-03-31 22:00"))
    assert "1 saknas av 3" in (await supervisor.get("/compliance")).text
    shown = await supervisor.get(f"/findings/{finding}")
    assert shown.status_code == 200
    assert "Preliminär" in shown.text
    assert "Spara beslut" not in shown.text


async def test_another_board_gets_the_same_page_for_hidden_and_missing(
    play: Play, enter: Enter, people: dict[UUID, object]
) -> None:
    finding = await _late_plan(play)
    stranger = Play(play.database).viewer(Role.CONTROLLER)
    controller = await enter(Role.CONTROLLER)
    own = next(person for person, viewer in people.items() if viewer.role is Role.CONTROLLER)  # type: ignore[attr-defined]
    assert (await controller.get(f"/findings/{finding}")).status_code == 200
    people[own] = stranger
    hidden = await controller.get(f"/findings/{finding}")
    missing = await controller.get(f"/findings/{uuid4()}")
    assert hidden.status_code == missing.status_code == 404
    refused = await controller.post(f"/findings/{finding}/decision", {"decision": "dismiss"})
    assert refused.status_code in (403, 404)
