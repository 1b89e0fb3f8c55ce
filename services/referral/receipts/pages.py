"""Kvittens: what is said when something was received, and the page and file with which a provider can prove it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from fastapi import Depends, Request
from starlette.responses import JSONResponse, Response

from schemas.codes import Role
from services.referral.pages.page_context import BOTH, transaction
from services.referral.receipts.store import Receipted, line_of, submissions_numbered
from services.referral.terms.store import names
from services.runtime.language.dates import instant, period_name
from services.runtime.language.identifiers import reference, short
from services.runtime.language.words import Words, plain
from services.runtime.vault.receipts import Signer, file_name, file_text, proof, seconds
from services.runtime.web import ROLE_WORDS, Viewer, allow, anyone, context_of, fill, not_found, pages_router, render

router = pages_router("referral")
READERS = (*BOTH, Role.CONTROLLER)
_WHAT: dict[str, Words] = {
    "ReferralAccepted": Words(sv="Svaret på förfrågan, accepterad", en="The answer to the referral, accepted"),
    "ReferralDeclined": Words(sv="Svaret på förfrågan, avböjd", en="The answer to the referral, declined"),
    "PlanSubmitted": Words(sv="Planen", en="The plan"),
    "PlanRevised": Words(sv="Den reviderade planen", en="The revised plan"),
    "PlanReviewed": Words(sv="Uppföljningen av planen", en="The review of the plan"),
    "ReportSubmitted": Words(sv="Månadsrapporten för {period}", en="The monthly report for {period}"),
    "EndReportSubmitted": Words(sv="Slutrapporten", en="The end report"),
    "SafetyPlanFiled": Words(sv="Säkerhetsplanen", en="The safety plan"),
    "IncidentReported": Words(sv="Rapporten om en händelse", en="The report of an incident"),
    "AbsenceReported": Words(sv="Anmälan om en avvikelse", en="The report of an absence"),
}
_RECEIVED_BY = {
    "phone": Words(sv="Per telefon", en="By phone"),
    "paper": Words(sv="På papper", en="On paper"),
}


def receipt(swedish: str, english: str, submission: UUID, arrived: datetime) -> Words:
    """Say that a submission was received, such as "Rapporten kom in …"; `swedish` and `english` name it in definite form."""
    number = short("U", submission)
    return Words(
        sv=f"{swedish} kom in {instant(arrived)}. Kvittens {number}. Nämnden läser den nu.",
        en=f"{english} came in {instant(arrived, 'en')}. Receipt {number}. The board reads it now.",
    )


@router.get("/receipts/key")
async def keys(request: Request, _: Viewer | None = Depends(anyone)) -> Response:
    """Give the public keys that receipts are checked with, the newest first."""
    return JSONResponse(_signer(request).published())


@router.get("/receipts/{number}")
async def page(
    request: Request, number: str, fact: UUID | None = None, viewer: Viewer = Depends(allow(*READERS))
) -> Response:
    """Show what was received and when, and let it be proved."""
    found, known = await _load(request, viewer, number, fact)
    elsewhere = await fill(request, viewer, "receipts_elsewhere", number=number, fact=fact)
    title = Words(sv=f"Kvittens {number}", en=f"Receipt {number}")
    if not found and not any(filled.context for filled in elsewhere):
        not_found()
    shown = [await _shown(request, viewer, received, number, known) for received in found]
    slots = {"number": number, "fact": fact}
    return render(request, "referral/receipts.html", viewer, title=title, receipts=shown, slots=slots)


async def _shown(
    request: Request, viewer: Viewer, received: Receipted, number: str, known: Mapping[UUID, str]
) -> dict[str, Any]:
    """Give one receipt as the page draws it; what the audit says of it stands in a slot."""
    made, slots = await _issued(request, received), {"fact": received.fact_id, "subject": received.subject}
    await fill(request, viewer, "receipt", **slots)
    return {
        "answer": _what(received) + Words(sv=" kom in ", en=" came in ") + seconds(received.arrived) + plain("."),
        "retracted": received.retracted,
        "facts": [*_facts(received, known), *proof(made)],
        "file": f"/receipts/{number}/file?fact={received.fact_id}",
        "name": file_name(number),
        "slots": slots,
    }


@router.get("/receipts/{number}/file")
async def file(
    request: Request, number: str, fact: UUID | None = None, viewer: Viewer = Depends(allow(*READERS))
) -> Response:
    """Give the signed receipt as a file."""
    found, _ = await _load(request, viewer, number, fact)
    if len(found) != 1:
        not_found()
    made = await _issued(request, found[0])
    lines = {"content-disposition": f'attachment; filename="{file_name(number)}"'}
    return Response(file_text(made), media_type="application/json", headers=lines)


async def _load(
    request: Request, viewer: Viewer, number: str, fact: UUID | None
) -> tuple[list[Receipted], dict[UUID, str]]:
    async with transaction(request, viewer) as work:
        found = await submissions_numbered(work, viewer, number)
        known = await names(work)
    return [received for received in found if fact in (None, received.fact_id)], known


async def _issued(request: Request, received: Receipted) -> dict[str, Any]:
    line = await line_of(request.app.state.database, received.fact_id)
    return _signer(request).issue(line, _what(received), demonstration=context_of(request).demonstration)


def _signer(request: Request) -> Signer:
    signer = request.app.state.signer
    if not isinstance(signer, Signer):
        raise TypeError("app.state.signer is set by create_app alone")
    return signer


def _what(received: Receipted) -> Words:
    words, period = _WHAT[received.what], received.detail
    if received.what != "ReportSubmitted":
        return words
    return words.fill(period=Words(sv=period_name(period), en=period_name(period, "en")))


def _facts(received: Receipted, known: Mapping[UUID, str]) -> list[tuple[Words, Words]]:
    entity = Words(sv="Uppdrag", en="Placement") if received.about_placement else Words(sv="Förfrågan", en="Referral")
    lines = [
        (entity, plain(reference(received.subject))),
        (Words(sv="Av", en="By"), ROLE_WORDS[Role.PROVIDER_MANAGER] + plain(f", {known.get(received.teller, '–')}")),
    ]
    if received.attested_by is not None:
        lines.append((Words(sv="Hur det kom", en="How it came"), _how(received)))
    return lines


def _how(received: Receipted) -> Words:
    """Say that something came by phone or paper, and who attests when."""
    by = _RECEIVED_BY.get(received.came_by or "", Words(sv="Utanför portalen", en="Outside the portal"))
    role = (
        ROLE_WORDS[Role(received.attested_as)]
        if received.attested_as in set(Role)
        else Words(sv="nämnden", en="the board")
    )
    return by + Words(
        sv=f", intygat av {role.sv.lower()}", en=f", attested by the {role.en.lower().removeprefix('the ')}"
    )
