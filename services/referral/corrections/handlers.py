"""Rätta: enter a fact of one's own in error, correct its date, and agree to the other party's correction."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from schemas.codes import ErrorReason
from schemas.envelope import Author, NewEvent
from services.referral.corrections import domain as decisions
from services.referral.corrections.domain import Parties
from services.referral.corrections.refold import fold_events, fold_placement, fold_terms
from services.referral.incidents.domain import Happening
from services.referral.incidents.store import save_event
from services.referral.placements.domain import Placement
from services.referral.placements.handlers import places
from services.referral.placements.store import count_place, load_placement, save_placement
from services.referral.referrals.domain import Referral
from services.referral.referrals.handlers import places_of
from services.referral.referrals.store import absent, load_referral, referral_of, save_referral
from services.referral.shared.actor import Actor, side
from services.referral.shared.civil_time import day_of
from services.referral.shared.history import record
from services.referral.shared.lifecycle import PLACED_STATES, State
from services.referral.shared.naming import fresh
from services.referral.shared.terms_store import answer_numbers
from services.referral.shared.told import Told, standing
from services.referral.shared.told_store import load_fact, retract, told_about, told_now, told_of
from services.runtime.database.work import Work
from services.runtime.errors import Refused
from services.runtime.language.words import Words

_TAKEN = PLACED_STATES | {State.ACCEPTED}


@dataclass(frozen=True)
class Matter:
    """A fact with everything told about its subject, and the placement or referral it is about."""

    target: Told
    told: list[Told]
    placement: Placement | None
    referral: Referral | None

    @property
    def parties(self) -> Parties:
        """Give the board and the provider."""
        if self.placement is not None:
            return Parties(self.placement.board, self.placement.provider)
        if self.referral is None:
            raise absent()
        return Parties(self.referral.board, self.referral.asked().provider)

    @property
    def places(self) -> dict[str, UUID | None]:
        """Give where the correction's line belongs."""
        if self.placement is not None:
            return places(self.placement)
        if self.referral is None:
            raise absent()
        return places_of(self.referral)

    def as_it_stands(self) -> Told:
        """Give the fact with the dates that stand now."""
        return next((one for one in standing(self.told) if one.id == self.target.id), self.target)


async def load_matter(work: Work, actor: Actor, fact: UUID, *, lock: bool = False) -> Matter:
    """Load a fact about a placement or referral of the actor's organisation. Raises Refused."""
    line = await load_fact(work, fact)
    if line.subject == line.placement:
        placement = await load_placement(work, actor, line.subject, lock=lock)
        return Matter(told_of(line), await told_about(work, placement.id), placement, None)
    if line.subject == line.referral:
        referral = referral_of(await load_referral(work, actor, line.subject, lock=lock))
        return Matter(told_of(line), await told_about(work, referral.id), None, referral)
    raise absent()


async def enter_in_error(work: Work, actor: Actor, author: Author, fact: UUID, reason: ErrorReason) -> UUID:
    """Say that a fact of one's own never was; the placement or referral follows; give the correction's id.

    Raises Refused.
    """
    matter = await load_matter(work, actor, fact, lock=True)
    new_event = decisions.enter_in_error(
        matter.target, matter.told, actor.organisation, reason, matter.parties, author.arrived
    )
    named = _named(new_event, author, fact)
    await _follow(work, author, matter, named)
    await retract(work, matter.target, named.id or fact, author.arrived)
    return await _tell(work, actor, author, matter, named)


async def correct_date(work: Work, actor: Actor, author: Author, fact: UUID, field: str, to: datetime) -> UUID:
    """Say that a date of a fact of one's own is another; the placement follows; give the correction's id.

    Raises Refused.
    """
    matter = await load_matter(work, actor, fact, lock=True)
    new_event = decisions.correct_date(
        matter.as_it_stands(), matter.told, actor.organisation, field, to, matter.parties, author.arrived
    )
    named = _named(new_event, author, fact)
    await _follow(work, author, matter, named)
    return await _tell(work, actor, author, matter, named)


async def agree_correction(work: Work, actor: Actor, author: Author, correction: UUID) -> UUID:
    """Agree, as the other party, to a correction or an entry in error; give the agreement's id. Raises Refused."""
    matter = await load_matter(work, actor, correction, lock=True)
    new_event = decisions.agree(matter.target, matter.told, actor.organisation, matter.parties, author.arrived)
    return await _tell(work, actor, author, matter, _named(new_event, author, correction))


def _named(new_event: NewEvent, author: Author, about: UUID) -> NewEvent:
    what = type(new_event.fact).__name__
    return new_event.model_copy(update={"id": fresh(author, "correction", what, about, author.arrived)})


async def _tell(work: Work, actor: Actor, author: Author, matter: Matter, new_event: NewEvent) -> UUID:
    await record(work, [new_event], author, side(actor), matter.places)
    if new_event.id is None:
        raise absent()
    return new_event.id


async def _follow(work: Work, author: Author, matter: Matter, new_event: NewEvent) -> None:
    """Let the placement, its events or the referral stand as their facts now make them. Raises Refused."""
    left = standing([*matter.told, told_now(new_event, author)])
    if matter.placement is not None:
        await _follow_placement(work, author, matter, matter.placement, left)
    elif matter.referral is not None and matter.target.what == "ReferralAmended":
        referral = matter.referral
        if referral.state is not State.REQUESTED:
            raise _answered()
        sent = referral.asked()
        parameters = await answer_numbers(work, sent.contract, day_of(sent.sent_at))
        await save_referral(work, fold_terms(referral, left, parameters), author)
    elif matter.referral is not None:
        await save_referral(work, decisions.undo(matter.referral, matter.target), author)


async def _follow_placement(work: Work, author: Author, matter: Matter, placement: Placement, left: list[Told]) -> None:
    changed = fold_placement(placement, left)
    if changed != placement:
        await save_placement(work, changed)
    if (changed.state in _TAKEN) != (placement.state in _TAKEN):
        await count_place(work, changed, 1 if changed.state in _TAKEN else -1)
    before, after = fold_events(standing(matter.told)), fold_events(left)
    for identity, event in before.items():
        now = after.get(identity, Happening(identity))
        if now != event:
            await save_event(work, changed, replace(now), author.arrived)


def _answered() -> Refused:
    return Refused(
        "rests_on_it",
        Words(sv="Förfrågan är redan besvarad.", en="The referral has already been answered."),
        Words(sv="Återkalla den, eller rätta i uppdraget.", en="Withdraw it, or correct it in the placement."),
    )
