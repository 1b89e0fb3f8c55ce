"""Brister: the findings a viewer may see, in tabs by what is to be done."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fastapi import Depends, Request, Response

from schemas.codes import Party, Role
from services.provider_audit.pages import queries
from services.provider_audit.pages.findings import finding_lines
from services.provider_audit.pages.states import CASEWORK, PRELIMINARY, PRELIMINARY_STATES, SEVERITY, STANDING
from services.provider_audit.pages.wording import RULES, headline, rule_title, since_words
from services.runtime.database.work import Work
from services.runtime.language.dates import last_day
from services.runtime.language.words import Words, count_words
from services.runtime.web import Paging, Viewer, allow, fill, pages_router, render

router = pages_router("provider_audit")
READERS = (Role.COORDINATOR, Role.UNIT_MANAGER, Role.CONTROLLER, Role.PROVIDER_MANAGER, Role.SUPERVISOR)


@dataclass(frozen=True)
class Tab:
    """One tab of findings: its name, which findings stand in it, and what its emptiness means."""

    key: str
    words: Words
    where: str
    empty: Words


_UNDECIDED = "array['unanswered', 'replied', 'completion']"
_OPEN = "f.standing <> 'withdrawn' and f.casework"
BOARD_TABS = (
    Tab(
        "decide",
        Words(sv="Att besluta", en="To decide"),
        f"({_OPEN} = 'replied' or ({_OPEN} = any(array['unanswered', 'completion']) and f.answer_by <= :now))",
        Words(sv="Ingen brist att besluta i dag.", en="No finding to decide today."),
    ),
    Tab(
        "waiting",
        Words(sv="Väntar på svar", en="Waiting for a reply"),
        f"{_OPEN} = any(array['unanswered', 'completion']) and f.answer_by > :now",
        Words(sv="Ingen brist väntar på svar.", en="No finding is waiting for a reply."),
    ),
    Tab(
        "remedy",
        Words(sv="Åtgärd pågår", en="Being remedied"),
        f"{_OPEN} = 'confirmed'",
        Words(sv="Ingen fastställd brist är öppen.", en="No confirmed finding is open."),
    ),
    Tab(
        "done",
        Words(sv="Avslutade", en="Closed"),
        "(f.standing = 'withdrawn' or f.casework in ('dismissed', 'closed'))",
        Words(sv="Inget är avslutat än.", en="Nothing has been closed yet."),
    ),
)


def _own(side: Party) -> tuple[Tab, ...]:
    """Give the tabs of a side that answers: what it owes and has not answered comes first."""
    mine = f"'{side}' = any(f.owes) and not '{side}' = any(f.replied)"
    answer = f"{_OPEN} = any({_UNDECIDED}) and {mine}"
    return (
        Tab(
            "decide",
            Words(sv="Att svara på", en="To answer"),
            answer,
            Words(sv="Inget att svara på i dag.", en="Nothing to answer today."),
        ),
        Tab(
            "waiting",
            Words(sv="Väntar på beslut eller svar", en="Waiting for a decision or a reply"),
            f"{_OPEN} = any({_UNDECIDED}) and not ({mine})",
            Words(sv="Ingen brist väntar på beslut.", en="No finding is waiting for a decision."),
        ),
        *BOARD_TABS[2:],
    )


_MINE = "cardinality(f.boards) = 0 and "
SUPERVISOR_TABS = (
    Tab("decide", BOARD_TABS[0].words, f"{_MINE}{BOARD_TABS[0].where}", BOARD_TABS[0].empty),
    Tab(
        "waiting",
        Words(sv="Väntar på svar eller nämndens beslut", en="Waiting for a reply or the board's decision"),
        f"{_OPEN} = any({_UNDECIDED}) and not ({_MINE}{BOARD_TABS[0].where})",
        Words(sv="Ingen brist väntar på svar eller beslut.", en="No finding is waiting for a reply or a decision."),
    ),
    *BOARD_TABS[2:],
)
"""A supervisor decides only what concerns no board."""

_TABS = {
    Role.PROVIDER_MANAGER: _own(Party.PROVIDER),
    Role.COORDINATOR: _own(Party.BOARD),
    Role.UNIT_MANAGER: _own(Party.BOARD),
}


def tabs_of(role: Role) -> tuple[Tab, ...]:
    """Give the tabs of a role: those who answer see that first, those who decide see that first."""
    return SUPERVISOR_TABS if role is Role.SUPERVISOR else _TABS.get(role, BOARD_TABS)


@router.get("/findings")
async def findings(request: Request, viewer: Viewer = Depends(allow(*READERS))) -> Response:
    """List the findings of one tab, grouped by provider and rule."""
    await fill(request, viewer, "decide")
    tabs = tabs_of(viewer.role)
    now = request.state.now
    async with request.app.state.database.work("provider_audit", scope=viewer.scope) as work:
        heard = await queries.heard(work, now)
        counts = await _counts(work, tabs, now)
        chosen = _choose(tabs, counts, request.query_params.get("tab", ""))
        paging = Paging("/findings", {"tab": chosen.key}, counts[chosen.key], request.query_params.get("page", ""))
        lines = await finding_lines.worst_findings(work, chosen.where, paging.offset, paging.size, **_now(chosen, now))
        names = await queries.names(work)
    return render(
        request,
        "provider_audit/findings.html",
        viewer,
        title=Words(sv="Brister", en="Findings"),
        heard=heard,
        answer=_answer(tabs[0], counts[tabs[0].key], answers=viewer.role in _TABS),
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
    columns = ", ".join(f"count(*) filter (where {tab.where}) as {tab.key}" for tab in tabs)
    asks = {"now": now} if any(":now" in tab.where for tab in tabs) else {}
    row = await work.row(f"select {columns} from provider_audit.finding f", **asks)
    return {tab.key: row[tab.key] if row else 0 for tab in tabs}


async def count_in(work: Work, tab: Tab, now: datetime) -> int:
    """Count the findings of one tab."""
    return (await _counts(work, (tab,), now))[tab.key]


def _choose(tabs: tuple[Tab, ...], counts: dict[str, int], asked: str) -> Tab:
    for tab in tabs:
        if tab.key == asked:
            return tab
    return next((tab for tab in tabs if counts[tab.key]), tabs[0])


def _now(tab: Tab, now: Any) -> dict[str, Any]:
    return {"now": now} if ":now" in tab.where else {}


def _answer(first: Tab, number: int, *, answers: bool) -> Words:
    if not number:
        return first.empty
    told = count_words(number, Words(sv="brist", en="finding"), Words(sv="brister", en="findings"))
    if answers:
        return told + Words(sv=" väntar på ert svar.", en=" waiting for your reply.")
    return told + Words(sv=" väntar på beslut.", en=" waiting for a decision.")
