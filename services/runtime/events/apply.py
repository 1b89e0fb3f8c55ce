"""Applying: consumed events become effects, in order, each batch in one transaction with the mark that it was applied."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from schemas.envelope import Event
from schemas.fact import MalformedFact
from services.runtime.backoff import BackOff, retrying
from services.runtime.database.pool import Database
from services.runtime.database.query import written
from services.runtime.database.work import Work
from services.runtime.errors import Bad, Later, StatementFailed
from services.runtime.service import Service
from services.runtime.telemetry import Logger, Metric, count, short_error

BATCH = 500
BUSY_SECONDS, IDLE_SECONDS = 0.01, 0.5
ATTEMPTS = 3
"""How often a fact that fails alone is tried before it is parked."""
_AGAIN = ("08", "25006", "28", "3D", "40", "53", "55", "57", "58")
"""How SQLSTATEs begin that are no fact's fault: connection, a standby that only reads, password, no such database, rollback,
resources, locks, operator, system."""


# Bulk: a list of places in one statement.
PARK = written("""update this_schema.inbox h set state = 'parked', reason = given.reason
from unnest(cast(:log as text[]), cast(:position as bigint[]), cast(:reason as text[])) as given (log, position, reason)
where h.log = given.log and h.position = given.position and h.state = 'waiting'""")
DONE = written("""update this_schema.inbox h set state = 'applied', reason = null
from unnest(cast(:log as text[]), cast(:position as bigint[])) as given (log, position)
where h.log = given.log and h.position = given.position and h.state = 'waiting'""")
LOCK = written(
    "select pg_try_advisory_xact_lock(hashtextextended('utvag.apply.' || cast(:service as text), 0))", into=bool
)
"""Takes the right to apply for one transaction, or says that another process has it."""
MOVE_FENCE = written("update this_schema.progress set fence = gen_random_uuid()")
"""Has whatever was read before this transaction be read again before anything is saved by it."""

# Two tables in one statement, and never back: another fact of the subject may have been applied further on.
_LEAVE_OUT = written("""with left_out as (update this_schema.inbox set state = 'void', reason = 'voided'
  where id = :fact and log = :log and state = 'parked' returning log, subject, sequence)
insert into this_schema.applied as known (log, subject, sequence) select * from left_out
on conflict (log, subject) do update set sequence = greatest(known.sequence, excluded.sequence)""")


@dataclass(frozen=True, slots=True)
class InboxEvent:
    """An event of the inbox, at its place in its log."""

    log: str
    position: int
    id: UUID
    type: str
    subject: UUID
    sequence: int
    received: datetime
    body: str


class TooManyParked(Exception):
    """Facts of so many subjects in a row could not be applied that the fault is rather ours than theirs."""


class Applier(ABC):
    """What both orders share: one batch in one transaction, one applier of a service at a time, parking and its limit."""

    def __init__(self, service: Service, database: Database, park_limit: int = 100, batch: int = BATCH) -> None:
        """Prepare; nothing is applied before `run`."""
        self.service, self.name = service, service.name
        self.database, self.batch = database, batch
        self.wake = asyncio.Event()
        self.waiting_for: str | None = None
        """Why it pauses, in words, or None."""
        self._limit, self._parked_in_a_row = park_limit, set[UUID]()
        self.say = Logger(f"apply.{service.name}")

    @abstractmethod
    async def step(self) -> int:
        """Apply what is ready, once. Gives how many facts were applied or parked."""

    async def run(self) -> None:
        """Apply until cancelled. Pauses and goes on after Later and when the database is away; raises TooManyParked."""
        idle, retry = BackOff(BUSY_SECONDS, IDLE_SECONDS), retrying()
        while True:
            self.wake.clear()
            try:
                done = await self.step()
            except Exception as error:
                if not passes(error):
                    raise
                self._pause(error)
                await retry.wait()
                continue
            self.waiting_for = None
            retry.reset()
            if done:
                idle.reset()
            if done < self.batch:
                await idle.wait_or(self.wake)

    async def call(self, work: Work, batch: list[Event], *until: datetime) -> dict[UUID, str]:
        """Have the service apply a batch. Gives the facts it parks, with the reason of each."""
        if self.service.apply is None:
            return {}
        return await self.service.apply(work, batch, *until) or {}

    def _pause(self, error: Exception) -> None:
        reason = error.reason if isinstance(error, Later) else short_error(error)
        if reason != self.waiting_for:
            self.say.warn("pausing", reason=reason)
        self.waiting_for = reason

    def note(self, applied: int, parked: Mapping[UUID, str], facts: Iterable[InboxEvent]) -> None:
        """Count what a committed batch did; `facts` are those of the batch. Raises TooManyParked when nothing but parking happens.

        Subjects are counted, not facts: however much is wrong with one, it says nothing of the others.
        """
        count(Metric.APPLIED, self.name, by=applied)
        for event, reason in parked.items():
            self.say.alarm("parked", "a fact cannot be applied and was parked", fact=str(event), reason=reason)
        subjects = {fact.subject for fact in facts if fact.id in parked}
        self._parked_in_a_row = subjects if applied else self._parked_in_a_row | subjects
        if len(self._parked_in_a_row) >= self._limit:
            self._parked_in_a_row = set()
            raise TooManyParked(
                f"{self.name} parked facts of {self._limit} subjects or more in a row and stopped: rather this version is "
                "wrong than all of them. Look at `utvag parked`, put it right, and start again"
            )


def passes(error: Exception) -> bool:
    """Tell whether an error passes by itself: Later, a connection, a lock, a database that starts or stops."""
    if isinstance(error, Bad | MalformedFact):
        return False
    if isinstance(error, StatementFailed):
        return error.lost or error.sqlstate.startswith(_AGAIN) or not error.sqlstate
    return isinstance(error, Later | OSError | TimeoutError)


def parse(kept: InboxEvent) -> Event:
    """Read a consumed event. Raises Bad when this version does not know it."""
    try:
        return Event.from_text(kept.body)
    except MalformedFact as wrong:
        raise Bad(str(wrong), kept.id) from wrong


def places(facts: Iterable[InboxEvent | Event]) -> dict[str, list[object]]:
    """Give where facts stand, as PARK and DONE take it."""
    listed = list(facts)
    return {"log": [each.log for each in listed], "position": [each.position for each in listed]}


def parking(facts: Iterable[InboxEvent], reasons: Mapping[UUID, str]) -> dict[str, list[object]]:
    """Give what PARK takes of facts and the reason of each."""
    listed = list(facts)
    return {**places(listed), "reason": [reasons[each.id] for each in listed]}


async def leave_out(work: Work, fact: UUID, log: str) -> None:
    """Have a voided fact count for nothing where it is parked, so that what waits behind it has its turn."""
    await work.run(_LEAVE_OUT.of(work.service), fact=fact, log=log)
