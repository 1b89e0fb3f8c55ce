"""The loop that finds notices long due that still wait for logs to be applied; health and an alarm report them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import DateTime, bindparam, case, exists, func, select
from sqlmodel import col

from schemas.findings import Severity
from services.notify.tables import NoticeRow
from services.runtime.database.query import query
from services.runtime.service import Context
from services.runtime.tables import InstanceRow
from services.runtime.telemetry import Logger, Metric, show

SECONDS = 30.0
GRACE_PERIOD, CRITICAL_GRACE_PERIOD = timedelta(minutes=5), timedelta(minutes=2)
"""How long after its instant a notice may wait before it is reported; the first minute is by design."""
SAY = Logger("notices")


@dataclass(frozen=True)
class Waiting:
    """How many notices wait, how many of them of critical findings, and since when the first one does."""

    number: int
    critical: int
    since: datetime | None


_critical = col(NoticeRow.severity) == Severity.CRITICAL.value
_at = DateTime(timezone=True)
# While a demonstration's year is lived, services consume only when the next act needs them to have done so.
_lived = exists().where(col(InstanceRow.kind) == "demonstration", col(InstanceRow.clock_offset) < timedelta(hours=-1))
WAITING = query(
    select(
        func.count().label("number"),
        func.count().filter(_critical).label("critical"),
        func.min(NoticeRow.send_at).label("since"),
    ).where(
        col(NoticeRow.state) == "planned",
        ~_lived,
        col(NoticeRow.send_at)
        < case((_critical, bindparam("critical_since", type_=_at)), else_=bindparam("since", type_=_at)),
    ),
    into=Waiting,
)


UNREACHED = query(
    select(
        func.count().label("number"),
        func.count().filter(_critical).label("critical"),
        func.min(NoticeRow.send_at).label("since"),
    ).where(col(NoticeRow.state) == "unreached", col(NoticeRow.over_at).is_(None)),
    into=Waiting,
)


class Overdue:
    """Checks again and again; what waits at two checks in a row is an alarm, once while it lasts.

    Such a notice is not sent by the clock alone: it would say that nobody answered before the answers were consumed.
    """

    def __init__(self) -> None:
        """Begin with no checks made."""
        self._looks = 0

    async def step(self, context: Context) -> bool:
        """Check once."""
        async with context.database.work("notify") as work:
            now = await work.now()
            seen = await work.one(WAITING, since=now - GRACE_PERIOD, critical_since=now - CRITICAL_GRACE_PERIOD)
            unreached = await work.one(UNREACHED)
        _show(Metric.NOTICES_HELD, seen)
        _show(Metric.NOTICES_UNREACHED, unreached)
        found = seen if seen is not None and seen.number else None
        self._looks = self._looks + 1 if found else 0
        context.behind["notify"] = _words(found) if found else ""
        if found and self._looks == 2:  # noqa: PLR2004
            since = found.since.isoformat() if found.since else ""
            SAY.alarm("notices", _words(found), critical=found.critical, since=since)
        return False


def _show(metric: Metric, found: Waiting | None) -> None:
    critical = found.critical if found else 0
    show(metric, "critical", value=critical)
    show(metric, "other", value=found.number - critical if found else 0)


def _words(found: Waiting) -> str:
    critical = f", {found.critical} of them critical," if found.critical else ""
    return f"notify: {found.number} notices{critical} wait for the logs they rest on to be heard"
