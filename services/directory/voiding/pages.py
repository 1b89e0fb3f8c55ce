"""Parkerat: what cannot be applied or judged, why, what waits behind it, and what can be done?"""

from uuid import UUID

from fastapi import Depends, Request
from starlette.responses import Response

from schemas.codes import Role
from schemas.new_event import Author
from schemas.reasons import VoidReason
from services.directory import sign_in
from services.directory.shared.page_forms import Act, Sent, take, vault_of
from services.directory.voiding import handlers as voiding
from services.directory.voiding.domain import Proposal
from services.directory.voiding.shown import _shown
from services.runtime.database.work import Work
from services.runtime.forms.reader import Reader
from services.runtime.language.words import Words, count_words
from services.runtime.parked.facts import ParkedFact, parked_facts, retry
from services.runtime.parked.messages import parked_messages
from services.runtime.web import Viewer, allow, pages_router, read_form, redirect_done, render, typed_values
from services.runtime.web.page.paging import Paging

router = pages_router("directory")
TITLE = Words(sv="Parkerat", en="Parked")
PATH = "/parked"
REASONS: dict[str, Words] = {
    VoidReason.CANNOT_BE_CORRECTED.value: Words(
        sv="Den som lämnade uppgiften kan inte rätta den", en="Its teller cannot correct it"
    ),
    VoidReason.SENT_TWICE.value: Words(sv="Samma uppgift finns redan", en="The same fact is there already"),
    VoidReason.NOT_ITS_TELLERS.value: Words(
        sv="Den kommer inte från den som den säger", en="It does not come from whom it says"
    ),
}
_TRIED = Words(
    sv="Den prövas igen. Ladda om sidan om några sekunder: står den kvar gäller skälet fortfarande.",
    en="It is tried again. Load the page again in some seconds: if it is still here, the reason still holds.",
)
_PROPOSED = Words(
    sv="Förslaget är sparat. En annan person i driften måste bekräfta det.",
    en="The proposal is kept. Another operator must confirm it.",
)
_VOIDED = Words(
    sv="Uppgiften är kastad. Det som väntar bakom den bedöms nu.",
    en="The fact is voided. What waits behind it is judged now.",
)
_TAKEN_BACK = Words(sv="Förslaget är tillbakataget.", en="The proposal is taken back.")


@router.get(PATH)
async def parked_page(request: Request, viewer: Viewer = Depends(allow(Role.OPERATOR))) -> Response:
    """Show what is parked, the oldest first."""
    database, services = request.app.state.database, request.app.state.services
    facts = await parked_facts(database, services)
    messages = await parked_messages(database, services)
    paging = Paging(PATH, {}, len(facts), request.query_params.get("page", ""))
    async with database.work("directory", scope=viewer.scope) as work:
        shown = await _shown(work, paging.cut(facts))
    return render(
        request,
        "directory/parked.html",
        viewer,
        title=TITLE,
        answer=_answer(facts),
        shown=shown,
        aside=messages,
        paging=paging,
    )


@router.get(PATH + "/{fact}")
async def parked_fact_page(request: Request, fact: UUID, viewer: Viewer = Depends(allow(Role.OPERATOR))) -> Response:
    """Show one parked fact and what can be done with it."""
    return await _draw(request, viewer, fact, Reader({}))


@router.post(PATH + "/{fact}/retry")
async def try_again(request: Request, fact: UUID, viewer: Viewer = Depends(allow(Role.OPERATOR))) -> Response:
    """Have it tried again wherever it is parked."""
    await read_form(request, viewer)
    try:
        await retry(request.app.state.database, request.app.state.services, fact)
    except LookupError:
        return await _draw(request, viewer, fact, Reader({}))
    return redirect_done(request, f"{PATH}/{fact}", _TRIED)


@router.post(PATH + "/{fact}/void")
async def void(request: Request, fact: UUID, viewer: Viewer = Depends(allow(Role.OPERATOR))) -> Response:
    """Propose to void it, stand by what the command line proposed, confirm what another proposed, or take a proposal back."""
    typed = Reader(typed_values(await read_form(request, viewer)))
    act = typed.one("act")
    held = await _find(request, fact)
    if act == "confirm":

        async def confirm(work: Work, author: Author) -> None:
            await voiding.confirm_voiding(work, fact, held, author, typed.one("proposal"))

        return await _done(request, viewer, fact, confirm, _VOIDED, typed)
    if act == "stand_by":

        async def stand_by(work: Work, author: Author) -> None:
            await voiding.stand_by_voiding(work, fact, author)

        return await _done(request, viewer, fact, stand_by, _PROPOSED, typed)
    if act == "take_back":

        async def take_back(work: Work, _author: Author) -> None:
            await voiding.take_back(work, fact)

        return await _done(request, viewer, fact, take_back, _TAKEN_BACK, typed)
    reason = typed.choice("reason", REASONS, Words(sv="Välj ett skäl.", en="Choose a reason."))

    async def propose(work: Work, author: Author) -> None:
        await voiding.propose_voiding(work, held, VoidReason(reason), author)

    return await _done(request, viewer, fact, propose, _PROPOSED, typed)


async def _done(request: Request, viewer: Viewer, fact: UUID, act: Act, words: Words, typed: Reader) -> Response:
    done = await take(request, viewer, act, Sent(typed, f"{PATH}/{fact}", words, {"reason": "reason"}))
    return done or await _draw(request, viewer, fact, typed)


async def _find(request: Request, fact: UUID) -> ParkedFact | None:
    found = await parked_facts(request.app.state.database, request.app.state.services, fact)
    return found[0] if found else None


async def _draw(request: Request, viewer: Viewer, fact: UUID, typed: Reader) -> Response:
    held = await _find(request, fact)
    async with request.app.state.database.work("directory", scope=viewer.scope) as work:
        proposal = await voiding.proposal_of(work, fact)
        shown = (await _shown(work, [held]))[0] if held else None
    async with request.app.state.database.work("directory") as work:
        names = await sign_in.names_of(work, vault_of(request), _persons(proposal))
    return render(
        request,
        "directory/parked_fact.html",
        viewer,
        title=shown.what if shown else TITLE,
        crumbs=((TITLE, PATH),),
        fact=fact,
        shown=shown,
        proposal=proposal,
        own=proposal is not None and proposal.proposed_by == viewer.person,
        names=names,
        reasons=REASONS,
        values=typed.raw,
        errors=typed.errors,
    )


def _persons(proposal: Proposal | None) -> list[UUID]:
    if proposal is None:
        return []
    return [person for person in (proposal.proposed_by, proposal.confirmed_by) if person is not None]


def _answer(facts: list[ParkedFact]) -> tuple[Words, str]:
    if not facts:
        return Words(sv="Ingenting är parkerat.", en="Nothing is parked."), "calm"
    one = Words(sv="uppgift kan inte läsas in eller bedömas.", en="fact cannot be applied or judged.")
    many = Words(sv="uppgifter kan inte läsas in eller bedömas.", en="facts cannot be applied or judged.")
    return count_words(len(facts), one, many), "act"
