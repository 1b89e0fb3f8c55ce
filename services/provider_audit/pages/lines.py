"""A duty as one line of a list: what it is, its state, when it is due, and where the viewer's role fulfils it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from schemas.codes import Role
from schemas.findings import Party
from services.provider_audit.judge.reading import RULES
from services.provider_audit.pages.duties.duty import UNFULFILLED, Duty, shown, state_words
from services.provider_audit.pages.naming import duty_title, named
from services.provider_audit.pages.states import KINDS, LOOKS, OWED_NO_MORE, CellState
from services.provider_audit.pages.wording import due_words, moved_words, since_words
from services.runtime.language.words import Words

BOARD = (Role.COORDINATOR, Role.UNIT_MANAGER)


@dataclass(frozen=True)
class Line:
    """One thing to do or to know of."""

    kind: str
    state: Words
    symbol: str
    title: Words
    case: UUID | None
    provider: str
    due: Words
    url: str
    verb: Words
    note: Words | None = None
    """What else is known of it, such as why it was returned."""


_OWED_BY = {Role.PROVIDER_MANAGER: Party.PROVIDER, Role.COORDINATOR: Party.BOARD, Role.UNIT_MANAGER: Party.BOARD}
"""Whose duties a role fulfils."""


def _act(duty: Duty, role: Role) -> tuple[str, Words] | None:
    rule, of_duty = RULES.get(duty.rule), named(duty.rule, duty.period)
    if rule is None or of_duty is None or of_duty.page is None or _OWED_BY.get(role) is not rule.owes[0]:
        return None
    address = of_duty.page.path.format(about=duty.about, period=duty.period, month=duty.month or "")
    return address.removesuffix("/"), of_duty.page.verb


def title_of(duty: Duty) -> Words:
    """Name a duty."""
    return duty_title(duty.rule, duty.period, duty.day, duty.month)


def line_of(duty: Duty, names: Mapping[UUID, str], now: datetime, role: Role) -> Line | None:
    """Give a duty as a line, None when it is owed no more."""
    state = shown(duty, now)
    if state in OWED_NO_MORE:
        return None
    act = _act(duty, role)
    if act is not None:
        url, verb = act
    elif duty.finding:
        url, verb = f"/findings/{duty.finding}", Words(sv="Läs bristen", en="Read the finding")
    elif role in BOARD and duty.case:
        url, verb = f"/cases/{duty.case}", Words(sv="Öppna ärendet", en="Open the case")
    else:
        month = duty.cell
        url, verb = f"/compliance/{duty.provider}/{month}", Words(sv="Visa", en="Show")
    look = LOOKS[state]
    return Line(
        KINDS[state],
        since_words(duty.stuck_since) if state is CellState.CANNOT and duty.stuck_since else state_words(duty, state),
        look.symbol,
        title_of(duty),
        duty.case,
        names.get(duty.provider, "–"),
        due_words(duty.due, now, distance=state in UNFULFILLED) + moved_words(duty),
        url,
        verb,
    )
