"""The same new facts after histories of different lengths: what a fact costs must not depend on what came before it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from schemas.envelope import Event
from schemas.referral import PlacementPaused
from tests.bench.history import History

PAST = datetime(2021, 1, 7, 8, tzinfo=UTC)
NEW = datetime(2025, 1, 7, 8, tzinfo=UTC)
PAST_DAYS = 1_000
"""Over how many days the placements of the past begin; the last ends before the new ones begin."""
FACTS_OF_ONE = 23
"""How many facts a whole placement tells."""
MOST = {1: 60, 50: 200, 500: 500}
"""How many new facts are measured by the size of a batch."""
FRESH = 24
"""The placements whose facts are measured."""


@dataclass
class Growing(History):
    """A history of concluded placements, some that go on, and then the placements whose facts are measured."""

    placements: int = FRESH
    beginning: datetime = PAST
    past: int = 0
    """How many placements are concluded before the new ones begin."""
    going_on: int = 0
    """How many are placed all the while, on hold, so that nothing falls due of them; with few places a standing breach."""

    def lives(self, board: UUID) -> None:
        """Tell the past, those who stay, and the new."""
        for number in range(self.past):
            sent = PAST + timedelta(days=1 + PAST_DAYS * number / max(self.past, 1))
            self.placement(self.placements + number, number % self.providers, board, sent)
        for number in range(self.going_on):
            started = PAST + timedelta(days=400 + number / 4)
            placement, ours = self.begin(
                100_000 + number, number % self.providers, board, started - timedelta(days=5), started
            )
            since = started + timedelta(hours=1)
            self.record(since, placement, PlacementPaused.model_validate({**ours, "from_at": since}))
        for number in range(self.placements):
            self.placement(number, number % self.providers, board, NEW + timedelta(days=number, minutes=number))


@dataclass(frozen=True, eq=False)
class Grown:
    """The facts before, and the new ones."""

    before: list[Event]
    new: list[Event]


def grown(
    history: int = 0, *, providers: int = 1, going_on: int = 0, maximum: int = 10_000, fresh: int = FRESH
) -> Grown:
    """Give the facts of a history of about so many facts, and those to measure."""
    recorded = Growing(
        providers=providers, placements=fresh, maximum=maximum, past=history // FACTS_OF_ONE, going_on=going_on
    ).events()
    return Grown(
        [event for event in recorded if event.received < NEW], [event for event in recorded if event.received >= NEW]
    )


def batches(facts: Sequence[Event], size: int) -> Iterator[list[Event]]:
    """Give the first of some facts in batches."""
    chosen = facts[: MOST[size]]
    for start in range(0, len(chosen), size):
        yield list(chosen[start : start + size])
