"""Händelser: the list, one incident with what both sides have recorded, and the board's word about the call."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from fastapi import Depends, Request
from starlette.responses import Response

from services.referral.incidents.happening import Happening
from services.referral.incidents.store import events, load_event, noticed
from services.referral.incidents.which_event import event_words
from services.referral.incidents.words import ABSENCE_WORDS, INCIDENT_WORDS
from services.referral.pages.page_context import (
    BOTH,
    is_board,
    transaction,
    vault_of,
)
from services.referral.placements.domain import Placement
from services.referral.placements.pages import crumbs_of
from services.referral.placements.store import load_placement
from services.referral.placements.submissions import submissions
from services.referral.shared.actor import side
from services.referral.shared.lifecycle import allowed
from services.referral.shared.states import Act
from services.referral.shared.texts import SCHEMA, unseal
from services.runtime.database.work import Work
from services.runtime.language.identifiers import short
from services.runtime.language.words import Words
from services.runtime.vault.vault import Erased
from services.runtime.web import (
    Viewer,
    allow,
    pages_router,
    render,
)

router = pages_router("referral")
TITLE = Words(sv="Händelser", en="Incidents")


@dataclass(frozen=True)
class Text:
    """What a side wrote about an event, or None once erased, with its receipt if it was a submission."""

    title: Words
    text: str | None
    submission: UUID | None = None


_STATES: tuple[tuple[Callable[[Happening], bool], str, Words], ...] = (
    (lambda event: event.retracted, "nothing", Words(sv="Felregistrerad", en="Entered in error")),
    (lambda event: event.awaits_report, "due",
     Words(sv="Väntar på utförarens rapport", en="Waits for the provider's report")),
    (lambda event: event.awaits_attestation, "due",
     Words(sv="Samtalet ska intygas av nämnden", en="The board is to attest the call")),
    (lambda event: event.call_recorded_at is not None, "plain",
     Words(sv="Samtalet är intygat", en="The call is attested")),
    (lambda event: event.denied_at is not None, "plain",
     Words(sv="Nämnden har invänt mot samtalet", en="The board has objected to the call")),
    (lambda event: event.reported_at is not None, "plain",
     Words(sv="Rapporterad, inget samtal angivet", en="Reported, no call told")),
)  # fmt: skip


def state_of(event: Happening) -> tuple[str, Words]:
    """Say where an event stands, and whose turn it is."""
    words = Words(sv="Anmäld", en="Told")
    return next(((kind, words) for holds, kind, words in _STATES if holds(event)), ("plain", words))


@router.get("/placements/{placement}/incidents")
async def list_page(request: Request, placement: UUID, viewer: Viewer = Depends(allow(*BOTH))) -> Response:
    """List a placement's events, newest first."""
    async with transaction(request, viewer) as work:
        loaded = await load_placement(work, viewer, placement)
        known = await events(work, placement)
    return render(
        request,
        "referral/incidents.html",
        viewer,
        title=TITLE,
        crumbs=crumbs_of(viewer, loaded),
        placement=loaded,
        lines=[(event, event_words(event), *state_of(event)) for event in known],
        acts=_acts(viewer, loaded),
    )


def _acts(viewer: Viewer, placement: Placement) -> set[str]:
    return {act.value for act in allowed(placement.state, side(viewer), concluded=placement.concluded)}


@router.get("/placements/{placement}/incidents/{incident}")
async def incident_page(
    request: Request, placement: UUID, incident: UUID, viewer: Viewer = Depends(allow(*BOTH))
) -> Response:
    """Show one event: what each side has recorded, and what became of the call."""
    async with transaction(request, viewer) as work:
        loaded = await load_placement(work, viewer, placement)
        event = await load_event(work, placement, incident)
        texts = await _texts(request, work, loaded, event)
    kind, words = state_of(event)
    may_answer = Act.ANSWER_CALL.value in _acts(viewer, loaded) and event.reported_at is not None
    return render(
        request,
        "referral/incident.html",
        viewer,
        title=title_of(event),
        crumbs=(*crumbs_of(viewer, loaded), (TITLE, f"/placements/{placement}/incidents")),
        placement=loaded,
        event=event,
        kind=kind,
        words=words,
        incident_words=INCIDENT_WORDS[event.kind] if event.kind else None,
        absence_words=ABSENCE_WORDS[event.absence_kind] if event.absence_kind else None,
        texts=texts,
        may_attest=may_answer and event.call_recorded_at is None,
        may_deny=may_answer and event.awaits_attestation,
        may_report=not is_board(viewer) and event.awaits_report and not loaded.concluded,
    )


def title_of(event: Happening) -> Words:
    """Give an event its title."""
    number = short("H", event.id)
    return Words(sv=f"Händelse {number}", en=f"Incident {number}")


async def _texts(request: Request, work: Work, placement: Placement, event: Happening) -> list[Text]:
    vault, found = vault_of(request), []
    wrote = (await noticed(work, placement.id)).get(event.id) if event.noticed_at else None
    if wrote is not None:
        try:
            text = await vault.open_text(work, SCHEMA, placement.case, wrote)
        except Erased:
            text = None
        found.append(Text(Words(sv="Nämnden berättade", en="The board told"), text))
    for kind, title in (
        ("incident", Words(sv="Utföraren rapporterade", en="The provider reported")),
        ("absence", Words(sv="Utföraren anmälde avvikelsen", en="The provider reported the absence")),
    ):
        for one in await submissions(work, placement.id, kind, str(event.id)):
            try:
                text = (await unseal(work, vault, placement.case, one.sealed)).get("what")
            except Erased:
                text = None
            found.append(Text(title, text, one.id))
    return found


async def load_incident(
    request: Request, viewer: Viewer, placement: UUID, incident: UUID
) -> tuple[Placement, Happening]:
    """Load a placement of the viewer with one of its events. Raises Refused."""
    async with transaction(request, viewer) as work:
        loaded = await load_placement(work, viewer, placement)
        return loaded, await load_event(work, placement, incident)
