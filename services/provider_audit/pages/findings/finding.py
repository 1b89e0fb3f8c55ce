"""One finding: why it stands, what was replied and decided; the same page for all sides, only the acts differ."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from fastapi import Depends, Request, Response

from schemas.codes import Role
from services.provider_audit.casework import handlers
from services.provider_audit.casework import state as casework
from services.provider_audit.casework.acts import Reply
from services.provider_audit.pages import queries
from services.provider_audit.pages.findings import decision, finding_lines, offer
from services.provider_audit.pages.findings.choices import GROUNDS, REASONS, STAND_CHOICES
from services.provider_audit.pages.findings.history import ACTS, history, replier, supervisor_words
from services.provider_audit.pages.findings.lists import READERS, vocabulary
from services.provider_audit.pages.findings.shared import boards_shown, item_of, refusal_at, side_of, typed
from services.provider_audit.pages.findings.theirs import decision_of, meanwhile
from services.provider_audit.pages.findings.why import why
from services.provider_audit.pages.notified import WITHDRAWN
from services.provider_audit.pages.wording import RULES, finding_number, headline, since_words
from services.runtime.errors import Refused
from services.runtime.language.dates import last_day
from services.runtime.language.words import Words, plain
from services.runtime.web import CHANGED, Viewer, allow, drafts_of, fill, not_found, pages_router, read_form, render

router = pages_router("provider_audit")


@router.get("/findings/{finding}")
async def page(request: Request, finding: UUID, viewer: Viewer = Depends(allow(*READERS))) -> Response:
    """Show a finding; to who decides with what was typed before."""
    async with request.app.state.database.work("web", scope=viewer.scope) as work:
        draft = await drafts_of(request).load(work, viewer, f"findings/{finding}/decision")
    return await _page(request, viewer, finding, draft.values)


async def _page(
    request: Request,
    viewer: Viewer,
    finding: UUID,
    values: Mapping[str, Any],
    errors: Mapping[str, Words] | None = None,
    *,
    conflict: bool = False,
) -> Response:
    now: datetime = request.state.now
    async with request.app.state.database.work("provider_audit", scope=viewer.scope) as work:
        line = await finding_lines.finding(work, finding)
        if line is None:
            not_found()
        reason = await why(work, line, viewer)
        names = _known(viewer, line, await queries.names(work))
        said = await handlers.history(work, request.app.state.vault, finding)
        judged = await finding_lines.judgements(work, finding)
        progress = await queries.progress(work, now)
    await fill(request, viewer, "who_knows", about=finding)
    await fill(request, viewer, "finding_notices", finding=finding)
    return render(
        request,
        "provider_audit/finding.html",
        viewer,
        title=Words(sv="Brist ", en="Finding ") + plain(finding_number(finding)),
        crumbs=[(Words(sv="Brister", en="Findings"), "/findings")],
        errors=dict(errors or {}),
        values=dict(values),
        line=line,
        why=reason,
        names=names,
        said=said,
        remedy=decision.remedy_of(said),
        progress=progress,
        history=history(judged, said, names),
        **meanwhile(said, decision_of(said), values, conflict=conflict),
        **_words(viewer, line, now),
        **vocabulary(),
    )


def _known(viewer: Viewer, line: finding_lines.FindingLine, names: Mapping[UUID, str]) -> dict[UUID, str]:
    """Give the names a viewer may read on a finding: a board never reads of another board."""
    hidden = {board for board in line.boards if board not in boards_shown(viewer, line)}
    return {identity: name for identity, name in names.items() if identity not in hidden}


def _words(viewer: Viewer, line: finding_lines.FindingLine, now: datetime) -> dict[str, Any]:
    return {
        "sentence": headline(line),
        "boards": boards_shown(viewer, line),
        "reasons": REASONS,
        "reason_words": dict(REASONS),
        "acts": ACTS,
        "last_day": last_day,
        "stand_choices": dict(STAND_CHOICES),
        "grounds": dict(GROUNDS),
        "withdrawn": WITHDRAWN.get(line.document.get("withdrawn_reason") or ""),
        "stuck": since_words(line.stuck_since) if line.stuck_since else None,
        "replier": replier(line, now),
        "supervisor_words": supervisor_words(line, now),
        **_acts(viewer, line, now),
    }


def _acts(viewer: Viewer, line: finding_lines.FindingLine, now: datetime) -> dict[str, Any]:
    item = item_of(line)
    side = side_of(viewer, item)
    return {
        "case_link": _case_link(viewer, line),
        "with_case": viewer.role is not Role.SUPERVISOR,
        "offer": offer.offer(viewer, item, now),
        "may_reply": side in item.owes and casework.allowed(item, Reply),
        "replied_here": side in item.replied,
    }


def _case_link(viewer: Viewer, line: finding_lines.FindingLine) -> str | None:
    if viewer.role in (Role.COORDINATOR, Role.UNIT_MANAGER) and line.case:
        return f"/cases/{line.case}"
    if viewer.role is Role.PROVIDER_MANAGER and line.case and RULES[line.rule].reach == "placement":
        return f"/placements/{line.about}"
    return None


@router.post("/findings/{finding}/decision")
async def decide(
    request: Request, finding: UUID, viewer: Viewer = Depends(allow(Role.CONTROLLER, Role.SUPERVISOR))
) -> Response:
    """Confirm, dismiss or close a finding, or ask for a completed reply; refused with what to do instead."""
    form = await read_form(request, viewer)
    values = typed(form, offer.FIELDS)
    try:
        return await decision.take(request, viewer, finding, values)
    except handlers.Unknown:
        not_found()
    except decision.WrongFields as wrong:
        return await _page(request, viewer, finding, values, wrong.fields)
    except Refused as refused:
        if refused.code == CHANGED.code:
            return await _page(request, viewer, finding, values, conflict=True)
        return await _page(request, viewer, finding, values, refusal_at(refused, "decision"))
