"""Nödbeslut: ask to let a referral through a gate, and agree to it as the second person."""

from uuid import UUID

from schemas.reasons import OverrideReason
from services.referral.overrides import domain as decisions
from services.referral.overrides.store import Place, add_override, agree, agreed_override, matching, overrides
from services.referral.referrals.domain import Referral
from services.referral.referrals.handlers import command_of, send_draft
from services.referral.referrals.store import ReferralLine, absent, load_referral, referral_of
from services.referral.shared.actor import Acting
from services.referral.shared.civil_time import day_of
from services.referral.shared.states import State
from services.referral.terms.gates import Gate, gates_at_accept, gates_at_send
from services.referral.terms.store import terms_of
from services.referral.terms.terms import first
from services.runtime.errors import Refused
from services.runtime.language.words import Words


async def gate_of(acting: Acting, line: ReferralLine) -> tuple[Gate, Place]:
    """Give the gate a referral stands before, at sending or at its acceptance, and for which unit. Raises Refused."""
    today, loaded = day_of(acting.now), referral_of(line)
    if loaded.state is State.DRAFT:
        command = await command_of(acting, line)
        terms = await terms_of(acting.work, loaded.board, command.provider, command.unit, command.form)
        gate = gates_at_send(terms, command.age_band, command.target_group, today)
        return gate, (command.provider, command.unit, command.form)
    sent = loaded.asked()
    terms = await terms_of(acting.work, loaded.board, sent.provider, sent.unit, sent.form)
    named = first(permit for permit in terms.permits if permit.id == sent.permit)
    return gates_at_accept(terms, named, today), (sent.provider, sent.unit, sent.form)


async def ask_override(acting: Acting, referral: UUID, reason: OverrideReason) -> UUID:
    """Ask, as the first person, to let a draft or a sent referral through what blocks it; give the request's id.

    Raises Refused.
    """
    line = await load_referral(acting.work, acting.actor, referral, lock=True)
    gate, place = await gate_of(acting, line)
    asked = await overrides(acting.work, referral)
    loaded = agreed_override(asked, place)
    waiting = [frozenset(one.rules) for one in matching(asked, place, agreed=False)]
    rules = decisions.ask(line.state, gate, waiting, loaded.rules if loaded else frozenset())
    return await add_override(acting, referral, place, rules, reason)


async def agree_override(acting: Acting, referral: UUID, override: UUID) -> Referral:
    """Agree, as the second person; a draft is sent at once, a sent referral may from now on be accepted.

    Raises Refused, also when something else than was asked for blocks by now.
    """
    line = await load_referral(acting.work, acting.actor, referral, lock=True)
    asked = first(one for one in await overrides(acting.work, referral) if one.id == override)
    if asked is None:
        raise absent()
    decisions.agree(line.state, asked.asked_by, acting.actor.person, agreed=asked.agreed_at is not None)
    _, place = await gate_of(acting, line)
    if not matching([asked], place, agreed=False):
        raise Refused(
            "another_provider",
            Words(sv="Förfrågan gäller en annan utförare nu.", en="The referral is to another provider by now."),
            Words(sv="Begär ett nytt nödbeslut.", en="Ask for a new override."),
        )
    await agree(acting.work, override, acting.actor.person, acting.now)
    if line.state is State.DRAFT:
        return await send_draft(acting, line)
    return referral_of(line)
