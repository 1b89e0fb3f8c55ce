"""Sessions in PostgreSQL: a random cookie, its hash in a row, a new one at each sign-in.

A session's life is measured on the wall clock (clock_timestamp), never on the demonstration's clock: moving that one
forward a day must not sign everybody out.
"""

import json
from datetime import timedelta
from time import monotonic
from typing import Any
from uuid import UUID

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.runtime.database.pool import Database
from services.runtime.database.transaction import Row
from services.runtime.language.identifiers import new_id
from services.runtime.language.words import Language, Words, as_language
from services.runtime.web.request.visit import Visit, new_secret, secret_hash, visit_of

IDLE = timedelta(minutes=60)
LONGEST = timedelta(hours=12)

_VISIT = """select runtime.now() as now, runtime.is_demonstration() as demonstration, s.person, s.commission, s.language,
 s.ended_at is null and s.expires_at > clock_timestamp() and s.seen_at > clock_timestamp() - cast(:idle as interval)
   as alive,
 s.seen_at < clock_timestamp() - interval '1 minute' as stale,
 cast(extract(epoch from least(s.expires_at, s.seen_at + cast(:idle as interval)) - clock_timestamp()) as integer)
   as seconds_left,
 (select json_agg(json_build_array(d.id, d.sv, d.en) order by d.made_at, d.id) from web.done d where d.session = :hash)
   as done,
 f.url, f.sv, f.en,
 exists (select from web.draft d where d.person = s.person and d.form = :kept) as kept
from (select 1) one left join web.session s on s.id_hash = :hash
left join web.submission f on f.person = s.person and f.form_key = :form_key"""

