"""What the pages of attesting share: whose word a form is, what was typed, and taking a form once."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from fastapi import Request
from starlette.responses import Response

from schemas.codes import Origin, Role
from schemas.envelope import Author
from services.directory.attestations import store as attested
from services.directory.shared import store
from services.directory.shared.municipalities import board_title
from services.directory.shared.state import Board, Register
from services.runtime.database.work import Work
from services.runtime.errors import Refused
from services.runtime.language.look_alikes import tidy
from services.runtime.language.typed_time import WHICH, Misread, instant_of, period_or_none, read_clock, read_day
from services.runtime.language.words import Words
from services.runtime.scan.scanner import READ_THROUGH, check
from services.runtime.vault.vault import Vault
from services.runtime.web import Viewer, context_of, drafts_of, post_once, redirect_done
from services.runtime.web.page.drafts import Values

BOARD_ROLES = (Role.COORDINATOR, Role.UNIT_MANAGER, Role.CONTROLLER)
ASKERS = (*BOARD_ROLES, Role.SUPERVISOR)
BOTH = (*ASKERS, Role.PROVIDER_MANAGER)
Act = Callable[[Work, Author], Awaitable[object]]


@dataclass
class Typed:
    """What was typed into a form, read field by field; what is wrong gathers in `errors` by field."""

    values: Values
    errors: dict[str, Words] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """Give a field as it was typed, trimmed."""
        given = self.values.get(name) or ""
        return tidy(given if isinstance(given, str) else given[0]).strip()

    def prose(self, name: str) -> str:
        """Give a text that others read; an error when it may reveal somebody and nobody has ticked that it was read."""
        typed, read = self.text(name), self.values.get(READ_THROUGH) or []
        if found := check(typed, read=[read] if isinstance(read, str) else read):
            self.errors.setdefault(name, found)
        return typed

    def choice(self, name: str, known: Mapping[str, object], missing: Words) -> str:
        """Give one choice that exists, else note the error and give nothing."""
        typed = self.text(name)
        if typed not in known:
            self.errors.setdefault(name, missing)
            return ""
        return typed

    def day(self, name: str, missing: Words | None = None) -> date | None:
        """Give a day; an error when it is none, or when it is missing and must be there."""
        typed = self.text(name)
        found = read_day(typed) if typed else None
        if isinstance(found, Misread):
            self.errors.setdefault(name, found.words)
            return None
        if found is None and missing is not None:
            self.errors.setdefault(name, missing)
        return found

    def moment(self, day: str, clock: str, missing: Words) -> datetime | None:
        """Give the instant of a day and a time of day in Stockholm; an error at whichever is wrong."""
        on, at = self.day(day, missing), read_clock(self.text(clock))
        if isinstance(at, Misread):
            self.errors.setdefault(clock, at.words)
            return None
        found = instant_of(on, at, period_or_none(self.text(clock + WHICH))) if on is not None else None
        if isinstance(found, Misread):
            self.errors.setdefault(clock + WHICH if found.twice else clock, found.shown)
            return None
        return found

    def refused(self, refused: Refused, fields: Mapping[str, str]) -> None:
        """Note a refusal at the form's own field for what it speaks of, else above the form."""
        self.errors[fields.get(refused.field or "", "")] = refused.what + Words(sv=" ", en=" ") + refused.next_step


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


async def take(
    request: Request, viewer: Viewer, act: Act, url: str, words: Words, typed: Typed, fields: Mapping[str, str]
) -> Response | None:
    """Carry out a form's act once and go on to a page with a green box; None when it was refused, with the errors noted."""
    if typed.errors:
        return None
    try:
        async with request.app.state.database.work("directory", scope=viewer.scope) as work:
            await post_once(work, request, url, words)
            await act(work, author_of(request, viewer))
    except Refused as refused:
        if refused.code == "waited":
            raise
        typed.refused(refused, fields)
        return None
    return redirect_done(request, url, words)


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
