"""The whole application in one process on a real broker and database; each part of it can be stopped and started again."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Literal
from uuid import UUID

from pydantic import SecretStr

from schemas.codes import AgeBand, Origin, TargetGroup, Tier
from schemas.new_event import Author
from services.application import DIRECTORY, NOTIFY, PROVIDER_AUDIT, REFERRAL, Application, open_application, portal
from services.demonstration.acts import form_values
from services.demonstration.acts.act import Direct
from services.demonstration.acts.placement import Placement
from services.demonstration.fixtures.kinds import Board, Person, Provider
from services.demonstration.fixtures.people import BOARDS, PROVIDERS, people
from services.demonstration.loading.waiting import until_judged
from services.demonstration.scenario import year
from services.directory import handlers as directory
from services.notify import handlers as notify
from services.referral import handlers as referral
from services.referral.cases.identity import identity
from services.referral.shared.actor import Acting, OutsideActor
from services.referral.shared.commands import Start
from services.runtime.kafka import topics
from services.runtime.kafka.broker import Kafka
from services.runtime.language.identifiers import new_id
from services.runtime.process import clock
from services.runtime.service import Service
from services.runtime.settings import Settings
from services.runtime.web.serving import Served
from tests.runtime import fixtures

LONGEST_WAIT = 150.0
MONDAY = date(2026, 11, 9)
WORKERS: dict[str, Sequence[Service]] = {
    "relay": (DIRECTORY, REFERRAL),
    "audit": (PROVIDER_AUDIT,),
    "notify": (NOTIFY,),
}
PARTS = ("relay", "audit", "notify", "portal")


@dataclass
class WholeApplication:
    """A application whose parts run as tasks of this process; the clock is the database's and can be set."""

    application: Application
    kafka: Kafka
    portal: Served | None = None
    running: dict[str, tuple[asyncio.Task[None], asyncio.Event]] = field(default_factory=dict)

    @property
    def address(self) -> str:
        """The portal's address; another after each start."""
        return self.portal.address if self.portal else "http://127.0.0.1:9"

    def start(self, part: str) -> None:
        """Start a part that does not run."""
        stop = asyncio.Event()
        if part == "portal":
            self.portal = portal(self.application)
            work = self.portal.serve(stop)
        else:
            work = self.application.workers(WORKERS[part], stop)
        self.running[part] = (asyncio.create_task(work), stop)

    async def stop(self, part: str) -> None:
        """Stop a part and wait until it has ended."""
        task, stop = self.running.pop(part)
        stop.set()
        await asyncio.wait_for(task, 60)
        if part == "portal":
            self.portal = None

    async def now(self) -> datetime:
        """Give the application's time."""
        async with self.application.database.work("referral") as work:
            return await work.now()

    async def set_now(self, moment: datetime) -> None:
        """Set the application's clock."""
        await clock.set_now(self.application.database, moment)

    async def until_judged(self) -> None:
        """Wait until everything recorded up to now is judged and applied by everybody."""
        await until_judged(self.application.database, await self.now(), seconds=LONGEST_WAIT)

    async def rows(self, service: str, statement: str, **values: object) -> list[dict[str, object]]:
        """Read as a service's worker."""
        return await fixtures.rows(self.application.database, service, statement, **values)

    async def obligation(self, placement: UUID, rule: str = "R01") -> dict[str, object]:
        """Give what is owed of a placement by a rule."""
        statement = "select * from provider_audit.obligation where about = :about and rule = :rule"
        (found,) = await self.rows("provider_audit", statement, about=placement, rule=rule)
        return found

    async def findings(self, placement: UUID, rule: str = "R01") -> list[dict[str, object]]:
        """Give the findings about a placement by a rule, whatever became of them."""
        statement = "select * from provider_audit.finding where about = :about and rule = :rule"
        return await self.rows("provider_audit", statement, about=placement, rule=rule)


def author(person: Person, arrived: datetime) -> Author:
    """Whose word a fact is that was received through the portal."""
    return Author(teller=person.organisation, person=person.id, origin=Origin.PORTAL, arrived=arrived)


def outside(person: Person, kind: Literal["board", "provider"]) -> OutsideActor:
    """The same person as one who acts."""
    return OutsideActor(person.id, person.organisation, kind)


