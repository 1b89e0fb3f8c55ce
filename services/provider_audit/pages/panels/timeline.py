"""The timeline of a case or a placement: what is owed, what was received, and the findings."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from fastapi import Request

from schemas.findings import ObligationState
from services.provider_audit.pages import queries
from services.provider_audit.pages.duties import queries as duty_queries
from services.provider_audit.pages.duties.duty import Duty, shown, state_words
from services.provider_audit.pages.findings import finding_lines
from services.provider_audit.pages.findings.history import AUDIT, Entry
from services.provider_audit.pages.lines import title_of
from services.provider_audit.pages.naming import handed_in
from services.provider_audit.pages.notified import WITHDRAWN
from services.provider_audit.pages.panels.suspended import suspended
from services.provider_audit.pages.states import KINDS, OWED_NO_MORE, CellState
from services.provider_audit.pages.wording import (
    due_alone,
    due_words,
    finding_number,
    headline,
    late,
    moved_words,
    since_words,
)
from services.runtime.database.work import Work
from services.runtime.language.identifiers import short
from services.runtime.language.words import Words, plain
from services.runtime.web import Viewer


async def case_timeline(
    request: Request, viewer: Viewer, placements: Iterable[UUID] = (), **_: Any
) -> Mapping[str, Any] | None:
    """Obligations and findings about a case: its placements, and the referrals they came from."""
    async with request.app.state.database.work("provider_audit", scope=viewer.scope) as work:
        abouts = await queries.same_case(work, placements)
        return await _timeline(work, abouts, request.state.now)


async def placement_timeline(request: Request, viewer: Viewer, placement: UUID, **_: Any) -> Mapping[str, Any] | None:
    """Obligations and findings about one placement."""
    async with request.app.state.database.work("provider_audit", scope=viewer.scope) as work:
        return await _timeline(work, [placement], request.state.now)


async def _timeline(work: Work, abouts: Sequence[UUID], now: datetime) -> Mapping[str, Any]:
    duties = await duty_queries.duties_of(work, abouts)
    found = await work.all(finding_lines.ABOUT, abouts=list(abouts))
    progress = await queries.progress(work, now)
    coming = [_coming(duty, now) for duty in reversed(duties) if shown(duty, now) is CellState.EXPECTED]
    past = [entry for duty in duties if (entry := _past(duty, now))] + [_found(line) for line in found]
    past.sort(key=lambda entry: entry.at, reverse=True)
    stuck = min((duty.stuck_since for duty in duties if duty.stuck_since), default=None)
    own = await suspended(work, subjects=abouts)
    return {
        "coming": coming,
        "past": past,
        "judged_until": progress.until,
        "stuck": own.words if own else since_words(stuck) + plain(".") if stuck else None,
    }


def _coming(duty: Duty, now: datetime) -> Entry:
    words = due_words(duty.due, now) + moved_words(duty)
    return Entry(duty.due, "due", title_of(duty), None, words, ends=True)


_ROUTINE = (
    CellState.JUDGING,
    CellState.CANNOT,
    CellState.WAIVED,
    CellState.LAPSED,
    CellState.COVERED,
)


def _past(duty: Duty, now: datetime) -> Entry | None:
    state, title = shown(duty, now), title_of(duty)
    at = duty.met_at
    if at and duty.met_by and duty.state in (ObligationState.MET, ObligationState.MET_LATE):
        note = Words(sv="i tid", en="on time") if state is CellState.MET else late(duty.due, at)
        note += Words(sv=", senast ", en=", due ") + due_alone(duty.due)
        words, number = title + Words(sv=" kom in", en=" came in"), short("U", duty.met_by)
        if not handed_in(duty.rule, duty.period):
            return Entry(at, KINDS[state], words, None, note)
        shown_as = Words(sv=f"Kvittens {number}", en=f"Receipt {number}")
        return Entry(at, KINDS[state], words, None, note, f"/receipts/{number}", shown_as)
    if state in _ROUTINE or duty.owed_though_closed:
        return Entry(
            duty.due, KINDS[state], title, None, _routine(duty, state), retracted=state in OWED_NO_MORE, ends=True
        )
    return None


def _routine(duty: Duty, state: CellState) -> Words:
    """Say the state of what neither was received nor is a finding of its own, with its reason."""
    word = state_words(duty, state)
    reason = WITHDRAWN.get(duty.lapsed_by or "") if state is CellState.LAPSED else None
    if state is CellState.CANNOT and duty.stuck_since:
        return since_words(duty.stuck_since)
    return word + plain(": ") + reason if reason else word


def _found(line: finding_lines.FindingLine) -> Entry:
    words = Words(sv=f"Brist {finding_number(line.id)}: ", en=f"Finding {finding_number(line.id)}: ")
    words = words + headline(line)
    kind = "plain" if line.standing == "withdrawn" else "missing" if line.standing == "standing" else "late"
    why = Words(sv="Varför", en="Why")
    return Entry(line.raised_at, kind, words, AUDIT, None, f"/findings/{line.id}", why, line.standing == "withdrawn")
