"""A fact that was decided and is not in its log yet, and whose word it is."""

from uuid import UUID

from pydantic import BaseModel, ConfigDict

from schemas.codes import Origin
from schemas.fact import Fact, Instant


class NewEvent(BaseModel):
    """A fact decided but not yet in the log: what a decide function returns.

    `subject` is the opaque id the fact is about; `occurred` the one instant it speaks of.
    """

    model_config = ConfigDict(frozen=True)

    subject: UUID
    occurred: Instant
    fact: Fact
    id: UUID | None = None
    """Set for derived facts (UUIDv5); otherwise the log gives a UUIDv7."""


class Author(BaseModel):
    """Whose word a fact is: the organisation, the person, the way it was sent and when the request had been read."""

    model_config = ConfigDict(frozen=True)

    teller: UUID
    person: UUID | None = None
    attested_by: UUID | None = None
    origin: Origin = Origin.PORTAL
    arrived: Instant
    traceparent: str | None = None
