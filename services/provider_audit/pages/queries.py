"""What the audit's pages read, always under the viewer's own row-level security.

Duties are read by SQL: they come of a view and of what is expected, put together in a union of some twenty columns.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, func
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from services.provider_audit.page_tables import OrganisationRow, StuckRow, SubjectRow
from services.provider_audit.schema import ProgressRow
from services.runtime.database.expressions import among
from services.runtime.database.query import query
from services.runtime.database.work import Work


@dataclass(frozen=True)
class AuditProgress:
    """How far everything has been consumed and judged. `stalled` when that is more than two minutes ago."""

    until: datetime | None
    stalled: bool


@dataclass(frozen=True, slots=True)
class _Judged:
    until: datetime | None


class _Named(NamedTuple):
    id: UUID
    name: str


class _Stuck(NamedTuple):
    provider: UUID
    since: datetime


class _Paused(NamedTuple):
    provider: UUID
    number: int


STALE_SECONDS = 120
_GIVEN = aliased(SubjectRow)
_PROGRESS = query(select(ProgressRow.until), into=_Judged)
_SAME_CASE = query(
    select(SubjectRow.id).where(
        col(SubjectRow.case).in_(select(_GIVEN.case).where(among(_GIVEN.id, "abouts"))),
    ),
    into=UUID,
)
_STUCK = query(
    select(StuckRow.provider, func.min(StuckRow.since).label("since")).group_by(col(StuckRow.provider)), into=_Stuck
)
_STUCK_ABOUT = query(
    select(StuckRow.since).where(StuckRow.provider == bindparam("provider")).order_by(col(StuckRow.since)).limit(1),
    into=datetime,
)
_NAMES = query(select(OrganisationRow.id, OrganisationRow.name), into=_Named)
_BOARDS = query(
    select(OrganisationRow.id, OrganisationRow.name)
    .where(OrganisationRow.kind == "board")
    .order_by(col(OrganisationRow.name)),
    into=_Named,
)
_PAUSED = query(
    select(SubjectRow.provider, func.count().label("number"))
    .where(col(SubjectRow.paused_from).is_not(None))
    .group_by(col(SubjectRow.provider)),
    into=_Paused,
)


async def progress(work: Work, now: datetime) -> AuditProgress:
    """Read how far the judge has come."""
    judged = await work.one(_PROGRESS)
    until = judged.until if judged else None
    return AuditProgress(until, until is None or (now - until).total_seconds() > STALE_SECONDS)


async def same_case(work: Work, abouts: Iterable[UUID]) -> list[UUID]:
    """Give the placements and referrals of the same cases as the given ones, with these themselves."""
    given = list(abouts)
    return list(dict.fromkeys([*given, *await work.all(_SAME_CASE, abouts=given)]))


async def stuck(work: Work) -> dict[UUID, datetime]:
    """Read since when something of a provider cannot be judged, by provider."""
    return {each.provider: each.since for each in await work.all(_STUCK)}


async def stuck_about(work: Work, provider: UUID) -> datetime | None:
    """Read since when something of a provider cannot be judged."""
    return await work.one(_STUCK_ABOUT, provider=provider)


async def names(work: Work) -> dict[UUID, str]:
    """Read the names of boards, providers and units."""
    return {each.id: each.name for each in await work.all(_NAMES)}


async def boards(work: Work) -> list[tuple[UUID, str]]:
    """Read the boards, by name."""
    return [(each.id, each.name) for each in await work.all(_BOARDS)]


async def paused(work: Work) -> dict[UUID, int]:
    """Count the placements on hold, by provider."""
    return {each.provider: each.number for each in await work.all(_PAUSED)}
