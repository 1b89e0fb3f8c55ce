"""Säkerhetsplan, which the provider files, and hotbedömning, which the board registers."""

from uuid import UUID

from fastapi import Depends, Request
from starlette.responses import Response

from services.referral import handlers
from services.referral.incidents.domain import effective_threats
from services.referral.incidents.store import threat_assessments
from services.referral.pages.form_flow import FormFlow, blank, hand_in
from services.referral.pages.page_context import (
    BOARD_ROLES,
    BOTH,
    PROVIDER_ROLES,
    is_board,
    key_of,
    today_of,
    transaction,
    vault_of,
)
from services.referral.pages.shown import answered
from services.referral.placements.domain import Placement
from services.referral.placements.pages import crumbs_of
from services.referral.placements.store import load_placement
from services.referral.placements.submissions import submissions
from services.referral.plans.pages import opened
from services.referral.receipts.pages import receipt
from services.referral.safety.form import (
    SAFETY_FIELDS,
    THREAT_FIELDS,
    SafetyPlan,
    ThreatAssessment,
    parse_safety_plan,
    parse_threat_assessment,
)
from services.referral.shared.actor import Acting
from services.referral.shared.recorded_store import facts_about
from services.referral.shared.texts import SCHEMA, name_within
from services.runtime.language.identifiers import new_id
from services.runtime.language.words import Words
from services.runtime.vault.vault import Erased
from services.runtime.web import Viewer, allow, pages_router, render

router = pages_router("referral")
TITLE = Words(sv="Säkerhetsplan", en="Safety plan")
FILE = Words(sv="Lämna säkerhetsplan", en="File safety plan")
THREATS = Words(sv="Hotbedömningar", en="Threat assessments")
REGISTER = Words(sv="Registrera hotbedömning", en="Register threat assessment")


@router.get("/placements/{placement}/safety-plan")
async def safety_plan_page(
    request: Request, placement: UUID, new: bool = False, viewer: Viewer = Depends(allow(*BOTH))
) -> Response:
    """Show the safety plans on file; a provider without one gets the form at once."""
    async with transaction(request, viewer) as work:
        loaded = await load_placement(work, viewer, placement)
        plans = await opened(request, work, loaded.case, await submissions(work, placement, "safety-plan"))
        person = await name_within(work, vault_of(request), loaded.case)
    owes = not is_board(viewer) and not loaded.concluded
    if owes and (new or not plans):
        return await blank(request, viewer, _flow(request, viewer, loaded, person), plans[0][1] if plans else None)
    return render(
        request,
        "referral/safety_plan.html",
        viewer,
        title=TITLE,
        crumbs=crumbs_of(viewer, loaded),
        placement=loaded,
        plans=[(plan, answered(SAFETY_FIELDS, typed)) for plan, typed in plans],
        again=owes,
    )


@router.post("/placements/{placement}/safety-plan")
async def file_safety_plan(
    request: Request, placement: UUID, viewer: Viewer = Depends(allow(*PROVIDER_ROLES))
) -> Response:
    """Take the safety plan."""
    async with transaction(request, viewer) as work:
        loaded = await load_placement(work, viewer, placement)
        person = await name_within(work, vault_of(request), loaded.case)
    submission = new_id()

    async def submit(acting: Acting, plan: SafetyPlan) -> None:
        await handlers.file_safety_plan(acting, placement, plan, submission)

    words = receipt("Säkerhetsplanen", "The safety plan", submission, request.state.arrived)
    flow = _flow(request, viewer, loaded, person)
    return await hand_in(request, viewer, flow, submit, f"/placements/{placement}", words)


def _flow(request: Request, viewer: Viewer, placement: Placement, person: str) -> FormFlow[SafetyPlan]:
    today = today_of(request)
    return FormFlow(
        title=FILE,
        path=f"/placements/{placement.id}/safety-plan",
        form_page=f"/placements/{placement.id}/safety-plan?new=true",
        back=f"/placements/{placement.id}",
        button=FILE,
        draft=key_of("safety-plan", placement.id),
        fields=SAFETY_FIELDS,
        parse=lambda typed: parse_safety_plan(typed, today, person),
        crumbs=crumbs_of(viewer, placement),
    )


@router.get("/placements/{placement}/threat-assessments")
async def threats_page(request: Request, placement: UUID, viewer: Viewer = Depends(allow(*BOARD_ROLES))) -> Response:
    """List the threat assessments on file, with the form for a new one; the provider never sees them."""
    async with transaction(request, viewer) as work:
        loaded = await load_placement(work, viewer, placement)
        effective = effective_threats(await facts_about(work, placement))
        rows = []
        for kept in await threat_assessments(work, placement):
            try:
                number = await vault_of(request).open_text(work, SCHEMA, loaded.case, kept.number_sealed)
            except Erased:
                number = "–"
            rows.append((effective.get(kept.id), kept.assessed_on, number, kept.recorded_at))
    flow = _threat_flow(request, viewer, loaded)
    return await blank(request, viewer, FormFlow(**{**flow.__dict__, "context": {"rows": rows}}))


@router.post("/placements/{placement}/threat-assessments")
async def assess_threat(request: Request, placement: UUID, viewer: Viewer = Depends(allow(*BOARD_ROLES))) -> Response:
    """Register a threat assessment's day and number."""
    async with transaction(request, viewer) as work:
        loaded = await load_placement(work, viewer, placement)

    async def submit(acting: Acting, assessment: ThreatAssessment) -> None:
        await handlers.assess_threat(acting, placement, assessment)

    words = Words(sv="Hotbedömningen är registrerad.", en="The threat assessment is registered.")
    url = f"/placements/{placement}/threat-assessments"
    return await hand_in(request, viewer, _threat_flow(request, viewer, loaded), submit, url, words)


def _threat_flow(request: Request, viewer: Viewer, placement: Placement) -> FormFlow[ThreatAssessment]:
    today = today_of(request)
    return FormFlow(
        title=THREATS,
        path=f"/placements/{placement.id}/threat-assessments",
        back=f"/placements/{placement.id}",
        button=REGISTER,
        draft=key_of("threat", placement.id),
        fields=THREAT_FIELDS,
        parse=lambda typed: parse_threat_assessment(typed, today),
        crumbs=crumbs_of(viewer, placement),
        template="referral/threats.html",
        context={"rows": []},
        asks_again=False,
    )
