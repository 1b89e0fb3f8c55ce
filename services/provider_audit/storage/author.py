"""Whose word the judgements are."""

from collections.abc import Sequence

from schemas.codes import Origin
from schemas.envelope import Author, Event
from services.runtime.database.work import Work
from services.runtime.language.identifiers import PLATFORM


async def judge_of(work: Work, batch: Sequence[Event]) -> Author:
    """Give the platform as the author; its origin tells what is judged while a demonstration is loaded."""
    if batch:
        loading = all(event.origin is Origin.DEMONSTRATION for event in batch)
    else:
        row = await work.row(_LOADING, origin=Origin.DEMONSTRATION.value)
        loading = bool(row and row["loading"])
    return Author(teller=PLATFORM, origin=Origin.DEMONSTRATION if loading else Origin.API, arrived=await work.now())


# A due that passes between two facts of the demonstration year: its clock is in the past, and nobody has clicked yet.
_LOADING = """select kind = 'demonstration' and clock_offset < interval '-1 hour' and coalesce((select
  body::jsonb ->> 'origin' = :origin from provider_audit.heard where log = 'referral' order by position desc limit 1), true)
  as loading from runtime.instance"""
