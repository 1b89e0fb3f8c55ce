"""The course of a placement, a table each: it started, rests, goes on, ended."""

from schemas import referral as facts
from services.referral import handlers
from services.referral.imports.act import EVENT_OR_NEW, Act
from services.referral.imports.scene import Raw, Scene, sound
from services.referral.placements.form import END_FIELDS, MOMENT_FIELDS, parse_end, parse_moment
from services.referral.shared.commands import Pause, Resume, Start
from services.runtime.language.words import Words


async def _started(scene: Scene, raw: Raw) -> None:
    at = sound(parse_moment(raw, scene.now))
    await scene.not_told(facts.PlacementStarted, lambda fact: fact.started_at == at)
    await scene.tell_codes(handlers.start, Start(at))


async def _paused(scene: Scene, raw: Raw) -> None:
    at = sound(parse_moment(raw, scene.now))
    await scene.not_told(facts.PlacementPaused, lambda fact: fact.from_at == at)
    await scene.tell_codes(handlers.pause, Pause(at))


async def _resumed(scene: Scene, raw: Raw) -> None:
    at = sound(parse_moment(raw, scene.now))
    await scene.not_told(facts.PlacementResumed, lambda fact: fact.from_at == at)
    await scene.tell_codes(handlers.resume, Resume(at))


async def _ended(scene: Scene, typed: Raw) -> None:
    raw = await scene.with_event(typed)
    possible = [event for event in await scene.happenings() if event.ended_at is None and event.absence]
    end = sound(parse_end(raw, scene.now, possible))
    await scene.not_told(facts.PlacementEnded, lambda fact: (fact.ended_at, fact.reason) == (end.ended_at, end.reason))
    await scene.tell_codes(handlers.end_placement, end)


COURSE: tuple[Act, ...] = (
    Act("started", Words(sv="start", en="start"), ("board", "provider"), MOMENT_FIELDS, _started),
    Act("paused", Words(sv="paus", en="pause"), ("board", "provider"), MOMENT_FIELDS, _paused),
    Act("resumed", Words(sv="återupptaget", en="resumed"), ("board", "provider"), MOMENT_FIELDS, _resumed),
    Act("ended", Words(sv="avslut", en="end"), ("board", "provider"), (*END_FIELDS, EVENT_OR_NEW), _ended),
)
