"""Up to when notify has heard and applied each log: what is told because something did not happen waits for that."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select

from services.notify.copy_tables import HeardUntilRow
from services.notify.schema import LogHeadRow
from services.notify.storage.queries import LOOK, Look
from services.runtime.database.query import query
from services.runtime.database.work import Work

LOGS = ("directory", "referral", "provider_audit")
AT_ONCE = 10_000
"""Positions walked over at one look."""
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_INSTANT = timedelta(microseconds=1)

HEAD = query(select(func.greatest(LogHeadRow.received, EPOCH)), into=datetime)
"""When notify told last, and long ago where it never did."""


async def heard_until(work: Work) -> dict[str, datetime]:
    """Give up to when each log is heard and applied, and notify's own is told; a log of which nothing is known is left out.

    Each look goes on from the last, so that it costs what is new.
    """
    found = {"notify": await work.one(HEAD) or EPOCH}
    more = True
    while more:
        looks = await work.all(LOOK, logs=list(LOGS), limit=AT_ONCE)
        known = {look.log: (_end(look), until) for look in looks if (until := _until(look)) is not None}
        await work.put(
            HeardUntilRow, [{"log": log, "position": end, "until": until} for log, (end, until) in known.items()]
        )
        found |= {log: until for log, (_, until) in known.items()}
        more = any(look.seen == AT_ONCE and not look.halted for look in looks)
    return found


def _end(look: Look) -> int:
    return look.last or look.position


def _until(look: Look) -> datetime | None:
    """Give the latest instant up to which everything of a log is surely applied; None when there is none."""
    sure = [
        look.until,
        look.marked if look.mark is not None and _end(look) >= look.mark else None,
        # The facts of one append share their instant, and its others may not have been heard.
        *(each - _INSTANT for each in (look.received, look.stopped) if each is not None),
    ]
    return max((each for each in sure if each is not None), default=None)
