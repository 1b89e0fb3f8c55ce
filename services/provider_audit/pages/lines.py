"""A duty as one line of a list: what it is, its state, when it is due, and where the viewer's role fulfils it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from schemas.codes import Role
from services.provider_audit.pages.naming import duty_title, which
from services.provider_audit.pages.states import (
    KINDS,
    LOOKS,
    OWED_NO_MORE,
    UNFULFILLED,
    CellState,
    Duty,
    shown,
    state_words,
)
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


_ATTEST = Words(sv="Intyga", en="Attest")
_CORRECT = Words(sv="Lämna rättad", en="Submit the corrected one")
_OF_BOARD: dict[str, tuple[str, Words]] = {
    "S01": (
        "/placements/{about}/threat-assessments",
        Words(sv="Registrera hotbedömning", en="Register a threat assessment"),
    ),
    "T01": ("/contracts/{about}", Words(sv="Öppna avtalet", en="Open the contract")),
}
_VERBS: dict[Role, dict[str, tuple[str, Words]]] = {
    Role.PROVIDER_MANAGER: {
        "R01": ("/placements/{about}/plan", Words(sv="Lämna plan", en="Submit plan")),
        "R01/return": ("/placements/{about}/plan", _CORRECT),
        "R02": ("/placements/{about}/reports/{period}", Words(sv="Lämna månadsrapport", en="Submit report")),
        "R02/return": ("/placements/{about}/reports/{month}", _CORRECT),
        "R03": ("/placements/{about}/plan", Words(sv="Följ upp planen", en="Follow up the plan")),
        "R04": ("/placements/{about}/end-report", Words(sv="Lämna slutrapport", en="Submit end report")),
        "R04/return": ("/placements/{about}/end-report", _CORRECT),
        "R05/phone": ("/placements/{about}/incidents", Words(sv="Läs händelsen", en="Read the incident")),
        "R05/written": ("/placements/{about}/incidents", Words(sv="Anmäl skriftligt", en="Report in writing")),
        "R08": ("/placements/{about}", Words(sv="Öppna uppdraget", en="Open the placement")),
        "R09": ("/referrals/{about}/answer", Words(sv="Besvara", en="Answer")),
        "S05": ("/placements/{about}/safety-plan", Words(sv="Lämna säkerhetsplan", en="File the safety plan")),
        "T02": ("/information-requests/{period}", Words(sv="Svara", en="Answer")),
        "T08": ("/attest", _ATTEST),
        "P01": ("/attest", _ATTEST),
    },
    Role.COORDINATOR: _OF_BOARD,
    Role.UNIT_MANAGER: _OF_BOARD,
}
"""Where a role fulfils a duty, by rule and which of its duties."""


def _act(duty: Duty, role: Role) -> tuple[str, Words] | None:
    verbs = _VERBS.get(role, {})
    found = verbs.get(which(duty.rule, duty.period)) or verbs.get(duty.rule)
    if found is None:
        return None
    path, verb = found
    month = duty.month or ""
    address = path.format(about=duty.about, period=duty.period, month=month)
    return address.removesuffix("/"), verb


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
