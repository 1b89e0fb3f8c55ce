"""Start, hold, end and conclude a placement."""

from dataclasses import replace
from uuid import UUID

from schemas.new_event import NewEvent
from services.referral.incidents.happening import Happening
from services.referral.incidents.store import events, save_event
from services.referral.placements import domain as decisions
from services.referral.placements.domain import Placement
from services.referral.placements.store import count_place, load_placement, save_placement
from services.referral.shared.actor import Acting, side
from services.referral.shared.commands import End, Pause, Resume, Start
from services.referral.shared.history import Noted, note, record
from services.referral.shared.naming import fresh
from services.referral.shared.states import Who


async def start(acting: Acting, placement: UUID, command: Start) -> Placement:
    """Record that the placement began. Raises Refused."""
    current = await load_placement(acting.work, acting.actor, placement, lock=True)
    changed, new_events = decisions.start(current, command, side(acting.actor), acting.now)
    return await keep(acting, side(acting.actor), changed, new_events)


async def pause(acting: Acting, placement: UUID, command: Pause) -> Placement:
    """Record that the placement rests. Raises Refused."""
    current = await load_placement(acting.work, acting.actor, placement, lock=True)
    changed, new_events = decisions.pause(current, command, side(acting.actor), acting.now)
    return await keep(acting, side(acting.actor), changed, new_events)


async def resume(acting: Acting, placement: UUID, command: Resume) -> Placement:
    """Record that the placement goes on. Raises Refused."""
    current = await load_placement(acting.work, acting.actor, placement, lock=True)
    changed, new_events = decisions.resume(current, command, side(acting.actor), acting.now)
    return await keep(acting, side(acting.actor), changed, new_events)


async def end_placement(acting: Acting, placement: UUID, command: End) -> Placement:
    """Record that nobody is placed any longer; the place is free, the papers stay due. Raises Refused."""
    current = await load_placement(acting.work, acting.actor, placement, lock=True)
    event = await _event_of(acting, placement, command)
    command = replace(command, event=event.id if event else None)
    changed, new_events = decisions.end(current, command, side(acting.actor), acting.now)
    if event is not None:
        await save_event(acting.work, changed, replace(event, ended_at=command.ended_at), acting.now)
    await count_place(acting.work, changed, -1)
    return await keep(acting, side(acting.actor), changed, new_events)


async def _event_of(acting: Acting, placement: UUID, command: End) -> Happening | None:
    """Give the event that an unplanned end is: the one it names when that is recorded already, else its own."""
    if command.noticed_at is None and command.event is None:
        return None
    known = {event.id: event for event in await events(acting.work, placement)}
    made = command.event or fresh(acting.author, "event", placement, len(known) + 1, acting.now)
    return known.get(made) or Happening(made)


async def conclude(acting: Acting, placement: UUID) -> Placement:
    """Note that no more paper is owed. Raises Refused."""
    current = await load_placement(acting.work, acting.actor, placement, lock=True)
    changed = decisions.conclude(current, acting.now)
    await save_placement(acting.work, changed)
    await note(acting.work, Noted("Concluded", acting.now), acting.author, Who.BOARD, places(changed))
    return changed


async def keep(acting: Acting, who: Who, placement: Placement, new_events: list[NewEvent]) -> Placement:
    """Save a placement as decided and record its facts."""
    await save_placement(acting.work, placement)
    await record(acting.work, new_events, acting.author, who, places(placement))
    return placement


def places(placement: Placement) -> dict[str, UUID | None]:
    """Give where a placement's facts belong."""
    return {
        "case": placement.case,
        "referral": placement.referral,
        "placement": placement.id,
        "board": placement.board,
        "provider": placement.provider,
    }
