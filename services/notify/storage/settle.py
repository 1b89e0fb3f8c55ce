"""The loop that closes, once, notices that an earlier version left waiting: consumed events are read again for what they end."""

from dataclasses import dataclass

from sqlalchemy import bindparam, select, update
from sqlmodel import col

from schemas.envelope import Event
from services.notify import handlers
from services.notify.copy_tables import SettlingRow
from services.notify.domain.planning.plan import plan
from services.notify.domain.terms import Terms
from services.notify.schema import InboxRow
from services.notify.storage import store
from services.notify.storage.notice_events import NoticeEvents
from services.runtime.database.expressions import fields_of
from services.runtime.database.query import query
from services.runtime.service import Context

BATCH = 500


@dataclass(frozen=True)
class Place:
    """How far a log has been read again, and up to where it shall be."""

    log: str
    position: int
    until: int


@dataclass(frozen=True)
class Consumed:
    """An event as it was consumed."""

    position: int
    body: str


NEXT = query(
    select(*fields_of(SettlingRow, Place))
    .where(col(SettlingRow.position) < col(SettlingRow.until))
    .order_by(col(SettlingRow.log))
    .limit(1)
    .with_for_update(),
    into=Place,
)
CONSUMED = query(
    select(*fields_of(InboxRow, Consumed))
    .where(
        col(InboxRow.log) == bindparam("log"),
        col(InboxRow.position) > bindparam("position"),
        col(InboxRow.position) <= bindparam("until"),
        col(InboxRow.state) == "applied",
    )
    .order_by(col(InboxRow.position))
    .limit(bindparam("batch")),
    into=Consumed,
)
SETTLED = query(update(SettlingRow).where(col(SettlingRow.log) == bindparam("log")).values(position=bindparam("done")))


async def step(context: Context) -> bool:
    """Read one batch again; True when there may be more. It makes no new notices."""
    async with context.database.work("notify") as work:
        await store.one_at_a_time(work)
        place = await work.one(NEXT)
        if place is None:
            return False
        consumed = await work.all(CONSUMED, **vars(place), batch=BATCH)
        now = await work.now()
        events = NoticeEvents(now)
        closings = [each for one in consumed for each in plan(Event.from_text(one.body), Terms()).closings]
        await handlers.close(work, closings, events, now)
        done = consumed[-1].position if len(consumed) == BATCH else place.until
        await work.run(SETTLED, done=done, log=place.log)
        events.emit(work)
    return True
