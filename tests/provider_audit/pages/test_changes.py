"""What changes afterwards, as people see it: waived, moved, withdrawn, standing again, not to be judged, decided."""

from collections.abc import AsyncIterator
from uuid import UUID, uuid4

import pytest

from schemas import directory, referral
from schemas.codes import Role
from schemas.findings import Party
from schemas.reasons import EndReason, ErrorReason, WaiveReason
from services.provider_audit.pages.duties import queries as duty_queries
from services.provider_audit.pages.findings import finding_lines
from services.provider_audit.replay.verify import verify
from tests.provider_audit.conftest import Enter, Turn
from tests.provider_audit.pages.test_all_rules import seen
from tests.provider_audit.play import WHY, Play, at

START = at("2026-03-02 09:00")


@pytest.fixture(autouse=True)
async def judged_again(play: Play) -> AsyncIterator[None]:
    """After each change: what was received, judged again from the beginning, gives what stands."""
    yield
    result = await verify(play.database)
    assert result.differences == 0, str(result)


async def _begun(play: Play, placement: UUID) -> None:
    events = [*play.background(at("2026-03-01 09:00")), play.started(placement, START), play.safe(placement, START)]
    await play.judge(events, at("2026-03-03 09:00"))


async def _line(play: Play, rule: str = "R01") -> finding_lines.FindingLine:
    async with play.database.work("provider_audit") as work:
        return next(line for line in await work.all(finding_lines.ALL) if line.rule == rule)


async def test_a_waived_duty_is_shown_as_such_and_its_finding_retracted_with_the_reason(
    play: Play, enter: Enter, turn: Turn
) -> None:
    placement = uuid4()
    await _begun(play, placement)
    await play.judge([], at("2026-03-17 09:00"))
    both = {"board": play.board, "provider": play.provider}
    waived = play.event(
        referral.DutyWaived(**both, rule="R01", reason=WaiveReason.AGREED_OTHERWISE),
        placement, at("2026-03-18 09:00"), teller=play.board,
    )  # fmt: skip
    await play.judge([waived], at("2026-03-18 09:01"))
    await turn(at("2026-03-18 09:01"))
    controller = await enter(Role.CONTROLLER)
    page = await controller.get(f"/findings/{(await _line(play)).id}")
    assert "<s>Genomförandeplanen saknas</s>" in page.text
    assert "Skäl: nämnden har undantagit åtagandet." in seen(page.text)
    history = seen(page.text).split("Historik")[1]
    assert "Bristen återtogs nämnden har undantagit åtagandet" in history
    opened = seen((await controller.get(f"/compliance/{play.provider}/2026-03")).text)
    assert "Undantagen Genomförandeplan" in opened
    assert "grid__cell--missing" not in _row((await controller.get("/compliance")).text, "Nordviken")
    async with play.database.work("provider_audit") as work:
        assert all(duty.rule != "R01" for duty in await duty_queries.open_duties(work, [Party.PROVIDER]))


async def test_an_interruption_says_from_when_and_to_when_it_moved_a_due(play: Play, enter: Enter, turn: Turn) -> None:
    placement = uuid4()
    await _begun(play, placement)
    stop = directory.PortalInterrupted(from_at=at("2026-03-16 20:00"), to_at=at("2026-03-17 06:00"))
    await play.judge([play.event(stop, uuid4(), at("2026-03-17 06:01"))], at("2026-03-17 07:00"))
    await turn(at("2026-03-17 07:00"))
    controller = await enter(Role.CONTROLLER)
    opened = seen((await controller.get(f"/compliance/{play.provider}/2026-03")).text)
    assert "flyttad från måndag 16 mars 2026 på grund av avbrott i portalen" in opened
    await play.judge([], at("2026-03-17 10:02"))
    await turn(at("2026-03-17 10:02"))
    page = seen((await controller.get(f"/findings/{(await _line(play)).id}")).text)
    assert "är flyttad till 17 mars 2026 kl. 11.00 på grund av avbrott i portalen från 16 mars 2026 kl. 21.00" in page
    assert "SENAST (flyttad)" in page


async def test_a_finding_that_stands_again_tells_its_whole_history_and_is_answered_anew(
    play: Play, enter: Enter, turn: Turn
) -> None:
    placement = uuid4()
    await _begun(play, placement)
    plan = play.plan(placement, at("2026-03-18 09:00"))
    await play.judge([plan], at("2026-03-18 09:01"))
    finding = (await _line(play)).id
    await turn(at("2026-03-18 09:02"))
    controller = await enter(Role.CONTROLLER)
    page = await controller.get(f"/findings/{finding}")
    dismiss = {"decision": "dismiss", "reason": "HINDRANCE_ACCEPTED", "text": WHY}
    assert (await controller.send(page, f"/findings/{finding}/decision", dismiss)).status_code == 303
    wrong = referral.EnteredInError(
        board=play.board, provider=play.provider, fact=plan.id, reason=ErrorReason.WRONG_CONTENT
    )
    never = play.event(wrong, placement, at("2026-03-19 09:00"))
    agreed = play.event(
        referral.CorrectionAgreed(board=play.board, provider=play.provider, fact=never.id),
        placement, at("2026-03-19 10:00"), teller=play.board,
    )  # fmt: skip
    await play.judge([never, agreed], at("2026-03-19 10:02"))
    await turn(at("2026-03-19 10:02"))
    line = await _line(play)
    assert (line.id, line.standing, line.casework) == (finding, "standing", "unanswered")
    page = seen((await controller.get(f"/findings/{finding}")).text)
    history = page.split("Historik")[1]
    order = [history.index(words) for words in ("gäller igen", "avskrevs", "Uppfylld 18 mars 2026", "Bristen bedömdes")]
    assert order == sorted(order)


