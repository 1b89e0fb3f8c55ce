"""What the second judge has heard, asked again and again from the first fact on."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from schemas.envelope import Event


class Heard:
    """The facts heard so far."""

    heard: list[Event]

    def told(self, kind: str, subject: UUID | None = None) -> list[Event]:
        """The facts of a kind heard so far, in their order; of a subject, and for a start or an end the first one only."""
        found = [
            event
            for event in self.heard
            if type(event.fact).__name__ == kind and (subject is None or event.subject == subject)
        ]
        if kind in (
            "PlacementStarted",
            "PlacementEnded",
            "PermitRegistered",
            "PermitEnded",
            "ContractRegistered",
            "ContractEnded",
        ):
            firsts: dict[UUID, Event] = {}
            for event in found:
                firsts.setdefault(event.subject, event)
            return list(firsts.values())
        return found

    def end_of(self, placement: UUID) -> datetime | None:
        ended = self.told("PlacementEnded", placement)
        return ended[0].fact.ended_at if ended else None

    def contract(self, board: UUID, form: str, named: UUID | None, day: date, before: datetime | None) -> Event | None:
        candidates = [
            event
            for event in self.told("ContractRegistered")
            if event.fact.board == board
            and form in event.fact.forms
            and self.in_force(event, day)
            and (before is None or event.received < before)
        ]
        chosen = next((each for each in candidates if each.subject == named), candidates[0] if candidates else None)
        return chosen if chosen and chosen.fact.audited_from <= day else None

    def in_force(self, contract: Event, day: date) -> bool:
        ended = self.told("ContractEnded", contract.subject)
        inside = contract.fact.valid_from <= day and (contract.fact.valid_to is None or day <= contract.fact.valid_to)
        return inside and not (ended and day >= ended[0].fact.at)

    def clause(self, contract: Event, rule: str, day: date, before: datetime | None) -> Any:
        told = [(contract, clause) for clause in contract.fact.clauses]
        told += [(event, event.fact.clause) for event in self.told("ClauseRegistered", contract.subject)]
        known = [
            clause
            for event, clause in told
            if clause.type == rule and clause.valid_from <= day and (before is None or event.received < before)
        ]
        best = None
        for clause in known:
            replaced = any(other.id == clause.id for other in known[known.index(clause) + 1 :])
            if not replaced and (clause.valid_to is None or day <= clause.valid_to):
                best = clause
        return best
