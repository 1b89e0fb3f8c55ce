"""A notice as pages show it: what its words say, where it leads, and its state."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from schemas.codes import Role


@dataclass(frozen=True)
class Worded:
    """What the words of a notice are made of; `of_name` names the organisation that it is about."""

    condition: str
    rule: str
    period: str
    cause: str
    notified_at: datetime | None
    over_at: datetime | None
    of_name: str | None


@dataclass(frozen=True)
class Aimed:
    """What decides where a notice leads; `kind` and `case` are those of the entity behind it."""

    condition: str
    rule: str
    period: str
    finding: UUID | None
    entity: UUID | None
    case: UUID | None
    kind: str | None


@dataclass(frozen=True)
class NoticeLine(Aimed, Worded):
    """A notice as a list shows it to somebody of its role."""

    id: UUID
    role: Role
    state: str
    severity: str | None
    due: datetime | None
    send_at: datetime
    take_by: datetime | None
    read_at: datetime | None
    taken_at: datetime | None
    over_reason: str | None
    read_by_me: bool


@dataclass(frozen=True)
class RoleNotice(NoticeLine):
    """A notice with the name of the organisation whose role it went to."""

    name: str | None


@dataclass(frozen=True)
class Way:
    """How a notice went out by a channel, or why it did not."""

    notice: UUID
    channel: str
    state: str
    reason: str | None
    at: datetime


@dataclass(frozen=True)
class DeliveryLine(Worded):
    """A delivery, or what was not sent, as the operator sees it."""

    id: UUID
    role: Role
    step: int
    name: str | None
    channel: str
    attempts: int
    state: str
    reason: str | None
    next_try: datetime | None
    at: datetime


@dataclass(frozen=True)
class MailLine:
    """A mail of the outbox, with the notice and the role it was for."""

    id: UUID
    role: Role
    name: str | None
    subject: str
    body: str
    language: str
    at: datetime
