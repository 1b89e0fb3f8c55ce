"""Samtycken: what a case's person has agreed that the board may tell, and to whom."""

from typing import Any
from uuid import UUID

from fastapi import Depends, Request
from starlette.responses import Response

from services.referral import handlers
from services.referral.cases.consent_form import parse_consent
from services.referral.cases.consents import Consent, consents
from services.referral.cases.people_pages import CASES, case_crumb
from services.referral.pages.page_context import (
    BOARD_ROLES,
    posting,
    today_of,
    transaction,
    vault_of,
)
from services.referral.referrals.inquiry_fields import PART, RECEIVERS
from services.referral.referrals.store import load_case
from services.referral.shared.texts import SCHEMA, name_within
from services.runtime.database.work import Work
from services.runtime.forms.reader import Errors
from services.runtime.language.identifiers import reference
from services.runtime.language.words import Words
from services.runtime.vault.vault import Erased
from services.runtime.web import (
    Viewer,
    allow,
    ask_first,
    not_found,
    pages_router,
    read_form,
    redirect_done,
    render,
    typed_values,
)

router = pages_router("referral")


@router.get("/cases/{case}/consent")
async def consent_page(request: Request, case: UUID, viewer: Viewer = Depends(allow(*BOARD_ROLES))) -> Response:
    """Show what may go to whom, until when."""
    return await _consents(request, viewer, case, {}, {})


@router.post("/cases/{case}/consent")
async def register(request: Request, case: UUID, viewer: Viewer = Depends(allow(*BOARD_ROLES))) -> Response:
    """Register a consent."""
    typed = typed_values(await read_form(request, viewer))
    url, words = f"/cases/{case}/consent", Words(sv="Samtycket är registrerat.", en="The consent is registered.")
    async with transaction(request, viewer) as work:
        await load_case(work, viewer, case)
        person = await name_within(work, vault_of(request), case)
    consent = parse_consent(typed, today_of(request), person)
    if isinstance(consent, Errors):
        return await _consents(request, viewer, case, typed, consent)
    async with posting(request, viewer, url, words) as acting:
        await handlers.register_consent(acting, case, consent)
    return redirect_done(request, url, words)


@router.get("/cases/{case}/consent/{consent}/withdraw")
async def withdraw_page(
    request: Request, case: UUID, consent: UUID, viewer: Viewer = Depends(allow(*BOARD_ROLES))
) -> Response:
    """Ask before a consent is withdrawn, naming what closes."""
    await _found(request, viewer, case, consent)
    url = f"/cases/{case}/consent"
    return render(
        request,
        "confirm.html",
        viewer,
        title=Words(sv="Återkalla samtycke", en="Withdraw consent"),
        what=Words(
            sv="Utkast som vilar på samtycket kan inte skickas. Återkalla skickade förfrågningar för sig.",
            en="Drafts that rest on it can no longer be sent. Withdraw referrals already sent separately.",
        ),
        pairs=[(Words(sv="Ärende", en="Case"), reference(case))],
        action=f"{url}/{consent}/withdraw",
        button=Words(sv="Återkalla samtycke", en="Withdraw consent"),
        back=url,
        fields={"sure": "yes"},
    )


@router.post("/cases/{case}/consent/{consent}/withdraw")
async def withdraw(
    request: Request, case: UUID, consent: UUID, viewer: Viewer = Depends(allow(*BOARD_ROLES))
) -> Response:
    """Note that the consent was withdrawn, once that is meant."""
    url = f"/cases/{case}/consent"
    await _found(request, viewer, case, consent)
    if not (await read_form(request, viewer)).get("sure"):
        return ask_first(request)
    words = Words(sv="Samtycket är återkallat.", en="The consent is withdrawn.")
    async with posting(request, viewer, url, words) as acting:
        await handlers.withdraw_consent(acting, case, consent)
    return redirect_done(request, url, words)


async def _found(request: Request, viewer: Viewer, case: UUID, consent: UUID) -> None:
    """Answer with the common page unless the consent is one of a case of the viewer's board."""
    async with transaction(request, viewer) as work:
        await load_case(work, viewer, case)
        if all(one.id != consent for one in await consents(work, case)):
            not_found()


async def _consents(
    request: Request, viewer: Viewer, case: UUID, values: dict[str, Any], errors: dict[str, Words]
) -> Response:
    async with transaction(request, viewer) as work:
        await load_case(work, viewer, case)
        rows = [await _shown(request, work, case, one) for one in await consents(work, case)]
    return render(
        request,
        "referral/consent.html",
        viewer,
        title=Words(sv="Samtycke", en="Consent"),
        crumbs=(CASES, case_crumb(case)),
        case=case,
        rows=rows,
        form_fields=PART["consent"].fields,
        values=values,
        errors=errors,
    )


async def _shown(request: Request, work: Work, case: UUID, consent: Consent) -> dict[str, Any]:
    today = today_of(request)
    try:
        scope = await vault_of(request).open_text(work, SCHEMA, case, consent.scope_sealed)
    except Erased:
        scope = "–"
    if consent.withdrawn_at is not None:
        kind, words = "nothing", Words(sv="Återkallat", en="Withdrawn")
    elif today > consent.valid_to:
        kind, words = "nothing", Words(sv="Har gått ut", en="Run out")
    else:
        kind, words = "plain", Words(sv="Gäller", en="In force")
    known = dict(RECEIVERS)
    receivers = [known[code] for code in consent.receivers]
    return {
        "id": consent.id,
        "valid_from": consent.valid_from,
        "valid_to": consent.valid_to,
        "scope": scope,
        "kind": kind,
        "words": words,
        "receivers": receivers,
        "open": kind == "plain",
    }
