"""What the audit shows on others' pages."""

from datetime import datetime
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

from schemas.codes import Role
from schemas.reasons import ReturnReason
from schemas.referral import PlanReturned
from services.provider_audit.pages.panels import panels
from services.runtime.language.words import Words
from tests.provider_audit.play import Play, at
from tests.provider_audit.storage.test_mending import ended_before_it_began

NOW = at("2026-03-17 09:00")


def request_of(play: Play, now: datetime = NOW, **query: str) -> Any:
    """A request as far as a panel reads it."""
    state = SimpleNamespace(database=play.database)
    return SimpleNamespace(app=SimpleNamespace(state=state), state=SimpleNamespace(now=now), query_params=query)


async def test_the_provider_sees_what_is_late_and_the_report_that_comes(play: Play) -> None:
    placement = uuid4()
    events = [*play.background(at("2026-03-01 09:00")), play.started(placement, at("2026-03-02 09:00"))]
    await play.judge([*events, play.safe(placement, at("2026-03-02 09:00"))], NOW)
    viewer = play.viewer(Role.PROVIDER_MANAGER)
    start = await panels.start(request_of(play), viewer)
    assert start is not None
    assert [words.sv for words, _, _ in start["groups"]] == ["Försenat"]
    assert start["heading"].sv == "1 frist, 1 är försenad"
    due = await panels.due(request_of(play), viewer)
    assert due is not None
    recorded = [(words.sv, [line.title.sv for line in lines]) for words, _, lines in due["weeks"]]
    assert recorded == [("Fristen har gått ut", ["Genomförandeplan"]), ("v. 15 2026", ["Månadsrapport mars 2026"])]
    assert due["weeks"][1][2][0].url == f"/placements/{placement}/reports/2026-03"


async def test_nothing_due_leaves_a_list_unsaid(play: Play) -> None:
    start, placements = at("2026-03-02 09:00"), [uuid4() for _ in range(260)]
    begun = [*play.background(at("2026-03-01 09:00")), *(play.started(placement, start) for placement in placements)]
    april = at("2026-04-03 09:00")
    await play.judge([*begun, *(play.safe(placement, start) for placement in placements)], april)
    viewer = play.viewer(Role.PROVIDER_MANAGER)
    shown = await panels.start(request_of(play, april), viewer)
    assert shown is not None
    assert shown["heading"].sv == "520 frister, 260 är försenade"  # the plans are late, the reports due on 9 April
    assert [(words.sv, len(lines), more) for words, lines, more in shown["groups"]] == [
        ("Försenat", 20, 240),
        ("Den närmaste veckan", 20, 240),
    ]
    coordinator = play.viewer(Role.COORDINATOR)
    board = await panels.start(request_of(play, april), coordinator)
    assert board is not None
    every = await panels.start(request_of(play, april, show="all"), coordinator)
    assert every is not None
    for whole, part in ((every["groups"], board["groups"]), ([("", *every["answers"])], [("", *board["answers"])])):
        assert [(len(lines), more) for _, lines, more in whole] == [(len(lines) + more, 0) for _, lines, more in part]
    assert board["watched"][1] == 240, "what a provider is late with waits for the provider"
    assert board["count"] == sum(len(lines) for _, lines, _ in every["groups"]) + len(every["answers"][0])
    pages = [await panels.due(request_of(play, april, page=str(number)), viewer) for number in (1, 2, 3)]
    recorded = [[(words.sv, len(lines)) for words, _, lines in page["weeks"]] for page in pages if page]
    assert recorded == [[("Fristen har gått ut", 260)], [("v. 15 2026", 260)], [("v. 19 2026", 260)]]


async def test_what_a_board_has_dismissed_is_not_to_be_done_and_what_it_has_closed_still_is(play: Play) -> None:
    placement = uuid4()
    events = [*play.background(at("2026-03-01 09:00")), play.started(placement, at("2026-03-02 09:00"))]
    await play.judge([*events, play.safe(placement, at("2026-03-02 09:00"))], NOW)
    viewer = play.viewer(Role.PROVIDER_MANAGER)
    for casework, late in (("replied", 1), ("confirmed", 1), ("closed", 1), ("dismissed", 0)):
        async with play.database.work("provider_audit") as work:
            await work.run("update provider_audit.finding set casework = :to where rule = 'R01'", to=casework)
        start = await panels.start(request_of(play), viewer)
        assert start is not None
        assert [len(lines) for words, lines, _ in start["groups"] if words.sv == "Försenat"] == [1] * late
        due = await panels.due(request_of(play), viewer)
        assert due is not None
        states = [line.state.sv for _, _, lines in due["weeks"] for line in lines if line.kind == "missing"]
        assert states == {"closed": ["Saknas (bristen avslutad)"], "dismissed": []}.get(casework, ["Saknas"])
    assert start["empty"].sv.startswith("Inget att göra i dag. Nästa: Månadsrapport mars 2026 senast ")


