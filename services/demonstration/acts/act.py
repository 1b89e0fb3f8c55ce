"""An act of the demonstration: one value, with who does it and when."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from services.demonstration.acts.placement import ActContext, Placement
from services.demonstration.fixtures.kinds import Person
from services.directory.shared.commands import Command as DirectoryCommand
from services.directory.shared.commands import DecideProposal


class CaseAct(Protocol):
    """An act in one case."""

    @property
    def placement(self) -> Placement:
        """The placement, or what may become one."""

    async def perform(self, context: ActContext) -> None:
        """Do it through the real handler. Raises Refused."""


@dataclass(frozen=True)
class Direct:
    """Directory's own acts, as its commands; every service applies them before the scenario goes on."""

    commands: tuple[DirectoryCommand, ...]


@dataclass(frozen=True)
class RegisterDecision:
    """Somebody decides what another proposed to the register; every service applies it before the scenario goes on."""

    decision: DecideProposal


@dataclass(frozen=True)
class Attest:
    """What people attest and ask for, as directory's commands; the audit consumes it with the rest."""

    commands: tuple[DirectoryCommand, ...]


@dataclass(frozen=True)
class Reply:
    """Whoever owes what was found answers, after every service has caught up."""


@dataclass(frozen=True)
class Decide:
    """Controllers and the supervisor decide on findings."""


BY_ITSELF = (Direct, RegisterDecision, Attest, Reply, Decide)
"""What is no act in one case."""
Act = Direct | RegisterDecision | Attest | Reply | Decide | CaseAct


@dataclass(frozen=True)
class Step:
    """An act at an instant by somebody."""

    at: datetime
    by: Person
    act: Act
