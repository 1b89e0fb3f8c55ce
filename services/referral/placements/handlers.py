"""Start, hold, end and conclude a placement."""

from dataclasses import replace
from uuid import UUID

from schemas.new_event import Author, NewEvent
from services.referral.incidents.happening import Happening
from services.referral.incidents.store import events, save_event
from services.referral.placements import domain as decisions
from services.referral.placements.domain import Placement
from services.referral.placements.store import count_place, load_placement, save_placement
from services.referral.shared.actor import Actor, side
from services.referral.shared.commands import End, Pause, Resume, Start
from services.referral.shared.history import note, record
from services.referral.shared.lifecycle import Who
from services.referral.shared.naming import fresh
from services.runtime.database.work import Work


async def start(work: Work, actor: Actor, author: Author, placement: UUID, command: Start) -> Placement:
    """Tell that the placement began. Raises Refused."""
    current = await load_placement(work, actor, placement, lock=True)
    changed, new_events = decisions.start(current, command, side(actor), author.arrived)
    return await keep(work, author, side(actor), changed, new_events)


async def pause(work: Work, actor: Actor, author: Author, placement: UUID, command: Pause) -> Placement:
    """Tell that the placement rests. Raises Refused."""
    current = await load_placement(work, actor, placement, lock=True)
    changed, new_events = decisions.pause(current, command, side(actor), author.arrived)
    return await keep(work, author, side(actor), changed, new_events)


async def resume(work: Work, actor: Actor, author: Author, placement: UUID, command: Resume) -> Placement:
    """Tell that the placement goes on. Raises Refused."""
    current = await load_placement(work, actor, placement, lock=True)
    changed, new_events = decisions.resume(current, command, side(actor), author.arrived)
    return await keep(work, author, side(actor), changed, new_events)


async def end_placement(work: Work, actor: Actor, author: Author, placement: UUID, command: End) -> Placement:
    """Tell that nobody is placed any longer; the place is free, the papers stay due. Raises Refused."""
    current = await load_placement(work, actor, placement, lock=True)
    event = await _event_of(work, author, placement, command)
    command = replace(command, event=event.id if event else None)
    changed, new_events = decisions.end(current, command, side(actor), author.arrived)
    if event is not None:
        await save_event(work, changed, replace(event, ended_at=command.ended_at), author.arrived)
    await count_place(work, changed, -1)
    return await keep(work, author, side(actor), changed, new_events)


async def _event_of(work: Work, author: Author, placement: UUID, command: End) -> Happening | None:
    """Give the event that an unplanned end is: the one it names when that is recorded already, else its own."""
    if command.noticed_at is None and command.event is None:
        return None
    known = {event.id: event for event in await events(work, placement)}
    made = command.event or fresh(author, "event", placement, len(known) + 1, author.arrived)
    return known.get(made) or Happening(made)


async def conclude(work: Work, actor: Actor, author: Author, placement: UUID) -> Placement:
    """Note that no more paper is owed. Raises Refused."""
    current = await load_placement(work, actor, placement, lock=True)
    changed = decisions.conclude(current, author.arrived)
    await save_placement(work, changed)
    await note(work, "Concluded", author.arrived, author, Who.BOARD, places(changed))
    return changed


async def keep(work: Work, author: Author, who: Who, placement: Placement, new_events: list[NewEvent]) -> Placement:
    """Save a placement as decided and record its facts."""
    await save_placement(work, placement)
    await record(work, new_events, author, who, places(placement))
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
