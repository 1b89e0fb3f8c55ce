"""What a request asks of the portal's tables as SQL: by the wall clock, and several tables in one statement."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.runtime.database.query import written


@dataclass(frozen=True)
class Found:
    """What stands when a request comes: the clock, and of its session what there is."""

    now: datetime
    demonstration: bool
    person: UUID | None
    commission: UUID | None
    issuer: str | None
    language: str | None
    alive: bool | None
    stale: bool | None
    """It was last seen over a minute ago."""
    seconds_left: int | None
    done: list[tuple[UUID, str, str]] | None
    """What is to be said on this page, with its ids, in Swedish and English."""
    url: str | None
    """Where the same form led when it was sent before, with what was said then."""
    sv: str | None
    en: str | None
    kept: bool


SESSION = written(
    """select runtime.now() as now, runtime.is_demonstration() as demonstration, s.person, s.commission, s.issuer, s.language,
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
left join web.submission f on f.person = s.person and f.form_key = :form_key""",
    into=Found,
)
SEEN = written("update web.session set seen_at = clock_timestamp() where id_hash = :hash")
END = written("update web.session set ended_at = clock_timestamp() where id_hash = :hash and ended_at is null")
CLEANING = (
    written("delete from web.session where expires_at < clock_timestamp() - interval '1 day'"),
    written("delete from web.sign_in where expires_at < clock_timestamp()"),
    written("delete from web.logout_token where expires_at < clock_timestamp()"),
    written("delete from web.done where made_at < runtime.now() - interval '1 day'"),
    written("delete from web.submission where made_at < runtime.now() - interval '7 days'"),
    written("delete from web.draft where saved_at < runtime.now() - interval '90 days'"),
    written(
        "delete from web.draft where starts_with(form, 'answer/') and saved_at < runtime.now() - interval '12 hours'"
    ),
)
OPEN = written(
    """insert into web.session (id_hash, token_hash, person, commission, language, opened_at, seen_at, expires_at,
 issuer, subject, sid, acr, auth_time)
select :hash, :token, :person, :commission, :language, clock_timestamp(), clock_timestamp(),
 clock_timestamp() + cast(:life as interval), coalesce(:issuer, o.issuer), coalesce(:subject, o.subject),
 coalesce(:sid, o.sid), coalesce(:acr, o.acr), coalesce(:auth_time, o.auth_time)
from (select 1) one left join web.session o on o.id_hash = :old and o.person = :person"""
)
"""Opens a session; one that goes on from another of the same person keeps who vouched for it."""
MOST_SESSIONS = 5
END_OLDEST = written(
    """update web.session set ended_at = clock_timestamp() where ended_at is null and id_hash in (
 select id_hash from web.session where person = :person and ended_at is null and expires_at > clock_timestamp()
 order by opened_at desc offset :most)"""
)


@dataclass(frozen=True)
class Open:
    """A session that is open, for its person to see."""

    id_hash: bytes
    opened_at: datetime
    seen_at: datetime
    issuer: str | None


OPEN_ONES = written(
    """select id_hash, opened_at, seen_at, issuer from web.session where person = :person and ended_at is null
 and expires_at > clock_timestamp() and seen_at > clock_timestamp() - cast(:idle as interval) order by seen_at desc""",
    into=Open,
)
END_OWN = written(
    """update web.session set ended_at = clock_timestamp() where person = :person and ended_at is null
 and (cast(:chosen as bytea) is null or id_hash = :chosen)"""
)
END_VOUCHED = written(
    """update web.session set ended_at = clock_timestamp() where issuer = :issuer and ended_at is null
 and (cast(:subject as text) is null or subject = :subject) and (cast(:sid as text) is null or sid = :sid)"""
)


@dataclass(frozen=True)
class Begun:
    """A sign-in that was begun in this browser, and the wall clock when it came back."""

    provider: str
    after: str
    invitation: UUID | None
    now: datetime


BEGIN = written(
    "insert into web.sign_in (state_hash, browser_hash, provider, after, invitation, expires_at) values (:state_hash, "
    ":browser_hash, :provider, :after, :invitation, clock_timestamp() + interval '10 minutes')"
)
TAKE = written(
    """delete from web.sign_in where state_hash = :state_hash and browser_hash = :browser_hash
 and expires_at > clock_timestamp() returning provider, after, invitation, clock_timestamp() as now""",
    into=Begun,
)
"""Takes a sign-in that was begun: once, and in its own browser."""
WALL_CLOCK = written("select clock_timestamp()", into=datetime)
TOKEN_TAKEN = written(
    "insert into web.logout_token (issuer, jti, expires_at) values (:issuer, :jti, :expires_at) "
    "on conflict (issuer, jti) do nothing"
)
SAY = written(
    "insert into web.done (id, session, sv, en, made_at) select :id, :hash, :sv, :en, runtime.now() "
    "where not exists (select from web.done where session = :hash and sv = :sv)"
)
"""Adds what is to be said on the next page, once."""
SUBMITTED = written(
    "insert into web.submission (person, form_key, url, sv, en, made_at) "
    "values (:person, :form_key, :url, :sv, :en, runtime.now()) on conflict (person, form_key) do nothing"
)
