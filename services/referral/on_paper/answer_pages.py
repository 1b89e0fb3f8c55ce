"""Registrera inkommet: the provider's answer to a referral that came to the board by phone or paper."""

from uuid import UUID

from fastapi import Depends, Request
from starlette.responses import Response

from services.referral import handlers
from services.referral.on_paper.form import (
    ANSWER_FIELDS,
    ArrivedAnswer,
    parse_received_answer,
)
from services.referral.on_paper.pages import LEDE, TITLE
from services.referral.pages.form_flow import FormFlow, blank, hand_in
from services.referral.pages.page_context import (
    BOARD_ROLES,
    key_of,
    now_of,
    transaction,
    vault_of,
)
from services.referral.referrals.answer_form import of_the_chosen
from services.referral.referrals.store import load_referral
from services.referral.shared.actor import Acting
from services.referral.shared.texts import name_within
from services.runtime.language.identifiers import new_id
from services.runtime.language.words import Words
from services.runtime.web import Viewer, allow, not_found, pages_router

router = pages_router("referral")


@router.get("/referrals/{referral}/came-in")
async def answer_page(request: Request, referral: UUID, viewer: Viewer = Depends(allow(*BOARD_ROLES))) -> Response:
    """Ask what the provider answered, how and when."""
    return await blank(request, viewer, (await _answer_flow(request, viewer, referral))[0])


@router.post("/referrals/{referral}/came-in")
async def answer(request: Request, referral: UUID, viewer: Viewer = Depends(allow(*BOARD_ROLES))) -> Response:
    """Register the answer."""
    flow, case = await _answer_flow(request, viewer, referral)
    placement = new_id()

    async def submit(acting: Acting, arrived: ArrivedAnswer) -> None:
        await handlers.register_answer(acting, referral, arrived, placement)

    words = Words(sv="Svaret är registrerat som inkommet.", en="The answer is registered as come in.")
    return await hand_in(request, viewer, flow, submit, f"/cases/{case}", words)


async def _answer_flow(request: Request, viewer: Viewer, referral: UUID) -> tuple[FormFlow[ArrivedAnswer], UUID]:
    async with transaction(request, viewer) as work:
        line = await load_referral(work, viewer, referral)
        person = await name_within(work, vault_of(request), line.case)
    if line.sent_at is None:
        not_found()
    case, now = line.case, now_of(request)
    flow: FormFlow[ArrivedAnswer] = FormFlow(
        title=TITLE + Words(sv=": svar på förfrågan", en=": answer to the referral"),
        path=f"/referrals/{referral}/came-in",
        back=f"/cases/{case}",
        button=TITLE,
        draft=key_of("came-in", referral),
        tidy=of_the_chosen,
        fields=ANSWER_FIELDS,
        parse=lambda typed: parse_received_answer(typed, now, role=viewer.role, person=person),
        crumbs=((Words(sv="Ärenden", en="Cases"), "/cases"), (Words(sv="Ärende", en="Case"), f"/cases/{case}")),
        template="referral/form_flow_lede.html",
        context={"lede": LEDE},
    )
    return flow, case
