"""Replies and decisions in the portal: each once, and two people at once keep both texts."""

import re

from schemas.codes import Role
from services.provider_audit.replay.verify import verify
from services.runtime.language.identifiers import short
from tests.provider_audit.conftest import Enter, Turn
from tests.provider_audit.pages.findings.finding_pages import _finding
from tests.provider_audit.play import WHY, Play, at


async def test_a_provider_replies_and_the_controller_confirms(play: Play, enter: Enter, turn: Turn) -> None:
    finding = await _finding(play)
    await turn(at("2026-03-17 10:00"))
    controller, provider = await enter(Role.CONTROLLER), await enter(Role.PROVIDER_MANAGER)
    page = await controller.get(f"/findings/{finding}")
    assert page.status_code == 200, page.text
    assert "Genomförandeplanen saknas" in page.text
    early = await controller.send(page, f"/findings/{finding}/decision", {"decision": "confirm", "text": WHY})
    assert early.status_code == 422
    assert "har inte svarat än" in early.text

    form = await provider.get(f"/findings/{finding}/reply")
    assert form.status_code == 200, form.text
    wrong = await provider.send(form, f"/findings/{finding}/reply", {"stand": "disagree", "text": "kort"})
    assert wrong.status_code == 422
    assert "Välj en grund." in wrong.text
    assert "Skriv ert svar med minst 20 tecken." in wrong.text
    assert "<title>Fel:" in wrong.text
    said = "Planen skickades i tid men till fel handläggare."
    values = {"stand": "partly", "ground": "HINDRANCE_OUTSIDE_CONTROL", "text": said}
    sent = await provider.send(form, f"/findings/{finding}/reply", values)
    assert sent.status_code == 303, sent.text
    shown = await provider.follow(sent)
    assert "Ert svar har kommit in. Kvittens U-" in shown.text
    assert said in shown.text

    page = await controller.get(f"/findings/{finding}")
    assert said in page.text
    done = await controller.send(page, f"/findings/{finding}/decision", {"decision": "confirm", "text": WHY})
    assert done.status_code == 303, done.text
    assert "Fastställd" in (await controller.follow(done)).text
    async with play.database.work("provider_audit") as work:
        recorded = await work.rows(
            "select type, body from provider_audit.log where type like '%FindingReplied%' or type like '%Confirmed%'"
        )
    assert len(recorded) == 2
    assert all(said not in row["body"] for row in recorded)
    assert (await verify(play.database)).differences == 0


async def test_a_receipt_that_is_not_theirs_is_refused_and_one_of_theirs_is_taken(
    play: Play, enter: Enter, turn: Turn
) -> None:
    finding = await _finding(play)
    async with play.database.work("provider_audit") as work:
        row = await work.row("select about from provider_audit.finding where id = :id", id=finding)
    assert row is not None
    plan = play.plan(row["about"], at("2026-03-18 08:00"))
    await play.judge([plan], at("2026-03-18 08:01"))
    await turn(at("2026-03-18 09:00"))
    provider = await enter(Role.PROVIDER_MANAGER)
    form = await provider.get(f"/findings/{finding}/reply")
    values = {
        "stand": "disagree",
        "ground": "SUBMITTED_IN_TIME",
        "text": "Vi lämnade planen i tid, se kvittensen.",
        "receipt": "U-2222",
    }
    wrong = await provider.send(form, f"/findings/{finding}/reply", values)
    assert wrong.status_code == 422
    assert "Kvittensen finns inte hos er. Kontrollera numret." in wrong.text
    assert "Vi lämnade planen i tid, se kvittensen." in wrong.text
    taken = await provider.send(form, f"/findings/{finding}/reply", {**values, "receipt": short("U", plan.id)})
    assert taken.status_code == 303, taken.text
    page = await provider.follow(taken)
    assert "hänvisar till kvittens" in page.text
    assert "Genomförandeplanen kom in 2 arbetsdagar för sent" in page.text


