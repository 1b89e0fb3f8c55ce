"""The table from act to decision, and how several acts are decided in order."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from schemas.new_event import NewEvent
from services.directory.attestations import commands as attestations
from services.directory.attestations import domain as attest
from services.directory.attestations import staff
from services.directory.contracts import domain as contracts
from services.directory.corrections import domain as corrections
from services.directory.information import domain as information
from services.directory.organisations import domain as organisations
from services.directory.people import domain as people
from services.directory.people import invitations
from services.directory.permits import domain as permits
from services.directory.register import domain as proposals
from services.directory.register import facts as register_facts
from services.directory.shared import commands
from services.directory.shared.commands import Command
from services.directory.shared.outcome import Outcome
from services.directory.shared.register import Entity, Register

_DECISIONS: dict[type[Any], Callable[[Register, Any, datetime], Outcome]] = {
    commands.RegisterBoard: organisations.register_board,
    commands.RegisterProvider: organisations.register_provider,
    commands.CorrectProvider: organisations.correct_provider,
    commands.RegisterUnit: organisations.register_unit,
    commands.ChangeCounty: organisations.change_county,
    commands.RegisterPermit: permits.register_permit,
    commands.ChangePermit: permits.change_permit,
    commands.EndPermit: permits.end_permit,
    commands.RecordNotPermitBound: permits.record_not_permit_bound,
    commands.RegisterContract: contracts.register_contract,
    commands.RegisterClause: contracts.register_clause,
    commands.EndContract: contracts.end_contract,
    commands.CommissionPerson: people.commission_person,
    commands.EndCommission: people.end_commission,
    commands.LimitCommission: people.limit_commission,
    commands.InvitePerson: invitations.invite_person,
    commands.AcceptInvitation: invitations.accept_invitation,
    commands.RefuseInvitation: invitations.refuse_invitation,
    commands.RetractFact: register_facts.retract,
    commands.DecideProposal: proposals.decide,
    attestations.DiscloseAccounts: attest.disclose_accounts,
    attestations.RecordInterruption: attest.record_interruption,
    attestations.RequestInformation: information.request_information,
    attestations.AnswerInformation: information.answer_information,
    attestations.EngageStaff: staff.engage_staff,
    attestations.SeeExtracts: staff.see_extracts,
    attestations.EnterInError: corrections.enter_in_error,
    attestations.CorrectDate: corrections.correct_date,
    attestations.AgreeToCorrection: corrections.agree_to_correction,
}


def decide_one(register: Register, command: Command, now: datetime) -> Outcome:
    """Decide one act: the thing as it is from now on, and the facts to emit. Raises Refused; changes nothing.

    What is proposed must be possible today: its acts are tried before anybody is asked to confirm them.
    """
    if isinstance(command, commands.Propose):
        decide_all(register, command.acts, now)
        return proposals.propose(register, command, now)
    return _DECISIONS[type(command)](register, command, now)


def decide(register: Register, command: Command, now: datetime) -> tuple[Register, list[NewEvent]]:
    """Decide one act: the register as it is from now on, and the facts to emit. Raises Refused."""
    changed, _, new_events = decide_all(register, [command], now)
    return changed, new_events


def decide_all(
    register: Register, acts: Iterable[Command], now: datetime
) -> tuple[Register, list[Entity], list[NewEvent]]:
    """Decide acts in order, each seeing those before it: the register, what changed (one an act), the facts. Raises Refused."""
    changed = register.copy()
    entities: list[Entity] = []
    new_events: list[NewEvent] = []
    for command in acts:
        entity, facts = decide_one(changed, command, now)
        changed.put(entity)
        entities.append(entity)
        new_events.extend(facts)
    return changed, entities, new_events
