"""What the second judge has received, as it stands after corrections and entries in error, asked again and again from the first fact on."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from schemas.envelope import Event
from tests.oracle.days import begins, civil

FIRST_COUNTS = (
    "PlacementStarted", "PlacementEnded", "PermitRegistered", "PermitEnded", "ContractRegistered", "ContractEnded",
    "ReferralSent", "ProviderRegistered",
)  # fmt: skip


LACKED_DAYS = ("valid_to", "engaged_before_until", "criminal_record_on", "suspicion_record_on", "threat_assessed_on")
IN_FORCE = ("valid_from", "valid_to", "audited_from", "at")
CORRECTIONS = ("EnteredInError", "DateCorrected", "CorrectionAgreed")


def corrects(append: list[Event]) -> bool:
    """Whether a correction, an entry in error or an agreement to one is among what was recorded together."""
    return any(kind_of(event) in CORRECTIONS for event in append)


def kind_of(event: Event) -> str:
    return type(event.fact).__name__


def dates_of(event: Event) -> set[str]:
    """The fields of a fact that tell a day or an instant."""
    values = {word for word, value in event.fact if isinstance(value, date)}
    return values | {word for word in LACKED_DAYS if word in type(event.fact).model_fields}


def subject_of(bound: dict[str, Any] | None) -> UUID | None:
    """The contract that governs a day."""
    return bound["contract"].subject if bound else None


class View:
    """The facts as they stand when some corrections do not count."""

    def __init__(self, consumed: list[Event], refused: Collection[UUID] = ()) -> None:
        self.events = effective(consumed, refused)
        self.ids = {event.id for event in self.events}
        self.kinds: dict[str, list[Event]] = {}
        self.about: dict[tuple[str, UUID], list[Event]] = {}
        for event in self.events:
            kind = kind_of(event)
            same = self.about.setdefault((kind, event.subject), [])
            # Of two starts, ends and the like of one thing the first one only.
            if not same or kind not in FIRST_COUNTS:
                same.append(event)
                self.kinds.setdefault(kind, []).append(event)
        self.permits: list[dict[str, Any]] | None = None

    def facts(self, kind: str, subject: UUID | None = None) -> list[Event]:
        """The facts of a kind, in their order; of a subject, and for a start, an end and the like the first one only."""
        return list(self.kinds.get(kind, ()) if subject is None else self.about.get((kind, subject), ()))

    def start_of(self, placement: UUID) -> Event | None:
        return next(iter(self.facts("PlacementStarted", placement)), None)

    def end_of(self, placement: UUID) -> datetime | None:
        ended = self.facts("PlacementEnded", placement)
        return ended[0].fact.ended_at if ended else None

    def void(self) -> set[UUID]:
        """Submissions that were no submissions."""
        kinds = ("PlanReturned", "ReportReturned", "EndReportReturned")
        return {event.fact.fact for kind in kinds for event in self.facts(kind) if event.fact.not_a_report}

    def out_of_interruptions(self, due: datetime) -> datetime:
        """A due moves out of every interruption of the portal, and then perhaps out of the next one."""
        facts = [event.fact for event in self.facts("PortalInterrupted")]
        for fact in sorted(facts, key=lambda fact: fact.from_at):
            if fact.from_at < due < fact.to_at + timedelta(hours=4):
                due = fact.to_at + timedelta(hours=4)
        return due

    def contract(self, placed: Any, named: UUID | None, day: date, known: datetime) -> Event | None:
        """The contract that governs a day, of those registered by `known`."""
        candidates = [
            event
            for event in self.facts("ContractRegistered")
            if event.received <= known
            and (event.fact.board == placed.board and placed.form in event.fact.forms)
            and self.in_force(event, day)
        ]
        return next((each for each in candidates if each.subject == named), candidates[0] if candidates else None)

    def in_force(self, contract: Event, day: date) -> bool:
        ended = self.facts("ContractEnded", contract.subject)
        inside = contract.fact.valid_from <= day and (contract.fact.valid_to is None or day <= contract.fact.valid_to)
        return inside and not (ended and day >= ended[0].fact.at)

    def clause(self, contract: Event, rule: str, day: date, known: datetime) -> Any:
        recorded = [(contract, clause) for clause in contract.fact.clauses]
        recorded += [(event, event.fact.clause) for event in self.facts("ClauseRegistered", contract.subject)]
        live = [
            clause
            for event, clause in recorded
            if clause.type == rule and clause.valid_from <= day and event.received <= known
        ]
        best = None
        for number, clause in enumerate(live):
            replaced = any(other.id == clause.id for other in live[number + 1 :])
            if not replaced and (clause.valid_to is None or day <= clause.valid_to):
                best = clause
        return best


def effective(consumed: list[Event], refused: Collection[UUID] = ()) -> list[Event]:
    """Leave out what was entered in error, and put in every date as it was corrected last."""
    gone: set[UUID] = set()
    for event in reversed(consumed):
        if kind_of(event) == "EnteredInError" and event.id not in gone and event.id not in refused:
            gone.add(event.fact.fact)
    fixes: dict[UUID, dict[str, datetime]] = {}
    for event in consumed:
        if kind_of(event) == "DateCorrected" and event.id not in gone and event.id not in refused:
            fixes.setdefault(event.fact.fact, {})[event.fact.field] = event.fact.to
    return [fixed(event, fixes.get(event.id, {})) for event in consumed if event.id not in gone]


def fixed(event: Event, fixes: dict[str, datetime]) -> Event:
    for field, to in fixes.items():
        old = getattr(event.fact, field, event.occurred)
        day = field in LACKED_DAYS if old is None else not isinstance(old, datetime)
        if field in type(event.fact).model_fields:
            # What is audited from the day of its start is audited from the corrected day.
            along = field == "started_at" and event.fact.audited_from == civil(old)
            more = {"audited_from": civil(to)} if along else {}
            fact = event.fact.model_copy(update={field: civil(to) if day else to, **more})
            event = event.model_copy(update={"fact": fact})
        # A corrected instant is also what the fact is about, if it was that before; when terms hold is another thing.
        was = begins(old) if day and old is not None else old
        if was == event.occurred and field not in IN_FORCE:
            event = event.model_copy(update={"occurred": to})
    return event
