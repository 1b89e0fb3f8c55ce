"""Undanta: the board waives a duty of the provider, of a placement or of a referral."""

from dataclasses import dataclass
from uuid import UUID

from schemas import referral as facts
from schemas.envelope import Author
from services.referral.placements.handlers import places
from services.referral.placements.store import load_placement
from services.referral.referrals.handlers import places_of
from services.referral.referrals.store import load_referral, referral_of
from services.referral.shared.actor import Actor
from services.referral.shared.history import tell
from services.referral.shared.lifecycle import Who
from services.referral.shared.told import Told, standing
from services.referral.shared.told_store import told_about
from services.referral.waivers import domain as decisions
from services.referral.waivers.domain import Waive
from services.runtime.database.work import Work

_RETURNED_RULE = {"PlanReturned": "R01", "ReportReturned": "R02", "EndReportReturned": "R04"}
_FOLLOWED_UP = ("PlanSubmitted", "PlanRevised", "PlanReviewed")


@dataclass(frozen=True)
class Waivable:
    """What a waiver may name besides a rule: plans and their like, returns with their rule, and what is waived.

    What was returned as no report has no duty of its own: the first one is owed again.
    """

    plans: tuple[Told, ...]
    returns: tuple[tuple[str, Told], ...]
    waived: tuple[tuple[str, str, UUID | None], ...]


async def waivable(work: Work, subject: UUID) -> Waivable:
    """Read what stands of a subject's facts as far as waivers need it."""
    told = standing(await told_about(work, subject))
    return Waivable(
        plans=tuple(one for one in told if one.what in _FOLLOWED_UP),
        returns=tuple(
            (_RETURNED_RULE[one.what], one)
            for one in told
            if isinstance(one.fact, facts.Returned) and not one.fact.not_a_report
        ),
        waived=tuple(
            (one.fact.rule, one.fact.period, one.fact.fact) for one in told if isinstance(one.fact, facts.DutyWaived)
        ),
    )


async def waive_duty(work: Work, actor: Actor, author: Author, placement: UUID, command: Waive) -> None:
    """Waive a duty about a placement, before or after it was due. Raises Refused."""
    standing_placement = await load_placement(work, actor, placement, lock=True)
    known = await waivable(work, placement)
    told = decisions.waive(
        standing_placement,
        command,
        [one.id for one in known.plans],
        [(rule, one.id) for rule, one in known.returns],
        known.waived,
        author.arrived,
    )
    await tell(work, told, author, Who.BOARD, places(standing_placement))


async def waive_answer(work: Work, actor: Actor, author: Author, referral: UUID, command: Waive) -> None:
    """Waive the duty to answer a referral in time, before or after it was due. Raises Refused."""
    standing_referral = referral_of(await load_referral(work, actor, referral, lock=True))
    known = await waivable(work, referral)
    told = decisions.waive_answer(standing_referral, command, known.waived, author.arrived)
    await tell(work, told, author, Who.BOARD, places_of(standing_referral))
