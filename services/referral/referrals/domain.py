"""Decisions about a referral: send, withdraw, accept, decline."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from schemas.codes import AgeBand, ServiceForm, TargetGroup, Tier
from schemas.new_event import NewEvent
from schemas.referral import GateOverridden, ReferralAccepted, ReferralDeclined, ReferralSent, ReferralWithdrawn
from services.referral.overrides.basis import Basis
from services.referral.placements.domain import Placement
from services.referral.shared.civil_time import answer_due, day_of
from services.referral.shared.commands import Accept, Decline, Send, Withdraw
from services.referral.shared.lifecycle import step
from services.referral.shared.states import Act, State, Who
from services.referral.terms.gates import Override, gates_at_accept, gates_at_send
from services.referral.terms.terms import Terms, first
from services.runtime.errors import Refused
from services.runtime.language.words import Words


@dataclass(frozen=True)
class Sent:
    """What a referral asks, from the instant it was sent."""

    provider: UUID
    unit: UUID
    contract: UUID | None
    permit: UUID | None
    form: ServiceForm
    age_band: AgeBand
    target_group: TargetGroup
    tier: Tier
    threat_assessed_on: date | None
    start_on: date
    sent_at: datetime
    answer_due: datetime


@dataclass(frozen=True)
class Referral:
    """A referral as it stands; `sent` is None for a draft."""

    id: UUID
    case: UUID
    board: UUID
    state: State
    sent: Sent | None = None
    board_unit: UUID | None = None
    answered_at: datetime | None = None
    reason: str | None = None
    placement: UUID | None = None

    def asked(self) -> Sent:
        """Give what was sent; a draft has asked nothing and cannot be answered."""
        if self.sent is None:
            raise Refused(
                "not_sent",
                Words(sv="Förfrågan är inte skickad.", en="The referral has not been sent."),
                Words(sv="Skicka den först.", en="Send it first."),
            )
        return self.sent

    def answered_late(self) -> bool:
        """Tell whether the answer came at or after its due."""
        return self.sent is not None and self.answered_at is not None and self.answered_at >= self.sent.answer_due


def overridden(referral: Referral, provider: UUID, rules: list[str], override: Override | None) -> list[NewEvent]:
    """Give a fact for each rule that two people of the board let an act through."""
    if override is None:
        return []
    facts = [
        GateOverridden(board=referral.board, provider=provider, rule=rule, by=override.by, reason=override.reason)
        for rule in rules
    ]
    return [NewEvent(subject=referral.id, occurred=override.agreed_at, fact=fact) for fact in facts]


def send(referral: Referral, command: Send, basis: Basis, now: datetime) -> tuple[Referral, list[NewEvent]]:
    """Send a referral: the gates, then the clock for the answer. Raises Refused."""
    terms, override = basis.terms, basis.override
    state = step(referral.state, Act.SEND, Who.BOARD).next
    today = day_of(now)
    gate = gates_at_send(terms, command.age_band, command.target_group, today)
    let_through = overridden(referral, command.provider, gate.let_through(override, basis.hint), override)
    contract = terms.contract_on(referral.board, today)
    sent = Sent(
        provider=command.provider,
        unit=command.unit,
        contract=contract.id if contract else None,
        permit=gate.permit.id if gate.permit else None,
        form=command.form,
        age_band=command.age_band,
        target_group=command.target_group,
        tier=command.tier,
        threat_assessed_on=command.threat_assessed_on,
        start_on=command.start_on,
        sent_at=now,
        answer_due=answer_due(now, command.tier, basis.parameters),
    )
    fact = _sent(referral, sent, terms.directory_position)
    new_events = [*let_through, NewEvent(subject=referral.id, occurred=now, fact=fact)]
    return replace(referral, state=state, sent=sent), new_events


def _sent(referral: Referral, sent: Sent, directory_position: int) -> ReferralSent:
    return ReferralSent(
        case=referral.case,
        board=referral.board,
        provider=sent.provider,
        unit=sent.unit,
        contract=sent.contract,
        permit=sent.permit,
        form=sent.form,
        age_band=sent.age_band,
        target_group=sent.target_group,
        tier=sent.tier,
        threat_assessed_on=sent.threat_assessed_on,
        directory_position=directory_position,
    )


def withdraw(referral: Referral, command: Withdraw, now: datetime) -> tuple[Referral, list[NewEvent]]:
    """Take a referral back before the placement starts. Raises Refused."""
    state = step(referral.state, Act.WITHDRAW, Who.BOARD).next
    fact = ReferralWithdrawn(board=referral.board, provider=referral.asked().provider, reason=command.reason)
    changed = replace(referral, state=state, reason=command.reason.value)
    return changed, [NewEvent(subject=referral.id, occurred=now, fact=fact)]


def decline(referral: Referral, command: Decline, now: datetime) -> tuple[Referral, list[NewEvent]]:
    """Say no with a coded reason. Raises Refused."""
    state = step(referral.state, Act.DECLINE, Who.PROVIDER).next
    fact = ReferralDeclined(board=referral.board, provider=referral.asked().provider, reason=command.reason)
    changed = replace(referral, state=state, answered_at=now, reason=command.reason.value)
    return changed, [NewEvent(subject=referral.id, occurred=now, fact=fact)]


ASK_BOARD = Words(
    sv="Är det akut? Be nämnden om ett nödbeslut.", en="Is it an emergency? Ask the board to override it."
)


def accept(
    referral: Referral, command: Accept, terms: Terms, now: datetime, override: Override | None = None
) -> tuple[Referral, Placement, list[NewEvent]]:
    """Take the person: the gates of permit and places once more, then the placement is born.

    What the board's override lets through is recorded first, as the board's word. Raises Refused.
    """
    state = step(referral.state, Act.ACCEPT, Who.PROVIDER).next
    sent = referral.asked()
    named = first(permit for permit in terms.permits if permit.id == sent.permit)
    gate = gates_at_accept(terms, named, day_of(now))
    let_through = overridden(referral, sent.provider, gate.let_through(override, ASK_BOARD), override)
    placement = Placement(
        id=command.placement,
        case=referral.case,
        referral=referral.id,
        board=referral.board,
        provider=sent.provider,
        unit=sent.unit,
        orgnr=terms.orgnr,
        form=sent.form,
        contract=sent.contract,
        permit=gate.permit.id if gate.permit else sent.permit,
        age_band=sent.age_band,
        target_group=sent.target_group,
        state=State.ACCEPTED,
        accepted_at=now,
        start_on=command.start_on,
        board_unit=referral.board_unit,
    )
    fact = ReferralAccepted(
        board=referral.board, provider=sent.provider, placement=command.placement, start_on=command.start_on
    )
    changed = replace(referral, state=state, answered_at=now, placement=command.placement)
    return changed, placement, [*let_through, NewEvent(subject=referral.id, occurred=now, fact=fact)]
