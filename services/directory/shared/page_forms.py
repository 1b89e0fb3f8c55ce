"""What the pages of attesting share: whose word a form is, what was typed, and taking a form once."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from uuid import UUID

from fastapi import Request
from starlette.responses import Response

from schemas.codes import Origin, Role
from schemas.new_event import Author
from services.directory.attestations import store as attested
from services.directory.handlers import carry_out_in
from services.directory.shared import store
from services.directory.shared.commands import Command
from services.directory.shared.municipalities import board_title
from services.directory.shared.register import Register
from services.directory.shared.state import Board
from services.runtime.database.work import Work
from services.runtime.errors import Refused
from services.runtime.forms.reader import Errors, Reader
from services.runtime.language.words import Words
from services.runtime.vault.vault import Vault
from services.runtime.web import Viewer, context_of, drafts_of, post_once, redirect_done
from services.runtime.web.page.drafts import Values

BOARD_ROLES = (Role.COORDINATOR, Role.UNIT_MANAGER, Role.CONTROLLER)
ASKERS = (*BOARD_ROLES, Role.SUPERVISOR)
BOTH = (*ASKERS, Role.PROVIDER_MANAGER)
Act = Callable[[Work, Author], Awaitable[object]]


def author_of(request: Request, viewer: Viewer) -> Author:
    """Say whose word a form is: the viewer's organisation's, by this person, when the whole request had been read."""
    return Author(teller=viewer.organisation, person=viewer.person, origin=Origin.PORTAL, arrived=request.state.arrived)


def vault_of(request: Request) -> Vault:
    """Give the vault of this portal."""
    vault = request.app.state.vault
    if not isinstance(vault, Vault):
        raise TypeError("app.state.vault is set by create_app alone")
    return vault


async def what_is_known(work: Work, about: UUID) -> Register:
    """Load a provider, or what was attested, with its provider's units, everything attested about it, and every board.

    Row-level security gives each viewer only what is theirs.
    """
    attestation = await attested.one(work, about)
    provider = attestation.provider if attestation and attestation.provider else about
    register = await store.load_provider(work, provider)
    await attested.load(work, register, store.Wanted(ids={provider}))
    return register


def names_of(register: Register) -> dict[UUID, str]:
    """Give the boards' names."""
    return {board.id: board_title(board.name, board.municipality) for board in register.all(Board)}


@dataclass(frozen=True)
class Sent:
    """A form that was sent: what was typed, the page it leads to, in which words, and its field for what a refusal speaks of."""

    typed: Reader
    url: str
    words: Words
    fields: Mapping[str, str]


async def take(request: Request, viewer: Viewer, act: Act, sent: Sent) -> Response | None:
    """Carry out a form's act once and go on to a page with a green box; None when it was refused, with the errors noted."""
    if sent.typed.errors:
        return None
    try:
        async with request.app.state.database.work("directory", scope=viewer.scope) as work:
            await post_once(work, request, sent.url, sent.words)
            await act(work, author_of(request, viewer))
    except Refused as refused:
        if refused.code == "waited":
            raise
        sent.typed.refused(refused, sent.fields)
        return None
    return redirect_done(request, sent.url, sent.words)


async def take_command(request: Request, viewer: Viewer, parsed: Command | Errors, sent: Sent) -> Response | None:
    """Carry out the command that a form was read into, in the same way; None when something is wrong with the form."""
    if isinstance(parsed, Errors):
        return None

    async def act(work: Work, author: Author) -> None:
        await carry_out_in(work, author, [parsed], vault_of(request))

    return await take(request, viewer, act, sent)


async def draft_of(request: Request, viewer: Viewer, form: str) -> Values:
    """Give what the viewer has typed in a form before."""
    async with request.app.state.database.work("web") as work:
        return (await drafts_of(request).load(work, viewer, form)).values


async def keep_draft(request: Request, viewer: Viewer, form: str, values: Values, url: str) -> Response:
    """Keep what was typed and show the form again."""
    context_of(request).draft_key = None
    async with request.app.state.database.work("web") as work:
        await drafts_of(request).save(work, viewer, form, values)
    return redirect_done(request, url, Words(sv="Utkastet är sparat.", en="The draft is saved."))
