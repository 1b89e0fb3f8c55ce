"""Whose hand may propose what the register says, and whose may confirm it."""

from datetime import date, datetime
from uuid import UUID

from schemas.codes import ProposalOutcome
from schemas.directory import ContractRegistered
from services.directory.attestations.effective import error_of
from services.directory.shared import checks, commands
from services.directory.shared.attested import Attested, Proposal
from services.directory.shared.register import Register
from services.directory.shared.state import PLATFORM, Commission, Contract
from services.runtime.errors import Refused
from services.runtime.language.words import Words


def may_decide(register: Register, proposal: Proposal, by: UUID, person: UUID, now: datetime) -> bool:
    """Tell whether somebody may confirm or decline a proposal that waits.

    A register keeper (`by` is the platform), or another board with a contract in force with the provider that was on file
    when it was proposed; never the organisation or the person that proposed it, never the provider itself, and nobody who also
    has a role at one of the two. The database says the same: `directory.may_decide`.
    """
    if not proposal.waits or person == proposal.person or by == proposal.proposer:
        return False
    if _is_of_either_side(register, proposal, person, checks.today(now)):
        return False
    return by == PLATFORM or _contracted(register, by, proposal.provider, checks.today(now), proposal.at)


def may_speak(register: Register, by: UUID, provider: UUID, day: date) -> bool:
    """Tell whether an organisation may propose what the register says of a provider: itself, or a board with a contract."""
    return by == provider or _contracted(register, by, provider, day)


def no_contract() -> Refused:
    """Make the refusal of a board that has no contract in force with the provider."""
    return checks.refuse(
        "no_contract",
        "orgnr",
        Words(
            sv="Ni har inget avtal som gäller med utföraren.",
            en="You have no contract in force with the provider.",
        ),
        Words(
            sv="Lägg in ert avtal med utföraren först, eller i samma fil, och lämna raden igen. "
            "Utan avtal: be registerförvaltaren.",
            en="Enter your contract with the provider first, or in the same file, and give the row again. "
            "Without a contract: ask the register keeper.",
        ),
    )


def refuse_wrong_hand(register: Register, proposal: Proposal, command: commands.DecideProposal, now: datetime) -> None:
    """Raise Refused where the proposal is not theirs to take back, confirm or decline."""
    if command.outcome is ProposalOutcome.WITHDRAWN:
        if command.by != proposal.proposer:
            raise _not_yours(
                Words(
                    sv="Bara den som lämnade förslaget kan ta tillbaka det.",
                    en="Only whoever made the proposal can take it back.",
                )
            )
    elif not may_decide(register, proposal, command.by, command.person, now):
        raise _not_yours(
            Words(
                sv="Förslaget avgörs av någon annan än den som lämnade det, och av ingen med uppdrag där eller hos utföraren.",
                en="The proposal is decided by somebody else than made it, and by nobody with a role there or at the provider.",
            )
        )


def _is_of_either_side(register: Register, proposal: Proposal, person: UUID, day: date) -> bool:
    """Tell whether a person has had a role at the proposer or the provider since it was proposed: one ended to decide still counts."""
    return any(
        each.person == person
        and each.organisation in (proposal.proposer, proposal.provider)
        and each.valid_from <= day
        and (each.ended is None or each.ended >= proposal.at)
        and (each.valid_to is None or each.valid_to >= checks.today(proposal.at))
        for each in register.all(Commission)
    )


def _not_yours(what: Words) -> Exception:
    return checks.refuse(
        "not_yours",
        "id",
        what,
        Words(
            sv="Registerförvaltaren, eller avtalscontrollern i en annan nämnd som hade avtal före förslaget, bekräftar eller avslår.",
            en="The register keeper, or the controller of another board that had a contract before it, confirms or declines.",
        ),
    )


def _contracted(register: Register, board: UUID, provider: UUID, day: date, on_file_at: datetime | None = None) -> bool:
    return any(
        (each.board, each.provider) == (board, provider)
        and each.in_force(day)
        and (on_file_at is None or _attested_before(register, each.id, on_file_at))
        for each in register.all(Contract)
    )


def _attested_before(register: Register, contract: UUID, moment: datetime) -> bool:
    """A board enters contracts by its own hand: one entered to decide what waits makes it no second hand."""
    return any(
        isinstance(attestation.fact, ContractRegistered)
        and attestation.recorded_at < moment
        and error_of(register, attestation.id) is None
        for attestation in register.all(Attested)
        if attestation.subject == contract
    )
