"""Pieces, documents, order and repetition change nothing of a judgement."""

import json
import random
from uuid import UUID

import pytest

from schemas.envelope import Watermark
from schemas.new_event import NewEvent
from services.provider_audit.facts.dossier import Dossier
from services.provider_audit.facts.records import Finding, Obligation
from services.provider_audit.judge.order import advance
from services.provider_audit.replay.fold import fold_lines
from services.provider_audit.storage.store import FINDINGS, OBLIGATIONS
from tests.oracle.both_judges import HISTORIES, PACK, UNTIL
from tests.oracle.histories import history
from tests.oracle.spoilt import spoilt_history
from tests.provider_audit.speech import PROVIDER, local
from tests.provider_audit.story import Story


def plainly(event: NewEvent) -> tuple[object, ...]:
    return (event.id, event.subject, event.occurred, type(event.fact).__name__, event.fact.model_dump(mode="json"))


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
            # What was recorded as changed is all that is kept.
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
