"""Sessions in PostgreSQL: a random cookie, its hash in a row, a new one at each sign-in.

A session's life is measured on the wall clock (clock_timestamp), never on the demonstration's clock: moving that one
forward a day must not sign everybody out.
"""

from dataclasses import dataclass
from datetime import timedelta
from time import monotonic
from typing import Any
from uuid import UUID

from sqlalchemy import Text, bindparam, delete, func, update
from sqlmodel import col, select
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.runtime.database.pool import Database
from services.runtime.database.query import among, fields_of, query
from services.runtime.language.identifiers import new_id
from services.runtime.language.words import Language, Words, as_language
from services.runtime.web.request.queries import CLEANING, END, OPEN, SAY, SEEN, SUBMITTED, VISIT, Found
from services.runtime.web.request.visit import Visit, new_secret, secret_hash, visit_of
from services.runtime.web.tables import AccountRow, DoneRow, DraftRow, SessionRow

IDLE = timedelta(minutes=60)
LONGEST = timedelta(hours=12)


@dataclass(frozen=True)
class Writer:
    """Whose session it is, and the commission it was opened under."""

    person: UUID
    commission: UUID | None


_SAID = query(delete(DoneRow).where(col(DoneRow.session) == bindparam("of_session")))
_SHOWN = query(delete(DoneRow).where(among(DoneRow.id, "shown")))
_LANGUAGE = query(select(AccountRow.language).where(AccountRow.person == bindparam("person")), into=str)
_OF_SESSION = func.starts_with(col(DraftRow.form), bindparam("answers", type_=Text))
_ANSWERS = query(delete(DraftRow).where(_OF_SESSION))
_TAKEN = query(
    delete(DraftRow).where(
        col(DraftRow.person) == bindparam("of_person"),
        col(DraftRow.organisation) == bindparam("of_organisation"),
        among(DraftRow.form, "forms") | _OF_SESSION,
    )
)
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


async def begin_visit(
    database: Database,
    cookie: str | None,
    read_at: float,
    form_key: UUID | None = None,
    language: Language = "sv",
    kept: str = "",
) -> Visit:
    """Read clock, session, waiting messages and an earlier sending of the same form, in one query.

    `kept` names the draft of what was sent from this page and could not be taken; the visit tells whether there is one.

    `read_at` is the monotonic time when the whole request had been read: waiting for the database is taken off again,
    so that a busy server never makes a submission late.
    """
    secret = cookie or new_secret()
    async with database.work("web") as work:
        found = await work.one(VISIT, hash=secret_hash(secret), idle=IDLE, form_key=form_key, kept=kept)
        waited = timedelta(seconds=monotonic() - read_at)
        if found is None:
            raise LookupError("the database gave no clock")
        if found.alive and found.stale:
            await work.run(SEEN, hash=secret_hash(secret))
    now, new = found.now, cookie is None
    visit = Visit(arrived=now - waited, now=now, secret=secret, new_secret=new, language=language)
    _remember(visit, found)
    visit.form_key = form_key
    return visit


def _remember(visit: Visit, found: Found) -> None:
    visit.demonstration = found.demonstration
    visit.language = as_language(found.language) if found.language else visit.language
    visit.messages = [(identity, Words(sv=sv, en=en)) for identity, sv, en in found.done or ()]
    if not found.alive:
        visit.expired_person, visit.commission = found.person, found.commission
        return
    visit.person, visit.commission = found.person, found.commission
    visit.seconds_left = int(IDLE.total_seconds()) if found.stale else found.seconds_left
    visit.earlier_url, visit.has_kept = found.url, found.kept
    if found.url and found.sv:
        visit.done = Words(sv=found.sv, en=found.en or "")


async def open_session(request: Request, person: UUID, commission: UUID | None, next_path: str = "/") -> Response:
    """Sign a person in under a commission: a new random cookie, the old session gone.

    Gives a redirect to `next_path`; the edge sets the cookie on whatever response the page gives.
    """
    visit = visit_of(request)
    old, visit.secret, visit.new_secret = visit.hash, new_secret(), True
    async with request.app.state.database.work("web") as work:
        for statement in CLEANING:
            await work.run(statement)
        await work.run(END, hash=old)
        await work.run(_SAID, of_session=old)
        chosen = await work.one(_LANGUAGE, person=person)
        visit.language = as_language(chosen) if chosen else visit.language
        await work.run(
            OPEN,
            hash=visit.hash,
            token=secret_hash(visit.token),
            person=person,
            commission=commission,
            language=visit.language,
            life=LONGEST,
        )
    visit.person, visit.commission, visit.form_key = person, commission, None
    return RedirectResponse(safe_path(next_path), status_code=303)


async def close_session(request: Request) -> None:
    """Sign out: the session is over and the cookie is replaced."""
    visit = visit_of(request)
    async with request.app.state.database.work("web") as work:
        await work.run(END, hash=visit.hash)
        await work.run(_ANSWERS, answers=answers_of(visit))
    visit.secret, visit.new_secret = new_secret(), True
    visit.person = visit.commission = visit.form_key = None


async def writer_of(database: Database, token: str) -> Writer | None:
    """Give whose session it is whose pages carried a form token; None when that is not known.

    The token is derived from the session's secret, so nobody else can have made the form.
    """
    async with database.work("web") as work:
        return await work.one(_WRITER, token=secret_hash(token))


async def choose_language(request: Request, language: Language) -> None:
    """Keep the language on the session and on the account."""
    visit = visit_of(request)
    visit.language = language
    if visit.person is None:
        visit.language_chosen = True
        return
    async with request.app.state.database.work("web") as work:
        await work.run(_SPEAKS, chosen=language, hash=visit.hash)
        await work.put(AccountRow, {"person": visit.person, "language": language})


async def finish_visit(database: Database, visit: Visit, url: str | None) -> None:
    """Save what the answer leaves behind: messages shown or to be shown, and a form that was taken (`url`)."""
    shown = [identity for identity, _ in visit.messages] if visit.messages_shown else []
    sent = bool(url and visit.form_key and visit.person)
    if not (shown or visit.done or sent):
        return
    async with database.work("web") as work:
        if shown:
            await work.run(_SHOWN, shown=shown)
        if visit.done and url:
            await work.run(SAY, id=new_id(), hash=visit.hash, sv=visit.done.sv, en=visit.done.en)
        if sent:
            await work.run(SUBMITTED, **submission(visit, url or ""))
        if sent and visit.draft_keys and visit.viewer:
            page = visit.form_page.partition("?")[0] if visit.form_page else "/"
            await work.run(
                _TAKEN,
                of_person=visit.person,
                of_organisation=visit.viewer.organisation,
                forms=visit.draft_keys,
                answers=answers_of(visit, page),
            )


def answers_of(visit: Visit, path: str = "") -> str:
    """Give how the names of the session's kept answers begin, all of them or those of one page."""
    return f"answer/{visit.hash.hex()[:32]}{path}{'/' if path else ''}"


def submission(visit: Visit, url: str) -> dict[str, Any]:
    """Give the values that SUBMITTED binds."""
    done = visit.done
    return {
        "person": visit.person,
        "form_key": visit.form_key,
        "url": url,
        "sv": done.sv if done else None,
        "en": done.en if done else None,
    }


def safe_path(path: str | None) -> str:
    """Give a path of this portal to go to; anything that could lead elsewhere becomes the start."""
    if not path or not path.startswith("/") or path.startswith(("//", "/\\")) or not path.isprintable():
        return "/"
    return path
