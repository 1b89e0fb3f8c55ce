"""Sessions in PostgreSQL: a random cookie, its hash in a row, a new one at each sign-in.

A session's life is measured on the wall clock (clock_timestamp), never on the demonstration's clock: moving that one
forward a day must not sign everybody out.
"""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from time import monotonic
from uuid import UUID

from sqlalchemy import bindparam, delete, update
from sqlmodel import col, select
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.runtime.database.expressions import fields_of
from services.runtime.database.pool import Database
from services.runtime.database.query import query
from services.runtime.language.words import Language, Words, as_language
from services.runtime.web.request.context import RequestContext, context_of, new_secret, secret_hash
from services.runtime.web.request.left_behind import ANSWERS, answers_of
from services.runtime.web.request.queries import (
    CLEANING,
    END,
    END_OLDEST,
    MOST_SESSIONS,
    OPEN,
    SEEN,
    SESSION,
    Found,
)
from services.runtime.web.tables import AccountRow, DoneRow, SessionRow

IDLE = timedelta(minutes=60)
LONGEST = timedelta(hours=12)


@dataclass(frozen=True)
class Writer:
    """Whose session it is, and the commission it was opened under."""

    person: UUID
    commission: UUID | None


@dataclass(frozen=True)
class VouchedBy:
    """Who vouches for whoever signs in, and how: what an identity provider has said."""

    issuer: str | None = None
    subject: str | None = None
    sid: str | None = None
    acr: str | None = None
    auth_time: datetime | None = None


_SAID = query(delete(DoneRow).where(col(DoneRow.session) == bindparam("of_session")))
_LANGUAGE = query(select(AccountRow.language).where(AccountRow.person == bindparam("person")), into=str)
_WRITER = query(
    select(*fields_of(SessionRow, Writer))
    .where(SessionRow.token_hash == bindparam("token"))
    .order_by(col(SessionRow.opened_at).desc())
    .limit(1),
    into=Writer,
)
_SPEAKS = query(
    update(SessionRow).where(col(SessionRow.id_hash) == bindparam("hash")).values(language=bindparam("chosen"))
)


async def begin_context(
    database: Database,
    cookie: str | None,
    read_at: float,
    form_key: UUID | None = None,
    language: Language = "sv",
    kept: str = "",
) -> RequestContext:
    """Read clock, session, waiting messages and an earlier sending of the same form, in one query.

    `kept` names the draft of what was sent from this page and could not be taken; the context tells whether there is one.

    `read_at` is the monotonic time when the whole request had been read: waiting for the database is taken off again,
    so that a busy server never makes a submission late.
    """
    secret = cookie or new_secret()
    async with database.work("web") as work:
        found = await work.one(SESSION, hash=secret_hash(secret), idle=IDLE, form_key=form_key, kept=kept)
        waited = timedelta(seconds=monotonic() - read_at)
        if found is None:
            raise LookupError("the database gave no clock")
        if found.alive and found.stale:
            await work.run(SEEN, hash=secret_hash(secret))
    now, new = found.now, cookie is None
    context = RequestContext(arrived=now - waited, now=now, secret=secret, new_secret=new, language=language)
    _remember(context, found)
    context.form_key = form_key
    return context


def _remember(context: RequestContext, found: Found) -> None:
    context.demonstration = found.demonstration
    context.language = as_language(found.language) if found.language else context.language
    context.messages = [(identity, Words(sv=sv, en=en)) for identity, sv, en in found.done or ()]
    if not found.alive:
        context.expired_person, context.commission = found.person, found.commission
        return
    context.person, context.commission, context.issuer = found.person, found.commission, found.issuer
    context.seconds_left = int(IDLE.total_seconds()) if found.stale else found.seconds_left
    context.earlier_url, context.has_kept = found.url, found.kept
    if found.url and found.sv:
        context.done = Words(sv=found.sv, en=found.en or "")


async def open_session(
    request: Request, person: UUID, commission: UUID | None, next_path: str = "/", by: VouchedBy | None = None
) -> Response:
    """Sign a person in under a commission: a new random cookie, the old session gone, and the oldest of more than five.

    Without `by`, whoever vouched for the same person's session before goes on vouching.

    Gives a redirect to `next_path`; the middleware sets the cookie on whatever response the page gives.
    """
    context = context_of(request)
    old, context.secret, context.new_secret = context.hash, new_secret(), True
    async with request.app.state.database.work("web") as work:
        for statement in CLEANING:
            await work.run(statement)
        await work.run(END, hash=old)
        await work.run(_SAID, of_session=old)
        chosen = await work.one(_LANGUAGE, person=person)
        context.language = as_language(chosen) if chosen else context.language
        await work.run(
            OPEN,
            hash=context.hash,
            token=secret_hash(context.token),
            person=person,
            commission=commission,
            language=context.language,
            life=LONGEST,
            old=old,
            **asdict(by or VouchedBy()),
        )
        await work.run(END_OLDEST, person=person, most=MOST_SESSIONS)
    context.person, context.commission, context.form_key = person, commission, None
    return RedirectResponse(safe_path(next_path), status_code=303)


async def close_session(request: Request) -> None:
    """Sign out: the session is over and the cookie is replaced."""
    context = context_of(request)
    async with request.app.state.database.work("web") as work:
        await work.run(END, hash=context.hash)
        await work.run(ANSWERS, answers=answers_of(context))
    context.secret, context.new_secret = new_secret(), True
    context.person = context.commission = context.issuer = context.form_key = None


async def writer_of(database: Database, token: str) -> Writer | None:
    """Give whose session it is whose pages carried a form token; None when that is not known.

    The token is derived from the session's secret, so nobody else can have made the form.
    """
    async with database.work("web") as work:
        return await work.one(_WRITER, token=secret_hash(token))


async def choose_language(request: Request, language: Language) -> None:
    """Keep the language on the session and on the account."""
    context = context_of(request)
    context.language = language
    if context.person is None:
        context.language_chosen = True
        return
    async with request.app.state.database.work("web") as work:
        await work.run(_SPEAKS, chosen=language, hash=context.hash)
        await work.put(AccountRow, {"person": context.person, "language": language})


def safe_path(path: str | None) -> str:
    """Give a path of this portal to go to; anything that could lead elsewhere becomes the start."""
    if not path or not path.startswith("/") or path.startswith(("//", "/\\")) or not path.isprintable():
        return "/"
    return path
