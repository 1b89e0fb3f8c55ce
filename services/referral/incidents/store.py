"""Events and threat assessments as rows: incidents, absences and unplanned ends, each with one id."""

from dataclasses import dataclass, fields
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from services.referral.fact_tables import EventRow, ThreatAssessmentRow
from services.referral.incidents.happening import Happening
from services.referral.placements.domain import Placement
from services.referral.referrals.store import absent
from services.referral.safety.form import ThreatAssessment
from services.referral.shared.actor import Acting
from services.referral.shared.texts import SCHEMA
from services.runtime.database.expressions import fields_of
from services.runtime.database.query import query
from services.runtime.database.work import Work


@dataclass(frozen=True, slots=True)
class Noticed:
    """What the board wrote, sealed, of an event that it noticed."""

    event: UUID
    sealed: bytes


@dataclass(frozen=True)
class Beside:
    """What is kept beside an event: the submission that reports it or its absence, and what the board wrote, sealed."""

    report: UUID | None = None
    absence: UUID | None = None
    noticed_sealed: bytes | None = None


@dataclass(frozen=True, slots=True)
class KeptThreat:
    """A threat assessment as it was registered; its diary number is sealed."""

    id: UUID
    assessed_on: date
    number_sealed: bytes
    recorded_at: datetime


_FIRST = ("id", "placement", "case", "board", "provider", "first_reported")
_DECIDED = tuple(field.name for field in fields(Happening) if field.name != "id")
_NEW = insert(EventRow).values({name: bindparam(name) for name in _FIRST + _DECIDED})
SAVE = query(_NEW.on_conflict_do_update(index_elements=["id"], set_={name: _NEW.excluded[name] for name in _DECIDED}))
"""Whose an event is and when it was first recorded stays; what was decided of it changes."""
KEEP_BESIDE = query(
    update(EventRow)
    .where(col(EventRow.id) == bindparam("id"))
    .values(
        report=func.coalesce(bindparam("report"), EventRow.report),
        absence=func.coalesce(bindparam("absence"), EventRow.absence),
        noticed_sealed=func.coalesce(bindparam("noticed_sealed"), EventRow.noticed_sealed),
    )
)
EVENTS = query(
    select(*fields_of(EventRow, Happening))
    .where(col(EventRow.placement) == bindparam("placement"))
    .order_by(col(EventRow.first_reported).desc(), col(EventRow.id).desc()),
    into=Happening,
)
BY_ID = query(
    select(*fields_of(EventRow, Happening)).where(
        col(EventRow.id) == bindparam("event"), col(EventRow.placement) == bindparam("placement")
    ),
    into=Happening,
)
NOTICED = query(
    select(col(EventRow.id).label("event"), col(EventRow.noticed_sealed).label("sealed")).where(
        col(EventRow.placement) == bindparam("placement"), col(EventRow.noticed_sealed).is_not(None)
    ),
    into=Noticed,
)
THREATS = query(
    select(*fields_of(ThreatAssessmentRow, KeptThreat))
    .where(col(ThreatAssessmentRow.placement) == bindparam("placement"))
    .order_by(col(ThreatAssessmentRow.assessed_on).desc(), col(ThreatAssessmentRow.recorded_at).desc()),
    into=KeptThreat,
)


async def events(work: Work, placement: UUID) -> list[Happening]:
    """List a placement's events, newest first by when they were first recorded; one whose every fact was retracted is none."""
    return [event for event in await work.all(EVENTS, placement=placement) if not event.retracted]


async def load_event(work: Work, placement: UUID, event: UUID) -> Happening:
    """Load one event of a placement that is already loaded as theirs. Raises Refused."""
    found = await work.one(BY_ID, event=event, placement=placement)
    if found is None:
        raise absent()
    return found


async def noticed(work: Work, placement: UUID) -> dict[UUID, bytes]:
    """Give what the board wrote of events, sealed, by the event; also where it was entered in error since."""
    return {each.event: each.sealed for each in await work.all(NOTICED, placement=placement)}


async def save_event(
    work: Work,
    placement: Placement,
    event: Happening,
    at: datetime,
    beside: Beside | None = None,
) -> None:
    """Save an event as it was decided, and what belongs beside it."""
    whose = {
        "placement": placement.id,
        "case": placement.case,
        "board": placement.board,
        "provider": placement.provider,
    }
    await work.run(SAVE, **whose, first_reported=at, **vars(event))
    if beside is not None:
        await work.run(KEEP_BESIDE, id=event.id, **vars(beside))


async def add_threat_assessment(
    acting: Acting, placement: Placement, reference: UUID, assessment: ThreatAssessment
) -> None:
    """Keep a threat assessment's day; its diary number is sealed."""
    number = await acting.vault.seal_text(acting.work, SCHEMA, placement.case, assessment.number)
    row = {
        "id": reference,
        "placement": placement.id,
        "case": placement.case,
        "board": placement.board,
        "provider": placement.provider,
        "assessed_on": assessment.assessed_on,
        "number_sealed": number,
        "recorded_at": acting.now,
        "recorded_by": acting.author.person or acting.author.teller,
    }
    await acting.work.add(ThreatAssessmentRow, row)


async def threat_assessments(work: Work, placement: UUID) -> list[KeptThreat]:
    """List a placement's threat assessments, newest first; the board alone sees them."""
    return await work.all(THREATS, placement=placement)
