"""A placement of the demonstration, and what an act in it is done with."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from schemas.codes import AgeBand, TargetGroup, Tier
from schemas.new_event import Author
from services.demonstration.fixtures.kinds import Board, Provider
from services.referral.shared.actor import Acting, OutsideActor
from services.runtime.database.work import Work
from services.runtime.language.identifiers import derived
from services.runtime.vault.vault import Vault


@dataclass(frozen=True)
class Placement:
    """The placement that a referral may lead to, and everything that stays the same about it."""

    number: int
    case: UUID
    referral: UUID
    id: UUID
    board: Board
    provider: Provider
    age_band: AgeBand
    target_group: TargetGroup
    tier: Tier
    name: str
    personnummer: str

    def event(self, nth: int) -> UUID:
        """Give the id of an incident or absence of the placement."""
        return derived("demonstration event", self.number, nth)


@dataclass(frozen=True)
class ActContext:
    """What an act is done with: the open work, the vault, who acts, and whose word it is."""

    work: Work
    vault: Vault
    actor: OutsideActor
    author: Author

    @property
    def acting(self) -> Acting:
        """Give it as handlers take it."""
        return Acting(self.work, self.vault, self.actor, self.author)

    @property
    def at(self) -> datetime:
        """Give the instant."""
        return self.author.arrived
