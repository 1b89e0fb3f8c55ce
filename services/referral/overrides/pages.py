"""Nödbeslut: what blocks a referral, who has asked to let it through, and the second person's word."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from fastapi import Depends, Request
from starlette.responses import Response

from schemas.codes import Role
from services.referral import handlers
from services.referral.overrides.domain import OPEN
from services.referral.overrides.form import OVERRIDE_FIELDS, parse_override
from services.referral.overrides.handlers import gate_of
from services.referral.overrides.store import (
    AskedOverride,
    Place,
    agreed_override,
    matching,
    overrides,
    waiting_overrides,
)
from services.referral.pages.page_context import (
    BOARD_ROLES,
    acting_of,
    posting,
    today_of,
    transaction,
)
from services.referral.referrals.store import load_referral
from services.referral.shared.lifecycle_words import state_words
from services.referral.shared.reasons import OVERRIDE_WORDS
from services.referral.shared.states import State
from services.referral.terms.gates import Gate
from services.referral.terms.store import names
from services.runtime.forms.reader import Errors
from services.runtime.language.identifiers import reference
from services.runtime.language.words import Words
from services.runtime.web import (
    Panel,
    Viewer,
    allow,
    pages_router,
    read_form,
    redirect_done,
    render,
    typed_values,
)

router = pages_router("referral")
TITLE = Words(sv="Nödbeslut", en="Emergency override")
SECOND = (Role.UNIT_MANAGER, Role.CONTROLLER)
READERS = (*BOARD_ROLES, Role.CONTROLLER)


@router.get("/referrals/{referral}/override")
async def override_page(request: Request, referral: UUID, viewer: Viewer = Depends(allow(*READERS))) -> Response:
    """Show what blocks, and what has been asked and agreed about it."""
    return await _page(request, viewer, referral, {}, {})


@router.post("/referrals/{referral}/override")
async def ask(request: Request, referral: UUID, viewer: Viewer = Depends(allow(*READERS))) -> Response:
    """Ask, as the first person, to let it through."""
    typed = typed_values(await read_form(request, viewer))
    reason = parse_override(typed, today_of(request))
    if isinstance(reason, Errors):
        return await _page(request, viewer, referral, typed, reason)
    url = f"/referrals/{referral}/override"
    words = Words(
        sv="Nödbeslut är begärt. Enhetschefen ser det under Start, avtalscontrollern under Uppföljning: be en av dem att godkänna.",
        en="The override is asked for. The unit manager finds it under Start, the controller under Compliance: ask one of them to agree.",
    )
    async with posting(request, viewer, url, words) as acting:
        await handlers.ask_override(acting, referral, reason)
    return redirect_done(request, url, words)


@router.post("/referrals/{referral}/override/{override}/agree")
async def agree(request: Request, referral: UUID, override: UUID, viewer: Viewer = Depends(allow(*SECOND))) -> Response:
    """Agree, as the second person; a draft is sent at once."""
    url = f"/referrals/{referral}/override"
    words = Words(
        sv=f"Nödbeslutet för {reference(referral)} är fattat av två personer.",
        en=f"The override for {reference(referral)} is agreed to by two people.",
    )
    async with posting(request, viewer, url, words) as acting:
        await handlers.agree_override(acting, referral, override)
    return redirect_done(request, url, words)


async def to_agree(request: Request, viewer: Viewer, **_: Any) -> Mapping[str, Any] | None:
    """What waits for the viewer as the second person; none where nothing does."""
    async with transaction(request, viewer) as work:
        waiting = await waiting_overrides(work, viewer)
    return {"overrides": waiting} if waiting else None


PANELS = (Panel("decide", (Role.CONTROLLER,), to_agree, "referral/overrides_waiting.html"),)
"""A unit manager reads the same on the start page."""


async def _page(
    request: Request, viewer: Viewer, referral: UUID, values: dict[str, Any], errors: dict[str, Words]
) -> Response:
    async with transaction(request, viewer) as work:
        line = await load_referral(work, viewer, referral)
        asked, known = await overrides(work, referral), await names(work)
        gate, place = Gate(None, ()), None
        provider = line.provider
        if line.state in OPEN:
            gate, place = await gate_of(acting_of(request, viewer, work), line)
            provider = place[0]
    case = None if viewer.role is Role.CONTROLLER else line.case
    return render(
        request,
        "referral/override.html",
        viewer,
        title=TITLE,
        crumbs=_crumbs(case),
        referral=referral,
        case=case,
        draft=line.state is State.DRAFT,
        state=state_words(line.state),
        provider=known.get(provider, "–") if provider else "–",
        blocks=gate.blocks,
        asked=[_line(one, viewer) for one in asked],
        needed=_needed(gate, asked, place),
        form_fields=OVERRIDE_FIELDS,
        values=values,
        errors=errors,
    )


def _needed(gate: Gate, asked: Sequence[AskedOverride], place: Place | None) -> list[str]:
    """Give the rules that block and nobody has asked about."""
    if place is None:
        return []
    loaded = agreed_override(asked, place)
    known = set(loaded.rules if loaded else ()).union(*(one.rules for one in matching(asked, place, agreed=False)))
    return [rule for rule in gate.rules if rule not in known]


def _line(asked: AskedOverride, viewer: Viewer) -> dict[str, Any]:
    own = asked.asked_by == viewer.person
    return {
        "id": asked.id,
        "rules": ", ".join(asked.rules),
        "reason": OVERRIDE_WORDS[asked.reason],
        "asked_at": asked.asked_at,
        "agreed_at": asked.agreed_at,
        "own": own,
        "may_agree": asked.agreed_at is None and not own and viewer.role in SECOND,
    }


def _crumbs(case: UUID | None) -> list[tuple[Words, str]]:
    if case is None:
        return []
    number = reference(case)
    above = (Words(sv=f"Ärende {number}", en=f"Case {number}"), f"/cases/{case}")
    return [(Words(sv="Ärenden", en="Cases"), "/cases"), above]
