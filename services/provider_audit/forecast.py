"""What will be owed: the report of a month that is not over yet, for pages that look ahead; nothing is judged by it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.provider_audit.calendar import DAY, first_instant, month_start
from services.provider_audit.contracts import governing
from services.provider_audit.dossier import Dossier, Placement
from services.provider_audit.duty import due_of, key_of, numbers_of
from services.provider_audit.months import MONTHLY, month_owed


@dataclass(frozen=True)
class Expected:
    """A monthly report that comes, if the placement goes on as it is."""

    provider: UUID
    board: UUID
    about: UUID
    period: str
    due: datetime


def expected(dossier: Dossier) -> list[Expected]:
    """Give the next monthly report of every placement that goes on and is not on hold, unless it has come in already."""
    found = (_next(dossier, placement) for placement in dossier.placements.values())
    return [each for each in found if each is not None]


def _next(dossier: Dossier, placement: Placement) -> Expected | None:
    start, month = placement.start, placement.next_month
    if start is None or month is None or placement.ended_at is not None:
        return None
    period, last = f"{month:%Y-%m}", month_start(month, 1) - DAY
    resting = any(hold.to_at is None for hold in placement.holds)
    if resting or key_of(MONTHLY.id, period) in placement.submissions or last < start.audited_from:
        return None
    contract = governing(dossier, placement.board, start.form, start.contract, last)
    if contract is None:
        return None
    numbers = numbers_of(MONTHLY, contract, last, None)
    if not month_owed(placement, start, month, contract, numbers):
        return None
    due = due_of(MONTHLY, first_instant(month), numbers, "", None)
    return Expected(dossier.provider, placement.board, placement.id, period, due)
