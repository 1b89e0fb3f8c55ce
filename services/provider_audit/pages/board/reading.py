"""Reading what the grid is made of: the counts of its periods, and one by one what stands and what cannot be judged."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from services.provider_audit.pages.board.counted import Duties, put_together
from services.provider_audit.pages.board.queries import COUNTS
from services.provider_audit.pages.duties import queries as duty_queries
from services.runtime.database.work import Work


async def duties_of(
    work: Work,
    periods: Sequence[str],
    now: datetime,
    stuck: Collection[UUID],
    *,
    weekly: bool = False,
    board: UUID | None = None,
    rule: str = "",
    provider: UUID | None = None,
    owes: str = "",
) -> Duties:
    """Read the duties of some months or weeks that a viewer may see, and whatever stands from any other time.

    Of providers of whom something cannot be judged, `stuck`, every duty of the periods is read: the counts do not know which.
    """
    apart = [each for each in stuck if provider in (None, each)]
    lines = await work.all(
        COUNTS[weekly],
        periods=list(periods),
        now=now,
        apart=apart,
        board=board,
        rule=rule,
        provider=provider,
        owes=owes,
    )
    read = (
        await duty_queries.duties_in(work, periods, weekly=weekly, board=board, rule=rule, providers=apart, owes=owes)
        if apart
        else []
    )
    standing = await duty_queries.standing(work, now, weekly=weekly, board=board, rule=rule, provider=provider)
    return put_together(lines, read, standing, periods, now)
