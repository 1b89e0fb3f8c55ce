"""Rätta: enter a fact of one's own in error, correct its date, and agree to the other party's correction."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from schemas.new_event import Author, NewEvent
from schemas.reasons import ErrorReason
from services.referral.corrections import domain as decisions
from services.referral.corrections.domain import Parties
from services.referral.corrections.refold import fold_placement, fold_terms
from services.referral.corrections.refold_events import fold_events
from services.referral.incidents.happening import Happening
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
from services.referral.shared.recorded import RecordedFact, effective
from services.referral.shared.recorded_store import as_recorded, facts_about, load_fact, recorded_now, retract
from services.referral.shared.terms_store import answer_numbers
from services.runtime.database.work import Work
from services.runtime.errors import Refused
from services.runtime.language.words import Words

_TAKEN = PLACED_STATES | {State.ACCEPTED}


@dataclass(frozen=True)
class CorrectedSubject:
    """A fact with everything recorded about its subject, and the placement or referral it is about."""

    target: RecordedFact
    facts: list[RecordedFact]
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

    def as_effective(self) -> RecordedFact:
        """Give the fact with the dates that stand now."""
        return next((one for one in effective(self.facts) if one.id == self.target.id), self.target)


async def load_subject(work: Work, actor: Actor, fact: UUID, *, lock: bool = False) -> CorrectedSubject:
    """Load a fact about a placement or referral of the actor's organisation. Raises Refused."""
    line = await load_fact(work, fact)
    if line.subject == line.placement:
        placement = await load_placement(work, actor, line.subject, lock=lock)
        return CorrectedSubject(as_recorded(line), await facts_about(work, placement.id), placement, None)
    if line.subject == line.referral:
        referral = referral_of(await load_referral(work, actor, line.subject, lock=lock))
        return CorrectedSubject(as_recorded(line), await facts_about(work, referral.id), None, referral)
    raise absent()


async def enter_in_error(work: Work, actor: Actor, author: Author, fact: UUID, reason: ErrorReason) -> UUID:
    """Say that a fact of one's own never was; the placement or referral follows; give the correction's id.

    Raises Refused.
    """
    subject = await load_subject(work, actor, fact, lock=True)
    new_event = decisions.enter_in_error(
        subject.target, subject.facts, actor.organisation, reason, subject.parties, author.arrived
    )
    named = _named(new_event, author, fact)
    await _follow(work, author, subject, named)
    await retract(work, subject.target, named.id or fact, author.arrived)
    return await _record(work, actor, author, subject, named)


async def correct_date(work: Work, actor: Actor, author: Author, fact: UUID, field: str, to: datetime) -> UUID:
    """Say that a date of a fact of one's own is another; the placement follows; give the correction's id.

    Raises Refused.
    """
    subject = await load_subject(work, actor, fact, lock=True)
    new_event = decisions.correct_date(
        subject.as_effective(), subject.facts, actor.organisation, field, to, subject.parties, author.arrived
    )
    named = _named(new_event, author, fact)
    await _follow(work, author, subject, named)
    return await _record(work, actor, author, subject, named)


async def agree_correction(work: Work, actor: Actor, author: Author, correction: UUID) -> UUID:
    """Agree, as the other party, to a correction or an entry in error; give the agreement's id. Raises Refused."""
    subject = await load_subject(work, actor, correction, lock=True)
    new_event = decisions.agree(subject.target, subject.facts, actor.organisation, subject.parties, author.arrived)
    return await _record(work, actor, author, subject, _named(new_event, author, correction))


def _named(new_event: NewEvent, author: Author, about: UUID) -> NewEvent:
    what = type(new_event.fact).__name__
    return new_event.model_copy(update={"id": fresh(author, "correction", what, about, author.arrived)})


async def _record(work: Work, actor: Actor, author: Author, subject: CorrectedSubject, new_event: NewEvent) -> UUID:
    await record(work, [new_event], author, side(actor), subject.places)
    if new_event.id is None:
        raise absent()
    return new_event.id


async def _follow(work: Work, author: Author, subject: CorrectedSubject, new_event: NewEvent) -> None:
    """Let the placement, its events or the referral stand as their facts now make them. Raises Refused."""
    left = effective([*subject.facts, recorded_now(new_event, author)])
    if subject.placement is not None:
        await _follow_placement(work, author, subject, subject.placement, left)
    elif subject.referral is not None and subject.target.what == "ReferralAmended":
        referral = subject.referral
        if referral.state is not State.REQUESTED:
            raise _answered()
        sent = referral.asked()
        parameters = await answer_numbers(work, sent.contract, day_of(sent.sent_at))
        await save_referral(work, fold_terms(referral, left, parameters), author)
    elif subject.referral is not None:
        await save_referral(work, decisions.undo(subject.referral, subject.target), author)


async def _follow_placement(
    work: Work, author: Author, subject: CorrectedSubject, placement: Placement, left: list[RecordedFact]
) -> None:
    changed = fold_placement(placement, left)
    if changed != placement:
        await save_placement(work, changed)
    if (changed.state in _TAKEN) != (placement.state in _TAKEN):
        await count_place(work, changed, 1 if changed.state in _TAKEN else -1)
    before, after = fold_events(effective(subject.facts)), fold_events(left)
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
