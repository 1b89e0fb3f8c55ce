"""The facts of directory: who exists, and on what terms."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, model_validator

from schemas.codes import AgeBand, ClauseType, LegalForm, ProposalOutcome, RegisterAct, Role, ServiceForm, TargetGroup
from schemas.corrections import AboutFact, Corrected, Erroneous
from schemas.fact import Fact, Instant
from schemas.invitations import InvitationAccepted, PersonInvited  # noqa: F401 - for the facts they declare
from schemas.reasons import PermitEndReason, VoidReason

EVERYBODY = ("referral", "provider_audit", "notify")
AUDITED = ("provider_audit", "notify")
Text = Annotated[str, Field(min_length=1, max_length=200)]
OrganisationNumber = Annotated[str, Field(pattern=r"^\d{10}$")]


class Clause(BaseModel):
    """A dated clause of a contract. `parameters` are whole numbers by the rule's own names, such as {"days": 21}.

    `valid_from` and `valid_to` are whole days, both in force; no `valid_to` means until the contract ends.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: UUID
    version: Annotated[int, Field(ge=1)] = 1
    type: ClauseType
    number: Annotated[str, Field(max_length=20)] = ""
    parameters: dict[str, int] = {}
    valid_from: date
    valid_to: date | None = None


class BoardRegistered(Fact, log="directory", subject="board", consumers=EVERYBODY):
    """A board (nämnd) of a municipality became a tenant. The municipality's four-digit code is SCB's."""

    municipality: Annotated[str, Field(pattern=r"^\d{4}$")]
    name: Text


class PersonCommissioned(Fact, log="directory", subject="commission", consumers=EVERYBODY):
    """A person holds a role at an organisation: a board, a provider (perhaps one unit), or the platform."""

    person: UUID
    organisation: UUID
    role: Role
    unit: UUID | None = None
    valid_from: date
    valid_to: date | None = None


class CommissionEnded(Fact, log="directory", subject="commission", consumers=EVERYBODY):
    """A commission ended; the person loses the role at once."""

    person: UUID


class ProviderRegistered(Fact, log="directory", subject="provider", consumers=EVERYBODY):
    """A provider (utförare) is known. `fiscal_year_end` is month-day, such as 12-31."""

    orgnr: OrganisationNumber
    name: Text
    legal_form: LegalForm
    fiscal_year_end: Annotated[str, Field(pattern=r"^\d{2}-\d{2}$")] = "12-31"
    audited_from: date


class UnitRegistered(Fact, log="directory", subject="unit", consumers=EVERYBODY):
    """A provider's unit, by a name that tells no address; told again with another county, the last word stands.

    `county` is SCB's two-digit code, never anything closer; none where it is not known or is better left untold.
    """

    provider: UUID
    name: Text
    county: Annotated[str, Field(pattern=r"^\d{2}$")] | None = None


class PermitTerms(Fact):
    """What a permit allows; whole days, both in force; no `valid_to` means until further notice."""

    provider: UUID
    unit: UUID
    orgnr: OrganisationNumber
    form: ServiceForm
    age_bands: tuple[AgeBand, ...]
    target_groups: tuple[TargetGroup, ...]
    maximum: Annotated[int, Field(ge=0)]
    valid_from: date
    valid_to: date | None = None

    @model_validator(mode="after")
    def _whole(self) -> "PermitTerms":
        if self.valid_to is not None and self.valid_to < self.valid_from:
            raise ValueError("valid_to lies before valid_from")
        return self


class PermitRegistered(PermitTerms, log="directory", subject="permit", consumers=EVERYBODY):
    """A permit is on file."""


class PermitChanged(PermitTerms, log="directory", subject="permit", consumers=EVERYBODY):
    """A permit has other terms from now on; the whole of them."""


class PermitEnded(Fact, log="directory", subject="permit", consumers=EVERYBODY):
    """A permit was returned or revoked; it is not in force from the first instant of `at`."""

    provider: UUID
    at: date
    reason: PermitEndReason


class NotPermitBound(Fact, log="directory", subject="permit", consumers=EVERYBODY):
    """The recorded decision that this form at this unit needs no permit, from the first instant of `on`."""

    provider: UUID
    unit: UUID
    orgnr: OrganisationNumber
    form: ServiceForm
    decided_by: UUID
    on: date


