"""Counting anew, in the background, what has changed of the duties; until it has, the pages count it themselves."""

from sqlmodel import select

from services.provider_audit.count_tables import DutyToCountRow
from services.provider_audit.pages.board.queries import COUNT_ANEW, ONE_AT_A_TIME
from services.runtime.database.query import query
from services.runtime.service import Context

SECONDS = 1.0
MOST = 500
"""Changes taken at once; many of them are of the same provider, rule and month."""
_ANY = query(select(DutyToCountRow.id).limit(1), into=int)


async def step(context: Context) -> bool:
    """Count what has changed; says whether there may be more."""
    async with context.database.work("provider_audit") as work:
        if await work.one(_ANY) is None or not await work.one(ONE_AT_A_TIME):
            return False
        return (await work.one(COUNT_ANEW, most=MOST) or 0) == MOST
