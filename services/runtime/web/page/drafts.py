"""Drafts: what a person has typed into a form, kept sealed on the server until the form is sent."""

import json
import re
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

import structlog
from sqlalchemy import and_, bindparam, delete
from sqlmodel import col, select
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request

from services.runtime.database.expressions import fields_of
from services.runtime.database.query import query
from services.runtime.database.work import Work
from services.runtime.vault.vault import Erased, Vault
from services.runtime.web.page.queries import SAVE_DRAFT
from services.runtime.web.request.context import RequestContext, kept_key
from services.runtime.web.request.viewer import Viewer
from services.runtime.web.tables import DraftRow

Values = dict[str, str | list[str]]
_OURS = frozenset(
    ("form_token", "form_key", "form_at", "form_typed", "draft_key", "save_draft", "back", "confirmed", "sure")
)
_KEY = re.compile(r"[a-z0-9/_.-]{1,200}", re.ASCII | re.IGNORECASE)
_LOG = structlog.get_logger("web")


@dataclass(frozen=True)
class Draft:
    """What was typed, by field, and when it was saved."""

    values: Values = field(default_factory=dict)
    saved_at: datetime | None = None


@dataclass(frozen=True)
class Kept:
    """A draft as it is kept."""

    sealed: bytes
    saved_at: datetime


_THEIRS = and_(col(DraftRow.person) == bindparam("person"), col(DraftRow.organisation) == bindparam("organisation"))
_THIS_FORM = col(DraftRow.form) == bindparam("form")
_OF_FORM = query(select(*fields_of(DraftRow, Kept)).where(_THEIRS, _THIS_FORM), into=Kept)
_DROP = query(delete(DraftRow).where(_THEIRS, _THIS_FORM))


class Drafts:
    """Keeps drafts per person, organisation and form; each sealed under the writer's own key."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    async def load(self, work: Work, viewer: Viewer, form: str) -> Draft:
        """Give the viewer's draft of a form; an empty one when there is none."""
        kept = await work.one(_OF_FORM, **_whose(viewer), form=form)
        if kept is None:
            return Draft()
        try:
            text = await self._vault.open_text(work, "web", viewer.person, kept.sealed)
        except Erased:
            return Draft()
        return Draft(values=json.loads(text), saved_at=kept.saved_at)

    async def save(self, work: Work, viewer: Viewer, form: str, values: Values | FormData) -> datetime:
        """Keep what was typed, replacing an earlier draft of the form; give when."""
        return await self.keep(work, viewer.person, viewer.organisation, form, values)

    async def keep(
        self, work: Work, person: UUID, organisation: UUID, form: str, values: Values | FormData
    ) -> datetime:
        """Keep a draft for a person of an organisation. Raises ValueError for a form name that is none."""
        if not _KEY.fullmatch(form):
            raise ValueError("a form's name is at most 200 letters, digits, and / _ . -")
        typed = typed_values(values) if isinstance(values, FormData) else values
        sealed = await self._vault.seal_text(work, "web", person, json.dumps(typed, ensure_ascii=False))
        saved = await work.one(SAVE_DRAFT, person=person, organisation=organisation, form=form, sealed=sealed)
        if saved is None:
            raise LookupError("the draft was not saved")
        return saved

    async def drop(self, work: Work, viewer: Viewer, form: str) -> None:
        """Forget the draft of a form."""
        await work.run(_DROP, **_whose(viewer), form=form)


def _whose(viewer: Viewer) -> dict[str, UUID]:
    return {"person": viewer.person, "organisation": viewer.organisation}


def typed_values(form: FormData) -> Values:
    """Give a form's own fields: a text where a field came once, a list where it came often; files are left out."""
    values: Values = {}
    for name in dict.fromkeys(form.keys()):
        texts = [item for item in form.getlist(name) if not isinstance(item, UploadFile)]
        if name not in _OURS and texts:
            values[name] = texts[0] if len(texts) == 1 else texts
    return values


def drafts_of(request: Request) -> Drafts:
    """Give the drafts of this portal."""
    drafts = request.app.state.drafts
    if not isinstance(drafts, Drafts):
        raise TypeError("app.state.drafts is set by create_app alone")
    return drafts


async def keep_after_failure(request: Request, context: RequestContext) -> None:
    """Keep what was typed when a form was not taken: a conflict, a fault of ours, a session that ran out."""
    person = context.person or context.expired_person
    if person and context.token_checked:
        await keep_for(request, context, person, context.commission)


async def keep_for(request: Request, context: RequestContext, person: UUID, commission: UUID | None) -> None:
    """Keep a posted form, whole, as a draft of the person who wrote it; under its own name, or else its page's.

    The context tells when it was kept; it is not where nothing was typed, or where the person acts for nobody any more.
    """
    key = context.draft_key or context.kept_key
    if context.draft_saved_at or context.form is None or key is None or context.form.get("form_typed") == "no":
        return
    if request.url.path == "/sign-in" or not typed_values(context.form):
        return
    try:
        same = context.viewer if context.viewer and context.viewer.person == person else None
        writer = same or await request.app.state.identify(person, commission)
        if writer is None:
            return
        async with request.app.state.database.work("web") as work:
            context.draft_saved_at = await drafts_of(request).keep(work, person, writer.organisation, key, context.form)
    except Exception as error:  # noqa: BLE001 - the answer that is under way must still go out
        _LOG.warning("a draft was not kept", kind=type(error).__name__)


async def load_kept(request: Request, context: RequestContext, viewer: Viewer) -> None:
    """Give a page back what was sent from it and could not be taken."""
    async with request.app.state.database.work("web") as work:
        context.kept = (await drafts_of(request).load(work, viewer, kept_key(request.url.path))).values
