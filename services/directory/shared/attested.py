"""What was attested and what is proposed, as plain frozen values."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from schemas.codes import ProposalOutcome
from schemas.fact import Fact


@dataclass(frozen=True)
class Attested:
    """A fact that somebody attested or asked for, as it was recorded; a correction of it is a fact of its own.

    `id` is the fact's own id. `provider` is None for the portal's interruptions, `counterpart` the board (or the platform,
    for a supervisor) whom it concerns beside the provider, if there is one. `words` are kept sealed, in no fact.
    """

    id: UUID
    subject: UUID
    teller: UUID
    provider: UUID | None
    counterpart: UUID | None
    occurred: datetime
    recorded_at: datetime
    fact: Fact
    words: str = ""


@dataclass(frozen=True)
class Proposal:
    """What somebody would have the register say, and what became of it; `acts` are carried out when it is confirmed.

    `proposer` is the organisation, `about` the permit, decision or unit; `outcome` is None while it waits.
    """

    id: UUID
    provider: UUID
    about: UUID
    proposer: UUID
    person: UUID
    acts: tuple[Any, ...]
    at: datetime
    outcome: ProposalOutcome | None = None
    decided_by: UUID | None = None
    decided_person: UUID | None = None
    decided_at: datetime | None = None
    words: str = ""

    @property
    def waits(self) -> bool:
        """Tell whether nobody has decided yet."""
        return self.outcome is None
