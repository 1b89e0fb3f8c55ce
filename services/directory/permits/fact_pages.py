"""A fact of the register: what it says, and entering it in error."""

from uuid import UUID

from fastapi import Depends, Request
from starlette.responses import Response

from schemas.reasons import ErrorReason
from services.directory.attestations import store as attested
from services.directory.attestations.effective import error_of
from services.directory.register import forms
from services.directory.register.facts import CONTRACT_FACTS, REGISTER_FACTS
from services.directory.register.lines import WHO_DECIDES
from services.directory.register.page_context import PageContext, context_of_register, offer
from services.directory.register.pages import SEERS
from services.directory.register.words import attestation_words, entity_words
from services.directory.shared.attested import Attested
from services.directory.shared.commands import RetractFact
from services.directory.shared.labels import ERROR_REASONS
from services.directory.shared.state import Contract, Exemption, Permit, Provider, Unit
from services.runtime.forms.reader import Reader
from services.runtime.language.identifiers import new_id
from services.runtime.language.words import Words
from services.runtime.web import Viewer, allow, not_found, pages_router, read_form, render, typed_values

router = pages_router("directory")
REASONS = {reason.value: words for reason, words in ERROR_REASONS.items()}


@router.get("/register/facts/{fact}")
async def fact_page(request: Request, fact: UUID, viewer: Viewer = Depends(allow(*SEERS))) -> Response:
    """One fact of the register or of one's own contract, with the form to enter it in error."""
    context, attestation = await _fact(request, viewer, fact)
    return _draw_fact(request, viewer, context, attestation, Reader({}))


@router.post("/register/facts/{fact}")
async def retract(request: Request, fact: UUID, viewer: Viewer = Depends(allow(*SEERS))) -> Response:
    """Enter it in error: shown first, then proposed; recorded at once by a register keeper, and of one's own contract."""
    typed = Reader(typed_values(await read_form(request, viewer)))
    context, attestation = await _fact(request, viewer, fact)
    reason = typed.choice("reason", REASONS, Words(sv="Välj ett skäl.", en="Choose a reason."))
    acts: forms.Acts = [RetractFact(fact, ErrorReason(reason), new_id())] if reason else []
    done = await offer(request, viewer, context, acts, typed, f"/register/facts/{fact}")
    return done or _draw_fact(request, viewer, context, attestation, typed)


async def _fact(request: Request, viewer: Viewer, fact: UUID) -> tuple[PageContext, Attested]:
    async with request.app.state.database.work("directory", scope=viewer.scope) as work:
        attestation = await attested.one(work, fact)
    if attestation is None or not isinstance(attestation.fact, REGISTER_FACTS):
        not_found()
    context = await context_of_register(request, viewer, attestation.subject)
    if isinstance(attestation.fact, CONTRACT_FACTS) and not context.own:
        not_found()
    return context, attestation


def _draw_fact(
    request: Request, viewer: Viewer, context: PageContext, attestation: Attested, typed: Reader
) -> Response:
    return render(
        request,
        "directory/register_fact.html",
        viewer,
        title=Words(sv="Felregistrera en uppgift", en="Enter something in error"),
        crumbs=[(context.provider.name, f"/providers/{context.provider.id}")],
        attestation=attestation,
        words=attestation_words(attestation),
        about=entity_words(context.register, context.held),
        retracted=error_of(context.register, attestation.id) is not None,
        direct=viewer.scope.keeper or context.own,
        who=WHO_DECIDES,
        reasons=list(REASONS.items()),
        back=_page_of(context),
        values=typed.raw,
        errors=typed.errors,
    )


def _page_of(context: PageContext) -> str:
    if isinstance(context.held, Exemption):
        return f"/register/units/{context.held.unit}"
    pages = {Permit: "/register/permits", Unit: "/register/units", Contract: "/contracts", Provider: "/providers"}
    return f"{pages[type(context.held)]}/{context.held.id}"
