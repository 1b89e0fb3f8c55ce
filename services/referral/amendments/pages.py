"""Ändra: what a sent referral asks, with a reason."""

from uuid import UUID

from fastapi import Depends, Request
from starlette.responses import Response

from services.referral import handlers
from services.referral.amendments.domain import Amend
from services.referral.amendments.form import AMEND_FIELDS, parse_amend
from services.referral.pages.form_flow import FormFlow, blank, hand_in
from services.referral.pages.page_context import BOARD_ROLES, key_of, today_of, transaction
from services.referral.referrals.store import ReferralLine, load_referral
from services.referral.shared.actor import Acting
from services.referral.shared.lifecycle import step
from services.referral.shared.states import Act, Who
from services.runtime.language.identifiers import reference
from services.runtime.language.words import Words
from services.runtime.web import Viewer, allow, pages_router

router = pages_router("referral")
TITLE = Words(sv="Ändra förfrågan", en="Amend the referral")
_LEDE = Words(
    sv="Utföraren ser det som var och det som blev. Ändras brådskan börjar svarstiden om från ändringen.",
    en="The provider sees what was and what became of it. Another urgency starts the time to answer anew.",
)


@router.get("/referrals/{referral}/amend")
async def amend_page(request: Request, referral: UUID, viewer: Viewer = Depends(allow(*BOARD_ROLES))) -> Response:
    """Ask what the referral shall ask for instead, and why."""
    sent = await _sent(request, viewer, referral)
    flow = _flow(request, sent)
    return await blank(request, viewer, flow, flow.saved)


@router.post("/referrals/{referral}/amend")
async def amend(request: Request, referral: UUID, viewer: Viewer = Depends(allow(*BOARD_ROLES))) -> Response:
    """Amend it, through the gates."""
    sent = await _sent(request, viewer, referral)

    async def submit(acting: Acting, command: Amend) -> None:
        await handlers.amend_referral(acting, referral, command)

    words = Words(
        sv=f"Förfrågan {reference(referral)} är ändrad. Utföraren ser det nu.",
        en=f"The referral {reference(referral)} is amended. The provider sees it now.",
    )
    return await hand_in(request, viewer, _flow(request, sent), submit, f"/cases/{sent.case}", words)


async def _sent(request: Request, viewer: Viewer, referral: UUID) -> ReferralLine:
    async with transaction(request, viewer) as work:
        sent = await load_referral(work, viewer, referral)
    step(sent.state, Act.AMEND, Who.BOARD)
    return sent


def _flow(request: Request, sent: ReferralLine) -> FormFlow[Amend]:
    today, case = today_of(request), sent.case
    number = reference(case)
    return FormFlow(
        title=TITLE,
        path=f"/referrals/{sent.id}/amend",
        back=f"/cases/{case}",
        button=TITLE,
        draft=key_of("amend", sent.id),
        fields=AMEND_FIELDS,
        parse=lambda typed: parse_amend(typed, today),
        saved={
            name: str(getattr(sent, name) or "") for name in ("age_band", "target_group", "tier", "threat_assessed_on")
        },
        crumbs=(
            (Words(sv="Ärenden", en="Cases"), "/cases"),
            (Words(sv=f"Ärende {number}", en=f"Case {number}"), f"/cases/{case}"),
        ),
        template="referral/form_flow_lede.html",
        context={"lede": _LEDE},
    )
