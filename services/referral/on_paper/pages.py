"""Registrera inkommet: what came to the board by phone or paper, registered as the provider's own word."""

from dataclasses import dataclass
from uuid import UUID

from fastapi import Depends, Request
from starlette.responses import Response

from services.referral import handlers
from services.referral.incidents.happening import Happening
from services.referral.incidents.store import events
from services.referral.on_paper.domain import Kind
from services.referral.on_paper.form import (
    ANSWER_FIELDS,
    Arrived,
    ArrivedAnswer,
    Expected,
    parse_received,
    parse_received_answer,
    received_fields,
)
from services.referral.pages.form_flow import FormFlow, blank, hand_in
from services.referral.pages.page_context import (
    BOARD_ROLES,
    key_of,
    now_of,
    transaction,
    vault_of,
)
from services.referral.placements.domain import Placement, report_periods
from services.referral.placements.pages import crumbs_of
from services.referral.placements.store import load_placement
from services.referral.referrals.answer_form import of_the_chosen
from services.referral.referrals.store import load_referral
from services.referral.shared.actor import Acting
from services.referral.shared.lifecycle import ENDED_STATES
from services.referral.shared.texts import name_within
from services.runtime.language.identifiers import new_id, short
from services.runtime.language.words import Words, plain
from services.runtime.web import Viewer, allow, not_found, pages_router, render

router = pages_router("referral")
TITLE = Words(sv="Registrera inkommet", en="Register what came in")
KINDS: dict[Kind, Words] = {
    Kind.PLAN: Words(sv="Plan", en="Plan"),
    Kind.REPORT: Words(sv="Månadsrapport", en="Monthly report"),
    Kind.END_REPORT: Words(sv="Slutrapport", en="End report"),
    Kind.SAFETY_PLAN: Words(sv="Säkerhetsplan", en="Safety plan"),
    Kind.INCIDENT: Words(sv="Rapport om händelse", en="Incident report"),
}
_LEDE = Words(
    sv="Det räknas som utförarens eget, från den tid då det kom in. Du intygar tiden; det syns för båda.",
    en="It counts as the provider's own, from the time it came in. You attest that time; both see it.",
)


@dataclass(frozen=True)
class _FormContext:
    placement: Placement
    person: str
    periods: list[str]
    events: list[Happening]


async def _context(request: Request, viewer: Viewer, placement: UUID) -> _FormContext:
    async with transaction(request, viewer) as work:
        loaded = await load_placement(work, viewer, placement)
        person = await name_within(work, vault_of(request), loaded.case)
        known = await events(work, placement)
    periods = report_periods(loaded, now_of(request))
    return _FormContext(loaded, person, periods, [event for event in known if event.lacks_report])


@router.get("/placements/{placement}/came-in")
async def received_page(
    request: Request, placement: UUID, kind: str = "", viewer: Viewer = Depends(allow(*BOARD_ROLES))
) -> Response:
    """Ask what came, and then how and when."""
    context = await _context(request, viewer, placement)
    if kind:
        return await blank(request, viewer, _flow(request, viewer, context, _kind(kind)))
    rows = [(words, f"/placements/{placement}/came-in?kind={one.value}") for one, words in _possible(context).items()]
    return render(
        request,
        "referral/came_in_choose.html",
        viewer,
        title=TITLE,
        crumbs=crumbs_of(viewer, context.placement),
        lede=_LEDE,
        rows=rows,
        back=f"/placements/{placement}",
    )


@router.post("/placements/{placement}/came-in")
async def received_on_paper(
    request: Request, placement: UUID, kind: str = "", viewer: Viewer = Depends(allow(*BOARD_ROLES))
) -> Response:
    """Register it."""
    context, chosen = await _context(request, viewer, placement), _kind(kind)
    submission = new_id()

    async def submit(acting: Acting, arrived: Arrived) -> None:
        await handlers.register_submission(acting, placement, arrived, submission)

    words = KINDS[chosen] + Words(
        sv=f" är registrerad som inkommen. Kvittens {short('U', submission)}.",
        en=f" is registered as come in. Receipt {short('U', submission)}.",
    )
    flow = _flow(request, viewer, context, chosen)
    return await hand_in(request, viewer, flow, submit, f"/placements/{placement}", words)


def _kind(typed: str) -> Kind:
    if typed not in set(Kind):
        not_found()
    return Kind(typed)


def _possible(context: _FormContext) -> dict[Kind, Words]:
    if context.placement.state in ENDED_STATES:
        return KINDS
    return {kind: words for kind, words in KINDS.items() if kind is not Kind.END_REPORT}


def _flow(request: Request, viewer: Viewer, context: _FormContext, kind: Kind) -> FormFlow[Arrived]:
    now, identity = now_of(request), context.placement.id
    expected = Expected(kind, context.periods, context.events, viewer.role, context.person)
    return FormFlow(
        title=TITLE + plain(": ") + KINDS[kind],
        path=f"/placements/{identity}/came-in?kind={kind.value}",
        back=f"/placements/{identity}/came-in",
        button=TITLE,
        draft=key_of("came-in", identity, kind.value),
        fields=received_fields(kind, context.periods, context.events),
        parse=lambda typed: parse_received(typed, now, expected),
        crumbs=crumbs_of(viewer, context.placement),
        template="referral/form_flow_lede.html",
        context={"lede": _LEDE},
    )


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
        context={"lede": _LEDE},
    )
    return flow, case
