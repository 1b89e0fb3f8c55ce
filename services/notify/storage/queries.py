"""Statements that SQL says better than an expression."""

from dataclasses import dataclass
from datetime import datetime

from services.runtime.database.query import written


@dataclass(frozen=True)
class Look:
    """What is known of a log, and what reading its next events found.

    `position` and `until` are what was known before, `mark` and `marked` what its service said last. Of `seen` facts, those up to
    `last`, received at `received`, are applied without a hole; `stopped` is when the first one that is not was received.
    """

    log: str
    position: int
    until: datetime | None
    mark: int | None
    marked: datetime | None
    seen: int
    halted: bool
    last: int | None
    received: datetime | None
    stopped: datetime | None


# Windows within windows: an expression would hide how far the walk goes.
LOOK = written(
    """select k.log, coalesce(s.position, 0) as position, s.until, w.position as mark, w.received as marked, f.*
from unnest(cast(:logs as text[])) as k (log) left join notify.applied_until s on s.log = k.log
left join notify.inbox_watermark w on w.log = k.log
left join lateral (
    select count(*) as seen, coalesce(bool_or(halts), false) as halted, max(position) filter (where not halts) as last,
        max(received) filter (where not halts) as received, min(received) filter (where halts and not gap) as stopped
    from (select position, received, gap, bool_or(gap or waits) over (order by position) as halts from (
        select h.position, h.received, h.position <> coalesce(s.position, 0) + row_number() over (order by h.position) as gap,
            h.state = 'waiting' and not exists (select from notify.inbox p
                where p.log = h.log and p.subject = h.subject and p.state = 'parked') as waits
        from notify.inbox h where h.log = k.log and h.position > coalesce(s.position, 0)
        order by h.position limit :limit) as each) as walked) as f on true""",
    into=Look,
)
"""How far each log is applied without a gap beyond what was known. An event behind a parked one of its subject halts
nobody else: it is that subject's notices that wait."""
