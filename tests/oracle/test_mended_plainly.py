"""A fact that was mended before anything fell due changes nothing: the second judge, who never received it, comes to the same."""

import random
from datetime import timedelta
from uuid import UUID

import pytest

from schemas.codes import Origin
from schemas.directory import FactVoided
from schemas.envelope import Event
from schemas.fact import Fact
from schemas.reasons import ErrorReason, VoidReason
from schemas.referral import DateCorrected, EnteredInError, PlacementStarted
from services.provider_audit.facts.dossier import Dossier
from services.provider_audit.judge.order import advance
from tests.oracle.histories import history
from tests.oracle.plain import Plain
from tests.oracle.test_oracle import UNTIL, judged, judged_plainly
from tests.provider_audit.speech import PROVIDER, name

TICK = timedelta(microseconds=1)
SEEDS = range(12)


def event_after(fact: Fact, subject: UUID, like: Event, ticks: int, word: str) -> Event:
    """Make a fact that is received some ticks after another, beyond every position of its log."""
    at = like.received + ticks * TICK
    return Event(
        id=name(word), type=fact.type, log=type(fact).log, position=100_000 + ticks, subject=subject, sequence=100_000 + ticks,
        occurred=at, arrived=at, received=at, teller=PROVIDER, origin=Origin.PORTAL, fact=fact,
    )  # fmt: skip


def with_mended(events: list[Event], dice: random.Random, *, voided: bool) -> list[Event]:
    """Put a fact that nobody can judge into a history, and right after it what mends it."""
    starts = [event for event in events if isinstance(event.fact, PlacementStarted)]
    start = dice.choice(starts)
    board = getattr(start.fact, "board", None)
    after = dice.choice([event for event in events if event.received >= start.received])
    bad = event_after(
        DateCorrected(provider=PROVIDER, board=board, fact=name("no such fact"), field="on", to=after.received),
        start.subject, after, 1, "bad",
    )  # fmt: skip
    reason, error = VoidReason.CANNOT_BE_CORRECTED, ErrorReason.WRONG_CONTENT
    mend: Fact = EnteredInError(provider=PROVIDER, board=board, fact=bad.id, reason=error)
    if voided:
        mend = FactVoided(
            provider=PROVIDER, board=board, of_log="referral", fact=bad.id, reason=reason, proposed_by=name("sara")
        )
    subject = name("voiding") if voided else start.subject
    return sorted([*events, bad, event_after(mend, subject, after, 2, "mend")], key=lambda event: event.order)


@pytest.mark.parametrize("voided", [True, False])
def test_what_was_mended_at_once_never_was(*, voided: bool) -> None:
    tried = 0
    for seed in SEEDS:
        events = history(seed).events
        if not any(isinstance(event.fact, PlacementStarted) for event in events):
            continue
        tried += 1
        spoilt = with_mended(events, random.Random(seed), voided=voided)
        dossier, _new_events = advance(Dossier(PROVIDER), spoilt, UNTIL)
        assert dossier.left[name("bad")] == ("voided" if voided else "entered_in_error"), seed
        assert not dossier.stuck, seed
        plain = Plain(PROVIDER)
        plain.fold(events, UNTIL)
        mine, second = judged(dossier), judged_plainly(plain)
        assert mine["owed"] == second["owed"], seed
        assert mine["found"] == second["found"], seed
    assert tried > len(SEEDS) // 2
