"""What waits behind a fact that cannot be judged is judged when a later fact mends it, in rows that equal a fold of the same facts."""

import json
import random
from collections.abc import Callable
from uuid import UUID, uuid4

import pytest

from schemas.directory import FactVoided
from schemas.envelope import Event, Watermark
from schemas.reasons import EndReason, ErrorReason, VoidReason
from schemas.referral import EnteredInError, PlacementEnded
from services.provider_audit.facts.dossier import Dossier
from services.provider_audit.replay.fold import fold_lines, judged_lines
from services.provider_audit.replay.verify import verify
from services.provider_audit.storage import store
from services.runtime.database.pool import Database
from services.runtime.language.identifiers import PLATFORM
from tests.provider_audit.play import Play, at
from tests.provider_audit.storage.bad_facts import _states


def ended_before_it_began(play: Play, placement: UUID) -> Event:
    """Tell of an end before the start, by the provider."""
    fact = PlacementEnded(
        board=play.board,
        provider=play.provider,
        ended_at=at("2026-02-10 09:00"),
        reason=EndReason.COMPLETED,
        planned=True,
    )
    return play.event(fact, placement, at("2026-03-03 09:00"))


def retracted(play: Play, bad: Event) -> Event:
    """Enter a fact in error, by its teller."""
    fact = EnteredInError(provider=play.provider, board=play.board, fact=bad.id, reason=ErrorReason.WRONG_CONTENT)
    return play.event(fact, bad.subject, at("2026-03-20 09:00"))


def voided(play: Play, bad: Event) -> Event:
    """Void a fact, by two operators."""
    fact = FactVoided(
        provider=play.provider, board=play.board, of_log=bad.log, fact=bad.id,
        reason=VoidReason.CANNOT_BE_CORRECTED, proposed_by=uuid4(),
    )  # fmt: skip
    return play.event(fact, uuid4(), at("2026-03-20 09:00"), teller=PLATFORM)


@pytest.mark.parametrize("mend", [retracted, voided])
@pytest.mark.parametrize("pieces", [True, False])
async def test_what_waited_is_judged_when_the_bad_fact_is_left_out(
    database: Database, mend: Callable[[Play, Event], Event], *, pieces: bool
) -> None:
    play, placement = Play(database), uuid4()
    begun = [*play.background(at("2026-03-01 09:00")), play.started(placement, at("2026-03-02 09:00"))]
    bad = ended_before_it_began(play, placement)
    plan = play.plan(placement, at("2026-03-04 09:00"))
    mended = mend(play, bad)
    later = play.report(placement, "2026-03", at("2026-04-02 09:00"))
    facts, until = [*begun, bad, plan, mended, later], at("2026-04-20 09:00")
    for piece in [[each] for each in facts] if pieces else [facts]:
        await play.judge(piece, piece[-1].received)
    await play.judge([], until)
    found = await verify(database)
    assert (found.differences, found.facts) == (0, len(facts))
    states = await _states(database)
    assert [states[each.id] for each in facts if each not in (bad, mended)] == ["applied"] * 7
    assert states[bad.id] == "void"
    async with database.work("provider_audit") as work:
        rows = await work.rows(
            "select rule, state from provider_audit.obligation where rule in ('R01', 'R02') order by 1"
        )
        stuck = await work.rows("select * from provider_audit.stuck")
        recorded = await work.rows(
            "select type from provider_audit.log where type like '%Judgement%' order by position"
        )
    assert [(row["rule"], row["state"]) for row in rows] == [("R01", "met"), ("R02", "met")]
    assert not stuck
    assert [row["type"].split(".")[3] for row in recorded] == ["JudgementSuspended", "JudgementResumed"]


@pytest.mark.parametrize("mend", [retracted, voided])
async def test_the_exported_log_folds_to_the_bytes_that_the_rows_hold(
    database: Database, mend: Callable[[Play, Event], Event]
) -> None:
    play, placement, until = Play(database), uuid4(), at("2026-04-20 09:00")
    begun = [*play.background(at("2026-03-01 09:00")), play.started(placement, at("2026-03-02 09:00"))]
    bad = ended_before_it_began(play, placement)
    facts = [*begun, bad, play.plan(placement, at("2026-03-04 09:00")), mend(play, bad)]
    for piece in facts:
        await play.judge([piece], piece.received)
    await play.judge([], until)
    positions = {log: max(event.position for event in facts if event.log == log) for log in ("directory", "referral")}
    marks = [Watermark(log=log, position=position, received=until) for log, position in positions.items()]
    lines = [event.text() for event in facts] + [
        json.dumps({"kind": "watermark", **mark.model_dump(mode="json")}) for mark in marks
    ]
    random.Random(7).shuffle(lines)
    async with database.work("provider_audit") as work:
        live = Dossier(play.provider)
        rows = await work.rows("select document from provider_audit.obligation")
        owed = store.OBLIGATIONS.validate_python([row["document"] for row in rows])
        rows = await work.rows("select document from provider_audit.finding")
        found = store.FINDINGS.validate_python([row["document"] for row in rows])
        rows = await work.rows("select id, reason from provider_audit.inbox where state = 'void'")
    live.changes.obligations = {each.id: each for each in owed}
    live.changes.findings = {each.id: each for each in found}
    live.left = {row["id"]: row["reason"] for row in rows}
    assert list(fold_lines([*lines, *lines]))[1:] == list(judged_lines(live))


async def test_what_waits_is_judged_from_the_rows_by_the_next_process(database: Database) -> None:
    """The process is killed between the bad fact and its mending: everything is read from the rows again."""
    play, placement = Play(database), uuid4()
    await play.judge(
        [*play.background(at("2026-03-01 09:00")), play.started(placement, at("2026-03-02 09:00"))],
        at("2026-03-02 10:00"),
    )
    bad = ended_before_it_began(play, placement)
    parked = await play.judge([bad, play.plan(placement, at("2026-03-04 09:00"))], at("2026-03-05 09:00"))
    assert len(parked) == 2
    assert (await verify(database)).differences == 0
    await play.judge([retracted(play, bad)], at("2026-03-20 09:00"))
    assert (await verify(database)).differences == 0
    assert sorted((await _states(database)).values()) == ["applied"] * 6 + ["void"] * 2
