"""Whose word the judgements are."""

from collections.abc import Sequence
from datetime import timedelta

from sqlmodel import col, select

from schemas.codes import Origin
from schemas.envelope import Event
from schemas.new_event import Author
from services.provider_audit.schema import InboxRow
from services.runtime.database.query import query
from services.runtime.database.work import Work
from services.runtime.language.identifiers import PLATFORM
from services.runtime.tables import InstanceRow

# A due that passes between two facts of the demonstration year: its clock is in the past, and nobody has clicked yet.
YEAR_PASSES = query(
    select(col(InstanceRow.kind)).where(
        col(InstanceRow.kind) == "demonstration", col(InstanceRow.clock_offset) < timedelta(hours=-1)
    ),
    into=str,
)
NEWEST_ORIGIN = query(
    select(InboxRow.origin).where(col(InboxRow.log) == "referral").order_by(col(InboxRow.position).desc()).limit(1),
    into=str,
)


async def judge_of(work: Work, batch: Sequence[Event]) -> Author:
    """Give the platform as the author; its origin tells what is judged while a demonstration is loaded."""
    if batch:
        loading = all(event.origin is Origin.DEMONSTRATION for event in batch)
    else:
        loading = await _year_passes(work)
    return Author(teller=PLATFORM, origin=Origin.DEMONSTRATION if loading else Origin.API, arrived=await work.now())


async def _year_passes(work: Work) -> bool:
    if await work.one(YEAR_PASSES) is None:
        return False
    return await work.one(NEWEST_ORIGIN) in (None, Origin.DEMONSTRATION.value)
