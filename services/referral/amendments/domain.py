"""Ändra: what a board may amend of a referral that waits for its answer, with before and after kept."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from schemas.codes import AgeBand, TargetGroup, Tier
from schemas.new_event import NewEvent
from schemas.reasons import AmendReason
from schemas.referral import ReferralAmended, ReferralTerms
from services.referral.overrides.basis import Basis
from services.referral.referrals.domain import Referral, Sent
from services.referral.shared.civil_time import answer_due, day_of
from services.referral.shared.lifecycle import step
from services.referral.shared.states import Act, Who
from services.referral.terms.gate_words import GROUP
from services.referral.terms.gates import gates_at_send
from services.runtime.errors import Refused
from services.runtime.language.words import Words


@dataclass(frozen=True)
class Amend:
    """Let a sent referral ask for something else."""

    age_band: AgeBand
    target_group: TargetGroup
    tier: Tier
    threat_assessed_on: date | None
    reason: AmendReason


def amend(referral: Referral, command: Amend, basis: Basis, now: datetime) -> tuple[Referral, list[NewEvent]]:
    """Amend a referral that waits for its answer: the gates are tried again on what it asks now.

    Another tier starts the clock for the answer anew, unless the answer is late already. An override of the gate of groups was for the
    age band and target group it was made on, so it does not follow to others. Raises Refused.
    """
    step(referral.state, Act.AMEND, Who.BOARD)
    sent = referral.asked()
    before, after = terms_of(sent), _after(command)
    if before == after:
        raise Refused(
            "nothing_changed",
            Words(sv="Inget är ändrat.", en="Nothing has been changed."),
            Words(sv="Ändra minst en uppgift, eller gå tillbaka.", en="Change at least one thing, or go back."),
        )
    _not_ahead(command.threat_assessed_on, now)
    gate = gates_at_send(basis.terms, command.age_band, command.target_group, day_of(now))
    same = (before.age_band, before.target_group) == (after.age_band, after.target_group)
    override = basis.override
    if override is not None and not same:
        override = replace(override, rules=override.rules - {GROUP})
    gate.let_through(override)
    asked = replace(
        _asked(sent, after),
        permit=gate.permit.id if gate.permit else sent.permit,
        answer_due=_due(sent, command.tier, basis.parameters, now),
    )
    fact = ReferralAmended(
        board=referral.board, provider=sent.provider, before=before, after=after, reason=command.reason
    )
    return replace(referral, sent=asked), [NewEvent(subject=referral.id, occurred=now, fact=fact)]


def terms_of(sent: Sent) -> ReferralTerms:
    """Give what may be amended of what was asked."""
    return ReferralTerms(
        age_band=sent.age_band,
        target_group=sent.target_group,
        tier=sent.tier,
        threat_assessed_on=sent.threat_assessed_on,
    )


def _after(command: Amend) -> ReferralTerms:
    return ReferralTerms(
        age_band=command.age_band,
        target_group=command.target_group,
        tier=command.tier,
        threat_assessed_on=command.threat_assessed_on,
    )


def _asked(sent: Sent, after: ReferralTerms) -> Sent:
    return replace(
        sent,
        age_band=after.age_band,
        target_group=after.target_group,
        tier=after.tier,
        threat_assessed_on=after.threat_assessed_on,
    )


def _due(sent: Sent, tier: Tier, parameters: Mapping[str, int], now: datetime) -> datetime:
    moved = tier is not sent.tier and now < sent.answer_due
    return answer_due(now, tier, parameters) if moved else sent.answer_due


def _not_ahead(day: date | None, now: datetime) -> None:
    if day is not None and day > day_of(now):
        raise Refused(
            "in_the_future",
            Words(sv="Hotbedömningens dag ligger i framtiden.", en="The day of the threat assessment lies ahead."),
            Words(sv="Ange dagen då hotet bedömdes.", en="Give the day on which the threat was assessed."),
            field="threat_assessed_on",
        )
