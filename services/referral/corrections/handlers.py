"""Rätta: enter a fact of one's own in error, correct its date, and agree to the other party's correction."""

from dataclasses import dataclass, replace
from uuid import UUID

from schemas.new_event import Author, NewEvent
from services.referral.corrections import domain as decisions
from services.referral.corrections.domain import Correction, EnterInError, Parties, Subject
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
from services.referral.shared.actor import Acting, Actor, side
from services.referral.shared.civil_time import day_of
from services.referral.shared.history import record
from services.referral.shared.naming import fresh
from services.referral.shared.recorded import RecordedFact, effective
from services.referral.shared.recorded_store import as_recorded, facts_about, load_fact, recorded_now, retract
from services.referral.shared.states import PLACED_STATES, State
from services.referral.terms.store import answer_numbers
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

    @property
    def decided_on(self) -> Subject:
        """Give what a correction of it is decided on."""
        return Subject(self.as_effective(), self.facts, self.parties)


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


async def correct(acting: Acting, fact: UUID, correction: Correction) -> UUID:
    """Enter a fact of one's own in error or correct its date; the placement or referral follows; give the correction's id.

    Raises Refused.
    """
    subject = await load_subject(acting.work, acting.actor, fact, lock=True)
    new_event = decisions.correct(subject.decided_on, correction, acting.actor.organisation, acting.now)
    named = _named(new_event, acting.author, fact)
    await _follow(acting, subject, named)
    if isinstance(correction, EnterInError):
        await retract(acting.work, subject.target, named.id or fact, acting.now)
    return await _record(acting, subject, named)


async def agree_correction(acting: Acting, correction: UUID) -> UUID:
    """Agree, as the other party, to a correction or an entry in error; give the agreement's id. Raises Refused."""
    subject = await load_subject(acting.work, acting.actor, correction, lock=True)
    new_event = decisions.agree(subject.decided_on, acting.actor.organisation, acting.now)
    return await _record(acting, subject, _named(new_event, acting.author, correction))


def _named(new_event: NewEvent, author: Author, about: UUID) -> NewEvent:
    what = type(new_event.fact).__name__
    return new_event.model_copy(update={"id": fresh(author, "correction", what, about, author.arrived)})


async def _record(acting: Acting, subject: CorrectedSubject, new_event: NewEvent) -> UUID:
    await record(acting.work, [new_event], acting.author, side(acting.actor), subject.places)
    if new_event.id is None:
        raise absent()
    return new_event.id


async def _follow(acting: Acting, subject: CorrectedSubject, new_event: NewEvent) -> None:
    """Let the placement, its events or the referral stand as their facts now make them. Raises Refused."""
    left = effective([*subject.facts, recorded_now(new_event, acting.author)])
    if subject.placement is not None:
        await _follow_placement(acting, subject, subject.placement, left)
    elif subject.referral is not None and subject.target.what == "ReferralAmended":
        referral = subject.referral
        if referral.state is not State.REQUESTED:
            raise _answered()
        sent = referral.asked()
        parameters = await answer_numbers(acting.work, sent.contract, day_of(sent.sent_at))
        await save_referral(acting.work, fold_terms(referral, left, parameters), acting.author)
    elif subject.referral is not None:
        await save_referral(acting.work, decisions.undo(subject.referral, subject.target), acting.author)


async def _follow_placement(
    acting: Acting, subject: CorrectedSubject, placement: Placement, left: list[RecordedFact]
) -> None:
    changed = fold_placement(placement, left)
    if changed != placement:
        await save_placement(acting.work, changed)
    if (changed.state in _TAKEN) != (placement.state in _TAKEN):
        await count_place(acting.work, changed, 1 if changed.state in _TAKEN else -1)
    before, after = fold_events(effective(subject.facts)), fold_events(left)
    for identity, event in before.items():
        now = after.get(identity, Happening(identity))
        if now != event:
            await save_event(acting.work, changed, replace(now), acting.now)


def _answered() -> Refused:
    return Refused(
        "rests_on_it",
        Words(sv="Förfrågan är redan besvarad.", en="The referral has already been answered."),
        Words(sv="Återkalla den, eller rätta i uppdraget.", en="Withdraw it, or correct it in the placement."),
    )
