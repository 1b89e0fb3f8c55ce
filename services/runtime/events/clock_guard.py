"""Notices a clock that jumped or differs: the database's beside a monotonic one, the broker's and the log's own time."""

from __future__ import annotations

from datetime import datetime

LARGEST_DIFFERENCE = 5.0
"""Seconds the clocks may differ before watermarks are held."""
DRIFT = 0.0005
"""Seconds a second by which honest clocks drift apart; forgiven as time passes."""


class ClockGuard:
    """Adds up how far the database's clock has moved away from a monotonic one since the first look."""

    def __init__(self) -> None:
        """Begin without a look."""
        self._seen: tuple[datetime, float] | None = None
        self.difference = 0.0

    def look(self, database: datetime, monotonic: float) -> str | None:
        """Compare once. Gives why watermarks must be held, or None when the clocks agree."""
        if self._seen is not None:
            passed = monotonic - self._seen[1]
            self.difference += (database - self._seen[0]).total_seconds() - passed
            forgiven = min(abs(self.difference), max(passed, 0) * DRIFT)
            self.difference -= forgiven if self.difference > 0 else -forgiven
        self._seen = (database, monotonic)
        if abs(self.difference) <= LARGEST_DIFFERENCE:
            return None
        direction = "ahead" if self.difference > 0 else "back"
        return (
            f"the database's clock jumped {abs(self.difference):.0f} s {direction}: set it right, "
            "or start Utväg again when it is right as it stands"
        )


def broker_difference(database: datetime, broker_milliseconds: int) -> str | None:
    """Compare the broker's clock, as it stamped a message, with the database's at that moment."""
    difference = broker_milliseconds / 1000 - database.timestamp()
    if abs(difference) <= LARGEST_DIFFERENCE:
        return None
    return f"the broker's clock and the database's differ by {abs(difference):.0f} s: set the wrong one right"


def log_ahead(log: str, seconds: float) -> str | None:
    """Say that a clock once ran ahead: what was appended then carries that time, and the log's time never goes back."""
    if seconds <= LARGEST_DIFFERENCE:
        return None
    return (
        f"the log {log} holds facts of a clock that ran {seconds:.0f} s ahead: watermarks go on when that time has come"
    )
