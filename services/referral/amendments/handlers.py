"""Amend a referral that waits for its answer."""

from uuid import UUID

from services.referral.amendments import domain as decisions
from services.referral.amendments.domain import Amend
from services.referral.overrides.basis import Basis
from services.referral.overrides.store import agreed_override, overrides
from services.referral.referrals.domain import Referral
from services.referral.referrals.handlers import places_of
from services.referral.referrals.store import load_referral, referral_of, save_referral
from services.referral.shared.actor import Acting
from services.referral.shared.civil_time import day_of
from services.referral.shared.history import record
from services.referral.shared.lifecycle import step
from services.referral.shared.states import Act, Who
from services.referral.terms.store import answer_numbers, terms_of


async def amend_referral(acting: Acting, referral: UUID, command: Amend) -> Referral:
    """Amend a sent referral that has no answer yet; before and after are recorded. Raises Refused."""
    current = referral_of(await load_referral(acting.work, acting.actor, referral, lock=True))
    step(current.state, Act.AMEND, Who.BOARD)
    sent = current.asked()
    terms = await terms_of(acting.work, current.board, sent.provider, sent.unit, sent.form)
    parameters = await answer_numbers(acting.work, sent.contract, day_of(acting.now))
    override = agreed_override(await overrides(acting.work, referral), (sent.provider, sent.unit, sent.form))
    amended, new_events = decisions.amend(current, command, Basis(terms, parameters, override), acting.now)
    await save_referral(acting.work, amended, acting.author)
    await record(acting.work, new_events, acting.author, Who.BOARD, places_of(amended))
    return amended
