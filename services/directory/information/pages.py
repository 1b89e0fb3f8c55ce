"""Begäran om uppgifter: what was asked, by when is it answered, and what was the answer?"""

from uuid import UUID

from fastapi import Depends, Request
from starlette.responses import Response

from schemas.codes import Role
from schemas.directory import InformationRequested
from services.directory.attestations import sealed_words
from services.directory.attestations.lines import Reading
from services.directory.attestations.pages import PATH as ATTEST
from services.directory.attestations.pages import TITLE as ATTEST_TITLE
from services.directory.attestations.pages import reading_of
from services.directory.attestations.shown import Asked
from services.directory.information.form import parse_answer, parse_request
from services.directory.organisations.pages import LIST
from services.directory.shared.attested import Attested
from services.directory.shared.page_forms import (
    ASKERS,
    BOTH,
    Sent,
    draft_of,
    keep_draft,
    take_command,
    vault_of,
    what_is_known,
)
from services.directory.shared.state import Provider
from services.runtime.forms.reader import Reader
from services.runtime.language.identifiers import short
from services.runtime.language.words import Words
from services.runtime.web import Viewer, allow, fill, not_found, pages_router, read_form, render, typed_values

router = pages_router("directory")
TITLE = Words(sv="Begäran om uppgifter", en="Request for information")
NEW = Words(sv="Begär uppgifter", en="Request information")


@router.get("/providers/{provider}/information-requests/new")
async def new_request_page(request: Request, provider: UUID, viewer: Viewer = Depends(allow(*ASKERS))) -> Response:
    """The form to ask a provider for information."""
    typed = Reader(await draft_of(request, viewer, _draft(provider)))
    return await _draw_new(request, viewer, provider, typed)


@router.post("/providers/{provider}/information-requests/new")
async def make_request(request: Request, provider: UUID, viewer: Viewer = Depends(allow(*ASKERS))) -> Response:
    """Ask the provider; the words are kept sealed."""
    form = await read_form(request, viewer)
    typed = Reader(typed_values(form))
    if form.get("save_draft"):
        here = f"/providers/{provider}/information-requests/new"
        return await keep_draft(request, viewer, _draft(provider), typed_values(form), here)
    board = viewer.organisation if viewer.organisation_kind == "board" else None
    parsed = parse_request(typed, provider, board)
    words = Words(
        sv="Begäran är skickad. Utföraren har 10 arbetsdagar på sig att svara.",
        en="The request is sent. The provider has 10 working days to answer.",
    )
    sent = Sent(typed, f"/providers/{provider}", words, {"question": "question"})
    done = await take_command(request, viewer, parsed, sent)
    return done or await _draw_new(request, viewer, provider, typed)


async def _draw_new(request: Request, viewer: Viewer, provider: UUID, typed: Reader) -> Response:
    async with request.app.state.database.work("directory", scope=viewer.scope) as work:
        known = (await what_is_known(work, provider)).find(Provider, provider)
    if known is None:
        not_found()
    await fill(request, viewer, "reach", provider=provider)
    return render(
        request,
        "directory/information_request_new.html",
        viewer,
        title=NEW,
        crumbs=[(LIST, "/providers"), (known.name, f"/providers/{provider}")],
        values=typed.raw,
        errors=typed.errors,
        provider=known,
        draft=_draft(provider),
    )


@router.get("/information-requests/{asked}")
async def request_page(request: Request, asked: UUID, viewer: Viewer = Depends(allow(*BOTH))) -> Response:
    """One request: its words, its due, its answer; for the provider, the form to answer."""
    typed = Reader(await draft_of(request, viewer, _draft(asked)))
    return await _draw(request, viewer, asked, typed)


@router.post("/information-requests/{asked}")
async def answer(request: Request, asked: UUID, viewer: Viewer = Depends(allow(Role.PROVIDER_MANAGER))) -> Response:
    """Answer the request, once."""
    form = await read_form(request, viewer)
    typed, path = Reader(typed_values(form)), f"/information-requests/{asked}"
    if form.get("save_draft"):
        return await keep_draft(request, viewer, _draft(asked), typed_values(form), path)
    words = Words(sv="Svaret är lämnat. Referens {ref}.", en="The answer is given. Reference {ref}.")
    sent = Sent(typed, path, words.fill(ref=short("U", asked)), {"answer": "answer", "request": ""})
    done = await take_command(request, viewer, parse_answer(typed, asked, viewer.organisation), sent)
    return done or await _draw(request, viewer, asked, typed)


async def _draw(request: Request, viewer: Viewer, asked: UUID, typed: Reader) -> Response:
    async with request.app.state.database.work("directory", scope=viewer.scope) as work:
        reading = await reading_of(request, viewer, work, asked)
        one = _asked(reading, asked)
        ids = [asked, *([one.answer.id] if one.answer else [])]
        words = await sealed_words.words_of(work, vault_of(request), ids)
    provider = reading.register.find(Provider, one.attestation.provider or asked)
    own = viewer.role is Role.PROVIDER_MANAGER
    above = (
        (ATTEST_TITLE, ATTEST)
        if own
        else (provider.name if provider else "–", f"/providers/{one.attestation.provider}")
    )
    return render(
        request,
        "directory/information_request.html",
        viewer,
        title=TITLE,
        crumbs=[above],
        values=typed.raw,
        errors=typed.errors,
        asked=one,
        provider=provider,
        question=words.get(asked),
        given=words.get(one.answer.id) if one.answer else None,
        to_answer=own and one.open,
        draft=_draft(asked),
    )


def _asked(reading: Reading, asked: UUID) -> Asked:
    held = reading.register.find(Attested, asked)
    if held is None or not isinstance(held.fact, InformationRequested):
        not_found()
    return reading.asked(held)


def _draft(about: UUID) -> str:
    return f"information-request/{about}"
