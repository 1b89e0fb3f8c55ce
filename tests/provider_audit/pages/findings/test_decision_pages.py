"""The decision on its page: only what is taken is offered, and the reason, the completion and the remedy reach who owes it."""

from __future__ import annotations

import re
from datetime import date, timedelta
from uuid import UUID, uuid4

from schemas.codes import Role
from tests.provider_audit.conftest import Enter, Turn
from tests.provider_audit.pages.test_all_rules import seen
from tests.provider_audit.play import WHY, Play, at
from tests.runtime.web.visitor import Visitor

NOW = at("2026-03-17 10:00")
SAID = "Planen skickades i tid men till fel handläggare."
LACKS = "Svaret säger inte vilken dag planen skickades."
REMEDY = {"remedy": "Ny rutin för planer", "remedy_role": "Föreståndaren", "remedy_by": "2026-05-15"}


async def _missing(play: Play) -> str:
    """A missing plan of March 2026; give the address of its finding."""
    placement, start = uuid4(), at("2026-03-02 09:00")
    begun = [*play.background(at("2026-03-01 09:00")), play.started(placement, start), play.safe(placement, start)]
    await play.judge(begun, at("2026-03-17 09:00"))
    async with play.database.work("provider_audit") as work:
        finding: UUID = await work.value("select id from provider_audit.finding where rule = 'R01'")
    return f"/findings/{finding}"


def _offered(page: str) -> list[str]:
    return re.findall(r'name="decision" value="(\w+)"', page)


async def _decide(controller: Visitor, address: str, **values: str) -> str:
    """Send the decision's form; give the page it leads to, or the page given back."""
    sent = await controller.send(await controller.get(address), f"{address}/decision", values)
    return seen((await controller.follow(sent)).text)


async def _reply(provider: Visitor, address: str) -> None:
    form = await provider.get(f"{address}/reply")
    values = {"stand": "partly", "ground": "HINDRANCE_OUTSIDE_CONTROL", "text": SAID}
    assert (await provider.send(form, f"{address}/reply", values)).status_code == 303


async def test_confirming_is_offered_once_it_would_be_taken(play: Play, enter: Enter, turn: Turn) -> None:
    address = await _missing(play)
    await turn(NOW)
    controller = await enter(Role.CONTROLLER)
    early = (await controller.get(address)).text
    assert _offered(early) == ["dismiss"]
    assert "annars från och med onsdag 1 april 2026" in seen(early)
    await _reply(await enter(Role.PROVIDER_MANAGER), address)
    assert _offered((await controller.get(address)).text) == ["confirm", "complete", "dismiss"]


async def test_a_completion_is_asked_for_and_a_decision_reached_with_its_reason_and_remedy(
    play: Play, enter: Enter, turn: Turn
) -> None:
    address = await _missing(play)
    await turn(NOW)
    controller, provider = await enter(Role.CONTROLLER), await enter(Role.PROVIDER_MANAGER)
    await _reply(provider, address)
    assert "Skriv vad som saknas i svaret" in await _decide(controller, address, decision="complete", text="Mer?")
    until = date(2026, 4, 9)
    asked = {"decision": "complete", "text": LACKS, "reply_on": until.isoformat()}
    assert "Komplettering är begärd." in await _decide(controller, address, **asked)
    page = seen((await provider.get(address)).text)
    assert LACKS in page
    assert "Svara senast torsdag 9 april 2026" in page
    await turn(NOW + timedelta(hours=1))
    await _reply(provider, address)

    assert "Motivera beslutet med minst 20 tecken." in await _decide(controller, address, decision="confirm", text="Ja")
    assert "Fastställd" not in (await provider.get(address)).text
    assert "Bristen är fastställd." in await _decide(controller, address, decision="confirm", text=WHY, **REMEDY)
    page = seen((await provider.get(address)).text)
    for words in (WHY, "Ny rutin för planer.", "Gör det: Föreståndaren.", "fredag 15 maj 2026", "vid fastställandet"):
        assert words in page, words


async def test_a_dismissal_says_why_to_who_owed_it(play: Play, enter: Enter, turn: Turn) -> None:
    address = await _missing(play)
    await turn(NOW)
    controller, provider = await enter(Role.CONTROLLER), await enter(Role.PROVIDER_MANAGER)
    unsaid = await _decide(controller, address, decision="dismiss", text="")
    assert "Välj varför bristen avskrivs." in unsaid
    assert "Motivera beslutet med minst 20 tecken." in unsaid
    reason = {"decision": "dismiss", "reason": "HINDRANCE_ACCEPTED", "text": WHY}
    assert "Bristen är avskriven." in await _decide(controller, address, **reason)
    page = seen((await provider.get(address)).text)
    assert WHY in page
    assert "Godtagbart hinder" in page
