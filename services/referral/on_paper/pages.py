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
    Arrived,
    Expected,
    parse_received,
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
from services.referral.shared.actor import Acting
from services.referral.shared.states import ENDED_STATES
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
LEDE = Words(
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
        lede=LEDE,
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
        context={"lede": LEDE},
    )
