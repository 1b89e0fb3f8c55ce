"""What was parked is tried once more when the program is another than the one that last ran: it may read or apply it."""

from functools import cache
from hashlib import sha256
from pathlib import Path

from sqlalchemy import bindparam, null, update
from sqlmodel import col, select

from schemas import unread
from services.runtime.database.pool import Database
from services.runtime.database.query import query
from services.runtime.database.tables.this_service import InboxRow
from services.runtime.database.work import Work
from services.runtime.events.inbox_row import database_takes, inbox_row, put_instead
from services.runtime.parked.queries import PARKED
from services.runtime.service import Service
from services.runtime.tables import ProgramSeenRow
from services.runtime.telemetry import Logger

SAY = Logger("parked")
_ROOT = Path(__file__).parents[3]
_COLUMNS = ("id", "log", "position", "subject", "sequence", "received")


_SEEN = query(
    select(ProgramSeenRow.program).where(ProgramSeenRow.service == bindparam("service")).with_for_update(), into=str
)
_WAIT = query(update(InboxRow).where(col(InboxRow.state) == "parked").values(state="waiting", reason=null()))


@cache
def program() -> str:
    """Name the program by its own text, whatever version it says it has."""
    whole = sha256()
    for path in sorted(path for folder in ("schemas", "services") for path in (_ROOT / folder).rglob("*.py")):
        whole.update(path.relative_to(_ROOT).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return whole.hexdigest()


async def try_parked_again(database: Database, service: Service, now: str | None = None) -> int:
    """Try what a service has parked once more, unless the program (`now`) is the one that ran last; give how many facts.

    What could not be read as it was consumed is read again from what was kept of its message. A service that judges in the
    order of time judges again by its own version, and is handed what can be read now.
    """
    async with database.work(service.name) as work:
        running = now or program()
        if await work.one(_SEEN, service=service.name) == running:
            return 0
        tried = await _read_again(work)
        if service.order == "subject":
            tried += await work.run(_WAIT.of(service.name))
        await work.put(ProgramSeenRow, {"service": service.name, "program": running})
    if tried:
        SAY.say("parked facts are tried again by another program", service=service.name, facts=tried)
    return tried


async def _read_again(work: Work) -> int:
    """Put in their place the facts whose kept messages can be read now; what judgement has passed waits to be taken in."""
    tried = 0
    for parked in await work.all(PARKED.of(work.service)):
        kept = unread.kept_line(parked.body)
        event = unread.read_kept(kept) if kept else None
        if event is None or any(getattr(event, name) != getattr(parked, name) for name in _COLUMNS):
            continue
        if database_takes(event):
            tried += await put_instead(work, inbox_row(event), passed=parked.passed)
    return tried
