"""Up to when notify has heard and applied each log: what is told because something did not happen waits for that."""

from datetime import datetime, timedelta

from services.runtime.database.transaction import Row
from services.runtime.database.work import Work

LOGS = ("directory", "referral", "provider_audit")
AT_ONCE = 10_000
"""Positions walked over at one look."""
_INSTANT = timedelta(microseconds=1)

_LOOK = """select k.log, coalesce(s.position, 0) as position, s.until, w.position as mark, w.received as marked, f.*
from unnest(cast(:logs as text[])) as k (log) left join notify.heard_until s on s.log = k.log
left join notify.heard_watermark w on w.log = k.log
left join lateral (
    select count(*) as seen, coalesce(bool_or(halts), false) as halted, max(position) filter (where not halts) as last,
        max(received) filter (where not halts) as received, min(received) filter (where halts and not gap) as stopped
    from (select position, received, gap, bool_or(gap or waits) over (order by position) as halts from (
        select h.position, h.received, h.position <> coalesce(s.position, 0) + row_number() over (order by h.position) as gap,
            h.state = 'waiting' and not exists (select from notify.heard p
                where p.log = h.log and p.subject = h.subject and p.state = 'parked') as waits
        from notify.heard h where h.log = k.log and h.position > coalesce(s.position, 0)
        order by h.position limit :limit) as each) as walked) as f on true"""
"""How far each log is applied without a hole beyond what was known. What stands behind a parked fact of its subject halts
nobody else: it is that subject's notices that wait."""

_KEEP = """insert into notify.heard_until as known (log, position, until)
select * from unnest(cast(:log as text[]), cast(:position as bigint[]), cast(:until as timestamptz[]))
on conflict (log) do update set position = excluded.position, until = excluded.until"""


async def heard_until(work: Work) -> dict[str, datetime]:
    """Give up to when each log is heard and applied, and notify's own is told; a log of which nothing is known is left out.

    Each look goes on from the last, so that it costs what is new.
    """
    found = {"notify": await work.value("select greatest(received, 'epoch') from notify.log_head")}
    more = True
    while more:
        rows = await work.rows(_LOOK, logs=list(LOGS), limit=AT_ONCE)
        moved = {row["log"]: _until(row) for row in rows}
        known = {log: until for log, until in moved.items() if until is not None}
        ends = {row["log"]: row["last"] or row["position"] for row in rows}
        await work.run(_KEEP, log=list(known), position=[ends[log] for log in known], until=list(known.values()))
        found |= known
        more = any(row["seen"] == AT_ONCE and not row["halted"] for row in rows)
    return found


def _until(row: Row) -> datetime | None:
    """Give the latest instant up to which everything of a log is surely applied; None when there is none."""
    end = row["last"] or row["position"]
    sure = [
        row["until"],
        row["marked"] if row["mark"] is not None and end >= row["mark"] else None,
        # The facts of one append share their instant, and its others may not have been heard.
        *(each - _INSTANT for each in (row["received"], row["stopped"]) if each is not None),
    ]
    return max((each for each in sure if each is not None), default=None)