async def test_what_cannot_be_judged_is_said_where_it_matters(play: Play, enter: Enter, turn: Turn) -> None:
    placement = uuid4()
    await _begun(play, placement)
    orphan = referral.PlacementResumed(board=play.board, provider=play.provider, from_at=at("2026-03-04 09:00"))
    parked = await play.judge([play.event(orphan, placement, at("2026-03-04 09:00"))], at("2026-03-20 09:00"))
    assert len(parked) == 1
    await turn(at("2026-03-20 09:00"))
    since = "Kan inte bedömas sedan 4 mars 2026 kl. 10.00"
    controller, provider = await enter(Role.CONTROLLER), await enter(Role.PROVIDER_MANAGER)
    grid = seen((await controller.get("/compliance")).text)
    partly = f"En del {since[0].lower()}{since[1:]}"
    assert partly in grid
    assert partly in seen((await controller.get(f"/compliance/{play.provider}/2026-03")).text)
    stuck = await _line(play, "S01")
    for visitor in (controller, provider):
        assert since in seen((await visitor.get(f"/findings/{stuck.id}")).text)


async def test_what_was_dismissed_is_neither_first_nor_red_and_what_was_closed_is_missing_until_handed_in(
    play: Play, enter: Enter, turn: Turn
) -> None:
    placement = uuid4()
    await _begun(play, placement)
    await play.judge([], at("2026-04-01 09:00"))
    await turn(at("2026-04-01 09:00"))
    controller, address = await enter(Role.CONTROLLER), f"/compliance/{play.provider}/2026-03"
    finding = (await _line(play)).id
    for values, missing, words in (
        ({"decision": "dismiss", "reason": "HINDRANCE_ACCEPTED", "text": WHY}, False, "Avskriven brist"),
        ({"decision": "confirm", "text": WHY}, True, "Saknas"),
        ({"decision": "close"}, True, "Saknas (bristen avslutad)"),
    ):
        page = await controller.get(f"/findings/{finding}")
        sent = await controller.send(page, f"/findings/{finding}/decision", values)
        assert sent.status_code == 303, sent.text
        answer = (await controller.follow(sent)).text
        assert ("grid__cell--missing" in _row((await controller.get("/compliance")).text, "Nordviken")) is missing
        assert words in (await controller.get(address)).text
    assert "Det som saknas ska fortfarande lämnas in." in answer
    await play.judge([play.plan(placement, at("2026-04-02 09:00"))], at("2026-04-02 10:00"))
    await turn(at("2026-04-02 10:00"))
    assert "grid__cell--missing" not in _row((await controller.get("/compliance")).text, "Nordviken")
    assert "Avslutad brist" in (await controller.get(address)).text


async def test_what_was_closed_is_over_when_the_placement_is_and_missing_again_when_it_is_not(
    play: Play, enter: Enter, turn: Turn
) -> None:
    placement = uuid4()
    await _begun(play, placement)
    ended = referral.PlacementEnded(
        board=play.board,
        provider=play.provider,
        ended_at=at("2026-04-02 09:00"),
        reason=EndReason.COMPLETED,
        planned=True,
    )
    end = play.event(ended, placement, at("2026-04-02 09:00"))
    retracted = referral.EnteredInError(
        board=play.board, provider=play.provider, fact=end.id, reason=ErrorReason.DID_NOT_HAPPEN
    )
    undone = play.event(retracted, placement, at("2026-04-03 09:00"))
    await play.judge([], at("2026-04-01 09:00"))
    async with play.database.work("provider_audit") as work:
        await work.run("update provider_audit.finding set casework = 'closed' where rule = 'R01'")
    controller = await enter(Role.CONTROLLER)
    for events, until, words in (
        ([end], at("2026-04-02 10:00"), "Avslutad brist"),
        ([undone], at("2026-04-03 10:00"), "Saknas (bristen avslutad)"),
    ):
        await play.judge(events, until)
        await turn(until)
        assert words in (await controller.get(f"/compliance/{play.provider}/2026-03")).text


def _row(page: str, name: str) -> str:
    return next(row for row in page.split("<tr>") if name in row)


async def test_one_bad_fact_is_said_of_the_findings_it_could_bear_on_and_of_no_other(play: Play) -> None:
    placement, other, unit, south = uuid4(), uuid4(), play.unit, uuid4()
    started = play.started(uuid4(), at("2026-03-02 09:00")).fact.model_copy(update={"contract": None})
    elsewhere = started.model_copy(update={"unit": south, "case": uuid4()})
    orphan = referral.PlacementResumed(board=play.board, provider=play.provider, from_at=at("2026-03-04 09:00"))
    events = [
        play.event(started, placement, at("2026-03-02 09:00")),
        play.event(elsewhere, other, at("2026-03-02 10:00")),
    ]
    events.append(play.event(orphan, placement, at("2026-03-04 09:00")))
    await play.judge(events, at("2026-03-20 09:00"))
    async with play.database.work("provider_audit") as work:
        found = [line for line in await work.all(finding_lines.ALL) if line.rule == "C01"]
    held = {UUID(line.document["unit"]): line.stuck_since for line in found}
    assert held == {unit: at("2026-03-04 09:00"), south: None}
