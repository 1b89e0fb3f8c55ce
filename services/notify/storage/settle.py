"""The loop that settles once what an earlier version left waiting: what was heard is gone through again for what it ends."""

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
from services.notify.storage.telling import Told
from services.runtime.database.query import fields_of, query
from services.runtime.service import Context

BATCH = 500


@dataclass(frozen=True)
class Place:
    """How far a log has been gone through, and up to where it shall be."""

    log: str
    position: int
    until: int


@dataclass(frozen=True)
class Heard:
    """A fact as it was heard."""

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
HEARD = query(
    select(*fields_of(InboxRow, Heard))
    .where(
        col(InboxRow.log) == bindparam("log"),
        col(InboxRow.position) > bindparam("position"),
        col(InboxRow.position) <= bindparam("until"),
        col(InboxRow.state) == "applied",
    )
    .order_by(col(InboxRow.position))
    .limit(bindparam("batch")),
    into=Heard,
)
SETTLED = query(update(SettlingRow).where(col(SettlingRow.log) == bindparam("log")).values(position=bindparam("done")))


async def step(context: Context) -> bool:
    """Go through one batch; True when there may be more. Tells nobody anything new."""
    async with context.database.work("notify") as work:
        await store.one_at_a_time(work)
        place = await work.one(NEXT)
        if place is None:
            return False
        heard = await work.all(HEARD, **vars(place), batch=BATCH)
        now = await work.now()
        told = Told(now)
        closings = [each for one in heard for each in plan(Event.from_text(one.body), Terms()).closings]
        await handlers.close(work, closings, told, now)
        done = heard[-1].position if len(heard) == BATCH else place.until
        await work.run(SETTLED, done=done, log=place.log)
        told.tell(work)
    return True
