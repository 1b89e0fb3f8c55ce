"""The page of sign-in, the roles a person can work in, and Mitt konto with its sessions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from fastapi import Depends, Request
from starlette.responses import RedirectResponse, Response

from schemas.codes import Role
from services.directory.people.accounts import speaks_for
from services.directory.sign_in import EVERYBODYS, OWN, Held, names_of
from services.runtime.database.query import Query
from services.runtime.language.words import Words
from services.runtime.web import (
    ROLE_WORDS,
    Viewer,
    allow,
    anyone,
    close_session,
    context_of,
    end_sessions,
    from_this_machine,
    not_found,
    open_session,
    pages_router,
    read_form,
    redirect_done,
    render,
    safe_path,
    sessions_of,
)
from services.runtime.web.request.queries import Open

router = pages_router("directory")
FIRST_TASKS: dict[Role, Words] = {
    Role.COORDINATOR: Words(sv="Skicka en ny förfrågan och följ den.", en="Send a new referral and follow it."),
    Role.PROVIDER_MANAGER: Words(
        sv="Besvara en förfrågan och lämna en månadsrapport.", en="Answer a referral and submit a monthly report."
    ),
    Role.CONTROLLER: Words(
        sv="Läs varför en brist finns och fatta beslut.", en="Read why a finding stands and decide on it."
    ),
}
_TITLE = Words(sv="Logga in", en="Sign in")
_WORK_AS = Words(sv="Arbeta som …", en="Work as …")


@dataclass(frozen=True)
class Card:
    """A role that can be worked in: whose, where, and what to try first."""

    commission: UUID
    person: UUID
    name: str
    role: Role
    organisation: str
    unit: str | None
    task: Words | None = None
    code: str = ""

    @property
    def role_words(self) -> Words:
        """Give the role in words."""
        return ROLE_WORDS[self.role]


@dataclass(frozen=True)
class ShownSession:
    """A session of one's own, as the page shows it; `way` is the identity provider's name."""

    reference: str
    opened_at: datetime
    seen_at: datetime
    way: str | None
    current: bool


@router.get("/sign-in")
async def sign_in_page(request: Request, viewer: Viewer | None = Depends(anyone)) -> Response:
    """Cards of the demonstration by role; elsewhere one's own roles, or the identity providers."""
    return await _sign_in_page(request, viewer)


@router.post("/sign-in")
async def sign_in(request: Request, viewer: Viewer | None = Depends(anyone)) -> Response:
    """Begin a session as a person of the demonstration, or in another of one's own roles."""
    form = await read_form(request, viewer)
    commission = _uuid(form.get("commission"))
    after = safe_path(str(form.get("next") or "/"))
    if commission is not None:
        for card in await _cards(request, viewer, commission):
            return await open_session(request, card.person, card.commission, after)
    gone = Words(sv="Den rollen finns inte längre. Välj en annan.", en="That role is no longer there. Choose another.")
    return await _sign_in_page(request, viewer, {"": gone})


@router.get("/me")
async def account_page(request: Request, viewer: Viewer = Depends(allow())) -> Response:
    """Who one is here, and the other roles one can work in."""
    return render(
        request,
        "directory/account.html",
        viewer,
        title=Words(sv="Mitt konto", en="My account"),
        roles=await _own_cards(request, viewer),
        current=context_of(request).commission,
        sessions=await _sessions(request, viewer),
    )


@router.post("/me/sessions")
async def end_own_sessions(request: Request, viewer: Viewer = Depends(allow())) -> Response:
    """End another session of one's own, or all of them, this one too."""
    chosen = (await read_form(request, viewer)).get("session")
    own = {_reference(each): each.id_hash for each in await sessions_of(request, viewer.person)}
    if chosen is None:
        await end_sessions(request, viewer.person, None)
        await close_session(request)
        return RedirectResponse("/signed-out", status_code=303)
    if str(chosen) in own:
        await end_sessions(request, viewer.person, own[str(chosen)])
    return redirect_done(request, "/me", Words(sv="Inloggningen är avslutad.", en="The session has ended."))


async def _sessions(request: Request, viewer: Viewer) -> list[ShownSession]:
    providers, here = request.app.state.identity_providers, context_of(request).hash
    shown = []
    for each in await sessions_of(request, viewer.person):
        found = providers.of_issuer(each.issuer)
        way = found.provider.title if found else None
        shown.append(ShownSession(_reference(each), each.opened_at, each.seen_at, way, each.id_hash == here))
    return shown


def _reference(session: Open) -> str:
    return session.id_hash.hex()[:16]


@router.post("/me/role")
async def work_as(request: Request, viewer: Viewer = Depends(allow())) -> Response:
    """Go on in another of one's own roles, in a new session."""
    commission = _uuid((await read_form(request, viewer)).get("commission"))
    cards = [] if commission is None else await _own_cards(request, viewer, commission)
    if not cards:
        not_found()
    return await open_session(request, viewer.person, cards[0].commission)


def in_demonstration_here(request: Request) -> bool:
    """Tell whether one may sign in as anybody: in a demonstration's database, on a loopback port, from this very machine."""
    return context_of(request).demonstration and request.app.state.settings.on_loopback and from_this_machine(request)


async def _sign_in_page(request: Request, viewer: Viewer | None, errors: dict[str, Words] | None = None) -> Response:
    cards = await _cards(request, viewer)
    everybody = in_demonstration_here(request)
    first = _first_ones(cards) if everybody else []
    return render(
        request,
        "directory/sign_in.html",
        viewer,
        title=_TITLE if everybody or viewer is None else _WORK_AS,
        errors=errors or {},
        everybody=everybody,
        elsewhere=context_of(request).demonstration and not everybody,
        first=first,
        groups=[(ROLE_WORDS[role], [card for card in cards if card.role is role]) for role in Role],
        ways=[each.provider for each in request.app.state.identity_providers.all],
        after=safe_path(request.query_params.get("next")),
    )


def _first_ones(cards: Sequence[Card]) -> list[Card]:
    """Give one card a role that has a first task: the one commissioned first."""
    found: dict[Role, Card] = {}
    for card in cards:
        if card.task is not None:
            found.setdefault(card.role, card)
    return [found[role] for role in FIRST_TASKS if role in found]


async def _cards(request: Request, viewer: Viewer | None, commission: UUID | None = None) -> list[Card]:
    """Give the roles somebody can work in, or that of one commission: everybody's in a demonstration, else one's own."""
    if in_demonstration_here(request):
        return await _read_cards(request, EVERYBODYS, commission=commission)
    return [] if viewer is None else await _own_cards(request, viewer, commission)


async def _own_cards(request: Request, viewer: Viewer, commission: UUID | None = None) -> list[Card]:
    cards = await _read_cards(request, OWN, person=viewer.person, commission=commission)
    issuer = context_of(request).issuer
    if issuer is None:
        return cards
    found = request.app.state.identity_providers.of_issuer(issuer)
    return [card for card in cards if found and speaks_for(found.provider, card.code)]


async def _read_cards(request: Request, commissions: Query[Held], **values: UUID | None) -> list[Card]:
    vault = request.app.state.vault
    async with request.app.state.database.work("directory") as work:
        found = await work.all(commissions, **values)
        names = await names_of(work, vault, {held.person for held in found})
    return [_card(held, names[held.person]) for held in found]


def _card(held: Held, name: str) -> Card:
    return Card(
        held.id, held.person, name, held.role, held.title, held.unit_name, FIRST_TASKS.get(held.role), held.code
    )


def _uuid(value: object) -> UUID | None:
    try:
        return UUID(str(value))
    except ValueError:
        return None
