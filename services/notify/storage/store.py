"""What notify keeps: whole batches in one statement a table."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from services.notify.domain.dispatch import Ending, ending
from services.notify.domain.notice import Closing, EscalationClause, Notice, Terms
from services.runtime.database.transaction import Row
from services.runtime.database.work import Work

Rows = Sequence[Mapping[str, Any]]


def as_rows(rows: Iterable[Mapping[str, Any]]) -> str:
    """Write rows as the JSON that one statement reads them from."""
    return json.dumps(list(rows), default=str)


async def one_at_a_time(work: Work) -> None:
    """Let applying and dispatching take turns: both change many notices at once and would lock them in each other's way."""
    await work.run("select pg_advisory_xact_lock(hashtext('notify.notice'))")


async def keep_organisations(work: Work, rows: Rows) -> None:
    """Keep boards and providers by name."""
    await _many(
        work,
        """insert into notify.organisation select * from jsonb_populate_recordset(null::notify.organisation,
        cast(:rows as jsonb)) on conflict (id) do update set name = excluded.name""",
        rows,
    )


async def keep_commissions(work: Work, rows: Rows, ended: Sequence[UUID]) -> None:
    """Keep who holds which role, and since when not."""
    await _many(
        work,
        """insert into notify.commission select * from jsonb_populate_recordset(null::notify.commission,
        cast(:rows as jsonb)) on conflict (id) do update set person = excluded.person,
        organisation = excluded.organisation, role = excluded.role, unit = excluded.unit,
        valid_from = excluded.valid_from, valid_to = excluded.valid_to, ended = excluded.ended""",
        rows,
    )
    if ended:
        await work.run(
            "update notify.commission set ended = true where id = any(cast(:ended as uuid[]))", ended=list(ended)
        )


async def keep_things(work: Work, rows: Rows) -> None:
    """Keep to which case and parties a referral, placement or contract belongs."""
    await _many(
        work,
        """insert into notify.thing select * from jsonb_populate_recordset(null::notify.thing, cast(:rows as jsonb))
        on conflict (id) do nothing""",
        rows,
    )


async def keep_ends(work: Work, ends: Rows, errors: Sequence[UUID], contracts: Rows) -> None:
    """Keep which placements have ended, by the fact that told it, and the last days of contracts that ended early."""
    if errors:
        await work.run("update notify.thing set ended_by = null where ended_by = any(:facts)", facts=list(errors))
        await work.run(
            "update notify.thing set ended_by = started_by where started_by = any(:facts)", facts=list(errors)
        )
    await _many(
        work,
        """update notify.thing known set ended_by = gone.by from jsonb_to_recordset(cast(:rows as jsonb))
        as gone(id uuid, by uuid) where known.id = gone.id and known.ended_by is null""",
        ends,
    )
    await _many(
        work,
        """update notify.thing known set valid_to = least(known.valid_to, gone.at - 1)
        from jsonb_to_recordset(cast(:rows as jsonb)) as gone(contract uuid, at date) where known.id = gone.contract""",
        contracts,
    )


async def keep_clauses(work: Work, rows: Rows, ended: Rows) -> None:
    """Keep escalation clauses, and cut those of contracts that ended early."""
    await _many(
        work,
        """insert into notify.escalation_clause select * from jsonb_populate_recordset(null::notify.escalation_clause,
        cast(:rows as jsonb)) on conflict (clause, version) do nothing""",
        rows,
    )
    await _many(
        work,
        """update notify.escalation_clause known set valid_to = least(known.valid_to, gone.at - 1)
        from jsonb_to_recordset(cast(:rows as jsonb)) as gone(contract uuid, at date)
        where known.contract = gone.contract""",
        ended,
    )


async def _many(work: Work, statement: str, rows: Rows) -> None:
    if rows:
        await work.run(statement, rows=as_rows(rows))


async def load_terms(work: Work, boards: Iterable[UUID], providers: Iterable[UUID]) -> Terms:
    """Load the escalation clauses between some boards and providers."""
    found: dict[tuple[UUID, UUID], list[EscalationClause]] = {}
    rows = await work.rows(
        """select board_id, provider_id, version, hours, valid_from, valid_to from notify.escalation_clause
        where board_id = any(cast(:boards as uuid[])) and provider_id = any(cast(:providers as uuid[]))""",
        boards=sorted(boards),
        providers=sorted(providers),
    )
    for row in rows:
        clause = EscalationClause(row["version"], row["hours"], row["valid_from"], row["valid_to"])
        found.setdefault((row["board_id"], row["provider_id"]), []).append(clause)
    return Terms({pair: tuple(clauses) for pair, clauses in found.items()}, await boards_with_contract(work, providers))


