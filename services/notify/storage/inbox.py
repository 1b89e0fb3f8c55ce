"""Up to when notify has applied each log: notices that say that something did not happen wait for that."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select

from services.notify.copy_tables import AppliedUntilRow
from services.notify.schema import LogHeadRow
from services.notify.storage.queries import LOOK, Look
from services.runtime.database.query import query
from services.runtime.database.work import Work

LOGS = ("directory", "referral", "provider_audit")
AT_ONCE = 10_000
"""Positions of a log read by one statement."""
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_INSTANT = timedelta(microseconds=1)

HEAD = query(select(func.greatest(LogHeadRow.received, EPOCH)), into=datetime)
"""When notify emitted last, and long ago where it never did."""


async def applied_until(work: Work) -> dict[str, datetime]:
    """Give up to when each log is applied, and notify's own is emitted; a log of which nothing is known is left out.

    Each call goes on from the last, so that it costs what is new.
    """
    found = {"notify": await work.one(HEAD) or EPOCH}
    more = True
    while more:
        looks = await work.all(LOOK, logs=list(LOGS), limit=AT_ONCE)
        known = {look.log: (_end(look), until) for look in looks if (until := _until(look)) is not None}
        await work.put(
            AppliedUntilRow, [{"log": log, "position": end, "until": until} for log, (end, until) in known.items()]
        )
        found |= {log: until for log, (_, until) in known.items()}
        more = any(look.seen == AT_ONCE and not look.halted for look in looks)
    return found


def _end(look: Look) -> int:
    return look.last or look.position


def _until(look: Look) -> datetime | None:
    """Give the latest instant up to which every event of a log is surely applied; None when there is none."""
    sure = [
        look.until,
        look.marked if look.mark is not None and _end(look) >= look.mark else None,
        # The events of one append share their instant, and the others of it may not have been consumed.
        *(each - _INSTANT for each in (look.received, look.stopped) if each is not None),
    ]
    return max((each for each in sure if each is not None), default=None)