class ContractRegistered(Fact, log="directory", subject="contract", consumers=EVERYBODY):
    """A framework agreement or call-off between a board and a provider; whole days, both in force."""

    board: UUID
    provider: UUID
    number: Text
    forms: tuple[ServiceForm, ...]
    valid_from: date
    valid_to: date | None = None
    audited_from: date
    clauses: tuple[Clause, ...] = ()

    @model_validator(mode="after")
    def _whole(self) -> "ContractRegistered":
        if self.valid_to is not None and self.valid_to < self.valid_from:
            raise ValueError("valid_to lies before valid_from")
        return self


class ClauseRegistered(Fact, log="directory", subject="contract", consumers=EVERYBODY):
    """A new clause, or a new version of one, of a contract; it replaces the earlier version from its own dates on."""

    board: UUID
    provider: UUID
    clause: Clause


class ContractEnded(Fact, log="directory", subject="contract", consumers=EVERYBODY):
    """A contract ended early; it is not in force from the first instant of `at`."""

    board: UUID
    provider: UUID
    at: date


class AccountsDisclosed(Fact, log="directory", subject="provider", consumers=AUDITED):
    """The provider disclosed the annual accounts of a fiscal year, named by the year it ends in.

    `ownership` says that who owns the provider was disclosed with them.
    """

    provider: UUID
    fiscal_year: Annotated[int, Field(ge=1900, le=2200)]
    ownership: bool


class InformationRequested(Fact, log="directory", subject="provider", consumers=AUDITED):
    """A board, or a supervisor (then no `board`), asked the provider for information."""

    provider: UUID
    request: UUID
    board: UUID | None


class InformationAnswered(Fact, log="directory", subject="provider", consumers=AUDITED):
    """The provider answered a request for information."""

    provider: UUID
    request: UUID
    board: UUID | None


class StaffEngaged(Fact, log="directory", subject="unit", consumers=AUDITED):
    """Somebody, by a pseudonym that tells nothing, works at a unit from their first shift on.

    `engaged_before_until` is the last day of an earlier engagement there, if there was one.
    """

    provider: UUID
    unit: UUID
    staff: UUID
    first_shift: Instant
    engaged_before_until: date | None = None


class ExtractsSeen(Fact, log="directory", subject="unit", consumers=AUDITED):
    """The provider saw somebody's register extracts at `seen_at`; the day each was issued, none for one not seen."""

    provider: UUID
    unit: UUID
    staff: UUID
    seen_at: Instant
    criminal_record_on: date | None
    suspicion_record_on: date | None


class PortalInterrupted(Fact, log="directory", subject="portal", consumers=AUDITED):
    """The portal could not take anything in from `from_at` until `to_at`; falls into every dossier."""

    from_at: Instant
    to_at: Instant

    @model_validator(mode="after")
    def _forward(self) -> "PortalInterrupted":
        if self.to_at <= self.from_at:
            raise ValueError("to_at does not lie after from_at")
        return self


class ChangeProposed(Fact, log="directory", subject="proposal", consumers=("referral", "notify")):
    """Somebody proposed what the register should say; nothing is judged by it until it is confirmed.

    `board` proposed it, none where the provider itself did; `about` is the permit, decision or unit. Where a revocation is
    proposed, `revoked_at` is the first day the permit is not in force, and the gates of that board close from then on.
    """

    provider: UUID
    board: UUID | None
    act: RegisterAct
    about: UUID
    revoked_at: date | None = None


class ProposalDecided(Fact, log="directory", subject="proposal", consumers=("referral", "notify")):
    """A proposal was confirmed or declined by another than proposed it, or taken back; what it changed is told beside it."""

    provider: UUID
    board: UUID | None
    act: RegisterAct
    outcome: ProposalOutcome


class EnteredInError(Erroneous, log="directory", subject="of the fact", consumers=EVERYBODY):
    """An earlier fact of the same teller about the same subject never was.

    `register_word` says that it is the register's own word, which asks for nobody's agreement.
    """

    register_word: bool = False


class DateCorrected(Corrected, log="directory", subject="of the fact", consumers=AUDITED):
    """A date of an earlier fact about the same subject is another."""


class CorrectionAgreed(AboutFact, log="directory", subject="of the fact", consumers=AUDITED):
    """The other party agrees to a correction or an entry in error, named by its fact."""


class FactVoided(Fact, log="directory", subject="voiding", consumers=EVERYBODY):
    """Two operators left out a parked fact that nobody can correct, so that what waits behind it is judged or applied.

    `provider` and `board` are those the fact names, none where it names none; without a provider it falls into every dossier.
    The envelope's person confirmed what `proposed_by` proposed.
    """

    provider: UUID | None
    board: UUID | None
    of_log: Annotated[str, Field(pattern=r"^[a-z_]{1,40}$")]
    fact: UUID
    reason: VoidReason
    proposed_by: UUID
