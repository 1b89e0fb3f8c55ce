"""The board returns what a provider handed in: for correction, or because it is no report."""

from uuid import UUID

from services.referral.placements.domain import Placement
from services.referral.placements.handlers import keep
from services.referral.placements.store import load_placement
from services.referral.placements.submissions import Returned, return_submission, submissions
from services.referral.referrals.store import absent
from services.referral.returns import domain as decisions
from services.referral.returns.domain import Handed, correct_by
from services.referral.returns.form import Returning
from services.referral.shared.actor import Acting
from services.referral.shared.naming import fresh
from services.referral.shared.states import Who
from services.referral.shared.texts import SCHEMA


async def return_plan(acting: Acting, placement: UUID, returning: Returning) -> Placement:
    """Return the newest plan. Raises Refused."""
    return await _give_back(acting, placement, ("plan", ""), returning)


async def return_report(acting: Acting, placement: UUID, period: str, returning: Returning) -> Placement:
    """Return the newest report of a period. Raises Refused."""
    return await _give_back(acting, placement, ("report", period), returning)


async def return_end_report(acting: Acting, placement: UUID, returning: Returning) -> Placement:
    """Return the newest end report. Raises Refused."""
    return await _give_back(acting, placement, ("end-report", ""), returning)


async def _give_back(acting: Acting, placement: UUID, what: tuple[str, str], returning: Returning) -> Placement:
    kind, period = what
    current = await load_placement(acting.work, acting.actor, placement, lock=True)
    attempts = await submissions(acting.work, placement, kind, period)
    if not attempts:
        raise absent()
    last, now = attempts[-1], acting.now
    accepted, returned = last.accepted_at is not None, last.returned_at is not None
    handed = Handed(kind, last.fact or last.id, period, accepted, returned)
    changed, new_events = decisions.give_back(current, handed, returning.reason, now)
    fact = fresh(acting.author, "return", last.id, now)
    back = Returned(
        at=now,
        fact=fact,
        by=acting.author.person or acting.author.teller,
        reason=returning.reason,
        not_a_report=returning.not_a_report,
        marked=list(returning.fields),
        due=correct_by(returning.reason, now),
        remarks=await acting.vault.seal_text(acting.work, SCHEMA, current.case, returning.remarks),
    )
    await return_submission(acting.work, last.id, back)
    named = [new_event.model_copy(update={"id": fact}) for new_event in new_events]
    return await keep(acting, Who.BOARD, changed, named)
