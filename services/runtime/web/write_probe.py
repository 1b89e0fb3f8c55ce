"""Asks whether the database takes anything in: a page may be shown for long after nothing can be submitted any more."""

import time
from dataclasses import dataclass, field

from services.runtime.database.pool import Database
from services.runtime.errors import StatementFailed
from services.runtime.web.queries import EMPTIED, FILLED, SHORT_WAIT

KEPT_SECONDS = 5.0
"""Nobody who asks more often makes the database write more often."""
FILLING = 16_384


@dataclass
class WriteProbe:
    """Writes a little and commits it, at most once in five seconds.

    The table is emptied first, which gives it a new file, so that each probe needs room on the disk as a fact does.
    """

    database: Database
    _asked: float = field(default=float("-inf"))
    _wrong: tuple[str, ...] = ()

    async def wrong(self) -> list[str]:
        """Say why nothing can be submitted; empty when the database answers and takes what is written."""
        if time.monotonic() - self._asked > KEPT_SECONDS:
            self._asked = time.monotonic()
            self._wrong = await self._look()
        return list(self._wrong)

    async def _look(self) -> tuple[str, ...]:
        try:
            async with self.database.plain() as plain:
                await plain.run(SHORT_WAIT)
                await plain.run(EMPTIED)
                await plain.run(FILLED, characters=FILLING)
        except StatementFailed as failed:
            if failed.lost or not failed.sqlstate or failed.sqlstate.startswith("08"):
                return (f"the database does not answer: {failed}",)
            return (f"the database takes nothing in: {failed}",)
        except (OSError, TimeoutError, ValueError) as wrong:
            return (f"the database does not answer: {type(wrong).__name__}",)
        return ()
