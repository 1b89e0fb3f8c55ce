"""What contracts say of escalation, and which boards have one with a provider."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID


@dataclass(frozen=True)
class EscalationClause:
    """A clause that says how many hours somebody has to take care of a finding; whole days, both in force."""

    version: int
    hours: int
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True)
class Terms:
    """The escalation clauses consumed so far, by board and provider, and the boards with contracts, by provider."""

    clauses: Mapping[tuple[UUID, UUID], tuple[EscalationClause, ...]] = field(default_factory=dict)
    boards: Mapping[UUID, tuple[UUID, ...]] = field(default_factory=dict)

    def boards_of(self, provider: UUID) -> tuple[UUID, ...]:
        """Give the boards that have a contract with a provider."""
        return self.boards.get(provider, ())

    def hours(self, boards: tuple[UUID, ...], provider: UUID, day: date) -> int | None:
        """Give the shortest time the boards' clauses in force that day leave; None when there is none."""
        found = [self._of(self.clauses.get((board, provider), ()), day) for board in boards]
        return min((hours for hours in found if hours is not None), default=None)

    @staticmethod
    def _of(clauses: tuple[EscalationClause, ...], day: date) -> int | None:
        ruling = [one for one in clauses if one.valid_from <= day and (one.valid_to is None or day <= one.valid_to)]
        return max(ruling, key=lambda one: (one.version, one.valid_from)).hours if ruling else None
