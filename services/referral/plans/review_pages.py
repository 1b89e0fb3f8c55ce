"""Uppföljning: a provider follows the plan up."""

from uuid import UUID

from fastapi import Depends, Request
from starlette.responses import Response

from services.referral import handlers
from services.referral.pages.form_flow import FormFlow, blank, hand_in
from services.referral.pages.page_context import PROVIDER_ROLES, key_of, today_of
from services.referral.plans.form import REVIEW_FIELDS, Review, parse_review
from services.referral.plans.pages import Kept, load_plans
from services.referral.receipts.pages import receipt
from services.referral.shared.actor import Acting
from services.runtime.language.identifiers import new_id
from services.runtime.language.words import Words
from services.runtime.web import Viewer, allow, pages_router
from services.runtime.web.page.drafts import Values

router = pages_router("referral")
REVIEW = Words(sv="Följ upp planen", en="Review the plan")


@router.get("/placements/{placement}/plan/review")
async def review_page(request: Request, placement: UUID, viewer: Viewer = Depends(allow(*PROVIDER_ROLES))) -> Response:
    """Give the form for following the plan up."""
    kept = await load_plans(request, viewer, placement)
    values: Values = {"age_band": kept.placement.age_band.value, "target_group": kept.placement.target_group.value}
    return await blank(request, viewer, _flow(request, kept), values)


@router.post("/placements/{placement}/plan/review")
async def review(request: Request, placement: UUID, viewer: Viewer = Depends(allow(*PROVIDER_ROLES))) -> Response:
    """Take the follow-up."""
    kept = await load_plans(request, viewer, placement)
    submission = new_id()

    async def submit(acting: Acting, checked: Review) -> None:
        await handlers.review_plan(acting, placement, checked, submission)

    words = receipt("Uppföljningen", "The follow-up", submission, request.state.arrived)
    return await hand_in(request, viewer, _flow(request, kept), submit, f"/placements/{placement}", words)


def _flow(request: Request, kept: Kept) -> FormFlow[Review]:
    identity = kept.placement.id
    today, person = today_of(request), kept.person
    return FormFlow(
        title=REVIEW,
        path=f"/placements/{identity}/plan/review",
        back=f"/placements/{identity}/plan",
        button=REVIEW,
        draft=key_of("review", identity),
        fields=REVIEW_FIELDS,
        parse=lambda typed: parse_review(typed, today, person),
    )
