"""A placement as its facts make it, from its start or its acceptance on."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from schemas import referral
from schemas.envelope import Event
from schemas.fact import Fact
from services.provider_audit.calendar import civil_date, first_instant
from services.provider_audit.facts.corrections import effective
from services.provider_audit.facts.dossier import Dossier
from services.provider_audit.facts.records import Submission
from services.provider_audit.facts.subject_history import SubjectHistory, of_events

_OF_A_BOARD = (
    referral.PlanSubmitted,
    referral.PlanRevised,
    referral.ReportSubmitted,
    referral.EndReportSubmitted,
    referral.SafetyPlanFiled,
    referral.ThreatAssessed,
)


RETURNS = (referral.PlanReturned, referral.ReportReturned, referral.EndReportReturned)


@dataclass(frozen=True, slots=True)
class Hold:
    """A stretch in which the placement rests; no `to_at` while it lasts."""

    from_at: datetime
    to_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Look:
    """An instant at which age band and target group were looked at: the start, or a review of the plan."""

    fact: UUID
    received: datetime
    at: datetime
    age_band: str
    target_group: str


@dataclass(frozen=True, slots=True)
class Start:
    """What the start of a placement recorded."""

    event: Event
    fact: referral.PlacementStarted
    at: datetime
    unit: UUID
    orgnr: str
    form: str
    contract: UUID | None
    permit: UUID | None
    audited_from: date


@dataclass(frozen=True, slots=True)
class Placement(SubjectHistory):
    """A placement from its start, or its acceptance, on."""

    board: UUID | None = None
    start: Start | None = None
    end: tuple[Event, referral.PlacementEnded] | None = None
    holds: list[Hold] = field(default_factory=list)
    looks: list[Look] = field(default_factory=list)
    void: dict[UUID, datetime] = field(default_factory=dict)
    """The submissions returned as no report at all, and when that was received."""

    @property
    def ended_at(self) -> datetime | None:
        """When nobody was placed any more."""
        return self.end[1].ended_at if self.end else None

    def handed_in(self, *kinds: type[Fact], period: str | None = None) -> tuple[Submission, ...]:
        """Give what was handed in of some kinds, what was returned as no report left out."""
        return tuple(each for each in self._submitted(kinds, period) if each.fact not in self.void)

    def voided(self, *kinds: type[Fact], period: str | None = None) -> tuple[tuple[Submission, datetime], ...]:
        """Give what was handed in and returned as no report, with when the return was received."""
        if not self.void:
            return ()
        return tuple((each, self.void[each.fact]) for each in self._submitted(kinds, period) if each.fact in self.void)

    def _submitted(self, kinds: tuple[type[Fact], ...], period: str | None) -> Iterator[Submission]:
        for kind in kinds:
            for event in self.kinds.get(kind, ()):
                if period is None or getattr(event.fact, "period", period) == period:
                    yield Submission(event.id, event.arrived)


def placement(dossier: Dossier, subject: UUID, ignored: Collection[UUID] = ()) -> Placement:
    """Read a placement from its facts; `ignored` are corrections not to take in."""
    views = dossier.views.setdefault(subject, {})
    key = frozenset(ignored)
    found: Placement | None = views.get(key)
    if found is None:
        found = views[key] = _placement(subject, effective(dossier.facts.get(subject, ()), ignored))
    return found


def _placement(subject: UUID, events: Sequence[Event]) -> Placement:
    plain = of_events(subject, events)
    start, looks = _start(plain), []
    if start is not None:
        looks.append(Look(start.event.id, start.event.received, start.at, *_seen(start.fact)))
    for event, review in plain.of_kind(referral.PlanReviewed):
        looks.append(Look(event.id, event.received, first_instant(review.on), *_seen(review)))
    boards = [event.fact.board for event in events if isinstance(event.fact, _OF_A_BOARD)]
    board = start.fact.board if start is not None else next(iter(boards), None)
    void: dict[UUID, datetime] = {}
    for kind in RETURNS:
        for event, fact in plain.of_kind(kind):
            if fact.not_a_report:
                void.setdefault(fact.fact, event.received)
    end = plain.first(referral.PlacementEnded)
    return Placement(subject, events, plain.kinds, board, start, end, _holds(plain), looks, void)


def _seen(fact: referral.PlacementStarted | referral.PlanReviewed) -> tuple[str, str]:
    return fact.age_band, fact.target_group


def _start(plain: SubjectHistory) -> Start | None:
    first = plain.first(referral.PlacementStarted)
    if first is None:
        return None
    event, fact = first
    return Start(
        event,
        fact,
        fact.started_at,
        fact.unit,
        fact.orgnr,
        fact.form,
        fact.contract,
        fact.permit,
        fact.audited_from,
    )


def _holds(plain: SubjectHistory) -> list[Hold]:
    """Pauses and resumptions as they were received; recorded again while it rests or goes on, nothing changes."""
    holds: list[Hold] = []
    for event in plain.events:
        resting = bool(holds) and holds[-1].to_at is None
        if isinstance(event.fact, referral.PlacementPaused) and not resting:
            holds.append(Hold(event.fact.from_at))
        elif isinstance(event.fact, referral.PlacementResumed) and resting:
            holds[-1] = Hold(holds[-1].from_at, event.fact.from_at)
    return holds


def last_day(ended_at: datetime) -> date:
    """Give the day of the last placed instant of a placement that ended."""
    return civil_date(ended_at - timedelta(microseconds=1))
