"""On a receipt the audit says when it was due and whether it was in time, and claims nothing before it has judged."""

from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

from schemas.codes import Role
from services.provider_audit.pages.panels import panels
from services.provider_audit.pages.panels.receipt_panel import load
from services.runtime.language.identifiers import short
from tests.provider_audit.play import Play, at

NOW = at("2026-03-20 09:00")


def _request(play: Play) -> Any:
    return SimpleNamespace(
        app=SimpleNamespace(state=SimpleNamespace(database=play.database)), state=SimpleNamespace(now=NOW)
    )


async def _shown(play: Play, fact: UUID, placement: UUID) -> tuple[list[tuple[str, str]], bool]:
    shown = await load(_request(play), play.viewer(Role.PROVIDER_MANAGER), fact=fact, subject=placement)
    lines = [(title.sv, delay.sv if delay else look.word.sv) for title, _, _, look, delay in shown["lines"]]
    return lines, shown["judged"]


async def test_a_receipt_says_in_time_or_how_late(play: Play) -> None:
    early, late = uuid4(), uuid4()
    begun, started = play.background(at("2026-03-01 09:00")), [play.started(early, at("2026-03-02 09:00"))]
    started.append(play.started(late, at("2026-03-02 09:01")))
    in_time, after = play.plan(early, at("2026-03-05 09:00")), play.plan(late, at("2026-03-18 09:00"))
    again = play.plan(early, at("2026-03-06 09:00"))
    await play.judge([*begun, *started, in_time, after, again], NOW)
    lines, judged = await _shown(play, in_time.id, early)
    assert ("Genomförandeplan", "I tid") in lines
    assert judged
    assert ("Genomförandeplan", "2 arbetsdagar sen") in (await _shown(play, after.id, late))[0]
    lines, judged = await _shown(play, again.id, early)
    assert "Genomförandeplan" not in [title for title, _ in lines]
    assert judged


async def test_nothing_is_claimed_before_it_is_judged_nor_to_others(play: Play) -> None:
    placement = uuid4()
    plan = play.plan(placement, at("2026-03-05 09:00"))
    assert await _shown(play, plan.id, placement) == ([], False)
    await play.judge(
        [*play.background(at("2026-03-01 09:00")), play.started(placement, at("2026-03-02 09:00")), plan], NOW
    )
    stranger = Play(play.database).viewer(Role.CONTROLLER)
    assert await load(_request(play), stranger, fact=plan.id, subject=placement) == {"lines": [], "judged": False}


async def test_the_timeline_leads_to_the_receipt(play: Play) -> None:
    placement = uuid4()
    plan = play.plan(placement, at("2026-03-05 09:00"))
    await play.judge(
        [*play.background(at("2026-03-01 09:00")), play.started(placement, at("2026-03-02 09:00")), plan], NOW
    )
    shown = await panels.placement_timeline(_request(play), play.viewer(Role.COORDINATOR), placement=placement)
    assert shown is not None
    assert f"/receipts/{short('U', plan.id)}" in [entry.url for entry in shown["past"]]
