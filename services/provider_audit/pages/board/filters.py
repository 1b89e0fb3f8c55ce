"""What the query of Uppföljning asks for: board, kind, state, months or weeks, up to when."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from urllib.parse import urlencode
from uuid import UUID

from services.provider_audit.pages.board.periods import month_of, months_up_to, weeks_up_to
from services.provider_audit.pages.states import ORDER, CellState
from services.provider_audit.pages.wording import RULES
from services.runtime.language.dates import civil_day
from services.runtime.language.typed_day import is_month

FILTERED_STATES = tuple(state for state in ORDER if state is not CellState.NOTHING)


@dataclass(frozen=True)
class Filters:
    """What the query of Uppföljning asks for; what it does not understand it leaves out."""

    board: UUID | None = None
    kind: str = ""
    state: CellState | None = None
    weekly: bool = False
    to: str = ""
    by_board: bool = False
    sort: str = ""

    def query(self, **change: object) -> str:
        """Write the filters as a query, with some of them changed."""
        asked = replace(self, **change)  # type: ignore[arg-type]
        chosen = {
            "board": asked.board,
            "kind": asked.kind,
            "state": asked.state,
            "by": "week" if asked.weekly else "",
            "to": asked.to,
            "rows": "board" if asked.by_board else "",
            "sort": asked.sort,
        }
        return urlencode({name: str(value) for name, value in chosen.items() if value})


def read_filters(query: dict[str, str]) -> Filters:
    """Read the filters from a query."""
    return Filters(
        board=_identity(query.get("board", "")),
        kind=query.get("kind", "") if query.get("kind") in RULES else "",
        state=CellState(query["state"]) if query.get("state") in {state.value for state in FILTERED_STATES} else None,
        weekly=query.get("by") == "week",
        to=_month(query.get("to", "")),
        by_board=query.get("rows") == "board",
        sort=query.get("sort", "") if query.get("sort") in ("name", "rate") else "",
    )


def periods_of(filters: Filters, now: datetime, number: int) -> tuple[str, ...]:
    """Give the months or weeks the grid shows, the last one the chosen month or the running one."""
    today = civil_day(now)
    last = filters.to or month_of(today)
    if not filters.weekly:
        return months_up_to(last, number)
    end = today if last == month_of(today) else _last_day_of(last)
    return weeks_up_to(end, number)


def _identity(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _month(text: str) -> str:
    return text if is_month(text) else ""


def _last_day_of(month: str) -> date:
    after = months_up_to(month, 1)[0]
    year, number = int(after[:4]), int(after[5:])
    first_after = date(year + number // 12, number % 12 + 1, 1)
    return date.fromordinal(first_after.toordinal() - 1)
