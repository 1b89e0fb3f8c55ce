"""Two people at once: the other's change stands beside each field that differs, and saving again is a choice."""

from __future__ import annotations

from tests.referral.browsers import Browsers
from tests.referral.given import BOARD, Given

MINE = {"function": "Mottagningen", "phone": "040-10 00 00", "deputy": "Jouren"}
THEIRS = {"function": "Växeln", "phone": "040-10 00 00", "deputy": "Enhetschefen"}
CHANGED = "Någon har ändrat sedan du öppnade sidan. Din text finns kvar."


async def test_a_part_that_somebody_else_saved_shows_theirs_beside_mine(browsers: Browsers) -> None:
    page = f"{await browsers.draft()}/part/contact"
    board = await browsers.of(BOARD)
    opened = await board.get(page)
    await board.send(await board.get(page), page, THEIRS)
    conflict = await board.send(opened, page, MINE)
    assert conflict.status_code == 409
    assert CHANGED in conflict.text
    for field, theirs in (("function", "Växeln"), ("deputy", "Enhetschefen")):
        note = conflict.text.split(f'id="{field}-theirs"')[1].split("</p>")[0]
        assert theirs in note
        assert f'value="{MINE[field]}"' in conflict.text
    assert 'id="phone-theirs"' not in conflict.text
    assert 'value="Växeln"' in (await (await browsers.of(BOARD)).get(page)).text or "Växeln" in await browsers.text(
        BOARD, page
    )
    saved = await board.send(conflict, page, MINE)
    assert saved.status_code == 303
    text = await browsers.text(BOARD, page)
    assert 'value="Mottagningen"' in text
    assert "Växeln" not in text


async def test_going_back_to_the_form_never_hides_what_somebody_else_saved(browsers: Browsers) -> None:
    page = f"{await browsers.draft()}/part/contact"
    board = await browsers.of(BOARD)
    opened = await board.get(page)
    await board.send(await board.get(page), page, THEIRS)
    assert (await board.send(opened, page, MINE)).status_code == 409
    again = await browsers.text(BOARD, page)
    assert 'value="Mottagningen"' in again
    assert "Växeln" in again.split('id="function-theirs"')[1].split("</p>")[0]


async def test_an_amendment_made_meanwhile_is_shown_before_it_is_overwritten(browsers: Browsers, given: Given) -> None:
    address = await browsers.draft()
    await browsers.do(BOARD, f"{address}/check", {})
    page = f"{address}/amend"
    board = await browsers.of(BOARD)
    opened = await board.get(page)
    values = {"age_band": "26+", "target_group": "CRIMINAL_NETWORK", "reason": "URGENCY_CHANGED"}
    mine = await board.follow(await board.send(opened, page, {**values, "tier": "short"}))
    assert "Stämmer det?" in mine.text
    await browsers.hand_in(BOARD, page, {**values, "tier": "emergency"})
    conflict = await board.send(mine, page, {"confirmed": "yes"})
    assert conflict.status_code == 409
    assert CHANGED in conflict.text
    assert "Akut" in conflict.text.split('id="tier-theirs"')[1].split("</p>")[0]
    assert 'name="tier" value="short" checked' in conflict.text
    assert (await given.recorded()).count("ReferralAmended") == 1
    chosen = await board.follow(await board.send(conflict, page, {**values, "tier": "short"}))
    assert (await board.send(chosen, page, {"confirmed": "yes"})).status_code == 303
    assert (await given.recorded()).count("ReferralAmended") == 2
