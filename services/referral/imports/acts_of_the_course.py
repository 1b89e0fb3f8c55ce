"""The course of a placement, a table each: it started, rests, goes on, ended."""

from schemas import referral as facts
from services.referral import handlers
from services.referral.imports.act import EVENT_OR_NEW, Act
from services.referral.imports.import_context import ImportContext, Raw, sound
from services.referral.placements.form import END_FIELDS, MOMENT_FIELDS, parse_end, parse_moment
from services.referral.shared.commands import Pause, Resume, Start
from services.runtime.language.words import Words


async def _started(context: ImportContext, raw: Raw) -> None:
    at = sound(parse_moment(raw, context.now))
    await context.not_recorded(facts.PlacementStarted, lambda fact: fact.started_at == at)
    await context.record(handlers.start, Start(at))


async def _paused(context: ImportContext, raw: Raw) -> None:
    at = sound(parse_moment(raw, context.now))
    await context.not_recorded(facts.PlacementPaused, lambda fact: fact.from_at == at)
    await context.record(handlers.pause, Pause(at))


async def _resumed(context: ImportContext, raw: Raw) -> None:
    at = sound(parse_moment(raw, context.now))
    await context.not_recorded(facts.PlacementResumed, lambda fact: fact.from_at == at)
    await context.record(handlers.resume, Resume(at))


async def _ended(context: ImportContext, typed: Raw) -> None:
    raw = await context.with_event(typed)
    possible = [event for event in await context.happenings() if event.ended_at is None and event.absence]
    end = sound(parse_end(raw, context.now, possible))
    await context.not_recorded(
        facts.PlacementEnded, lambda fact: (fact.ended_at, fact.reason) == (end.ended_at, end.reason)
    )
    await context.record(handlers.end_placement, end)


COURSE: tuple[Act, ...] = (
    Act("started", Words(sv="start", en="start"), ("board", "provider"), MOMENT_FIELDS, _started),
    Act("paused", Words(sv="paus", en="pause"), ("board", "provider"), MOMENT_FIELDS, _paused),
    Act("resumed", Words(sv="återupptaget", en="resumed"), ("board", "provider"), MOMENT_FIELDS, _resumed),
    Act("ended", Words(sv="avslut", en="end"), ("board", "provider"), (*END_FIELDS, EVENT_OR_NEW), _ended),
)
