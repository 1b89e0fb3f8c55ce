"""Rapportera händelse, anmäl avvikelse, and the board's telling of an incident it noticed: the forms."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from fastapi import Depends, Request
from starlette.responses import Response

from services.referral import handlers
from services.referral.incidents.form import (
    Absence,
    IncidentReport,
    Notice,
    absence_fields,
    incident_fields,
    notice_fields,
    parse_absence,
    parse_incident,
    parse_notice,
    present,
)
from services.referral.incidents.happening import Happening
from services.referral.incidents.store import events
from services.referral.incidents.which_event import NEW
from services.referral.pages.form_flow import FormFlow, blank, hand_in
from services.referral.pages.page_context import (
    BOARD_ROLES,
    PROVIDER_ROLES,
    key_of,
    now_of,
    transaction,
    vault_of,
)
from services.referral.placements.domain import Placement
from services.referral.placements.pages import crumbs_of
from services.referral.placements.store import load_placement
from services.referral.receipts.pages import receipt
from services.referral.shared.actor import Acting
from services.referral.shared.texts import name_within
from services.runtime.language.identifiers import new_id
from services.runtime.language.words import Words
from services.runtime.web import Viewer, allow, pages_router
from services.runtime.web.page.drafts import Values

router = pages_router("referral")
REPORT = Words(sv="Rapportera händelse", en="Report an incident")
NOTICE = Words(sv="Berätta om händelse", en="Tell of an incident")
ABSENCE = Words(sv="Anmäl avvikelse", en="Report an absence")
RING_FIRST = Words(
    sv="Ring först, inom 1 timme. Skriv sedan, inom 24 timmar.",
    en="Phone first, within 1 hour. Then write, within 24 hours.",
)
NOTICE_LEDE = Words(
    sv="Utföraren ser händelsen på uppdraget och ska skriva sin rapport inom 24 timmar.",
    en="The provider sees the incident on the placement and is to write its report within 24 hours.",
)
ABSENCE_LEDE = Words(
    sv="Avvikelse, oplanerat avslut och avslut på egen begäran anmäls samma dag som ni märkte det.",
    en="Absence, an unplanned end and a discharge at own request are reported the day you noticed it.",
)


@dataclass(frozen=True)
class _FormContext:
    """A placement, the person's name for the scan, and the events that what is recorded may be about."""

    placement: Placement
    person: str
    events: list[Happening]

    @property
    def page(self) -> str:
        """Give the placement's address."""
        return f"/placements/{self.placement.id}"


async def _context(
    request: Request, viewer: Viewer, placement: UUID, fits: Callable[[Happening], bool]
) -> _FormContext:
    async with transaction(request, viewer) as work:
        loaded = await load_placement(work, viewer, placement)
        person = await name_within(work, vault_of(request), loaded.case)
        known = await events(work, placement)
    return _FormContext(loaded, person, [event for event in known if fits(event)])


def _first(context: _FormContext, event: str, moments: dict[str, str]) -> Values:
    chosen = next((one for one in context.events if str(one.id) == event), None)
    values: Values = {**moments}
    if context.events:
        values["event"] = str(chosen.id) if chosen else NEW
    if chosen is not None and chosen.kind is not None:
        values["kind"] = chosen.kind.value
    return values


@router.get("/placements/{placement}/incidents/new")
async def report_page(
    request: Request, placement: UUID, event: str = "", viewer: Viewer = Depends(allow(*PROVIDER_ROLES))
) -> Response:
    """Ask what happened, when it became known, and whether the board was phoned."""
    context = await _context(request, viewer, placement, lambda event: event.lacks_report)
    values = _first(context, event, present(now_of(request), "aware"))
    return await blank(request, viewer, _report_flow(request, viewer, context), values)


@router.post("/placements/{placement}/incidents/new")
async def report(request: Request, placement: UUID, viewer: Viewer = Depends(allow(*PROVIDER_ROLES))) -> Response:
    """Take the report."""
    context = await _context(request, viewer, placement, lambda event: event.lacks_report)
    submission = new_id()

    async def submit(acting: Acting, report: IncidentReport) -> None:
        await handlers.report_incident(acting, placement, report, submission)

    words = receipt("Händelsen", "The incident", submission, request.state.arrived)
    return await hand_in(request, viewer, _report_flow(request, viewer, context), submit, context.page, words)


