"""Ny förfrågan, its end: look it through and send it, remove the draft, or withdraw what was sent."""

from uuid import UUID

from fastapi import Depends, Request
from starlette.responses import Response

from schemas.reasons import WithdrawReason
from services.referral import handlers
from services.referral.pages.page_context import BOARD_ROLES, acting_of, posting, transaction
from services.referral.pages.shown import answered
from services.referral.referrals.draft import fill_reach, open_draft
from services.referral.referrals.inquiry_fields import PARTS
from services.referral.referrals.inquiry_pages import with_choices
from services.referral.referrals.store import load_referral
from services.referral.shared.commands import Withdraw
from services.referral.shared.reasons import CHOOSE_REASON
from services.referral.shared.words import WITHDRAW_WORDS
from services.runtime.forms.field import Field
from services.runtime.language.code_words import AGE_BAND_WORDS
from services.runtime.language.dates import instant
from services.runtime.language.identifiers import reference
from services.runtime.language.words import Words
from services.runtime.web import (
    Viewer,
    allow,
    ask_first,
    pages_router,
    post_once,
    read_form,
    redirect_done,
    render,
)

router = pages_router("referral")
_WITHDRAW = Words(sv="Återkalla förfrågan", en="Withdraw the referral")


@router.get("/referrals/{referral}/check")
async def check_page(request: Request, referral: UUID, viewer: Viewer = Depends(allow(*BOARD_ROLES))) -> Response:
    """Show the whole of it before it is sent."""
    draft = await open_draft(request, viewer, referral)
    await fill_reach(request, viewer, draft)
    sections = [
        (part, answered([with_choices(field, draft.choices) for field in part.fields], draft.parts.get(part.name, {})))
        for part in PARTS
    ]
    return render(
        request,
        "referral/check.html",
        viewer,
        title=Words(sv="Granska och skicka", en="Check and send"),
        draft=draft,
        sections=sections,
        band=AGE_BAND_WORDS[draft.band] if draft.band else None,
    )


@router.post("/referrals/{referral}/check")
async def send(request: Request, referral: UUID, viewer: Viewer = Depends(allow(*BOARD_ROLES))) -> Response:
    """Send the referral, through the gates."""
    arrived = request.state.arrived
    async with transaction(request, viewer) as work:
        draft = await load_referral(work, viewer, referral, lock=True)
        url = f"/cases/{draft.case}"
        words = Words(
            sv=f"Förfrågan skickades {instant(arrived)}. Referens {reference(referral)}. Utföraren svarar nu.",
            en=f"The referral was sent {instant(arrived, 'en')}. Reference {reference(referral)}. The provider answers now.",
        )
        await post_once(work, request, url, words)
        await handlers.send_draft(acting_of(request, viewer, work), draft)
    return redirect_done(request, url, words)


@router.get("/referrals/{referral}/discard")
async def discard_page(request: Request, referral: UUID, viewer: Viewer = Depends(allow(*BOARD_ROLES))) -> Response:
    """Ask before the draft is removed."""
    await open_draft(request, viewer, referral)
    return render(
        request,
        "confirm.html",
        viewer,
        title=Words(sv="Ta bort utkast", en="Remove draft"),
        what=Words(sv="Det du har skrivit i utkastet försvinner.", en="What you wrote in the draft is lost."),
        pairs=[(Words(sv="Referens", en="Reference"), reference(referral))],
        action=f"/referrals/{referral}/discard",
        button=Words(sv="Ta bort utkast", en="Remove draft"),
        back=f"/referrals/{referral}/tasks",
        fields={"sure": "yes"},
    )


@router.post("/referrals/{referral}/discard")
async def discard(request: Request, referral: UUID, viewer: Viewer = Depends(allow(*BOARD_ROLES))) -> Response:
    """Remove the draft, once that is meant."""
    await open_draft(request, viewer, referral)
    if not (await read_form(request, viewer)).get("sure"):
        return ask_first(request)
    words = Words(sv="Utkastet är borttaget.", en="The draft is removed.")
    async with posting(request, viewer, "/start", words) as acting:
        await handlers.discard_draft(acting, referral)
    return redirect_done(request, "/start", words)


@router.get("/referrals/{referral}/withdraw")
async def withdraw_page(request: Request, referral: UUID, viewer: Viewer = Depends(allow(*BOARD_ROLES))) -> Response:
    """Ask why the referral is taken back."""
    async with transaction(request, viewer) as work:
        line = await load_referral(work, viewer, referral)
    return _withdraw(request, viewer, referral, line.case, {})


@router.post("/referrals/{referral}/withdraw")
async def withdraw(request: Request, referral: UUID, viewer: Viewer = Depends(allow(*BOARD_ROLES))) -> Response:
    """Take the referral back with a coded reason."""
    reason = str((await read_form(request, viewer)).get("reason") or "")
    words = Words(sv="Förfrågan är återkallad. Utföraren ser det nu.", en="The referral is withdrawn.")
    async with transaction(request, viewer) as work:
        line = await load_referral(work, viewer, referral)
        if reason not in set(WithdrawReason):
            errors = {"reason": CHOOSE_REASON}
            return _withdraw(request, viewer, referral, line.case, errors)
        url = f"/cases/{line.case}"
        await post_once(work, request, url, words)
        command = Withdraw(WithdrawReason(reason))
        await handlers.withdraw(acting_of(request, viewer, work), referral, command)
    return redirect_done(request, url, words)


def _withdraw(request: Request, viewer: Viewer, referral: UUID, case: UUID, errors: dict[str, Words]) -> Response:
    return render(
        request,
        "referral/choose.html",
        viewer,
        title=_WITHDRAW,
        action=f"/referrals/{referral}/withdraw",
        button=_WITHDRAW,
        back=f"/cases/{case}",
        form_fields=(
            Field("reason", Words(sv="Skäl", en="Reason"), "radio",
                  choices=tuple((code.value, words) for code, words in WITHDRAW_WORDS.items())),
        ),
        values={},
        errors=errors,
    )  # fmt: skip
