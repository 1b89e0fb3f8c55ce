"""One finding: why it stands, what was replied and decided; the same page for all sides, only the acts differ."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from fastapi import Depends, Request, Response

from schemas.codes import Party, Role
from services.provider_audit import casework, desk
from services.provider_audit.casework import Close, Confirm, Dismiss, DismissReason, Matter, Reply
from services.provider_audit.pages import queries
from services.provider_audit.pages.choices import DECISIONS, GROUNDS, REASONS, STANDS
from services.provider_audit.pages.history import history, replier, supervisor_words
from services.provider_audit.pages.lists import READERS, vocabulary
from services.provider_audit.pages.shared import (
    actor_of,
    author_of,
    boards_shown,
    matter_of,
    number_of,
    side_of,
    told,
)
from services.provider_audit.pages.why import why
from services.provider_audit.pages.wording import RULES, WITHDRAWN, finding_number, headline, since_words
from services.runtime.dates import civil_day
from services.runtime.errors import Refused
from services.runtime.web import Viewer, allow, fill, not_found, once, pages_router, read_form, redirect_done, render
from services.runtime.words import Words, plain

router = pages_router("provider_audit")
_ACTS: Mapping[str, type] = {"confirm": Confirm, "dismiss": Dismiss, "close": Close}


@router.get("/findings/{finding}")
async def page(request: Request, finding: UUID, viewer: Viewer = Depends(allow(*READERS))) -> Response:
    """Show a finding."""
    return await _page(request, viewer, finding, {})


async def _page(
    request: Request,
    viewer: Viewer,
    finding: UUID,
    values: Mapping[str, Any],
    errors: Mapping[str, Words] | None = None,
    status: int = 200,
) -> Response:
    now: datetime = request.state.now
    async with request.app.state.database.work("provider_audit", scope=viewer.scope) as work:
        line = await queries.finding(work, finding)
        if line is None:
            not_found()
        reason = await why(work, line, viewer)
        names = _known(viewer, line, await queries.names(work))
        said = await desk.history(work, request.app.state.vault, finding)
        judged = await queries.judgements(work, finding)
        heard = await queries.heard(work, now)
    await fill(request, viewer, "who_knows", about=finding)
    await fill(request, viewer, "finding_notices", finding=finding)
    return render(
        request,
        "provider_audit/finding.html",
        viewer,
        title=Words(sv="Brist ", en="Finding ") + plain(finding_number(finding)),
        crumbs=[(Words(sv="Brister", en="Findings"), "/findings")],
        status=status,
        errors=dict(errors or {}),
        values=dict(values),
        line=line,
        why=reason,
        names=names,
        said=said,
        heard=heard,
        history=history(judged, said, names),
        **_words(viewer, line, now),
        **_acts(viewer, line, now),
        **vocabulary(),
    )


def _known(viewer: Viewer, line: queries.FindingLine, names: Mapping[UUID, str]) -> dict[UUID, str]:
    """Give the names a viewer may read on a finding: a board never reads of another board."""
    hidden = {board for board in line.boards if board not in boards_shown(viewer, line)}
    return {identity: name for identity, name in names.items() if identity not in hidden}


def _words(viewer: Viewer, line: queries.FindingLine, now: datetime) -> dict[str, Any]:
    return {
        "sentence": headline(line),
        "boards": boards_shown(viewer, line),
        "reasons": REASONS,
        "stands": dict(STANDS),
        "grounds": dict(GROUNDS),
        "withdrawn": WITHDRAWN.get(line.document.get("withdrawn_reason") or ""),
        "stuck": since_words(line.stuck_since) if line.stuck_since else None,
        "replier": replier(line, now),
        "supervisor_words": supervisor_words(line, now),
    }


def _acts(viewer: Viewer, line: queries.FindingLine, now: datetime) -> dict[str, Any]:
    matter = matter_of(line)
    side = side_of(viewer, matter)
    decisions = _decisions(viewer, matter)
    return {
        "case_link": _case_link(viewer, line),
        "with_case": viewer.role is not Role.SUPERVISOR,
        "decisions": decisions,
        "may_dismiss": any(name == "dismiss" for name, _ in decisions),
        "waits": not casework.may_confirm(matter, now) and casework.allowed(matter, Confirm),
        "may_reply": side in matter.owes and casework.allowed(matter, Reply),
        "replied_here": side in matter.replied,
    }


def _case_link(viewer: Viewer, line: queries.FindingLine) -> str | None:
    if viewer.role in (Role.COORDINATOR, Role.UNIT_MANAGER) and line.case:
        return f"/cases/{line.case}"
    if viewer.role is Role.PROVIDER_MANAGER and line.case and RULES[line.rule].reach == "placement":
        return f"/placements/{line.about}"
    return None


@router.post("/findings/{finding}/decision")
async def decide(
    request: Request, finding: UUID, viewer: Viewer = Depends(allow(Role.CONTROLLER, Role.SUPERVISOR))
) -> Response:
    """Confirm, dismiss or close a finding; refused with what to do instead."""
    form = await read_form(request, viewer)
    values = {name: str(form.get(name, "")) for name in ("decision", "reason", "revision")}
    act = _act(values, civil_day(request.state.now))
    if act is None:
        wrong = {"decision": Words(sv="Välj ett beslut.", en="Choose a decision.")}
        return await _page(request, viewer, finding, values, wrong)
    url, done = f"/findings/{finding}", _decided(act)
    try:
        async with request.app.state.database.work("provider_audit", scope=viewer.scope) as work:
            await once(work, request, url, done)
            matter = await desk.load(work, finding, number_of(values["revision"]))
            if not casework.decides(matter, viewer.role, viewer.organisation):
                not_found()
            actor, author = actor_of(viewer, Party.BOARD), author_of(request, viewer)
            await desk.take(work, request.app.state.vault, matter, act, actor, author)
    except desk.Unknown:
        not_found()
    except Refused as refused:
        status = 409 if refused.code == "changed" else 422
        return await _page(request, viewer, finding, values, told(refused, "decision"), status)
    return redirect_done(request, url, done)


def _act(values: Mapping[str, str], today: date) -> Confirm | Dismiss | Close | None:
    match values["decision"]:
        case "confirm":
            return Confirm()
        case "dismiss":
            return Dismiss(DismissReason(values["reason"]) if values["reason"] in set(DismissReason) else None)
        case "close":
            return Close(today)
    return None


def _decided(act: Confirm | Dismiss | Close) -> Words:
    if isinstance(act, Confirm):
        return Words(
            sv="Bristen är fastställd. Den som har åtagandet och tillsynen får veta det.",
            en="The finding is confirmed. The side that owes the duty and the supervisor are told.",
        )
    if isinstance(act, Dismiss):
        return Words(
            sv="Bristen är avskriven. Den som har åtagandet får veta det.",
            en="The finding is dismissed. The side that owes the duty is told.",
        )
    return Words(sv="Ärendet om bristen är avslutat.", en="The matter of the finding is closed.")


def _decisions(viewer: Viewer, matter: Matter) -> list[tuple[str, Words]]:
    if not casework.decides(matter, viewer.role, viewer.organisation):
        return []
    return [(name, words) for name, words in DECISIONS.items() if casework.allowed(matter, _ACTS[name])]
