"""Facts that could not be read or applied: listed with the reason, and tried again; nothing a person wrote is shown."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, null, update
from sqlmodel import col

from schemas.unread import NOBODY
from services.runtime.database.pool import Database
from services.runtime.database.query import query
from services.runtime.database.tables.this_service import InboxRow
from services.runtime.database.work import Work
from services.runtime.events.inbox_state import WAITS_BEHIND
from services.runtime.parked.queries import FACTS, ParkedThere
from services.runtime.service import Service
from services.runtime.telemetry import Logger

MOST = 500
SAY = Logger("parked")


@dataclass(frozen=True)
class Where:
    """A service that has parked a fact, why, and how many facts of the same subject wait behind it there."""

    service: str
    reason: str
    behind: int


@dataclass(frozen=True)
class ParkedFact:
    """A fact that cannot be applied or judged: whose word it is, whom it names, and where it is parked."""

    id: UUID
    log: str
    position: int
    type: str
    subject: UUID
    received: datetime
    teller: UUID | None
    provider: UUID | None
    board: UUID | None
    at: tuple[Where, ...]

    def line(self) -> str:
        """Give it as a line for the terminal."""
        where = "; ".join(
            f"{each.service}: {each.reason}" + (f" ({each.behind} wait behind it)" if each.behind else "")
            for each in self.at
        )
        return f"{self.id} {self.log} position {self.position}: {self.type} about {self.subject}. {where}"


_AGAIN = query(
    update(InboxRow)
    .where(col(InboxRow.id) == bindparam("fact"), col(InboxRow.state) == "parked")
    .values(state="waiting", reason=null())
)


async def parked_facts(database: Database, services: Iterable[Service], fact: UUID | None = None) -> list[ParkedFact]:
    """Give the facts that the services have parked, or one of them; the oldest first, each once with everybody who parked it."""
    found: dict[UUID, ParkedFact] = {}
    for service in services:
        if not service.consumes:
            continue
        async with database.work(service.name) as work:
            parked = await work.all(FACTS.of(service.name), waits=WAITS_BEHIND, fact=fact, most=MOST)
        for each in parked:
            known = found.get(each.id) or _fact(each)
            where = Where(service.name, each.reason, each.behind)
            found[known.id] = replace(known, at=(*known.at, where))
    return sorted(found.values(), key=lambda one: (one.received, one.log, one.position))


def _fact(parked: ParkedThere) -> ParkedFact:
    """Give a parked fact without where it is parked. One that names no teller was kept with nobody's id."""
    names = ("id", "log", "position", "type", "subject", "received", "provider", "board")
    teller = None if parked.teller == NOBODY else parked.teller
    return ParkedFact(**{name: getattr(parked, name) for name in names}, teller=teller, at=())


async def retry(database: Database, services: Iterable[Service], fact: UUID) -> list[str]:
    """Have a parked fact tried again wherever it is parked. Gives which services those are.

    Raises LookupError when it is parked nowhere.
    """
    trying = []
    for service in services:
        if service.consumes:
            async with database.work(service.name) as work:
                if await (service.retry or _wait_again)(work, fact):
                    trying.append(service.name)
                    SAY.say("a parked fact is tried again", service=service.name, fact=str(fact))
    if not trying:
        raise LookupError(f"the fact {fact} is parked nowhere: see `utvag parked`")
    return trying


async def _wait_again(work: Work, fact: UUID) -> bool:
    return bool(await work.run(_AGAIN.of(work.service), fact=fact))
