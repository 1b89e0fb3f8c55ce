"""The judge agrees with the plain second judge on random histories, however the facts are delivered."""

import json
import os
import random
from datetime import datetime
from uuid import UUID

import pytest

from schemas.envelope import NewEvent, Watermark
from services.provider_audit.facts.dossier import Dossier
from services.provider_audit.facts.records import Finding, Obligation
from services.provider_audit.judge.order import advance
from services.provider_audit.replay.fold import fold_lines
from services.provider_audit.storage.store import FINDINGS, OBLIGATIONS
from tests.oracle.histories import history
from tests.oracle.plain import Plain
from tests.oracle.spoilt import spoilt_history
from tests.provider_audit.speech import PROVIDER, local
from tests.provider_audit.story import Story

HISTORIES = int(os.environ.get("UTVAG_ORACLE_HISTORIES", "150"))
PACK = 25
UNTIL = local("2026-12-15 00.00")


def due_of(due: datetime, state: str) -> datetime | None:
    """The due; what has lapsed is owed no more and is due never."""
    return None if state == "lapsed" else due


def judged(dossier: Dossier) -> dict[str, object]:
    owed = {
        each.id: (
            each.rule,
            each.period,
            due_of(each.due, each.state.value),
            each.state.value,
            each.met_at,
            each.clause,
        )
        for each in dossier.changes.obligations.values()
    }
    found = {
        each.id: {
            "rule": each.rule,
            "about": each.about,
            "standing": each.standing.value,
            "raised": each.raised_at,
            "judged": each.judged_at,
            "reply": each.reply_due,
            "settled": each.settled_at,
            "because": each.withdrawn_reason,
            "severity": each.severity.value,
            "high": each.severity_raised_at,
            "owes": tuple(party.value for party in each.owes),
            "largest": each.largest,
        }
        for each in dossier.changes.findings.values()
    }
    return {"owed": owed, "found": found}


def judged_plainly(plain: Plain) -> dict[str, object]:
    owed = {
        each["id"]: (
            each["rule"],
            each["period"],
            due_of(each["due"], each["state"]),
            each["state"],
            each["met_at"],
            each["clause"],
        )
        for each in plain.owed.values()
    }
    return {"owed": owed, "found": plain.found}


def plainly(event: NewEvent) -> tuple[object, ...]:
    return (event.id, event.subject, event.occurred, type(event.fact).__name__, event.fact.model_dump(mode="json"))


@pytest.mark.parametrize("first", range(0, HISTORIES, PACK))
def test_two_judges_agree(first: int) -> None:
    for seed in range(first, min(first + PACK, HISTORIES)):
        events = history(seed).events
        dossier, _new_events = advance(Dossier(PROVIDER), events, UNTIL)
        assert not dossier.changes.bad, (seed, dossier.changes.bad)
        plain = Plain(PROVIDER)
        plain.fold(events, UNTIL)
        mine, second = judged(dossier), judged_plainly(plain)
        assert mine["owed"] == second["owed"], seed
        assert mine["found"] == second["found"], seed


@pytest.mark.parametrize("first", range(0, HISTORIES // 2, PACK))
def test_two_judges_agree_where_not_everything_can_be_judged(first: int) -> None:
    for seed in range(first, min(first + PACK, HISTORIES // 2)):
        events = spoilt_history(seed).events
        dossier, _new_events = advance(Dossier(PROVIDER), events, UNTIL)
        plain = Plain(PROVIDER)
        plain.fold(events, UNTIL)
        mine, second, suspended = judged(dossier), judged_plainly(plain), plain.suspended
        assert {each.subject: (each.fact, each.since) for each in dossier.stuck.values()} == {
            subject: (fact, suspended.since[subject]) for subject, fact in suspended.stuck.items()
        }, seed
        assert dossier.waits == suspended.waits, seed
        assert dossier.left == suspended.left, seed
        assert mine["owed"] == second["owed"], seed
        assert mine["found"] == second["found"], seed


def test_histories_hold_what_stays_suspended_and_what_is_mended_in_every_way() -> None:
    stuck, left = 0, set[str]()
    for seed in range(40):
        dossier, _new_events = advance(Dossier(PROVIDER), spoilt_history(seed).events, UNTIL)
        stuck += bool(dossier.stuck)
        left |= set(dossier.left.values())
    assert stuck > 10
    assert left == {"voided", "entered_in_error", "replaced", "taken_together"}


def some_history(seed: int) -> Story:
    """A history of which everything can be judged, or one of the others."""
    return spoilt_history(seed) if seed % 2 else history(seed)


@pytest.mark.parametrize("first", range(0, HISTORIES // 5, PACK))
def test_pieces_and_documents_change_nothing(first: int) -> None:
    for seed in range(first, min(first + PACK, HISTORIES // 5)):
        events = some_history(seed).events
        owed: dict[UUID, Obligation] = {}
        found: dict[UUID, Finding] = {}
        whole, output = advance(Dossier(PROVIDER), events, UNTIL)
        dossier, dice, pieces, recorded_so_far = Dossier(PROVIDER), random.Random(seed), [], []
        while events:
            size = dice.randint(1, 5)
            while size < len(events) and events[size].received == events[size - 1].received:
                size += 1  # a whole append at a time, as the log gives it
            piece, events = events[:size], events[size:]
            until = piece[-1].received
            if events and dice.random() < 0.5:
                until = piece[-1].received + (events[0].received - piece[-1].received) * dice.random()
            dossier, new_events = advance(dossier, piece, until)
            pieces += new_events
            recorded_so_far += piece
            # What was told as changed is all that is kept.
            owed |= dossier.changes.obligations
            found |= dossier.changes.findings
            dossier = Dossier.from_document(
                json.loads(json.dumps(dossier.to_document())),
                recorded_so_far,
                OBLIGATIONS.validate_json(OBLIGATIONS.dump_json(list(owed.values()))),
                FINDINGS.validate_json(FINDINGS.dump_json(list(found.values()))),
                {event.id for waiting in dossier.waits.values() for event in waiting},
            )
        dossier, new_events = advance(dossier, [], UNTIL)
        assert [plainly(each) for each in [*pieces, *new_events]] == [plainly(each) for each in output], seed
        assert dossier.to_document() == whole.to_document(), seed
        identities = [each.id for each in output]
        assert len(set(identities)) == len(identities), seed


@pytest.mark.parametrize("first", range(0, HISTORIES // 10, PACK))
def test_order_and_repetition_of_lines_change_nothing(first: int) -> None:
    for seed in range(first, min(first + PACK, HISTORIES // 10)):
        story, dice = some_history(seed), random.Random(seed)
        lines = [event.text() for event in story.events]
        lines += [
            json.dumps(Watermark(log=log, position=0, received=local("2026-01-01")).line()) for log in story.positions
        ]
        lines += [
            json.dumps(Watermark(log=log, position=last, received=UNTIL).line())
            for log, last in story.positions.items()
        ]
        whole = list(fold_lines(lines))
        again = [*lines, *dice.choices(lines, k=len(lines))]
        dice.shuffle(again)
        assert list(fold_lines(again)) == whole, seed
