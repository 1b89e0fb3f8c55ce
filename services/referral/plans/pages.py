"""The implementation plan: hand it in, read it, approve it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from fastapi import Depends, Request
from starlette.responses import Response

from services.referral import handlers
from services.referral.pages.form_flow import FormFlow, blank, hand_in
from services.referral.pages.page_context import (
    BOARD_ROLES,
    BOTH,
    PROVIDER_ROLES,
    is_board,
    key_of,
    posting,
    today_of,
    transaction,
    vault_of,
)
from services.referral.pages.shown import Answered, answered, as_typed
from services.referral.placements.domain import Placement
from services.referral.placements.pages import crumbs_of
from services.referral.placements.store import load_placement
from services.referral.placements.submissions import Submission, submissions
from services.referral.plans.form import PLAN_FIELDS, REVIEW_FIELDS, Plan, parse_plan
from services.referral.receipts.pages import receipt
from services.referral.referrals.store import load_referral
from services.referral.returns.form import markable
from services.referral.returns.returned import Returned, returns_of
from services.referral.shared.actor import Acting
from services.referral.shared.recorded_store import retracted_submissions
from services.referral.shared.states import ENDED_STATES
from services.referral.shared.texts import name_within, unseal
from services.runtime.database.work import Work
from services.runtime.language.identifiers import new_id
from services.runtime.language.words import Words
from services.runtime.vault.vault import Erased
from services.runtime.web import Viewer, allow, pages_router, redirect_done, render
from services.runtime.web.page.drafts import Values

router = pages_router("referral")
TITLE = Words(sv="Plan", en="Plan")
NEW = Words(sv="Lämna plan", en="Submit plan")
REVISE = Words(sv="Revidera plan", en="Revise plan")
PLAN_CHOICES = markable(PLAN_FIELDS)


@dataclass(frozen=True)
class Kept:
    """A placement with what was handed in of its plan: each submission and its answers, newest first."""

    placement: Placement
    person: str
    plans: list[tuple[Submission, Values]]
    reviews: list[tuple[Submission, Values]]
    goals: Values
    """The goals the board asked for: what the first plan begins with."""
    returns: dict[UUID, Returned]

    @property
    def revises(self) -> bool:
        """Tell whether the next plan is a revision of one that was approved."""
        return self.placement.plan_approved > 0

    @property
    def back(self) -> Returned | None:
        """Give the return of the newest plan, if it was returned."""
        return self.returns.get(self.plans[0][0].id) if self.plans else None


async def opened(
    request: Request, work: Work, case: UUID, handed_in: Sequence[Submission]
) -> list[tuple[Submission, Values]]:
    """Open submissions, newest first; what is erased has no answers."""
    found = []
    for one in reversed(handed_in):
        try:
            found.append((one, as_typed(await unseal(work, vault_of(request), case, one.sealed))))
        except Erased:
            found.append((one, {}))
    return found


async def load_plans(request: Request, viewer: Viewer, placement: UUID) -> Kept:
    """Load a placement with its plans and their follow-ups."""
    async with transaction(request, viewer) as work:
        loaded = await load_placement(work, viewer, placement)
        versions = await submissions(work, placement, "plan")
        plans = await opened(request, work, loaded.case, versions)
        returns = await returns_of(request, work, loaded.case, versions, PLAN_CHOICES)
        reviews = await opened(request, work, loaded.case, await submissions(work, placement, "review"))
        person = await name_within(work, vault_of(request), loaded.case)
        goals = await _asked_goals(request, work, viewer, loaded)
    return Kept(loaded, person, plans, reviews, goals, returns)


async def _asked_goals(request: Request, work: Work, viewer: Viewer, placement: Placement) -> Values:
    if placement.referral is None:
        return {}
    line = await load_referral(work, viewer, placement.referral)
    try:
        parts: Mapping[str, Any] = await unseal(work, vault_of(request), placement.case, line.parts_sealed)
    except (Erased, ValueError):
        return {}
    return dict(parts.get("goals", {}))


@router.get("/placements/{placement}/plan")
async def plan_page(request: Request, placement: UUID, viewer: Viewer = Depends(allow(*BOTH))) -> Response:
    """Show the newest plan; a provider without one gets the form at once."""
    kept = await load_plans(request, viewer, placement)
    if not kept.plans and not is_board(viewer):
        return await blank(request, viewer, _plan_flow(request, kept), kept.goals)
    ended = kept.placement.state in ENDED_STATES
    async with transaction(request, viewer) as work:
        retracted = await retracted_submissions(work, placement, ("plan", "review"))
    return render(
        request,
        "referral/plan.html",
        viewer,
        title=TITLE,
        crumbs=crumbs_of(viewer, kept.placement),
        placement=kept.placement,
        plans=[(plan, _lines(kept, index)) for index, (plan, _) in enumerate(kept.plans)],
        reviews=[(one, answered(REVIEW_FIELDS, typed)) for one, typed in kept.reviews],
        returns=kept.returns,
        retracted=retracted,
        revises=kept.revises,
        approvable=is_board(viewer)
        and kept.placement.plan_version > max(kept.placement.plan_approved, kept.placement.plan_returned)
        and not kept.placement.concluded,
        may_submit=not is_board(viewer) and not kept.placement.concluded,
        may_review=not is_board(viewer) and not ended and bool(kept.plans),
    )


def _lines(kept: Kept, index: int) -> list[Answered]:
    before = kept.plans[index + 1][1] if index + 1 < len(kept.plans) else None
    return answered(PLAN_FIELDS, kept.plans[index][1], before)


@router.get("/placements/{placement}/plan/new")
async def new_plan(request: Request, placement: UUID, viewer: Viewer = Depends(allow(*PROVIDER_ROLES))) -> Response:
    """Give the form, filled with the plan before."""
    kept = await load_plans(request, viewer, placement)
    values = {key: value for key, value in kept.plans[0][1].items() if key != "attest"} if kept.plans else kept.goals
    return await blank(request, viewer, _plan_flow(request, kept), values)


@router.post("/placements/{placement}/plan/new")
async def submit_plan(request: Request, placement: UUID, viewer: Viewer = Depends(allow(*PROVIDER_ROLES))) -> Response:
    """Take the plan."""
    kept = await load_plans(request, viewer, placement)
    submission = new_id()

    async def submit(acting: Acting, plan: Plan) -> None:
        hand_over = handlers.revise_plan if kept.revises else handlers.submit_plan
        await hand_over(acting, placement, plan, submission)

    words = receipt("Planen", "The plan", submission, request.state.arrived)
    return await hand_in(request, viewer, _plan_flow(request, kept), submit, f"/placements/{placement}", words)


def _plan_flow(request: Request, kept: Kept) -> FormFlow[Plan]:
    identity = kept.placement.id
    today, person = today_of(request), kept.person
    title = REVISE if kept.revises else NEW
    return FormFlow(
        title=title,
        path=f"/placements/{identity}/plan/new",
        back=f"/placements/{identity}",
        button=title,
        draft=key_of("plan", identity),
        fields=PLAN_FIELDS,
        parse=lambda typed: parse_plan(typed, today, person),
        template="referral/form_flow_lede.html",
        context={"back": kept.back},
    )


@router.post("/placements/{placement}/plan/approve")
async def approve(request: Request, placement: UUID, viewer: Viewer = Depends(allow(*BOARD_ROLES))) -> Response:
    """Approve the newest plan."""
    url, words = f"/placements/{placement}/plan", Words(sv="Planen är godkänd.", en="The plan is approved.")
    async with posting(request, viewer, url, words) as acting:
        await handlers.approve_plan(acting, placement)
    return redirect_done(request, url, words)
