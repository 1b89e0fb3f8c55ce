"""What a notice is, to whom it goes, and what ends its waiting."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from schemas.codes import Origin, Role
from schemas.findings import Severity
from services.runtime.language.identifiers import derived

PLATFORM = UUID(int=0)


@dataclass(frozen=True)
class Recipient:
    """A role at an organisation; `board` or `provider` repeats the organisation, the platform has neither."""

    organisation: UUID
    role: Role
    board: UUID | None = None
    provider: UUID | None = None


def at_board(board: UUID, role: Role) -> Recipient:
    """Give a role at a board."""
    return Recipient(board, role, board=board)


def at_provider(provider: UUID) -> Recipient:
    """Give the manager of a provider."""
    return Recipient(provider, Role.PROVIDER_MANAGER, provider=provider)


def at_platform(role: Role) -> Recipient:
    """Give the supervisor or the operator."""
    return Recipient(PLATFORM, role)


@dataclass(frozen=True)
class Subject:
    """What a notice is about, by ids and codes only.

    `about` makes the notice's fingerprint; later events of `resolve_key` (by `sequence`) end its waiting. `entity` is the
    referral, placement or contract behind it; `seen_by` lists the organisations that may know who was notified.
    """

    about: UUID
    resolve_key: UUID
    sequence: int
    origin: Origin
    finding: UUID | None = None
    obligation: UUID | None = None
    entity: UUID | None = None
    rule: str = ""
    period: str = ""
    severity: Severity | None = None
    due: datetime | None = None
    seen_by: tuple[UUID, ...] = ()


@dataclass(frozen=True)
class Notice:
    """A role at an organisation is to be notified of a condition at an instant.

    `silent` is the code why it is never mailed, empty when it is; `take_by` when the next step is notified unless it was taken.
    """

    condition: str
    recipient: Recipient
    subject: Subject
    send_at: datetime
    step: int = 1
    waits: bool = False
    silent: str = ""
    take_by: datetime | None = None
    wait_until: datetime | None = None

    @property
    def id(self) -> UUID:
        """The fingerprint: the same condition, subject, role and step is the same notice, however often its event is consumed."""
        who = self.recipient
        return derived("notice", self.condition, self.subject.about, who.organisation, who.role.value, self.step)


@dataclass(frozen=True)
class Addressed:
    """A notice as it is stored: to which role it goes, and of which unit and board the entity behind it is."""

    id: UUID
    condition: str
    organisation: UUID
    role: Role
    resolve_key: UUID
    entity: UUID | None
    period: str
    origin: Origin
    step: int
    seen_by: tuple[UUID, ...]
    finding: UUID | None
    take_by: datetime | None
    unit: UUID | None
    entity_board: UUID | None


@dataclass(frozen=True)
class Closing:
    """Notices with a resolve key, from before `sequence`, wait no more from `at` on; `reason` is the code why.

    `resolve_key` may also be the fact that a notice is about. `conditions` narrows it to some conditions and `organisation` to
    those of one; None means every one.
    """

    resolve_key: UUID
    sequence: int
    reason: str
    at: datetime
    conditions: frozenset[str] | None = None
    organisation: UUID | None = None

    def concerns(self, condition: str, organisation: UUID, sequence: int) -> bool:
        """Say whether it ends a notice that has its key."""
        of_kind = self.conditions is None or condition in self.conditions
        return of_kind and sequence < self.sequence and self.organisation in (None, organisation)


@dataclass
class Plan:
    """What one fact, or a batch of them, asks for."""

    notices: list[Notice] = field(default_factory=list)
    closings: list[Closing] = field(default_factory=list)
