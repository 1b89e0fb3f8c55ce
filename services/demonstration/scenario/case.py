"""One case as it is written: its steps, and the means to change what it would ordinarily have come to."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from typing import TypeVar
from zoneinfo import ZoneInfo

from schemas.codes import Role
from schemas.working_days import add_working_days, is_working_day
from services.demonstration.acts.act import CaseAct, Step
from services.demonstration.acts.placement import Placement
from services.demonstration.fixtures.kinds import Person, Reliability

STOCKHOLM = ZoneInfo("Europe/Stockholm")
A = TypeVar("A", bound=CaseAct)
READING_HOUR = time(15, 30)
"""When boards read what they received: what they say of it, they say at once."""


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """Give an instant by the clock of Stockholm."""
    return datetime.combine(day, time(hour, minute), STOCKHOLM)


def read_on(day: date) -> datetime:
    """Give the reading hour of the day, or of the next working day."""
    return datetime.combine(working_day_from(day), READING_HOUR, STOCKHOLM)


def working_day_from(day: date) -> date:
    """Give the day, or the next working day."""
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


@dataclass(frozen=True)
class Habits:
    """How somebody goes about things: their reliability, and the chance of a case."""

    randomness: Random
    reliability: Reliability

    def late(self) -> bool:
        """Decide by chance whether what is owed comes late."""
        return self.randomness.random() < self.reliability.late

    def never(self) -> bool:
        """Decide by chance whether what is owed never comes."""
        return self.randomness.random() < self.reliability.never

    def days(self, least: int, most: int) -> timedelta:
        """Give a number of days between the two."""
        return timedelta(days=self.randomness.randint(least, most))

    def office(self, day: date) -> datetime:
        """Give an instant in office hours of the day, or of the next working day."""
        return self.clock(working_day_from(day), 8, 15)

    def clock(self, day: date, first: int, last: int) -> datetime:
        """Give an instant of the day within some hours, both included."""
        chance = self.randomness
        clock = time(chance.randint(first, last), chance.randint(0, 59), chance.randint(0, 59))
        return datetime.combine(day, clock, STOCKHOLM)


@dataclass
class Case:
    """A case: its placement, when it was sent, began and ended (as far as it came), and its steps in no order."""

    placement: Placement
    sent: datetime
    started: datetime
    ended: datetime
    year: str
    """Names the year: seed and end date."""
    steps: list[Step] = field(default_factory=list)

    @property
    def coordinator(self) -> Person:
        """Give the board's coordinator."""
        return self.placement.board.person(Role.COORDINATOR)

    @property
    def manager(self) -> Person:
        """Give the provider's manager."""
        return self.placement.provider.person

    def day(self, days: int) -> date:
        """Give the day so many days after the start."""
        return self.started.date() + timedelta(days=days)

    def period(self, nth: int) -> str:
        """Give a month after the one of the start, such as 2026-03."""
        month = self.started.date().replace(day=1)
        for _ in range(nth):
            month = (month + timedelta(days=32)).replace(day=1)
        return f"{month:%Y-%m}"

    def after_month(self, nth: int, working_days: int) -> date:
        """Give a working day of the month after the nth."""
        month = date.fromisoformat(f"{self.period(nth + 1)}-01")
        return add_working_days(month - timedelta(days=1), working_days)

    def by_board(self, moment: datetime, act: CaseAct) -> None:
        """Let the coordinator do something."""
        self.steps.append(Step(moment, self.coordinator, act))

    def by_provider(self, moment: datetime, act: CaseAct) -> None:
        """Let the provider's manager do something."""
        self.steps.append(Step(moment, self.manager, act))

    def add(self, steps: Iterable[Step]) -> None:
        """Add steps."""
        self.steps.extend(steps)

    def take(self, kind: type[A], *, period: str | None = None) -> tuple[datetime, A]:
        """Take the first act of a kind, or that of a period, out of the case. Raises LookupError when there is none."""
        for step in sorted(self.steps, key=lambda step: step.at):
            act = step.act
            if type(act) is kind and (period is None or getattr(act, "period", None) == period):
                self.steps.remove(step)
                return step.at, act
        raise LookupError(f"case {self.placement.number} has no {kind.__name__}: let it last longer")
