"""The form of a waiver offers the added rule, and an import file names it and takes it in."""

from tests.referral.filing import CHOOSE, DAY, Files, table
from tests.referral.given import BOARD, Given


async def test_a_board_waives_it_by_the_form_and_by_a_file(files: Files, given: Given) -> None:
    placement = await given.started("one", files.now - 3 * DAY)
    board = await files.of(BOARD)
    form = await board.get(f"/placements/{placement}/waive")
    assert 'value="X07||"' in form.text
    assert "Nedkortad plan (X07)" in form.text
    assert "R01, R02, R03, R04, S05 eller X07" in (await board.get(CHOOSE)).text
    row = {"placement": str(placement), "rule": "X07", "reason": "NOT_NEEDED"}
    await files.take_in(BOARD, table("undantag", row))
    assert await files.recorded() == ["DutyWaived"]
    assert 'value="X07||"' not in (await board.get(f"/placements/{placement}/waive")).text
    assert "nedkortad plan (X07). Det behövs inte" in (await board.get(f"/placements/{placement}")).text
