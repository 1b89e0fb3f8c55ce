"""The facts of notify: what became of every notice."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from schemas.codes import Channel, Role
from schemas.fact import Fact, Instant

EXPORT = "the last log of the flow: for operators and export"


class NoticePlanned(Fact, log="notify", subject="notice", not_consumed_because=EXPORT):
    """A role at an organisation is to be told of a condition, identity-free; `condition` is its code."""

    condition: Annotated[str, Field(max_length=60)]
    about: UUID
    organisation: UUID
    role: Role
    step: Annotated[int, Field(ge=1)]
    take_by: Instant | None


class NoticeSkipped(Fact, log="notify", subject="notice", not_consumed_because=EXPORT):
    """A notice was not sent on a channel, and why, by code."""

    channel: Channel
    reason: str


class NoticeDelivered(Fact, log="notify", subject="notice", not_consumed_because=EXPORT):
    """A channel took the notice."""

    channel: Channel
    attempt: int


class NoticeFailed(Fact, log="notify", subject="notice", not_consumed_because=EXPORT):
    """A channel refused the notice for good, or took it on no attempt; by code."""

    channel: Channel
    reason: str
    attempt: int


class NoticeRead(Fact, log="notify", subject="notice", not_consumed_because=EXPORT):
    """Somebody of the role opened the notice; read is not taken."""

    person: UUID


class NoticeTaken(Fact, log="notify", subject="notice", not_consumed_because=EXPORT):
    """Somebody of the role takes care of it; it escalates no further."""

    person: UUID


class NoticeEscalated(Fact, log="notify", subject="notice", not_consumed_because=EXPORT):
    """Nobody took it in time; the next role is told by the named notice."""

    next: UUID
