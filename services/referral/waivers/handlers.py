"""Undanta: the board waives a duty of the provider, of a placement or of a referral."""

from uuid import UUID

from schemas import referral as facts
from services.referral.placements.handlers import places
from services.referral.placements.store import load_placement
from services.referral.referrals.handlers import places_of
from services.referral.referrals.store import load_referral, referral_of
from services.referral.shared.actor import Acting
from services.referral.shared.history import record
from services.referral.shared.recorded import effective
from services.referral.shared.recorded_store import facts_about
from services.referral.shared.states import Who
from services.referral.waivers import domain as decisions
from services.referral.waivers.domain import OF_PLACEMENT, Waivable, Waive
from services.runtime.database.work import Work
from services.runtime.language.duties import duty_asked_by


async def waivable(work: Work, subject: UUID) -> Waivable:
    """Read the effective facts of a subject as far as waivers need them."""
    in_force = effective(await facts_about(work, subject))
    return Waivable(
        begun=tuple(
            (rule.id, one)
            for rule in OF_PLACEMENT.values()
            if rule.waiver is not None
            for one in in_force
            if one.what in rule.waiver.facts
        ),
        returns=tuple(
            (duty_asked_by(type(one.fact)).rule.id, one)
            for one in in_force
            if isinstance(one.fact, facts.Returned) and not one.fact.not_a_report
        ),
        waived=tuple(
            (one.fact.rule, one.fact.period, one.fact.fact)
            for one in in_force
            if isinstance(one.fact, facts.DutyWaived)
        ),
    )


async def waive_duty(acting: Acting, placement: UUID, command: Waive) -> None:
    """Waive a duty about a placement, before or after its due. Raises Refused."""
    found = await load_placement(acting.work, acting.actor, placement, lock=True)
    known = await waivable(acting.work, placement)
    events = decisions.waive(found, command, known, acting.now)
    await record(acting.work, events, acting.author, Who.BOARD, places(found))


async def waive_answer(acting: Acting, referral: UUID, command: Waive) -> None:
    """Waive the duty to answer a referral in time, before or after its due. Raises Refused."""
    found = referral_of(await load_referral(acting.work, acting.actor, referral, lock=True))
    known = await waivable(acting.work, referral)
    events = decisions.waive_answer(found, command, known, acting.now)
    await record(acting.work, events, acting.author, Who.BOARD, places_of(found))
