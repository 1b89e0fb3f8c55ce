"""Start, hold, end and conclude a placement."""

from uuid import UUID

from schemas.envelope import Author, Telling
from services.referral.actor import Actor, side
from services.referral.domain import placement as decisions
from services.referral.domain.commands import End, Pause, Resume, Start
from services.referral.domain.lifecycle import Who
from services.referral.domain.placement import Placement
from services.referral.store.history import note, tell
from services.referral.store.placements import count_place, load_placement, save_placement
from services.runtime.work import Work


async def start(work: Work, actor: Actor, author: Author, placement: UUID, command: Start) -> Placement:
    """Tell that the placement began. Raises Refused."""
    standing = await load_placement(work, actor, placement, lock=True)
    changed, told = decisions.start(standing, command, side(actor), author.arrived)
    return await keep(work, author, side(actor), changed, told)


async def pause(work: Work, actor: Actor, author: Author, placement: UUID, command: Pause) -> Placement:
    """Tell that the placement rests. Raises Refused."""
    standing = await load_placement(work, actor, placement, lock=True)
    changed, told = decisions.pause(standing, command, side(actor), author.arrived)
    return await keep(work, author, side(actor), changed, told)


async def resume(work: Work, actor: Actor, author: Author, placement: UUID, command: Resume) -> Placement:
    """Tell that the placement goes on. Raises Refused."""
    standing = await load_placement(work, actor, placement, lock=True)
    changed, told = decisions.resume(standing, command, side(actor), author.arrived)
    return await keep(work, author, side(actor), changed, told)


async def end_placement(work: Work, actor: Actor, author: Author, placement: UUID, command: End) -> Placement:
    """Tell that nobody is placed any longer; the place is free, the papers stay due. Raises Refused."""
    standing = await load_placement(work, actor, placement, lock=True)
    changed, told = decisions.end(standing, command, side(actor), author.arrived)
    await count_place(work, changed, -1)
    return await keep(work, author, side(actor), changed, told)


async def conclude(work: Work, actor: Actor, author: Author, placement: UUID) -> Placement:
    """Note that no more paper is owed. Raises Refused."""
    standing = await load_placement(work, actor, placement, lock=True)
    changed = decisions.conclude(standing, author.arrived)
    await save_placement(work, changed)
    await note(work, "Concluded", author.arrived, author, Who.BOARD, places(changed))
    return changed


async def keep(work: Work, author: Author, who: Who, placement: Placement, told: list[Telling]) -> Placement:
    """Save a placement as decided and tell its facts."""
    await save_placement(work, placement)
    await tell(work, told, author, who, places(placement))
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