@dataclass(frozen=True)
class Somebody:
    """Who is placed, by whom and where."""

    name: str = "Alva Uppdiktad"
    number: str = "199801012387"
    board: Board = BOARDS[0]
    provider: Provider = PROVIDERS[1]

    @property
    def coordinator(self) -> Person:
        """Give who refers."""
        return next(person for person in people() if person.name == self.board.people[0])

    def placement(self) -> Placement:
        """Give a new placement of somebody."""
        return Placement(
            number=1, case=new_id(), referral=new_id(), id=new_id(), board=self.board, provider=self.provider,
            age_band=AgeBand.AGE_26_PLUS, target_group=TargetGroup.CRIMINAL_NETWORK, tier=Tier.STANDARD,
            name=self.name, personnummer=self.number,
        )  # fmt: skip


Parts = dict[str, dict[str, str | list[str]]]


async def refer(whole: WholeApplication, who: Somebody, more: Parts | None = None) -> Placement:
    """Send a referral through referral's own handlers; `more` replaces fields of parts of the form."""
    placement, vault, now = who.placement(), whole.application.vault, await whole.now()
    actor, word = outside(who.coordinator, "board"), author(who.coordinator, now)
    form: Any = form_values.inquiry(placement, now.date() + timedelta(days=1), now.date() - timedelta(days=5))
    for part, fields in (more or {}).items():
        form[part] = {**form[part], **fields}
    async with whole.application.database.work("referral") as work:
        by, person = Acting(work, vault, actor, word), identity(placement.name, placement.personnummer)
        case = await referral.open_case(by, person, placement.case)
        draft = await referral.open_referral(by, case, placement.referral)
        await referral.save_draft(by, draft, form)
        await referral.send_referral(by, draft)
    return placement


async def place(whole: WholeApplication, who: Somebody, more: Parts | None = None) -> UUID:
    """Refer, accept and start; give the placement's id."""
    placement, vault = await refer(whole, who, more), whole.application.vault
    manager, now = who.provider.person, await whole.now()
    actor, word = outside(manager, "provider"), author(manager, now)
    async with whole.application.database.work("referral") as work:
        by = Acting(work, vault, actor, word)
        answer = form_values.acceptance(now.date() + timedelta(days=1))
        await referral.accept(by, placement.referral, answer, placement.id)
        await referral.start(by, placement.id, Start(now))
    return placement.id


async def hand_in_plan(whole: WholeApplication, who: Somebody, placement: UUID, arrived: datetime) -> None:
    """Hand in a plan whose request had been read at `arrived`."""
    manager = who.provider.person
    async with whole.application.database.work("referral") as work:
        plan = form_values.plan(arrived)
        by = Acting(work, whole.application.vault, outside(manager, "provider"), author(manager, arrived))
        await referral.submit_plan(by, placement, plan)


async def set_kind(whole: WholeApplication, kind: Literal["demonstration", "test"]) -> None:
    """Put everybody of the demonstration on file; nothing has happened yet."""
    database, vault = whole.application.database, whole.application.vault
    await clock.mark(database, kind)
    step = year.opening(MONDAY - timedelta(days=1))
    await clock.set_now(database, step.at)
    assert isinstance(step.act, Direct)
    await directory.carry_out(database, author(step.by, step.at), step.act.commands)
    await directory.name_people(database, vault, {person.id: person.name for person in people()})
    for person in people():
        await notify.set_channel(database, vault, person.id, person.email, "sv")
    await clock.set_now(database, datetime(MONDAY.year, MONDAY.month, MONDAY.day, 8, tzinfo=UTC))


@asynccontextmanager
async def whole_application(
    database: str, kafka: str, prefix: str, folder: Path, kind: Literal["demonstration", "test"], **more: Any
) -> AsyncIterator[WholeApplication]:
    """Open a application on a real broker and database with everybody on file and every part running."""
    folder.mkdir(parents=True, exist_ok=True)
    settings = Settings(data=folder, database=SecretStr(database), kafka=kafka, topic_prefix=prefix, **more)
    async with open_application(settings) as application:
        await topics.apply(application.kafka)
        whole = WholeApplication(application, application.kafka)
        await set_kind(whole, kind)
        for part in PARTS:
            whole.start(part)
        try:
            await whole.until_judged()
            yield whole
        finally:
            for part in list(whole.running):
                await whole.stop(part)
