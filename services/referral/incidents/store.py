"""Events and threat assessments as rows: incidents, absences and unplanned ends, each with one id."""

from dataclasses import asdict
from datetime import date, datetime
from typing import Any
from uuid import UUID

from schemas.codes import AbsenceKind, IncidentKind
from services.referral.incidents.domain import Happening
from services.referral.placements.domain import Placement
from services.referral.referrals.store import absent
from services.runtime.database.transaction import Row
from services.runtime.database.work import Work

_SAVED = tuple(name for name in Happening.__dataclass_fields__ if name != "id")
_KEYS = ("id", "placement_id", "case_id", "board_id", "provider_id", "first_told", *_SAVED)
_SAVE = f"""insert into referral.event ({", ".join(_KEYS)}) values ({", ".join(f":{name}" for name in _KEYS)})
on conflict (id) do update set {", ".join(f"{name} = excluded.{name}" for name in _SAVED)}"""


def happening_of(row: Row) -> Happening:
    """Make an event of its row."""
    values: dict[str, Any] = {name: row[name] for name in Happening.__dataclass_fields__}
    values["kind"] = IncidentKind(row["kind"]) if row["kind"] else None
    values["absence_kind"] = AbsenceKind(row["absence_kind"]) if row["absence_kind"] else None
    return Happening(**values)


async def events(work: Work, placement: UUID) -> list[Row]:
    """List a placement's events, newest first by when they were first told; one whose every fact was struck is none."""
    return await work.rows(
        "select * from referral.event where placement_id = :placement and (kind is not null or absence_told is not null "
        "or ended_at is not null) order by first_told desc, id desc",
        placement=placement,
    )


async def load_event(work: Work, placement: UUID, event: UUID) -> Row:
    """Load one event of a placement that is already loaded as theirs. Raises Refused."""
    row = await work.row(
        "select * from referral.event where id = :event and placement_id = :placement",
        event=event,
        placement=placement,
    )
    if row is None:
        raise absent()
    return row


async def save_event(work: Work, placement: Placement, event: Happening, at: datetime, **also: Any) -> None:
    """Save an event as it was decided; `also` names sealed words and submissions to keep beside it."""
    await work.run(
        _SAVE,
        placement_id=placement.id,
        case_id=placement.case,
        board_id=placement.board,
        provider_id=placement.provider,
        first_told=at,
        **asdict(event),
    )
    if also:
        changes = ", ".join(f"{name} = :{name}" for name in also)
        await work.run(f"update referral.event set {changes} where id = :id", id=event.id, **also)


async def add_threat_assessment(
    work: Work, placement: Placement, reference: UUID, assessed_on: date, sealed: bytes, at: datetime, person: UUID
) -> None:
    """Keep a threat assessment's day; its diary number is sealed."""
    await work.run(
        "insert into referral.threat_assessment (id, placement_id, case_id, board_id, provider_id, assessed_on, "
        "number_sealed, told, told_by) values (:id, :placement, :case, :board, :provider, :on, :sealed, :at, :person)",
        id=reference,
        placement=placement.id,
        case=placement.case,
        board=placement.board,
        provider=placement.provider,
        on=assessed_on,
        sealed=sealed,
        at=at,
        person=person,
    )


async def threat_assessments(work: Work, placement: UUID) -> list[Row]:
    """List a placement's threat assessments, newest first; the board alone sees them."""
    return await work.rows(
        "select * from referral.threat_assessment where placement_id = :placement order by assessed_on desc, told desc",
        placement=placement,
    )
