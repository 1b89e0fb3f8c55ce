"""Everything the audit knows of one provider: permits, contracts, placements, what is owed and what was found."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field, TypeAdapter

from services.provider_audit.calendar import DAY, civil_date, first_instant
from services.provider_audit.records import Bad, Changes, Finding, Ledger, Obligation, Pending, Stuck, Submission

__all__ = ["Bad", "Changes", "Dossier", "Finding", "Ledger", "Obligation", "Pending", "Stuck", "Submission"]

DOCUMENT_VERSION = 1
FAR = date(9000, 1, 1)


@dataclass(slots=True)
class PermitVersion:
    """Terms of a permit as one fact told them; `effect` is none for the first, else the instant they replace the others."""

    fact: UUID
    received: datetime
    effect: datetime | None
    unit: UUID
    orgnr: str
    form: str
    age_bands: tuple[str, ...]
    target_groups: tuple[str, ...]
    maximum: int
    valid_from: date
    valid_to: date | None


@dataclass(slots=True)
class Ended:
    """An early end: not in force from the first instant of `at`."""

    fact: UUID
    received: datetime
    at: date


@dataclass(slots=True)
class Permit:
    """A permit with all its terms, in the order of their effect."""

    id: UUID
    versions: list[PermitVersion]
    ended: Ended | None = None


@dataclass(slots=True)
class Exemption:
    """The decision that a form at a unit needs no permit from the first instant of `on`."""

    fact: UUID
    unit: UUID
    orgnr: str
    form: str
    on: date


@dataclass(slots=True)
class ClauseVersion:
    """A clause of a contract as registered; it governs what is triggered after `received` and inside its dates."""

    id: UUID
    version: int
    type: str
    number: str
    parameters: dict[str, int]
    valid_from: date
    valid_to: date | None
    received: datetime
    fact: UUID


@dataclass(slots=True, kw_only=True)
class Contract(Ledger):
    """A contract between a board and the provider."""

    id: UUID
    board: UUID
    number: str
    forms: tuple[str, ...]
    valid_from: date
    valid_to: date | None
    audited_from: date
    fact: UUID
    received: datetime
    clauses: list[ClauseVersion] = field(default_factory=list)
    insight: dict[str, Submission] = field(default_factory=dict)
    """The earliest arrival of each type of clause."""
    ended: Ended | None = None

    def in_force(self, day: date) -> bool:
        """Say whether the contract is in force on a day."""
        if not self.valid_from <= day or (self.valid_to is not None and day > self.valid_to):
            return False
        return self.ended is None or day < self.ended.at


@dataclass(slots=True, kw_only=True)
class Referral(Ledger):
    """A referral that waits for an answer, or whose late answer is kept."""

    id: UUID
    board: UUID
    closed: bool = False


@dataclass(slots=True)
class Hold:
    """A stretch in which the placement rests; no `to_at` while it lasts."""

    from_at: datetime
    to_at: datetime | None = None


@dataclass(slots=True)
class Look:
    """An instant at which age band and target group were looked at: the start, or a review of the plan."""

    fact: UUID
    received: datetime
    teller: UUID
    at: datetime
    age_band: str
    target_group: str


@dataclass(slots=True)
class Start:
    """What the start of a placement told."""

    fact: UUID
    received: datetime
    teller: UUID
    at: datetime
    unit: UUID
    orgnr: str
    form: str
    contract: UUID | None
    permit: UUID | None
    audited_from: date


@dataclass(slots=True, kw_only=True)
class Placement(Ledger):
    """A placement from its acceptance on; `start` is none until it has started."""

    id: UUID
    board: UUID
    start: Start | None = None
    ended_at: datetime | None = None
    end_fact: UUID | None = None
    holds: list[Hold] = field(default_factory=list)
    looks: list[Look] = field(default_factory=list)
    next_month: date | None = None
    """First day of the first month that has not been judged yet."""


@dataclass(slots=True)
class Unit:
    """What stands at one unit for one organisation number and form; nothing before `horizon` is judged again."""

    unit: UUID
    orgnr: str
    form: str
    placements: list[UUID] = field(default_factory=list)
    permits: list[UUID] = field(default_factory=list)
    horizon: datetime | None = None


AgendaItem = tuple[datetime, UUID, str]


@dataclass(slots=True)
class Dossier:
    """One provider, as judged so far. `agenda` is a heap of instants at which something must be judged.

    `gone` names the referrals and placements that have left: later facts about them change nothing.
    """

    provider: UUID
    version: int = DOCUMENT_VERSION
    permits: dict[UUID, Permit] = field(default_factory=dict)
    exemptions: list[Exemption] = field(default_factory=list)
    contracts: dict[UUID, Contract] = field(default_factory=dict)
    referrals: dict[UUID, Referral] = field(default_factory=dict)
    placements: dict[UUID, Placement] = field(default_factory=dict)
    units: dict[str, Unit] = field(default_factory=dict)
    obligations: dict[UUID, Obligation] = field(default_factory=dict)
    findings: dict[UUID, Finding] = field(default_factory=dict)
    pending: dict[UUID, Pending] = field(default_factory=dict)
    watch: dict[str, list[UUID]] = field(default_factory=dict)
    months: dict[UUID, UUID] = field(default_factory=dict)
    """The placement of each month on the agenda, by the id its report would have."""
    agenda: list[AgendaItem] = field(default_factory=list)
    gone: set[UUID] = field(default_factory=set)
    stuck: dict[UUID, Stuck] = field(default_factory=dict)
    changes: Annotated[Changes, Field(exclude=True)] = field(default_factory=Changes)

    def ledger(self, about: UUID) -> Ledger:
        """Give the placement, referral or contract that something owed is about. Raises KeyError when it has left."""
        return self.placements.get(about) or self.referrals.get(about) or self.contracts[about]

    def to_document(self) -> dict[str, Any]:
        """Give the dossier as a JSON document."""
        document: dict[str, Any] = _ADAPTER.dump_python(replace(self, agenda=sorted(self.agenda)), mode="json")
        document["gone"].sort()
        return document

    @classmethod
    def from_document(cls, document: dict[str, Any]) -> "Dossier":
        """Read a JSON document.

        Raises ValueError when it was written by a newer version.
        """
        if document.get("version") != DOCUMENT_VERSION:
            raise ValueError(
                f"the dossier is of version {document.get('version')}, not {DOCUMENT_VERSION}: fold it again"
            )
        return _ADAPTER.validate_python(document)

    def copy(self) -> "Dossier":
        """Give a copy that shares nothing that changes."""
        return _ADAPTER.validate_python(_ADAPTER.dump_python(self))


_ADAPTER: TypeAdapter[Dossier] = TypeAdapter(Dossier)


def after_last(day: date | None) -> datetime | None:
    """Give the instant a stretch ends whose last whole day this is; none for no end."""
    return None if day is None or day >= FAR else first_instant(day + DAY)


def last_day(ended_at: datetime) -> date:
    """Give the day of the last placed instant of a placement that ended."""
    return civil_date(ended_at - timedelta(microseconds=1))
