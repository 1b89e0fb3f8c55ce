"""The loop that looks for notices whose time came long ago and that still wait for logs to be heard: health and an alarm say so."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from schemas.codes import Severity
from services.runtime.service import Context
from services.runtime.telemetry import Logger

SECONDS = 30.0
PATIENCE, CRITICAL_PATIENCE = timedelta(minutes=5), timedelta(minutes=2)
"""How long after its instant a notice may wait before somebody is told: a minute of it is how notices are decided."""
SAY = Logger("notices")

# While a demonstration's year is lived, nobody hears but when somebody needs them to have heard.
_WAITING = """select count(*) as number, count(*) filter (where severity = :critical) as critical, min(send_at) as since
    from notify.notice where state = 'planned'
    and not exists (select from runtime.instance where kind = 'demonstration' and clock_offset < interval '-1 hour')
    and send_at < runtime.now() - case when severity = :critical then cast(:short as interval) else cast(:long as interval) end"""


class Overdue:
    """Looks again and again; what waits at two looks in a row is an alarm, once while it lasts.

    A notice is not told by the clock for that: that nobody answered, or that nobody holds a role, would be said unheard.
    """

    def __init__(self) -> None:
        """Begin with nothing seen."""
        self._looks = 0

    async def step(self, context: Context) -> bool:
        """Look once."""
        async with context.database.work("notify") as work:
            row = await work.row(_WAITING, critical=Severity.CRITICAL.value, short=CRITICAL_PATIENCE, long=PATIENCE)
        found = row if row is not None and row["number"] else None
        self._looks = self._looks + 1 if found else 0
        context.behind["notify"] = _words(found) if found else ""
        if found and self._looks == 2:  # noqa: PLR2004
            SAY.alarm("notices", _words(found), critical=found["critical"], since=found["since"].isoformat())
        return False


def _words(row: Mapping[Any, Any]) -> str:
    critical = f", {row['critical']} of them critical," if row["critical"] else ""
    return f"notify: {row['number']} notices{critical} wait for the logs they rest on to be heard"
