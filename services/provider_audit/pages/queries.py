"""What the audit's pages read, always under the viewer's own row-level security."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from schemas.codes import ObligationState, Party, Severity
from services.provider_audit.pages.states import Duty
from services.runtime.database.transaction import Row
from services.runtime.database.work import Work

_DUTY = """
select o.id, o.rule, o.owes, o.provider_id, o.board_id, o.boards, o.about, o.period, o.due, o.state, o.cell_month, o.cell_week,
  o.met_by, o.met_at, o.delay_seconds, o.day, o.month, o.unmoved, o.lapsed_by, o.silent,
  f.id as finding, f.severity, f.casework, coalesce(f.over, false) as over, f.answer_by,
  f.supervisor_from, m.case_id,
  (select min(s.since) from provider_audit.stuck s where s.provider_id = o.provider_id
    and s.subject in (o.about, o.subject, o.contract)) as stuck_since
from (
  select d.id, d.rule, d.owes, d.provider_id, d.board_id, d.boards, d.about, d.period, d.due, d.state, d.cell_month, d.cell_week,
    d.met_by, cast(d.document ->> 'met_at' as timestamptz) as met_at, d.delay_seconds, d.finding,
    cast(d.document ->> 'day' as date) as day,
    case when d.period like 'return/%' then (select h.body::jsonb #>> '{data,period}' from provider_audit.heard h
      where h.id = cast(d.document ->> 'trigger' as uuid)) end as month,
    cast(d.document ->> 'unmoved' as timestamptz) as unmoved, d.document ->> 'lapsed_by' as lapsed_by,
    d.state in ('missed', 'met_late') and d.finding is null as silent,
    cast(d.document ->> 'subject' as uuid) as subject, cast(d.document ->> 'contract' as uuid) as contract
  from provider_audit.duty d
  union all
  select about, 'R02', 'provider', provider_id, board_id, array[board_id], about, period, due, 'open', period,
    to_char((due - interval '1 microsecond') at time zone 'Europe/Stockholm', 'IYYY-"W"IW'), null, null, null, null, null, null,
    null, null, false, about, null
  from provider_audit.expected) o
left join provider_audit.finding f on f.id = o.finding and f.standing <> 'withdrawn'
left join provider_audit.matter m on m.id = o.about
"""
"""Every duty and every report that comes; read through the view that shows a supervisor what is judged only when it may see it."""


@dataclass(frozen=True)
class Heard:
    """How far everything has been heard and judged. `stalled` when that is more than two minutes ago."""

    until: datetime | None
    stalled: bool


STALE_SECONDS = 120


async def heard(work: Work, now: datetime) -> Heard:
    """Read how far the judge has come."""
    row = await work.row("select until from provider_audit.progress")
    until: datetime | None = row["until"] if row else None
    return Heard(until, until is None or (now - until).total_seconds() > STALE_SECONDS)


async def duties_in(
    work: Work,
    periods: Sequence[str],
    *,
    weekly: bool,
    board: UUID | None = None,
    rule: str = "",
    provider: UUID | None = None,
    board_owes: UUID | None = None,
    owes: str = "",
) -> list[Duty]:
    """Read the duties shown in the given months or weeks."""
    column = "cell_week" if weekly else "cell_month"
    rows = await work.rows(
        f"{_DUTY} where o.{column} = any(:periods) and (:owes = '' or o.owes = :owes) "
        "and (cast(:board as uuid) is null or :board = any(o.boards)) and (:rule = '' or o.rule = :rule) "
        "and (cast(:board_owes as uuid) is null or (o.owes = 'board' and :board_owes = any(o.boards))) "
        "and (cast(:provider as uuid) is null or o.provider_id = :provider) order by o.due, o.id",
        periods=list(periods),
        board=board,
        board_owes=board_owes,
        owes=owes,
        rule=rule,
        provider=provider,
    )
    return [_duty(row, column) for row in rows]


STANDING = """select f.obligation as id from provider_audit.finding f where f.standing = 'standing'
  and f.casework <> 'dismissed' and not (f.casework = 'closed' and f.over) and f.obligation is not null
  and (cast(:provider as uuid) is null or f.provider_id = :provider)
