"""Brister: the findings a viewer may see, in tabs by what is to be done."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fastapi import Depends, Request, Response
from sqlalchemy import ColumnElement, and_, any_, bindparam, func, literal, not_, or_
from sqlmodel import col, select

from schemas.codes import Role
from schemas.findings import Casework, Party, Standing
from services.provider_audit.pages import queries
from services.provider_audit.pages.findings import finding_lines
from services.provider_audit.pages.states import CASEWORK, PRELIMINARY, PRELIMINARY_STATES, SEVERITY, STANDING
from services.provider_audit.pages.wording import RULES, headline, rule_title, since_words
from services.provider_audit.tables import FindingRow
from services.runtime.database.query import Query, query
from services.runtime.database.work import Work
from services.runtime.language.dates import last_day
from services.runtime.language.words import Words, count_words
from services.runtime.web import Paging, Viewer, allow, fill, pages_router, render

router = pages_router("provider_audit")
READERS = (Role.COORDINATOR, Role.UNIT_MANAGER, Role.CONTROLLER, Role.PROVIDER_MANAGER, Role.SUPERVISOR)


@dataclass(frozen=True, eq=False)
class Tab:
    """One tab of findings: its name, which findings stand in it, and what its emptiness means."""

    key: str
    words: Words
    where: ColumnElement[bool]
    empty: Words


_TO_REPLY = (Casework.UNANSWERED, Casework.COMPLETION)
_UNDECIDED = (*_TO_REPLY, Casework.REPLIED)
_BY_NOW = col(FindingRow.answer_by) <= bindparam("now")


def _open(*casework: Casework) -> ColumnElement[bool]:
    return and_(
        col(FindingRow.standing) != Standing.WITHDRAWN.value,
        col(FindingRow.casework).in_([each.value for each in casework]),
    )


_TO_DECIDE = or_(_open(Casework.REPLIED), and_(_open(*_TO_REPLY), _BY_NOW))
BOARD_TABS = (
    Tab(
        "decide",
        Words(sv="Att besluta", en="To decide"),
        _TO_DECIDE,
        Words(sv="Ingen brist att besluta i dag.", en="No finding to decide today."),
    ),
    Tab(
        "waiting",
        Words(sv="Väntar på svar", en="Waiting for a reply"),
        and_(_open(*_TO_REPLY), not_(_BY_NOW)),
        Words(sv="Ingen brist väntar på svar.", en="No finding is waiting for a reply."),
    ),
    Tab(
        "remedy",
        Words(sv="Åtgärd pågår", en="Being remedied"),
        _open(Casework.CONFIRMED),
        Words(sv="Ingen fastställd brist är öppen.", en="No confirmed finding is open."),
    ),
    Tab(
        "done",
        Words(sv="Avslutade", en="Closed"),
        or_(
            col(FindingRow.standing) == Standing.WITHDRAWN.value,
            col(FindingRow.casework).in_([Casework.DISMISSED.value, Casework.CLOSED.value]),
        ),
        Words(sv="Inget är avslutat än.", en="Nothing has been closed yet."),
    ),
)


def _own(side: Party) -> tuple[Tab, ...]:
    """Give the tabs of a side that answers: what it owes and has not answered comes first."""
    it = literal(side.value)
    mine = and_(it == any_(col(FindingRow.owes)), not_(it == any_(col(FindingRow.replied))))
    return (
        Tab(
            "decide",
            Words(sv="Att svara på", en="To answer"),
            and_(_open(*_UNDECIDED), mine),
            Words(sv="Inget att svara på i dag.", en="Nothing to answer today."),
        ),
        Tab(
            "waiting",
            Words(sv="Väntar på beslut eller svar", en="Waiting for a decision or a reply"),
            and_(_open(*_UNDECIDED), not_(mine)),
            Words(sv="Ingen brist väntar på beslut.", en="No finding is waiting for a decision."),
        ),
        *BOARD_TABS[2:],
    )


_OWN_TO_DECIDE = and_(func.cardinality(FindingRow.boards) == 0, _TO_DECIDE)
SUPERVISOR_TABS = (
    Tab("decide", BOARD_TABS[0].words, _OWN_TO_DECIDE, BOARD_TABS[0].empty),
    Tab(
        "waiting",
        Words(sv="Väntar på svar eller nämndens beslut", en="Waiting for a reply or the board's decision"),
        and_(_open(*_UNDECIDED), not_(_OWN_TO_DECIDE)),
        Words(sv="Ingen brist väntar på svar eller beslut.", en="No finding is waiting for a reply or a decision."),
    ),
    *BOARD_TABS[2:],
)
"""A supervisor decides only what concerns no board."""

_OF_BOARD = _own(Party.BOARD)
_ANSWERING = {
    Role.PROVIDER_MANAGER: _own(Party.PROVIDER),
    Role.COORDINATOR: _OF_BOARD,
    Role.UNIT_MANAGER: _OF_BOARD,
}
_ALL = (BOARD_TABS, SUPERVISOR_TABS, *_ANSWERING.values())
_COUNT = {
    tabs: query(select(*(func.count().filter(tab.where).label(tab.key) for tab in tabs)).select_from(FindingRow))
    for tabs in _ALL
}
"""How many findings stand in each tab, by its key."""
_COUNT_ONE = {
    tab: query(select(func.count()).select_from(FindingRow).where(tab.where), into=int) for tabs in _ALL for tab in tabs
}
_WORST = {tab: finding_lines.worst(tab.where) for tabs in _ALL for tab in tabs}


def tabs_of(role: Role) -> tuple[Tab, ...]:
    """Give the tabs of a role: those who answer see that first, those who decide see that first."""
    return SUPERVISOR_TABS if role is Role.SUPERVISOR else _ANSWERING.get(role, BOARD_TABS)


@router.get("/findings")
async def findings(request: Request, viewer: Viewer = Depends(allow(*READERS))) -> Response:
    """List the findings of one tab, grouped by provider and rule."""
    await fill(request, viewer, "decide")
    tabs = tabs_of(viewer.role)
    now = request.state.now
    async with request.app.state.database.work("provider_audit", scope=viewer.scope) as work:
        progress = await queries.progress(work, now)
        counts = await _counts(work, tabs, now)
        chosen = _choose(tabs, counts, request.query_params.get("tab", ""))
        paging = Paging("/findings", {"tab": chosen.key}, counts[chosen.key], request.query_params.get("page", ""))
        lines = await worst_in(work, chosen, now, paging.size, paging.offset)
        names = await queries.names(work)
    return render(
        request,
        "provider_audit/findings.html",
        viewer,
        title=Words(sv="Brister", en="Findings"),
        progress=progress,
        answer=_answer(tabs[0], counts[tabs[0].key], answers=viewer.role in _ANSWERING),
        acts=bool(counts[tabs[0].key]),
        tabs=[(Words(sv=f"{tab.words.sv} ({counts[tab.key]})", en=f"{tab.words.en} ({counts[tab.key]})"),
               f"/findings?tab={tab.key}", tab.key == chosen.key) for tab in tabs],
        chosen=chosen,
        last_day=last_day,
        lines=lines,
        paging=paging,
        names=names,
        **vocabulary(),
    )  # fmt: skip


def vocabulary() -> dict[str, Any]:
    """Give the words and functions that templates about findings use."""
    return {
        "severity": SEVERITY,
        "standing": STANDING,
        "casework": CASEWORK,
        "preliminary": PRELIMINARY,
        "preliminary_states": PRELIMINARY_STATES,
        "headline": headline,
        "since_words": since_words,
        "rule_title": rule_title,
        "rules": RULES,
    }


async def _counts(work: Work, tabs: tuple[Tab, ...], now: datetime) -> dict[str, int]:
    return await work.one(_COUNT[tabs], **_asked(_COUNT[tabs], now)) or {}


async def count_in(work: Work, tab: Tab, now: datetime) -> int:
    """Count the findings of one tab."""
    return await work.one(_COUNT_ONE[tab], **_asked(_COUNT_ONE[tab], now)) or 0


async def worst_in(work: Work, tab: Tab, now: datetime, limit: int, offset: int = 0) -> list[finding_lines.FindingLine]:
    """Read a part of the findings of one tab, the worst first."""
    return await work.all(_WORST[tab], limit=limit, offset=offset, **_asked(_WORST[tab], now))


def _choose(tabs: tuple[Tab, ...], counts: dict[str, int], asked: str) -> Tab:
    for tab in tabs:
        if tab.key == asked:
            return tab
    return next((tab for tab in tabs if counts[tab.key]), tabs[0])


def _asked(asks: Query[Any], now: datetime) -> dict[str, Any]:
    """Give the instant to a statement that asks for it: those of a side that answers do not."""
    return {"now": now} if "now" in asks.names else {}


def _answer(first: Tab, number: int, *, answers: bool) -> Words:
    if not number:
        return first.empty
    number_words = count_words(number, Words(sv="brist", en="finding"), Words(sv="brister", en="findings"))
    if answers:
        return number_words + Words(sv=" väntar på ert svar.", en=" waiting for your reply.")
    return number_words + Words(sv=" väntar på beslut.", en=" waiting for a decision.")