async def test_two_people_at_once_keep_both_texts(play: Play, enter: Enter, turn: Turn) -> None:
    finding = await _finding(play)
    await turn(at("2026-04-10 10:00"))
    first, second = await enter(Role.CONTROLLER), await enter(Role.CONTROLLER)
    pages = [await visitor.get(f"/findings/{finding}") for visitor in (first, second)]
    address, values = (
        f"/findings/{finding}/decision",
        {"decision": "dismiss", "reason": "HINDRANCE_ACCEPTED", "text": WHY},
    )
    assert (await first.send(pages[0], address, values)).status_code == 303
    mine = {"decision": "confirm", "text": "Planen lämnades aldrig in, enligt vårt ärende."}
    late = await second.send(pages[1], address, mine)
    assert late.status_code == 409
    assert "Någon har ändrat sedan du öppnade sidan" in late.text
    assert mine["text"] in late.text
    assert [_saved(late.text, name) for name in ("decision", "text", "remedy")] == [
        "Avskriv bristen: Godtagbart hinder", WHY, "",
    ]  # fmt: skip
    assert "Bristen avskrevs 10 april 2026" in late.text
    again = await second.send(late, address, mine)
    assert again.status_code == 303, again.text


def _saved(page: str, field: str) -> str:
    """Give what a page says stands saved at a field, "" where it says nothing."""
    note = re.search(rf'id="{field}-theirs">.*?<span class="written">(.*?)</span>', page, re.DOTALL)
    return note[1] if note else ""


async def test_two_colleagues_who_reply_at_once_see_each_others_reply(play: Play, enter: Enter, turn: Turn) -> None:
    finding = await _finding(play)
    await turn(at("2026-03-17 10:00"))
    address = f"/findings/{finding}/reply"
    first, second = await enter(Role.PROVIDER_MANAGER), await enter(Role.PROVIDER_MANAGER)
    pages = [await visitor.get(address) for visitor in (first, second)]
    theirs = "Planen skickades i tid men till fel handläggare."
    values = {"stand": "partly", "ground": "HINDRANCE_OUTSIDE_CONTROL", "text": theirs}
    assert (await first.send(pages[0], address, values)).status_code == 303
    mine = {"stand": "agree", "text": "Vi missade dagen och lämnar planen i morgon."}
    late = await second.send(pages[1], address, mine)
    assert late.status_code == 409
    assert mine["text"] in late.text
    assert [_saved(late.text, name) for name in ("stand", "ground", "text", "remedy")] == [
        "Instämmer delvis", "Hinder utanför vår kontroll", theirs, "",
    ]  # fmt: skip
    assert "Svar kom in 17 mars 2026" in late.text
    assert (await second.send(late, address, mine)).status_code == 303


async def test_a_reply_typed_while_the_finding_was_decided_is_shown(play: Play, enter: Enter, turn: Turn) -> None:
    finding = await _finding(play)
    await turn(at("2026-04-10 10:00"))
    address = f"/findings/{finding}/reply"
    controller, provider = await enter(Role.CONTROLLER), await enter(Role.PROVIDER_MANAGER)
    form = await provider.get(address)
    page = await controller.get(f"/findings/{finding}")
    decided = {"decision": "dismiss", "reason": "HINDRANCE_ACCEPTED", "text": WHY}
    assert (await controller.send(page, f"/findings/{finding}/decision", decided)).status_code == 303
    late = await provider.send(form, address, {"stand": "agree", "text": "Vi missade dagen och lämnar i morgon."})
    assert late.status_code == 409
    assert "Det du skrev" in late.text
    assert "Vi missade dagen och lämnar i morgon." in late.text
    assert "Bristen avskrevs 10 april 2026" in late.text
    undo = (await controller.get(f"/findings/{finding}")).text
    assert "<details><summary>Beslutet var fel: besluta på nytt" in undo


async def test_a_doubled_send_decides_once(play: Play, enter: Enter, turn: Turn) -> None:
    finding = await _finding(play)
    await turn(at("2026-03-17 10:00"))
    controller = await enter(Role.CONTROLLER)
    page = await controller.get(f"/findings/{finding}")
    address, values = (
        f"/findings/{finding}/decision",
        {"decision": "dismiss", "reason": "HINDRANCE_ACCEPTED", "text": WHY},
    )
    for _ in range(2):
        assert (await controller.send(page, address, values)).status_code == 303
    async with play.database.work("provider_audit") as work:
        events = await work.rows("select id from provider_audit.casework_event")
    assert len(events) == 1
