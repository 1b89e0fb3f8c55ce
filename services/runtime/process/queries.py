"""What a process asks of the database as SQL: looks along logs and inboxes, and what the database itself knows of roles."""

from dataclasses import dataclass
from datetime import datetime

from services.runtime.database.query import written


@dataclass(frozen=True)
class LogState:
    """How far a service has consumed one log: `consumed` is the last position without a hole, None where nothing more was consumed."""

    log: str
    consumed: int | None
    watermark: int | None
    received: datetime | None
    age: float | None
    waiting: int
    parked: int


@dataclass(frozen=True)
class Ends:
    """The position a log says it has reached, and what stands in it."""

    head: int
    facts: int
    last: int


# Positions are walked over from the last known one, so many at one look, beside counts that stop there too.
LOOK = written(
    """select k.log, f.consumed, w.position as watermark, w.received, extract(epoch from runtime.now() - w.received) as age,
(select count(*) from (select from this_schema.inbox h where h.log = k.log and h.state = 'waiting' limit :most) as few) as waiting,
(select count(*) from (select from this_schema.inbox h where h.log = k.log and h.state = 'parked' limit :most) as few) as parked
from unnest(cast(:logs as text[]), cast(:known as bigint[])) as k (log, known)
left join this_schema.inbox_watermark w on w.log = k.log
left join lateral (select max(position) as consumed from (
  select position, row_number() over (order by position) as nth from this_schema.inbox h
  where h.log = k.log and h.position > k.known order by position limit :most) as next
  where next.position = k.known + next.nth) as f on true""",
    into=LogState,
)
SILENT_FOR = written("select extract(epoch from runtime.now() - received) from this_schema.log_head", into=float)
"""Seconds for which a log's time has not moved."""
# A log is counted whole, without its facts.
ENDS = written(
    """select h.position as head, count(l.position) as facts, coalesce(max(l.position), 0) as last
from this_schema.log_head h left join this_schema.log l on true group by h.position""",
    into=Ends,
)
LACKING = written(
    "select role from unnest(cast(:roles as text[])) as r (role) where not pg_has_role(current_user, role, 'member')",
    into=str,
)
"""The roles that the database's user may not act as."""
WALL_CLOCK = written("select extract(epoch from clock_timestamp())", into=float)