def _report_flow(request: Request, viewer: Viewer, context: _FormContext) -> FormFlow[IncidentReport]:
    now = now_of(request)
    return FormFlow(
        title=REPORT,
        path=f"{context.page}/incidents/new",
        back=context.page,
        button=REPORT,
        draft=key_of("incident", context.placement.id),
        fields=incident_fields(context.events),
        parse=lambda typed: parse_incident(typed, now, context.events, context.person),
        crumbs=crumbs_of(viewer, context.placement),
        template="referral/form_flow_lede.html",
        context={"lede": RING_FIRST},
    )


@router.get("/placements/{placement}/incidents/notice")
async def notice_page(request: Request, placement: UUID, viewer: Viewer = Depends(allow(*BOARD_ROLES))) -> Response:
    """Ask what the board has noticed."""
    context = await _context(request, viewer, placement, lambda event: event.only_absence)
    return await blank(request, viewer, _notice_flow(request, viewer, context), _first(context, "", {}))


@router.post("/placements/{placement}/incidents/notice")
async def notice(request: Request, placement: UUID, viewer: Viewer = Depends(allow(*BOARD_ROLES))) -> Response:
    """Tell the provider of it."""
    context = await _context(request, viewer, placement, lambda event: event.only_absence)

    async def submit(acting: Acting, report: Notice) -> None:
        await handlers.notice_incident(acting, placement, report)

    words = Words(sv="Händelsen är berättad för utföraren.", en="The provider has been told of the incident.")
    return await hand_in(request, viewer, _notice_flow(request, viewer, context), submit, context.page, words)


def _notice_flow(request: Request, viewer: Viewer, context: _FormContext) -> FormFlow[Notice]:
    now = now_of(request)
    return FormFlow(
        title=NOTICE,
        path=f"{context.page}/incidents/notice",
        back=context.page,
        button=NOTICE,
        draft=key_of("notice", context.placement.id),
        fields=notice_fields(context.events),
        parse=lambda typed: parse_notice(typed, now, context.events, context.person),
        crumbs=crumbs_of(viewer, context.placement),
        template="referral/form_flow_lede.html",
        context={"lede": NOTICE_LEDE},
    )


@router.get("/placements/{placement}/absences/new")
async def absence_page(
    request: Request, placement: UUID, event: str = "", viewer: Viewer = Depends(allow(*PROVIDER_ROLES))
) -> Response:
    """Ask what it is, and when it was noticed."""
    context = await _context(request, viewer, placement, lambda event: event.lacks_absence)
    values = _first(context, event, present(now_of(request), "noticed"))
    values.pop("kind", None)
    return await blank(request, viewer, _absence_flow(request, viewer, context), values)


@router.post("/placements/{placement}/absences/new")
async def report_absence(
    request: Request, placement: UUID, viewer: Viewer = Depends(allow(*PROVIDER_ROLES))
) -> Response:
    """Take the report of an absence."""
    context = await _context(request, viewer, placement, lambda event: event.lacks_absence)
    submission = new_id()

    async def submit(acting: Acting, report: Absence) -> None:
        await handlers.report_absence(acting, placement, report, submission)

    words = receipt("Avvikelsen", "The absence", submission, request.state.arrived)
    return await hand_in(request, viewer, _absence_flow(request, viewer, context), submit, context.page, words)


def _absence_flow(request: Request, viewer: Viewer, context: _FormContext) -> FormFlow[Absence]:
    now = now_of(request)
    return FormFlow(
        title=ABSENCE,
        path=f"{context.page}/absences/new",
        back=context.page,
        button=ABSENCE,
        draft=key_of("absence", context.placement.id),
        fields=absence_fields(context.events),
        parse=lambda typed: parse_absence(typed, now, context.events, context.person),
        crumbs=crumbs_of(viewer, context.placement),
        template="referral/form_flow_lede.html",
        context={"lede": ABSENCE_LEDE},
    )
