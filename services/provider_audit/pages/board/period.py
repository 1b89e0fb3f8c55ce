"""One period opened: each of its duties as a line, worst first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from schemas.findings import ObligationState
from services.provider_audit.pages.duties.duty import UNFULFILLED, Duty, shown, state_words
from services.provider_audit.pages.lines import title_of
from services.provider_audit.pages.notified import WITHDRAWN
from services.provider_audit.pages.states import ORDER, CellState
from services.provider_audit.pages.wording import due_words, late, moved_words
from services.runtime.language.words import Words


@dataclass(frozen=True)
class DutyLine:
    """One obligation as the opened period shows it."""

    duty: Duty
    state: CellState
    words: Words
    title: Words
    due: Words
    received: datetime | None
    late: Words | None
    note: Words | None = None


def lines_of(duties: Sequence[Duty], now: datetime) -> list[DutyLine]:
    """Give the lines for duties, worst first; what is owed no more comes last."""
    lines = []
    for duty in duties:
        state = shown(duty, now)
        received_late = duty.state is ObligationState.MET_LATE and duty.finding is not None
        known = duty.met_at if state is CellState.MET or received_late else None
        delay = late(duty.due, known) if known and received_late else None
        due = due_words(duty.due, now, distance=state in UNFULFILLED) + moved_words(duty)
        note = WITHDRAWN.get(duty.lapsed_by or "") if state is CellState.LAPSED else None
        lines.append(DutyLine(duty, state, state_words(duty, state), title_of(duty), due, known, delay, note))
    return sorted(lines, key=lambda line: (ORDER.index(line.state), line.duty.due, line.duty.id))
