"""Tillstånd: what does the register say of a permit or a unit, and how is it changed, ended or undone?"""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from fastapi import Depends, Request
from starlette.responses import Response

from services.directory.attestations.effective import error_of
from services.directory.register import forms
from services.directory.register.hands import may_speak
from services.directory.register.lines import WHO_DECIDES, lines_of
from services.directory.register.page_context import PageContext, context_of_register, offer
from services.directory.register.pages import SEERS
from services.directory.register.words import attestation_words, entity_words
from services.directory.shared.attested import Proposal
from services.directory.shared.checks import today
from services.directory.shared.state import Permit, Unit
from services.directory.shared.wording import state_of, validity
from services.runtime.forms.reader import Reader
from services.runtime.web import Viewer, allow, not_found, pages_router, read_form, render, typed_values

router = pages_router("directory")
Read = Callable[[Reader], forms.Acts]


@router.get("/register/permits/{permit}")
async def permit_page(request: Request, permit: UUID, viewer: Viewer = Depends(allow(*SEERS))) -> Response:
    """One permit: how it stands, everything recorded of it, what is proposed, and the forms to change or end it."""
    context = await context_of_register(request, viewer, permit)
    if not isinstance(context.held, Permit):
        not_found()
    return _draw_permit(request, viewer, context, context.held, Reader(forms.typed_of(context.held)))


@router.post("/register/permits/{permit}")
async def change_permit(request: Request, permit: UUID, viewer: Viewer = Depends(allow(*SEERS))) -> Response:
    """Change or end the permit: shown first with who is hit, then proposed, or recorded by a register keeper."""
    form = await read_form(request, viewer)
    typed, kind = Reader(typed_values(form)), str(form.get("act") or "")
    context = await context_of_register(request, viewer, permit)
    held = context.held
    if not isinstance(held, Permit) or kind not in ("change", "end"):
        not_found()
    acts = forms.changed(context.register, held, typed) if kind == "change" else forms.ended(held, typed)
    done = await offer(request, viewer, context, acts, typed, f"/register/permits/{permit}")
    if kind == "end":
        typed = Reader({**forms.typed_of(held), **typed.raw}, errors=typed.errors)
    return done or _draw_permit(request, viewer, context, held, typed)


@router.get("/register/units/{unit}")
async def unit_page(request: Request, unit: UUID, viewer: Viewer = Depends(allow(*SEERS))) -> Response:
    """One unit: everything recorded of it, and the forms for a new permit or the decision that none is needed."""
    context = await context_of_register(request, viewer, unit)
    return _draw_unit(request, viewer, context, Reader({}))


@router.post("/register/units/{unit}")
async def add_to_unit(request: Request, unit: UUID, viewer: Viewer = Depends(allow(*SEERS))) -> Response:
    """A new permit, or the decision that none is needed."""
    form = await read_form(request, viewer)
    typed, kind = Reader(typed_values(form)), str(form.get("act") or "")
    context = await context_of_register(request, viewer, unit)
    if kind == "permit":
        acts = forms.new(context.provider.id, unit, typed)
    elif kind == "not_bound":
        acts = forms.not_bound(context.provider.id, unit, viewer.person, typed)
    else:
        not_found()
    done = await offer(request, viewer, context, acts, typed, f"/register/units/{unit}")
    return done or _draw_unit(request, viewer, context, typed)


def _draw_permit(request: Request, viewer: Viewer, context: PageContext, held: Permit, typed: Reader) -> Response:
    day = today(request.state.now)
    return _draw(
        request,
        viewer,
        context,
        typed,
        "permit",
        state=state_of(held, day),
        validity=validity(held, day),
        ended=held.ended_at,
    )


def _draw_unit(request: Request, viewer: Viewer, context: PageContext, typed: Reader) -> Response:
    if not isinstance(context.held, Unit):
        not_found()
    return _draw(request, viewer, context, typed, "unit")


def _draw(request: Request, viewer: Viewer, context: PageContext, typed: Reader, kind: str, **more: Any) -> Response:
    proposed = lines_of(context.register, _waiting(context), viewer, request.state.now)
    return render(
        request,
        "directory/permit.html",
        viewer,
        title=entity_words(context.register, context.held),
        crumbs=[(context.provider.name, f"/providers/{context.provider.id}")],
        kind=kind,
        held=context.held,
        history=[
            (each, attestation_words(each), error_of(context.register, each.id) is not None) for each in context.history
        ],
        proposed=proposed,
        speaks=viewer.scope.keeper
        or may_speak(context.register, viewer.organisation, context.provider.id, today(request.state.now)),
        who=WHO_DECIDES,
        forms=list(forms.FORM_CHOICES.items()),
        ages=list(forms.AGE_CHOICES.items()),
        groups=list(forms.GROUP_CHOICES.items()),
        ends=list(forms.END_CHOICES.items()),
        values=typed.raw,
        errors=typed.errors,
        **more,
    )


def _waiting(context: PageContext) -> list[Proposal]:
    return [each for each in context.register.all(Proposal) if each.waits and each.about == context.held.id]
