"""The loop that settles once what an earlier version left waiting: what was heard is gone through again for what it ends."""

from schemas.envelope import Event
from services.notify import handlers
from services.notify.domain.notice import Terms
from services.notify.domain.plan import plan
from services.notify.storage import store
from services.notify.storage.telling import Told
from services.runtime.service import Context

BATCH = 500

_NEXT = "select log, position, until from notify.settling where position < until order by log limit 1 for update"
_READ = """select position, body from notify.heard where log = :log and position > :position and position <= :until
    and state = 'applied' order by position limit :batch"""


async def step(context: Context) -> bool:
    """Go through one batch; True when there may be more. Tells nobody anything new."""
    async with context.database.work("notify") as work:
        await store.one_at_a_time(work)
        place = await work.row(_NEXT)
        if place is None:
            return False
        rows = await work.rows(_READ, **place, batch=BATCH)
        now = await work.now()
        told = Told(now)
        closings = [each for row in rows for each in plan(Event.from_text(row["body"]), Terms()).closings]
        await handlers.close(work, closings, told, now)
        done = rows[-1]["position"] if len(rows) == BATCH else place["until"]
        await work.run("update notify.settling set position = :done where log = :log", done=done, log=place["log"])
        told.tell(work)
    return True
