"""Register: what is proposed, by whom, and what waits for me to confirm or decline?"""

from http import HTTPStatus
from uuid import UUID

from fastapi import Depends, Request
from starlette.responses import Response

from schemas.codes import ProposalOutcome, Role
from schemas.new_event import Author
from services.directory import handlers
from services.directory.organisations.pages import REGISTER_ROLES
from services.directory.register import lists as proposal_lists
from services.directory.register import saving
from services.directory.register import store as proposing
from services.directory.register.change import MOVED, READ_AGAIN, Moved
from services.directory.register.changes import change_of
from services.directory.register.lines import WHO_DECIDES, known_of, late_before, line_of, lines_of
from services.directory.register.lists import Whose
from services.directory.register.queries import Waiting
from services.directory.shared import store
from services.directory.shared.attested import Proposal
from services.directory.shared.commands import DecideProposal
from services.directory.shared.page_forms import BOARD_ROLES, Sent, take, vault_of
from services.directory.shared.state import PLATFORM
from services.runtime.database.work import Work
from services.runtime.forms.reader import Reader
from services.runtime.language.words import Words, count_words
from services.runtime.web import Viewer, allow, fill, not_found, pages_router, read_form, render, typed_values
from services.runtime.web.page.paging import Paging

router = pages_router("directory")
TITLE = Words(sv="Register", en="Register")
PATH = "/register"
MOST_DECIDED = 30
DECIDERS = (Role.REGISTER_KEEPER, Role.CONTROLLER)
SEERS = REGISTER_ROLES
READERS = (Role.REGISTER_KEEPER, *BOARD_ROLES, Role.SUPERVISOR, Role.PROVIDER_MANAGER)
DECISIONS = (
    ("confirmed", Words(sv="Bekräfta: registret ändras direkt", en="Confirm: the register changes at once")),
    ("declined", Words(sv="Avslå: registret ändras inte", en="Decline: the register does not change")),
)
_DONE = {
    "confirmed": Words(
        sv="Förslaget är bekräftat. Registret är ändrat.", en="The proposal is confirmed. The register is changed."
    ),
    "declined": Words(
        sv="Förslaget är avslaget. Den som lämnade det får veta varför.",
        en="The proposal is declined. Whoever made it learns why.",
    ),
    "withdrawn": Words(sv="Förslaget är tillbakataget.", en="The proposal is taken back."),
}


@router.get(PATH)
async def register_page(request: Request, viewer: Viewer = Depends(allow(*SEERS))) -> Response:
    """The proposals that wait, those to decide first and the longest waiting before others; below, what was decided."""
    now = request.state.now
    whose = Whose(viewer.organisation, viewer.unit, viewer.scope.keeper)
    async with request.app.state.database.work("directory", scope=viewer.scope) as work:
        count = await proposal_lists.count_waiting(work, whose, late_before(now))
        paging = Paging(PATH, {}, count.total, request.query_params.get("page", ""))
        waiting = await proposal_lists.waiting(work, whose, paging.size, paging.offset)
        decided = await proposal_lists.newest_decided(work, whose, MOST_DECIDED)
        register = await known_of(work, [*waiting, *decided], viewer)
    lines = lines_of(register, waiting, viewer, now)
    return render(
        request,
        "directory/register.html",
        viewer,
        title=TITLE,
        answer=_answer(count),
        act=bool(count.to_decide),
        to_decide=[line for line in lines if line.to_decide],
        others=[line for line in lines if not line.to_decide],
        paging=paging,
        decided=lines_of(register, decided, viewer, now),
        most_decided=MOST_DECIDED,
        who=WHO_DECIDES,
    )


def _answer(count: Waiting) -> Words:
    if not count.to_decide:
        return Words(sv="Inget förslag väntar på ditt beslut.", en="No proposal waits for your decision.")
    said = count_words(
        count.to_decide,
        Words(sv="förslag väntar på ditt beslut", en="proposal waits for your decision"),
        Words(sv="förslag väntar på ditt beslut", en="proposals wait for your decision"),
    )
    if count.late:
        said += Words(sv=f", {count.late} har väntat för länge", en=f", {count.late} for too long")
    return said + Words(sv=".", en=".")


@router.get("/register/proposals/{proposal}")
async def proposal_page(request: Request, proposal: UUID, viewer: Viewer = Depends(allow(*READERS))) -> Response:
    """One proposal: old and new, who is hit, who may decide; and for them the form."""
    return await _draw(request, viewer, proposal, Reader({}))


@router.post("/register/proposals/{proposal}")
async def decide(request: Request, proposal: UUID, viewer: Viewer = Depends(allow(*SEERS))) -> Response:
    """Confirm or decline another's proposal, or take one's own back."""
    typed = Reader(typed_values(await read_form(request, viewer)))
    missing = Words(sv="Välj om förslaget bekräftas eller avslås.", en="Choose whether to confirm or to decline.")
    outcome = typed.choice("decision", _DONE, missing)
    if outcome in ("confirmed", "declined") and viewer.role not in DECIDERS:
        not_found()
    reason = typed.prose("words")
    by = PLATFORM if viewer.scope.keeper else viewer.organisation

    async def act(work: Work, author: Author) -> None:
        await store.one_writer(work)
        now = await _change_now(work, viewer, proposal)
        decision = DecideProposal(proposal, by, viewer.person, ProposalOutcome(outcome), reason)
        await handlers.decide_proposal(work, vault_of(request), author, decision)
        if outcome == "confirmed" and now != typed.one("change"):
            raise Moved

    sent = Sent(typed, f"/register/proposals/{proposal}", _DONE.get(outcome, missing), {"words": "words"})
    try:
        done = await take(request, viewer, act, sent)
    except Moved:
        return await _draw(request, viewer, proposal, Reader({"words": reason}), moved=True)
    return done or await _draw(request, viewer, proposal, typed)


async def _change_now(work: Work, viewer: Viewer, proposal: UUID) -> str:
    """Give the fingerprint of what a proposal changes as the register is in this transaction."""
    held = await proposing.one(work, proposal)
    return change_of(await known_of(work, [held], viewer), held.acts).fingerprint if held else ""


async def _draw(request: Request, viewer: Viewer, proposal: UUID, typed: Reader, *, moved: bool = False) -> Response:
    async with request.app.state.database.work("directory", scope=viewer.scope) as work:
        held = await proposing.one(work, proposal)
        if held is None:
            not_found()
        register = await known_of(work, [held], viewer)
        words = await saving.words_of(work, vault_of(request), proposal) if not held.waits else ""
    line = line_of(register, held, viewer, request.state.now)
    if viewer.unit not in (None, line.unit):
        not_found()
    await fill(request, viewer, "register_change", provider=held.provider, unit=line.unit)
    return render(
        request,
        "directory/proposal.html",
        viewer,
        title=Words(sv="Förslag till registret", en="Proposal to the register"),
        crumbs=[(TITLE, PATH)] if viewer.role in SEERS else [(line.provider, f"/providers/{held.provider}")],
        status=HTTPStatus.CONFLICT if moved else HTTPStatus.OK,
        moved=(MOVED, READ_AGAIN) if moved else None,
        line=line,
        words=words,
        boards=await boards_with_contract(request, held),
        decisions=DECISIONS,
        who=WHO_DECIDES,
        values=typed.raw,
        errors=typed.errors,
    )


async def boards_with_contract(request: Request, proposal: Proposal) -> int:
    """Count the boards with a contract in force with the provider; who they are only the register keeper may see."""
    async with request.app.state.database.work("directory") as work:
        return await proposing.count_boards(work, proposal.provider)