async def test_a_report_that_has_come_or_a_placement_on_hold_is_not_looked_forward_to(play: Play) -> None:
    placement = uuid4()
    report = play.report(placement, "2026-03", at("2026-03-10 09:00"))
    await play.judge(
        [*play.background(at("2026-03-01 09:00")), play.started(placement, at("2026-03-02 09:00")), report], NOW
    )
    due = await panels.due(request_of(play), play.viewer(Role.PROVIDER_MANAGER))
    assert due is not None
    assert [words.sv for words, _, _ in due["weeks"]] == ["Fristen har gått ut"]
    assert [line.title.sv for line in due["weeks"][0][2]] == ["Personlig säkerhetsplan", "Genomförandeplan"]


async def test_what_was_returned_says_why_in_its_own_row_and_nowhere_else(play: Play) -> None:
    placement = uuid4()
    begun = [*play.background(at("2026-03-01 09:00")), play.started(placement, at("2026-03-02 09:00"))]
    report = play.report(placement, "2026-02", at("2026-03-09 09:00"))
    plan = play.plan(placement, at("2026-03-10 09:00"))
    both = {"board": play.board, "provider": play.provider}
    back = play.event(
        PlanReturned(**both, fact=plan.id, reason=ReturnReason.INCOMPLETE), placement, NOW, teller=play.board
    )
    await play.judge([*begun, play.safe(placement, at("2026-03-02 09:00")), report, plan, back], NOW)
    key, other = (placement, f"return/{back.id}"), (placement, "plan")
    notes = {key: Words(sv="Ofullständig", en="Incomplete"), other: Words(sv="Inte en rapport", en="Not a report")}
    due = await panels.due(request_of(play), play.viewer(Role.PROVIDER_MANAGER), notes=notes)
    assert due is not None
    assert due["noted"] == {key}
    lines = [line for _, _, week in due["weeks"] for line in week]
    assert [line.note.sv for line in lines if line.note] == ["Ofullständig"]


async def test_timelines_tell_what_comes_and_what_was(play: Play) -> None:
    placement = uuid4()
    events = [*play.background(at("2026-03-01 09:00")), play.started(placement, at("2026-03-02 09:00"))]
    handed = [play.safe(placement, at("2026-03-02 09:00")), play.plan(placement, at("2026-03-05 09:00"))]
    await play.judge([*events, *handed], NOW)
    viewer = play.viewer(Role.COORDINATOR)
    shown = await panels.case_timeline(request_of(play), viewer, placements=[placement])
    assert shown is not None
    titles = ["Uppföljning av planen från 5 mars 2026", "Månadsrapport mars 2026"]
    assert sorted(entry.words.sv for entry in shown["coming"]) == sorted(titles)
    past = [entry.words.sv for entry in shown["past"]]
    assert past[0] == "Genomförandeplan kom in"
    assert past[1] == "Personlig säkerhetsplan kom in"
    assert past[2].endswith("Hotbedömningen vid starten saknas")
    card = await panels.find_card(request_of(play), viewer, provider=play.provider)
    assert card is not None
    assert (card["rate"].sv, card["confirmed"]) == ("–", 0)


async def test_what_cannot_be_judged_is_told_with_why_and_who_puts_it_right(play: Play) -> None:
    placement = uuid4()
    begun = [*play.background(at("2026-03-01 09:00")), play.started(placement, at("2026-03-02 09:00"))]
    await play.judge([*begun, ended_before_it_began(play, placement)], at("2026-03-05 09:00"))
    why = "Den säger att uppdraget slutade innan det började. Den som lämnade uppgiften kan rätta den"
    for role in (Role.PROVIDER_MANAGER, Role.COORDINATOR):
        viewer = play.viewer(role)
        shown = await panels.placement_timeline(request_of(play), viewer, placement)
        assert shown is not None
        assert shown["stuck"].sv.startswith("Kan inte bedömas sedan 3 mars 2026")
        assert why in shown["stuck"].sv
        whole = await panels.provider_judged(request_of(play), viewer, play.provider)
        assert whole is not None
        assert why in whole["stuck"].sv
    other = await panels.placement_timeline(request_of(play), play.viewer(Role.COORDINATOR), uuid4())
    assert other is not None
    assert other["stuck"] is None