_END = "update web.session set ended_at = clock_timestamp() where id_hash = :hash and ended_at is null"
_CLEANING = (
    "delete from web.session where expires_at < clock_timestamp() - interval '1 day'",
    "delete from web.done where made_at < runtime.now() - interval '1 day'",
    "delete from web.submission where made_at < runtime.now() - interval '7 days'",
    "delete from web.draft where saved_at < runtime.now() - interval '90 days'",
    "delete from web.draft where starts_with(form, 'answer/') and saved_at < runtime.now() - interval '12 hours'",
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
        row = await work.row(_VISIT, hash=secret_hash(secret), idle=IDLE, form_key=form_key, kept=kept)
        waited = timedelta(seconds=monotonic() - read_at)
        if row is None:
            raise LookupError("the database gave no clock")
        if row["alive"] and row["stale"]:
            await work.run(
                "update web.session set seen_at = clock_timestamp() where id_hash = :hash", hash=secret_hash(secret)
            )
    visit = Visit(
        arrived=row["now"] - waited, now=row["now"], secret=secret, new_secret=cookie is None, language=language
    )
    _remember(visit, row)
    visit.form_key = form_key
    return visit


def _remember(visit: Visit, row: Row) -> None:
    visit.demonstration = bool(row["demonstration"])
    visit.language = as_language(row["language"]) if row["language"] else visit.language
    visit.messages = [(UUID(item[0]), Words(sv=item[1], en=item[2])) for item in _json(row["done"])]
    if not row["alive"]:
        visit.expired_person, visit.commission = row["person"], row["commission"]
        return
    visit.person, visit.commission = row["person"], row["commission"]
    visit.seconds_left = int(IDLE.total_seconds()) if row["stale"] else row["seconds_left"]
    visit.earlier_url, visit.has_kept = row["url"], bool(row["kept"])
    if row["url"] and row["sv"]:
        visit.done = Words(sv=row["sv"], en=row["en"])


def _json(value: Any) -> list[Any]:
    read = json.loads(value) if isinstance(value, str) else value
    return read if isinstance(read, list) else []


async def open_session(request: Request, person: UUID, commission: UUID | None, next_path: str = "/") -> Response:
    """Sign a person in under a commission: a new random cookie, the old session gone.

    Gives a redirect to `next_path`; the edge sets the cookie on whatever response the page gives.
    """
    visit = visit_of(request)
    old, visit.secret, visit.new_secret = visit.hash, new_secret(), True
    async with request.app.state.database.work("web") as work:
        for statement in _CLEANING:
            await work.run(statement)
        await work.run(_END, hash=old)
        await work.run("delete from web.done where session = :old", old=old)
        kept = await work.row("select language from web.account where person = :person", person=person)
        visit.language = as_language(kept["language"]) if kept else visit.language
        await work.run(
            "insert into web.session (id_hash, token_hash, person, commission, language, opened_at, seen_at, expires_at) "
            "values (:hash, :token, :person, :commission, :language, clock_timestamp(), clock_timestamp(), "
            "clock_timestamp() + cast(:life as interval))",
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
        await work.run(_END, hash=visit.hash)
        await work.run("delete from web.draft where starts_with(form, :answers)", answers=answers_of(visit))
    visit.secret, visit.new_secret = new_secret(), True
    visit.person = visit.commission = visit.form_key = None


async def writer_of(database: Database, token: str) -> tuple[UUID, UUID | None] | None:
    """Give the person and commission of the session whose pages carried a form token; None when that is not known.

    The token is derived from the session's secret, so nobody else can have made the form.
    """
    async with database.work("web") as work:
        row = await work.row(
            "select person, commission from web.session where token_hash = :token order by opened_at desc limit 1",
            token=secret_hash(token),
        )
    return (row["person"], row["commission"]) if row else None


async def choose_language(request: Request, language: Language) -> None:
    """Keep the language on the session and on the account."""
    visit = visit_of(request)
    visit.language = language
    if visit.person is None:
        visit.language_chosen = True
        return
    async with request.app.state.database.work("web") as work:
        await work.run(
            "update web.session set language = :language where id_hash = :hash", language=language, hash=visit.hash
        )
        await work.run(
            "insert into web.account (person, language) values (:person, :language) "
            "on conflict (person) do update set language = excluded.language",
            person=visit.person,
            language=language,
        )


async def finish_visit(database: Database, visit: Visit, url: str | None) -> None:
    """Save what the answer leaves behind: messages shown or to be shown, and a form that was taken (`url`)."""
    shown = [identity for identity, _ in visit.messages] if visit.messages_shown else []
    sent = bool(url and visit.form_key and visit.person)
    if not (shown or visit.done or sent):
        return
    async with database.work("web") as work:
        if shown:
            await work.run("delete from web.done where id = any(cast(:shown as uuid[]))", shown=shown)
        if visit.done and url:
            await work.run(
                "insert into web.done (id, session, sv, en, made_at) select :id, :hash, :sv, :en, runtime.now() "
                "where not exists (select from web.done where session = :hash and sv = :sv)",
                id=new_id(),
                hash=visit.hash,
                sv=visit.done.sv,
                en=visit.done.en,
            )
        if sent:
            await work.run(SUBMITTED, **submission(visit, url or ""))
        if sent and visit.draft_keys and visit.viewer:
            page = visit.form_page.partition("?")[0] if visit.form_page else "/"
            await work.run(
                "delete from web.draft where person = :person and organisation = :organisation "
                "and (form = any(cast(:forms as text[])) or starts_with(form, :answers))",
                person=visit.person,
                organisation=visit.viewer.organisation,
                forms=visit.draft_keys,
                answers=answers_of(visit, page),
            )


def answers_of(visit: Visit, path: str = "") -> str:
    """Give how the names of the session's kept answers begin, all of them or those of one page."""
    return f"answer/{visit.hash.hex()[:32]}{path}{'/' if path else ''}"


SUBMITTED = """insert into web.submission (person, form_key, url, sv, en, made_at)
values (:person, :form_key, :url, :sv, :en, runtime.now()) on conflict (person, form_key) do nothing"""


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