async def boards_with_contract(work: Work, providers: Iterable[UUID]) -> dict[UUID, tuple[UUID, ...]]:
    """Give the boards that have, or had, a contract with each of some providers."""
    rows = await work.rows(
        """select distinct provider_id, board_id from notify.thing
        cross join (select cast(runtime.now() at time zone 'Europe/Stockholm' as date) as day) today where kind = 'contract'
        and provider_id = any(cast(:providers as uuid[])) and coalesce(valid_from, '-infinity') <= today.day
        and coalesce(valid_to, 'infinity') >= today.day order by provider_id, board_id""",
        providers=sorted(providers),
    )
    found: dict[UUID, tuple[UUID, ...]] = {}
    for row in rows:
        found[row["provider_id"]] = (*found.get(row["provider_id"], ()), row["board_id"])
    return found


_NOTICE_FIELDS = """id, condition, about, matter, sequence, step, organisation, role, board_id, provider_id, seen_by, finding,
obligation, thing, rule, period, severity, due, origin, silent, waits, planned_at, send_at, take_by, wait_until"""


def _notice_row(notice: Notice, now: datetime) -> dict[str, Any]:
    about, who = notice.subject, notice.recipient
    return {
        **vars(about),
        **vars(who),
        "id": notice.id,
        "condition": notice.condition,
        "step": notice.step,
        "silent": notice.silent,
        "waits": notice.waits,
        "planned_at": now,
        "send_at": notice.send_at,
        "take_by": notice.take_by,
        "wait_until": notice.wait_until,
    }


async def add_notices(work: Work, notices: Sequence[Notice], now: datetime) -> set[UUID]:
    """Add notices and give the ids of those that were not there yet."""
    if not notices:
        return set()
    rows = await work.rows(
        f"""insert into notify.notice ({_NOTICE_FIELDS}) select {_NOTICE_FIELDS}
        from jsonb_populate_recordset(null::notify.notice, cast(:rows as jsonb))
        on conflict (id) do nothing returning id""",
        rows=as_rows(_notice_row(notice, now) for notice in notices),
    )
    return {row["id"] for row in rows}


_SHOW = """update notify.notice n set severity = s.severity
    from jsonb_to_recordset(cast(:rows as jsonb)) as s(finding uuid, sequence bigint, severity text)
    where n.matter = s.finding and n.finding = s.finding and n.sequence < s.sequence and n.over_at is null
    and n.severity <> s.severity"""


async def show_severity(work: Work, rows: Rows) -> None:
    """Have what was told of findings, and is not over, show how serious they are now: rows of finding, sequence, severity."""
    await _many(work, _SHOW, rows)


_ENDED = """with ended as (select * from jsonb_to_recordset(cast(:rows as jsonb))
        as e(matter uuid, sequence bigint, reason text, at timestamptz, conditions text[], organisation uuid)),
    found as (select n.id, e.sequence, e.reason, e.at, e.conditions, e.organisation
        from notify.notice n join ended e on n.matter = e.matter where n.over_at is null or n.state = 'planned'
        union select n.id, e.sequence, e.reason, e.at, e.conditions, e.organisation
        from notify.notice n join ended e on n.about = e.matter where n.over_at is null or n.state = 'planned')
    select n.id, n.condition, n.state, n.send_at, n.over_at, n.origin, f.reason, f.at
    from notify.notice n join found f on f.id = n.id
    where n.state <> 'dropped' and n.sequence < f.sequence and (f.conditions is null or n.condition = any(f.conditions))
        and (f.organisation is null or n.organisation = f.organisation)
    order by n.id, f.sequence"""

_END = """update notify.notice n set over_at = coalesce(n.over_at, e.at), over_reason = coalesce(n.over_reason, e.reason)
    from jsonb_to_recordset(cast(:rows as jsonb)) as e(id uuid, reason text, at timestamptz)
    where n.id = e.id and n.over_at is null"""

_DROP = """update notify.notice n set over_at = e.at, over_reason = e.reason, state = 'dropped'
    from jsonb_to_recordset(cast(:rows as jsonb)) as e(id uuid, reason text, at timestamptz) where n.id = e.id"""


async def close_notices(work: Work, closings: Sequence[Closing]) -> list[Row]:
    """End the waiting of notices, drop those that shall never be told, and give these with their reason and origin.

    Where several facts end the same notice, the first of them gives the reason.
    """
    if not closings:
        return []
    rows = await work.rows(
        _ENDED,
        rows=as_rows(
            {**vars(one), "conditions": sorted(one.conditions) if one.conditions else None} for one in closings
        ),
    )
    ended: dict[UUID, Row] = {}
    dropped: dict[UUID, Row] = {}
    for row in rows:
        untold = row["state"] == "planned" and (
            ending(row["condition"], row["send_at"], row["reason"], row["at"]) is Ending.UNTOLD
        )
        (dropped if untold else ended).setdefault(row["id"], row)
    keys = ("id", "reason", "at")
    for statement, found in ((_END, ended), (_DROP, dropped)):
        await _many(work, statement, [{key: row[key] for key in keys} for row in found.values()])
    return list(dropped.values())


async def add_skips(work: Work, rows: Rows) -> None:
    """Keep why notices were not sent: rows of notice, channel, reason, at."""
    await _many(
        work,
        """insert into notify.skip select * from jsonb_populate_recordset(null::notify.skip, cast(:rows as jsonb))
        on conflict do nothing""",
        rows,
    )
