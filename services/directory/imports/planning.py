"""What taking in a file would do: each row new, changed, the same or wrong, decided by the same acts as everywhere."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from schemas.codes import ProposalOutcome
from schemas.new_event import NewEvent
from services.directory.decide import decide_one
from services.directory.imports.cells import Cells
from services.directory.register.change import Change, fingerprint_of
from services.directory.register.changes import change_of
from services.directory.register.domain import waiting
from services.directory.shared import checks
from services.directory.shared.commands import Command, DecideProposal, Propose, RegisterCommand
from services.directory.shared.register import Entity, Register
from services.directory.shared.state import PLATFORM, Provider
from services.runtime.database.unfit import must_fit
from services.runtime.errors import Refused
from services.runtime.files.table import Owner, TableFormat, Wrong
from services.runtime.language.words import Words

State = Literal["new", "changed", "same"]


@dataclass(frozen=True)
class Planned:
    """A row that can be taken in: what it is about and what would become of it.

    `proposed` says that it waits for another's confirmation; `change` what it changes of what others rely on, and at which
    `unit`.
    """

    line: int
    table: Words
    title: str
    state: State
    proposed: bool = False
    change: Change | None = None
    provider: UUID | None = None
    unit: UUID | None = None


@dataclass(frozen=True)
class Channel:
    """Where a person of the file can be reached: for the notify service's vault, never in a fact."""

    person: UUID
    name: str
    email: str
    language: str


@dataclass
class Plan:
    """What a file comes to: its rows, what is wrong, and the things and facts that taking it in would leave."""

    register: Register
    now: datetime
    new_id: Callable[[], UUID]
    own_board: UUID | None = None
    decided_by: UUID | None = None
    people: dict[str, UUID] = field(default_factory=dict)
    rows: list[Planned] = field(default_factory=list)
    wrong: list[Wrong] = field(default_factory=list)
    entities: list[Entity] = field(default_factory=list)
    new_events: list[NewEvent] = field(default_factory=list)
    channels: list[Channel] = field(default_factory=list)
    own_provider: UUID | None = None
    staff: dict[tuple[UUID, str], UUID] = field(default_factory=dict)

    @property
    def owner(self) -> UUID | None:
        """Give the organisation that takes the file in through the portal; None for the operator."""
        return self.own_board or self.own_provider

    def may(self, table: TableFormat) -> bool:
        """Tell whether the table is one that whoever takes the file in may use."""
        kind: Owner = "board" if self.own_board else "provider"
        return self.owner is None or kind in table.of

    @property
    def today(self) -> date:
        """Give the day in Stockholm."""
        return checks.today(self.now)

    def count(self, state: State) -> int:
        """Count the rows of a state."""
        return sum(1 for row in self.rows if row.state == state)

    @property
    def to_take_in(self) -> int:
        """Count the rows that would change anything."""
        return self.count("new") + self.count("changed")

    @property
    def fingerprint(self) -> str:
        """Give what sets this plan apart from any other that would change anything else, or from another value."""
        return fingerprint_of(
            f"{row.line} {row.state} {row.proposed} {row.title} {row.change.fingerprint if row.change else ''}"
            for row in self.rows
            if row.state != "same"
        )

    @property
    def proposals(self) -> int:
        """Count the rows that would wait for another's confirmation."""
        return sum(1 for row in self.rows if row.proposed)

    def on_register(
        self,
        cells: Cells,
        provider: Provider,
        unit: UUID | None,
        commands: Sequence[RegisterCommand],
        state: State,
        title: str,
    ) -> None:
        """Close a row about what others rely on: carried out for the operator, else proposed; the same when it waits already.

        What the operator enters and another has proposed is confirmed by it.
        """
        proposal = waiting(self.register, commands) if commands else None
        if not commands or (proposal is not None and self.owner is not None):
            self.close(cells, title, "same")
            return
        change = change_of(self.register, commands)
        if self.owner is None:
            decision = [DecideProposal(proposal.id, PLATFORM, PLATFORM, ProposalOutcome.CONFIRMED)] if proposal else []
            for command in (*decision, *(proposal.acts if proposal else commands)):
                self.act(cells, command)
        else:
            person = self.decided_by or self.owner
            self.act(cells, Propose(self.owner, person, provider.id, tuple(commands), id=self.new_id()))
        if not cells.wrong:
            row = Planned(cells.row.line, cells.row.table.words, title, state)
            proposed = self.owner is not None
            self.rows.append(replace(row, proposed=proposed, change=change, provider=provider.id, unit=unit))
        else:
            self.wrong.extend(cells.wrong)

    def act(self, cells: Cells, command: Command) -> bool:
        """Decide an act of a row; a refusal becomes a fault of the row."""
        try:
            entity, new_events = decide_one(self.register, command, self.now)
            if not cells.wrong:  # A cell that could not be read stands in for a day that nobody wrote.
                for new_event in new_events:
                    must_fit(new_event)
        except Refused as refused:
            cells.refused(refused)
            return False
        self.register.put(entity)
        self.entities.append(entity)
        self.new_events.extend(new_events)
        return True

    def close(self, cells: Cells, title: str, state: State) -> None:
        """Put a row among what can be taken in, or among what is wrong."""
        if cells.wrong:
            self.wrong.extend(cells.wrong)
        else:
            self.rows.append(Planned(cells.row.line, cells.row.table.words, title, state))


def own_copy(register: Register) -> Register:
    """Give a register that planning may change."""
    return replace(register, entities=dict(register.entities))
