"""What will be owed: the report of a month that is not over yet, for pages that look ahead; nothing is judged by it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.provider_audit.calendar import DAY, civil_date, first_instant, month_start
from services.provider_audit.facts.dossier import Dossier
from services.provider_audit.facts.subject_history import Placement, placement
from services.provider_audit.judge.resolve import DUTIES, Reading
from services.provider_audit.rules.claims import under
from services.provider_audit.rules.declaration import Cause, Claim
from services.provider_audit.rules.months import month_contract, month_owed
from services.provider_audit.rules.r02_monthly_report import REPORTS

MONTHLY = DUTIES["R02"]


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
    running = dict.fromkeys(subject for placed in dossier.placed.values() for subject in placed)
    found = (_next(dossier, placement(dossier, subject)) for subject in running)
    return [each for each in found if each is not None]


def _next(dossier: Dossier, told: Placement) -> Expected | None:
    start, chosen, ahead = told.start, under(told), dossier.looked_ahead.get(str(told.id))
    if start is None or chosen is None or ahead is None or told.ended_at is not None:
        return None
    month = month_start(civil_date(ahead), -1)
    last, over, period = month_start(month, 1) - DAY, first_instant(month_start(month, 1)), f"{month:%Y-%m}"
    if any(hold.to_at is None for hold in told.holds) or told.handed_in(*REPORTS, period=period):
        return None
    reading = Reading(dossier, over, {})
    contract = month_contract(reading, chosen, last, over)
    if contract is None:
        return None
    numbers = reading.numbers(MONTHLY, contract, last, over)
    if not month_owed(told, start, month, contract, numbers["placed_days"]):
        return None
    claim = Claim(
        cause=Cause(fact=None, start=first_instant(month), received=over),
        about=told.id,
        board=told.board,
        day=last,
        period=period,
        contract=contract,
    )
    due = reading.due(MONTHLY, claim)
    return Expected(dossier.provider, chosen.board, told.id, period, due) if due else None
