"""What was parked is tried once more when the program is another than the one that last ran: it may read or apply it."""

from functools import cache
from hashlib import sha256
from pathlib import Path

from schemas import unread
from services.runtime.database.pool import Database
from services.runtime.database.work import Work
from services.runtime.events.inbox import READABLE
from services.runtime.service import Service
from services.runtime.telemetry import Logger

SAY = Logger("parked")
_ROOT = Path(__file__).parents[3]
_COLUMNS = ("id", "log", "position", "subject", "sequence", "received")


@cache
def program() -> str:
    """Name the program by its own text, whatever version it says it has."""
    whole = sha256()
    for path in sorted(path for folder in ("schemas", "services") for path in (_ROOT / folder).rglob("*.py")):
        whole.update(path.relative_to(_ROOT).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return whole.hexdigest()


async def try_parked_again(database: Database, service: Service, now: str | None = None) -> int:
    """Try what a service has parked once more, unless the program (`now`) is the one that ran last; give how many facts.

    What could not be read as it was heard is read again from what was kept of its message. A service that judges in the
    order of time judges again by its own version, and is handed what can be read now.
    """
    async with database.work(service.name) as work:
        seen = await work.row(
            "select program from runtime.program_seen where service = :name for update", name=service.name
        )
        if seen is not None and seen["program"] == (now or program()):
            return 0
        tried = await _read_again(work)
        if service.order == "subject":
            tried += await work.run(_WAIT.format(s=service.name))
        await work.run(_SEEN, name=service.name, program=now or program())
    if tried:
        SAY.say("parked facts are tried again by another program", service=service.name, facts=tried)
    return tried


async def _read_again(work: Work) -> int:
    """Put in their place the facts whose kept messages can be read now; what judgement has passed waits to be taken in."""
    tried = 0
    for row in await work.rows(_PARKED.format(s=work.service)):
        kept = unread.kept_line(row["body"])
        event = unread.read_kept(kept) if kept else None
        if event is None or any(getattr(event, name) != row[name] for name in _COLUMNS):
            continue
        state, reason = ("parked", READABLE) if row["passed"] else ("waiting", None)
        where = {"log": event.log, "position": event.position, "type": event.type}
        tried += await work.run(_READ.format(s=work.service), **where, body=event.text(), state=state, reason=reason)
    return tried


_PARKED = """select h.id, h.log, h.position, h.subject, h.sequence, h.received, h.body,
  coalesce((p.log_positions ->> h.log)::bigint, 0) >= h.position as passed
from {s}.heard h cross join {s}.progress p where h.state = 'parked' order by h.log, h.position for update of h"""

_READ = """update {s}.heard set type = :type, body = :body, state = :state, reason = :reason
where log = :log and position = :position"""

_WAIT = "update {s}.heard set state = 'waiting', reason = null where state = 'parked'"

_SEEN = """insert into runtime.program_seen (service, program) values (:name, :program)
on conflict (service) do update set program = excluded.program"""
