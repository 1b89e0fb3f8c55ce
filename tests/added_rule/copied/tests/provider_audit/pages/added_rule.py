"""The rule book, the board and a finding's page know the added rule."""

from uuid import uuid4

from schemas.codes import Role
from services.provider_audit.pages.panels import panels
from services.provider_audit.replay.verify import verify
from tests.provider_audit.conftest import Enter, Turn
from tests.provider_audit.pages.panels.test_panels import request_of
from tests.provider_audit.play import Play, at


async def test_it_stands_in_the_rule_book_on_the_board_and_as_a_finding(play: Play, enter: Enter, turn: Turn) -> None:
    placement, start = uuid4(), at("2026-03-02 09:00")
    events = [*play.background(at("2026-03-01 09:00")), play.started(placement, start), play.safe(placement, start)]
    await play.judge(events, at("2026-03-14 09:00"))
    await turn(at("2026-03-14 09:01"))
    board, provider = await enter(Role.CONTROLLER), await enter(Role.PROVIDER_MANAGER)
    assert "Planen kortas ned inom 10 dagar från uppdragets start." in (await board.get("/rules")).text
    period = await board.get(f"/compliance/{play.provider}/2026-03")
    assert "Nedkortad plan" in period.text, period.text
    async with play.database.work("provider_audit") as work:
        row = await work.row("select id from provider_audit.finding where rule = 'X07'")
    assert row is not None
    for visitor in (board, provider):
        page = await visitor.get(f"/findings/{row['id']}")
        assert "Den nedkortade planen saknas" in page.text, page.text
        assert "Provlagen (2026:1) 7 §" in page.text
    due = await panels.due(request_of(play, at("2026-03-14 09:01")), play.viewer(Role.PROVIDER_MANAGER))
    assert due is not None
    assert {line.verb.sv for _, _, lines in due["weeks"] for line in lines if line.title.sv == "Nedkortad plan"} == {
        "Korta ned planen"
    }
    assert (await verify(play.database)).differences == 0