union select o.id from provider_audit.obligation o where o.state = 'open' and o.due <= :now
  and (cast(:provider as uuid) is null or o.provider_id = :provider)"""
"""What is missing, by the findings that stand, and what is being judged or cannot be: found without the history."""


async def standing(
    work: Work,
    now: datetime,
    *,
    weekly: bool = False,
    board: UUID | None = None,
    rule: str = "",
    provider: UUID | None = None,
) -> list[Duty]:
    """Read everything that stands: what is missing, whenever it was due, and what is due and not judged."""
    column = "cell_week" if weekly else "cell_month"
    found = [row["id"] for row in await work.rows(STANDING, now=now, provider=provider)]
    rows = await work.rows(
        f"{_DUTY} where o.id = any(:found) and (cast(:board as uuid) is null or :board = any(o.boards)) "
        "and (:rule = '' or o.rule = :rule) order by o.due, o.id",
        found=found,
        board=board,
        rule=rule,
    )
    return [_duty(row, column) for row in rows]


async def same_case(work: Work, abouts: Iterable[UUID]) -> list[UUID]:
    """Give the placements and referrals of the same cases as the given ones, with these themselves."""
    given = list(abouts)
    rows = await work.rows(
        "select id from provider_audit.matter where case_id in "
        "(select case_id from provider_audit.matter where id = any(:abouts))",
        abouts=given,
    )
    return list(dict.fromkeys([*given, *(row["id"] for row in rows)]))


async def duties_of(work: Work, abouts: Iterable[UUID]) -> list[Duty]:
    """Read every duty about the given placements, referrals or contracts."""
    rows = await work.rows(f"{_DUTY} where o.about = any(:abouts) order by o.due desc, o.id", abouts=list(abouts))
    return [_duty(row, "cell_month") for row in rows]


_TO_DO = """o.state in ('open', 'missed') and (o.state = 'open' or (o.state = 'missed' and coalesce(f.casework, '') <> 'dismissed'
  and not (coalesce(f.casework, '') = 'closed' and f.over)))
and o.owes = any(cast(:owes as text[]))"""


async def open_duties(work: Work, owes: Iterable[Party], until: datetime | None = None) -> list[Duty]:
    """Read what is not done yet, the earliest due first: open ones, and missed ones whose finding nobody dismissed."""
    rows = await work.rows(
        f"{_DUTY} where {_TO_DO} and (cast(:until as timestamptz) is null or o.due <= :until) order by o.due, o.id",
        owes=list(owes),
        until=until,
    )
    return [_duty(row, "cell_month") for row in rows]


async def next_duty(work: Work, owes: Iterable[Party], after: datetime) -> Duty | None:
    """Read the first that is due after an instant, None when there is none."""
    row = await work.row(
        f"{_DUTY} where {_TO_DO} and o.due > :after order by o.due, o.id limit 1", owes=list(owes), after=after
    )
    return _duty(row, "cell_month") if row else None


def _duty(row: Row, column: str) -> Duty:
    same = (
        "id",
        "rule",
        "about",
        "period",
        "due",
        "day",
        "unmoved",
        "lapsed_by",
        "met_by",
        "met_at",
        "delay_seconds",
        "finding",
    )
    more = ("silent", "casework", "over", "answer_by", "supervisor_from", "stuck_since")
    return Duty(
        provider=row["provider_id"],
        board=row["board_id"],
        boards=tuple(row["boards"]),
        owes=Party(row["owes"]),
        state=ObligationState(row["state"]),
        cell=row[column],
        month=row["month"] or "",
        severity=Severity(row["severity"]) if row["severity"] else None,
        case=row["case_id"],
        **{name: row[name] for name in (*same, *more)},
    )


async def stuck(work: Work) -> dict[UUID, datetime]:
    """Read since when something of a provider cannot be judged, by provider."""
    rows = await work.rows("select provider_id, min(since) as since from provider_audit.stuck group by 1")
    return {row["provider_id"]: row["since"] for row in rows}


async def stuck_about(work: Work, provider: UUID, subjects: Iterable[UUID] = ()) -> datetime | None:
    """Read since when any of the given subjects of a provider cannot be judged; with none given, anything of it."""
    wanted = list(subjects)
    row = await work.row(
        "select min(since) as since from provider_audit.stuck where provider_id = :provider "
        "and (cardinality(cast(:subjects as uuid[])) = 0 or subject = any(cast(:subjects as uuid[])))",
        provider=provider,
        subjects=wanted,
    )
    return row["since"] if row else None


async def names(work: Work) -> dict[UUID, str]:
    """Read the names of boards, providers and units."""
    rows = await work.rows("select id, name from provider_audit.organisation")
    return {row["id"]: row["name"] for row in rows}


async def boards(work: Work) -> list[tuple[UUID, str]]:
    """Read the boards, by name."""
    rows = await work.rows("select id, name from provider_audit.organisation where kind = 'board' order by name")
    return [(row["id"], row["name"]) for row in rows]


async def paused(work: Work) -> dict[UUID, int]:
    """Count the placements on hold, by provider."""
    rows = await work.rows(
        "select provider_id, count(*) as number from provider_audit.matter where paused_from is not null group by 1"
    )
    return {row["provider_id"]: row["number"] for row in rows}
