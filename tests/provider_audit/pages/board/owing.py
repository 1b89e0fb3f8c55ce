"""A duty as a cell shows it."""

from datetime import datetime
from uuid import UUID

from schemas.findings import ObligationState, Severity
from services.provider_audit.pages.board.periods import months_up_to
from services.provider_audit.pages.duties.duty import Duty
from tests.provider_audit.play import at

NOW = at("2026-11-22 13:05")
NORDVIKEN, ANKARET = UUID(int=1), UUID(int=2)
NAMES = {NORDVIKEN: "Nordviken Stöd AB", ANKARET: "Ankaret Boende AB"}
MONTHS = months_up_to("2026-11", 4)


def duty(
    number: int, state: ObligationState, month: str, *, provider: UUID = NORDVIKEN, due_at: datetime | None = None
) -> Duty:
    """A monthly report of a month, with its finding when it is missing or late."""
    found = UUID(int=1000 + number) if state in (ObligationState.MISSED, ObligationState.MET_LATE) else None
    return Duty(
        id=UUID(int=number), rule="R02", provider=provider, board=UUID(int=9), about=UUID(int=number), period=month,
        due=due_at or at("2026-11-06 23:00"), state=state, cell=month, finding=found, severity=Severity.MEDIUM if found else None,
    )  # fmt: skip
