"""What may be asked of directory: one frozen value an act; an id may be handed in, else the shell gives one."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from schemas.codes import AgeBand, ClauseType, LegalForm, ProposalOutcome, Role, ServiceForm, TargetGroup
from schemas.reasons import ErrorReason, PermitEndReason
from services.directory.attestations.commands import Attestation


@dataclass(frozen=True)
class RegisterBoard:
    """Make a board of a municipality (its four-digit code) a tenant."""

    municipality: str
    name: str
    id: UUID | None = None


@dataclass(frozen=True)
class RegisterProvider:
    """Put a provider on file; `fiscal_year_end` is month-day, `audited_from` today unless given."""

    orgnr: str
    name: str
    legal_form: LegalForm
    fiscal_year_end: str = "12-31"
    audited_from: date | None = None
    id: UUID | None = None


@dataclass(frozen=True)
class CorrectProvider:
    """Correct a provider: what was recorded of it never was, and this holds from the beginning."""

    id: UUID
    name: str
    legal_form: LegalForm
    fiscal_year_end: str


@dataclass(frozen=True)
class RegisterUnit:
    """Put a provider's unit on file; `county` is a two-digit code, or None when it is better left untold."""

    provider: UUID
    name: str
    county: str | None = None
    id: UUID | None = None


@dataclass(frozen=True)
class ChangeCounty:
    """Record another county of a unit from now on, or none."""

    id: UUID
    county: str | None


@dataclass(frozen=True)
class RegisterPermit:
    """Put a permit on file; `orgnr` is the provider's own unless the permit names another."""

    provider: UUID
    unit: UUID
    form: ServiceForm
    age_bands: tuple[AgeBand, ...]
    target_groups: tuple[TargetGroup, ...]
    maximum: int
    valid_from: date
    valid_to: date | None = None
    number: str = ""
    orgnr: str | None = None
    id: UUID | None = None


@dataclass(frozen=True)
class ChangePermit:
    """Give a permit other terms from now on; the whole of them."""

    id: UUID
    form: ServiceForm
    age_bands: tuple[AgeBand, ...]
    target_groups: tuple[TargetGroup, ...]
    maximum: int
    valid_from: date
    valid_to: date | None = None


@dataclass(frozen=True)
class EndPermit:
    """End a permit; `at` is the first day it is not in force."""

    id: UUID
    at: date
    reason: PermitEndReason


@dataclass(frozen=True)
class RecordNotPermitBound:
    """Record the decision that a form of service at a unit needs no permit from a day on."""

    provider: UUID
    unit: UUID
    form: ServiceForm
    decided_by: UUID
    on: date
    orgnr: str | None = None
    id: UUID | None = None


@dataclass(frozen=True)
class NewClause:
    """A clause as it is handed in: its version follows from what is on file."""

    type: ClauseType
    valid_from: date
    valid_to: date | None = None
    number: str = ""
    parameters: tuple[tuple[str, int], ...] = ()
    id: UUID | None = None


@dataclass(frozen=True)
class RegisterContract:
    """Put a contract between a board and a provider on file; `audited_from` is today unless given."""

    board: UUID
    provider: UUID
    number: str
    forms: tuple[ServiceForm, ...]
    valid_from: date
    valid_to: date | None = None
    audited_from: date | None = None
    clauses: tuple[NewClause, ...] = ()
    id: UUID | None = None


@dataclass(frozen=True)
class RegisterClause:
    """Add a clause to a contract or, when `clause.id` is on file there, a new version of that clause."""

    contract: UUID
    clause: NewClause


@dataclass(frozen=True)
class EndContract:
    """End a contract early; `at` is the first day it is not in force."""

    id: UUID
    at: date


@dataclass(frozen=True)
class CommissionPerson:
    """Give a person a role at a board, a provider (perhaps one unit) or the platform; from today unless given."""

    person: UUID
    organisation: UUID
    role: Role
    unit: UUID | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    id: UUID | None = None


@dataclass(frozen=True)
class EndCommission:
    """Take a role from a person at once."""

    id: UUID


@dataclass(frozen=True)
class LimitCommission:
    """Set the last day of a role; not before today, for a role that is over is ended."""

    id: UUID
    valid_to: date


@dataclass(frozen=True)
class InvitePerson:
    """Invite somebody to a role, until a day at most a year ahead; the link is known by its hash alone."""

    organisation: UUID
    role: Role
    token_hash: bytes
    unit: UUID | None = None
    valid_to: date | None = None
    invited_by: UUID | None = None
    id: UUID | None = None


@dataclass(frozen=True)
class AcceptInvitation:
    """Accept an invitation as a person, who holds that commission from then on."""

    id: UUID
    person: UUID
    commission: UUID


@dataclass(frozen=True)
class RefuseInvitation:
    """Keep that somebody else than the one invited tried to open an invitation."""

    id: UUID


@dataclass(frozen=True)
class RetractFact:
    """Enter a fact of the register in error, named by its id: it never was, and what it changed is undone."""

    fact: UUID
    reason: ErrorReason
    id: UUID | None = None


RegisterCommand = (
    RegisterPermit | ChangePermit | EndPermit | RecordNotPermitBound | ChangeCounty | RetractFact | CorrectProvider
)
"""What others rely on: recorded by a register keeper, or proposed by one and confirmed by another."""


@dataclass(frozen=True)
class Propose:
    """Propose, as a board or the provider itself, that the register say something else; the acts go together."""

    by: UUID
    person: UUID
    provider: UUID
    acts: tuple[RegisterCommand, ...]
    id: UUID | None = None


@dataclass(frozen=True)
class DecideProposal:
    """Confirm or decline another's proposal, or take one's own back; `by` is the platform for a register keeper.

    `words` say why; the acts of a confirmed one are carried out beside this.
    """

    id: UUID
    by: UUID
    person: UUID
    outcome: ProposalOutcome
    words: str = ""


Command = (
    RegisterBoard
    | RegisterProvider
    | CorrectProvider
    | RegisterUnit
    | ChangeCounty
    | RegisterPermit
    | ChangePermit
    | EndPermit
    | RecordNotPermitBound
    | RegisterContract
    | RegisterClause
    | EndContract
    | CommissionPerson
    | EndCommission
    | LimitCommission
    | InvitePerson
    | AcceptInvitation
    | RefuseInvitation
    | RetractFact
    | Propose
    | DecideProposal
    | Attestation
)
