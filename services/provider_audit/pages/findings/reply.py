"""Svar på brist: the reply of the side that owes, with the finding and its clock."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from fastapi import Depends, Request, Response

from schemas.findings import Party
from services.provider_audit.casework import handlers
from services.provider_audit.casework import state as casework
from services.provider_audit.casework.acts import Ground, Reply, Stand
from services.provider_audit.casework.checks import wrong_with
from services.provider_audit.pages.findings import finding_lines
from services.provider_audit.pages.findings.choices import GROUNDS, STAND_CHOICES
from services.provider_audit.pages.findings.decision import WrongFields, typed_remedy
from services.provider_audit.pages.findings.history import replier
from services.provider_audit.pages.findings.lists import vocabulary
from services.provider_audit.pages.findings.shared import (
    REPLIERS,
    acting_of,
    item_of,
    number_of,
    read_through,
    refusal_at,
    side_of,
    typed,
    wrong_day,
)
from services.provider_audit.pages.findings.theirs import meanwhile, reply_of
from services.provider_audit.pages.wording import finding_number, headline
from services.runtime.database.work import Work
from services.runtime.errors import Refused
from services.runtime.language.identifiers import new_id, short
from services.runtime.language.words import Words
from services.runtime.web import (
    CHANGED,
    Viewer,
    allow,
    drafts_of,
    not_found,
    pages_router,
    post_once,
    read_form,
    redirect_done,
    render,
)

router = pages_router("provider_audit")
FIELDS = ("stand", "ground", "receipt", "text", "remedy", "remedy_role", "remedy_by", "revision")


@router.get("/findings/{finding}/reply")
async def reply_form(request: Request, finding: UUID, viewer: Viewer = Depends(allow(*REPLIERS))) -> Response:
    """Show the finding with its clock, and the form with what was typed before."""
    async with request.app.state.database.work("web", scope=viewer.scope) as work:
        draft = await drafts_of(request).load(work, viewer, f"findings/{finding}/reply")
    return await _page(request, viewer, finding, values={**draft.values, "revision": ""})


async def _page(
    request: Request,
    viewer: Viewer,
    finding: UUID,
    values: Mapping[str, Any],
    errors: Mapping[str, Words] | None = None,
    *,
    conflict: bool = False,
) -> Response:
    async with request.app.state.database.work("provider_audit", scope=viewer.scope) as work:
        line = await finding_lines.finding(work, finding)
        if line is None or side_of(viewer, item_of(line)) not in line.owes:
            not_found()
        said = await handlers.history(work, request.app.state.vault, finding)
    number = finding_number(finding)
    return render(
        request,
        "provider_audit/reply.html",
        viewer,
        title=Words(sv=f"Svar på brist {number}", en=f"Reply to finding {number}"),
        crumbs=[
            (Words(sv="Brister", en="Findings"), "/findings"),
            (Words(sv=f"Brist {number}", en=f"Finding {number}"), f"/findings/{finding}"),
        ],
        errors=dict(errors or {}),
        values={**values, "revision": str(line.revision)},
        line=line,
        sentence=headline(line),
        asked=[each for each in said if each.kind == "completion_requested"][-1:]
        if line.casework == "completion"
        else [],
        clock=replier(line, request.state.now),
        allowed=casework.allowed(item_of(line), Reply),
        stand_choices=STAND_CHOICES,
        grounds=GROUNDS,
        **meanwhile(said, reply_of(said, viewer.organisation), values, conflict=conflict),
        **vocabulary(),
    )


@router.post("/findings/{finding}/reply")
async def reply(request: Request, finding: UUID, viewer: Viewer = Depends(allow(*REPLIERS))) -> Response:
    """Take the reply of the side that owes."""
    form = await read_form(request, viewer)
    values = typed(form, FIELDS)
    event, url = new_id(), f"/findings/{finding}"
    done = Words(
        sv="Ert svar har kommit in. Kvittens {receipt}. Den som beslutar läser det nu.",
        en="Your reply has come in. Receipt {receipt}. Whoever decides reads it now.",
    ).fill(receipt=short("U", event))
    try:
        async with request.app.state.database.work("provider_audit", scope=viewer.scope) as work:
            await post_once(work, request, url, done)
            await _take(work, request, viewer, finding, values, event)
    except handlers.Unknown:
        not_found()
    except WrongFields as wrong:
        return await _page(request, viewer, finding, values, wrong.fields)
    except Refused as refused:
        if refused.code in (CHANGED.code, "finding-state", "finding-withdrawn"):
            return await _page(request, viewer, finding, values, conflict=True)
        return await _page(request, viewer, finding, values, refusal_at(refused, "text"))
    return redirect_done(request, url, done)


async def _take(
    work: Work, request: Request, viewer: Viewer, finding: UUID, values: Mapping[str, Any], event: UUID
) -> None:
    item = await handlers.load(work, finding, number_of(values["revision"]))
    side = side_of(viewer, item)
    if side is None:
        not_found()
    act, wrong = await _read(work, values, side, viewer.organisation)
    if wrong:
        raise WrongFields(wrong)
    receipt = values["receipt"].strip().upper()
    await handlers.take(acting_of(request, viewer, work, side), item, act, event, receipt)


async def _read(
    work: Work, values: Mapping[str, Any], side: Party, organisation: UUID
) -> tuple[Reply, dict[str, Words]]:
    receipt = values["receipt"].strip()
    act = Reply(
        side=side,
        stand=Stand(values["stand"]) if values["stand"] in set(Stand) else None,
        ground=Ground(values["ground"]) if values["ground"] in set(Ground) else None,
        text=values["text"],
        receipt_known=await finding_lines.has_receipt(work, organisation, receipt) if receipt else None,
        remedy=typed_remedy(values),
        read=read_through(values),
    )
    return act, wrong_with(act) | wrong_day("remedy_by", values)
