"""What every page of referral uses: its transaction, its vault, whose word a fact is, and who may see it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, datetime
from uuid import UUID

from fastapi import Request

from schemas.codes import Origin, Role
from schemas.new_event import Author
from services.referral.shared.actor import Acting
from services.referral.shared.civil_time import day_of
from services.runtime.database.work import Work
from services.runtime.errors import Refused
from services.runtime.language.words import Words
from services.runtime.vault.vault import Vault
from services.runtime.web import Viewer, context_of, drafts_of, not_found, post_once
from services.runtime.web.page.drafts import Draft, Values

BOARD_ROLES = (Role.COORDINATOR, Role.UNIT_MANAGER)
PROVIDER_ROLES = (Role.PROVIDER_MANAGER,)
BOTH = BOARD_ROLES + PROVIDER_ROLES


@asynccontextmanager
async def transaction(request: Request, viewer: Viewer) -> AsyncIterator[Work]:
    """Open one transaction under the viewer's rows; what is not theirs is the common 404."""
    try:
        async with request.app.state.database.work("referral", viewer.scope) as work:
            yield work
    except Refused as refused:
        if refused.code == "absent":
            not_found()
        raise


def vault_of(request: Request) -> Vault:
    """Give the vault of this portal."""
    vault = request.app.state.vault
    if not isinstance(vault, Vault):
        raise TypeError("app.state.vault is set by create_app alone")
    return vault


def author_of(request: Request, viewer: Viewer) -> Author:
    """Say whose word a form is: the viewer's organisation's, by this person, when the whole request had been read."""
    return Author(teller=viewer.organisation, person=viewer.person, origin=Origin.PORTAL, arrived=request.state.arrived)


def acting_of(request: Request, viewer: Viewer, work: Work) -> Acting:
    """Give with what a handler acts on what the viewer sent."""
    return Acting(work, vault_of(request), viewer, author_of(request, viewer))


@asynccontextmanager
async def posting(request: Request, viewer: Viewer, url: str, words: Words) -> AsyncIterator[Acting]:
    """Open the transaction in which a form is taken, once only: taken again, it gets its first answer, the page at `url`."""
    async with transaction(request, viewer) as work:
        await post_once(work, request, url, words)
        yield acting_of(request, viewer, work)


def now_of(request: Request) -> datetime:
    """Give the instant of this request."""
    now: datetime = request.state.now
    return now


def today_of(request: Request) -> date:
    """Give the Swedish day of this request."""
    return day_of(now_of(request))


def is_board(viewer: Viewer) -> bool:
    """Tell whether the viewer acts for a board."""
    return viewer.organisation_kind == "board"


async def load_draft(request: Request, viewer: Viewer, form: str) -> Draft:
    """Give what the viewer has typed in a form before."""
    async with request.app.state.database.work("web") as work:
        return await drafts_of(request).load(work, viewer, form)


async def save_typed(request: Request, viewer: Viewer, form: str, values: Values) -> None:
    """Keep what the viewer has typed in a form; the middleware, which forgets a taken form's draft, leaves this one alone."""
    context_of(request).draft_key = None
    async with request.app.state.database.work("web") as work:
        await drafts_of(request).save(work, viewer, form, values)


def key_of(form: str, about: UUID, part: str = "") -> str:
    """Name a form's draft."""
    return "/".join(piece for piece in (form, str(about), part) if piece)
