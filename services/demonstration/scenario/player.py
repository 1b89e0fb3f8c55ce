"""Plays the scenario: sets the clock, lets each person act through the real handlers, and waits for the judge where people need it."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import partial
from itertools import groupby
from uuid import UUID

from schemas.codes import Origin, Role
from schemas.new_event import Author
from services.demonstration.acts.act import BY_ITSELF, Attest, Decide, Direct, RegisterDecision, Reply, Step
from services.demonstration.acts.placement import ActContext
from services.demonstration.acts.referrals import Accept, AgreeOverride, AskOverride, Draft, Send
from services.demonstration.fixtures.kinds import Person
from services.demonstration.fixtures.people import PROVIDERS, people
from services.demonstration.loading.casework import decide_findings, reply_to_findings
from services.demonstration.loading.waiting import until_judged
from services.demonstration.scenario import year
from services.directory import handlers as directory
from services.notify import handlers as notify
from services.notify.storage import dispatch
from services.referral.shared.actor import OutsideActor
from services.runtime.database.pool import Database
from services.runtime.errors import Refused
from services.runtime.process import clock
from services.runtime.service import Context
from services.runtime.settings import Settings
from services.runtime.vault.vault import Vault

GATES = (Draft, Send, AskOverride, AgreeOverride, Accept)
"""The acts that a gate may refuse: that case ends there, as it would in life."""


OFTEN = timedelta(days=15)
"""How long others may be behind: catching up has the year wait for the judge and for notify."""


class Player:
    """Plays a scenario once, into empty logs.

    While `gate` is shut nothing is published: the other services catch up when somebody's next act needs it.
    """

    def __init__(self, database: Database, vault: Vault, settings: Settings, gate: asyncio.Event) -> None:
        self._database, self._vault, self._gate = database, vault, gate
        self._decide = partial(dispatch.step, Context(database, settings))
        self._gone: set[UUID] = set()
        self._caught_up = datetime.max.replace(tzinfo=UTC)
        """When all services last were up to date; before the opening there is nobody to be."""
        self.refused: list[tuple[Step, Refused]] = []
        """What was refused although no gate stood there: a mistake of the scenario."""

    async def live(self, seed: int, end: date, progress: Callable[[int, int], None]) -> None:
        """Live through the year before `end`. Raises ValueError when the logs are not empty."""
        await self._live(year.write(seed, end), progress)

    async def set_up(self, day: date, progress: Callable[[int, int], None]) -> None:
        """Put everybody on file on a day, without a year behind them. Raises ValueError when the logs are not empty."""
        await self._live([year.opening(day)], progress)

    async def _live(self, steps: list[Step], progress: Callable[[int, int], None]) -> None:
        await clock.mark(self._database, "demonstration")
        done = 0
        for together in at_once(steps):
            await clock.set_now(self._database, together[0].at)
            if together[0].at - self._caught_up >= OFTEN:
                await self._catch_up(together[0].at)
            await self._act(together)
            done += len(together)
            progress(done, len(steps))

    async def _act(self, steps: Sequence[Step]) -> None:
        first = steps[0]
        match first.act:
            case Direct(commands):
                await directory.carry_out(self._database, _author(first), commands)
                if first.at == year.at(first.at.date(), 7):
                    await self._introduce()
                await self._catch_up(first.at)
            case RegisterDecision(decision):
                async with self._database.work("directory") as work:
                    await directory.decide_proposal(work, self._vault, _author(first), decision)
                await self._catch_up(first.at)
            case Attest(commands):
                await directory.carry_out(self._database, _author(first), commands, vault=self._vault)
            case Reply():
                await self._catch_up(first.at)
                await reply_to_findings(self._database, self._vault, first.at)
            case Decide():
                await self._catch_up(first.at)
                await decide_findings(self._database, self._vault, first.at)
                # A request for completion has a day to be answered by: it reaches its reader now, not with the next month's replies.
                await self._catch_up(first.at)
            case _:
                await self._in_cases(steps)

    async def _introduce(self) -> None:
        """Give people their names and a mail address that leads nowhere."""
        await directory.name_people(self._database, self._vault, {person.id: person.name for person in people()})
        for person in people():
            await notify.set_channel(self._database, self._vault, person.id, person.email, "sv")

    async def _catch_up(self, now: datetime) -> None:
        """Wait for the judge and for notify, so that nobody is notified of something that is done by then."""
        self._gate.set()
        await until_judged(self._database, now, self._decide)
        self._gate.clear()
        self._caught_up = now

    async def _in_cases(self, steps: Sequence[Step]) -> None:
        """Let people act in cases at one instant, in one transaction; when one is refused, each in its own."""
        try:
            await self._together(steps)
        except Refused:
            for step in steps:
                await self._alone(step)

    async def _alone(self, step: Step) -> None:
        try:
            await self._together([step])
        except Refused as refused:
            if isinstance(step.act, GATES):
                self._gone.add(step.act.placement.referral)
            else:
                self.refused.append((step, refused))

    async def _together(self, steps: Sequence[Step]) -> None:
        async with self._database.work("referral") as work:
            for step in steps:
                act = step.act
                if isinstance(act, BY_ITSELF):
                    raise TypeError("only acts in cases are done together")
                if act.placement.referral not in self._gone:
                    await act.perform(ActContext(work, self._vault, _actor(step.by), _author(step)))


def at_once(steps: Sequence[Step]) -> Iterator[list[Step]]:
    """Group steps in their order: those in cases at one instant together, every other by itself."""
    for (_, alone), group in groupby(enumerate(steps), key=lambda pair: (pair[1].at, _by_itself(pair))):
        found = [step for _, step in group]
        if alone is None:
            yield found
        else:
            yield from ([step] for step in found)


def _by_itself(pair: tuple[int, Step]) -> int | None:
    return pair[0] if isinstance(pair[1].act, BY_ITSELF) else None


_PROVIDER_IDS = {provider.id for provider in PROVIDERS}


def _actor(person: Person) -> OutsideActor:
    if person.role is Role.OPERATOR:
        return OutsideActor(person.id, person.organisation, "platform")
    return OutsideActor(person.id, person.organisation, "provider" if person.organisation in _PROVIDER_IDS else "board")


def _author(step: Step) -> Author:
    return Author(teller=step.by.organisation, person=step.by.id, origin=Origin.DEMONSTRATION, arrived=step.at)
