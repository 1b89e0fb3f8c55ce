"""What the audit's pages read, always under the viewer's own row-level security."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping

from schemas.codes import ObligationState, Severity
from services.provider_audit.pages.states import Duty
from services.runtime.identifiers import short
from services.runtime.work import Work

_DUTY = """
select o.id, o.rule, o.provider_id, o.board_id, o.about, o.period, o.due, o.state, o.cell_month, o.cell_week, o.met_by,
  o.delay_seconds, f.id as finding, f.severity, f.casework, f.reply_due, f.supervisor_from, m.case_id,
  exists (select 1 from provider_audit.stuck s where s.subject in (o.about, o.provider_id)) as stuck
from (
  select id, rule, owes, provider_id, board_id, about, period, due, state, cell_month, cell_week, met_by, delay_seconds, finding
  from provider_audit.obligation
  union all
  select about, 'R02', 'provider', provider_id, board_id, about, period, due, 'open', period,
    to_char((due - interval '1 microsecond') at time zone 'Europe/Stockholm', 'IYYY-"W"IW'), null, null, null
  from provider_audit.expected) o
left join provider_audit.finding f on f.id = o.finding and f.standing <> 'withdrawn'
left join provider_audit.matter m on m.id = o.about
"""


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
) -> list[Duty]:
    """Read the duties of providers shown in the given months or weeks."""
    column = "cell_week" if weekly else "cell_month"
    rows = await work.rows(
        f"{_DUTY} where o.owes = 'provider' and o.{column} = any(:periods) "
        "and (cast(:board as uuid) is null or o.board_id = :board) and (:rule = '' or o.rule = :rule) "
        "and (cast(:provider as uuid) is null or o.provider_id = :provider) order by o.due, o.id",
        periods=list(periods),
        board=board,
        rule=rule,
        provider=provider,
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


async def open_duties(work: Work, owes: str, limit: int = 200) -> list[Duty]:
    """Read what is not done yet, the earliest due first: open ones and missed ones."""
    rows = await work.rows(
        f"{_DUTY} where o.owes = :owes and o.state in ('open', 'missed') order by o.due, o.id limit :limit",
        owes=owes,
        limit=limit,
    )
    return [_duty(row, "cell_month") for row in rows]


def _duty(row: RowMapping, column: str) -> Duty:
    return Duty(
        id=row["id"],
        rule=row["rule"],
        provider=row["provider_id"],
        board=row["board_id"],
        about=row["about"],
        period=row["period"],
        due=row["due"],
        state=ObligationState(row["state"]),
        cell=row[column],
        met_by=row["met_by"],
        delay_seconds=row["delay_seconds"],
        finding=row["finding"],
        severity=Severity(row["severity"]) if row["severity"] else None,
        casework=row["casework"],
        reply_due=row["reply_due"],
        supervisor_from=row["supervisor_from"],
        case=row["case_id"],
        stuck=row["stuck"],
    )


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


async def arrivals(work: Work, facts: Iterable[UUID]) -> dict[UUID, datetime]:
    """Read when the given submissions had arrived."""
    rows = await work.rows(
        "select id, (body::jsonb ->> 'arrived')::timestamptz as arrived from provider_audit.heard where id = any(:facts)",
        facts=list(facts),
    )
    return {row["id"]: row["arrived"] for row in rows}


@dataclass(frozen=True)
class FindingLine:
    """A finding as lists show it."""

    id: UUID
    rule: str
    provider: UUID
    boards: tuple[UUID, ...]
    owes: tuple[str, ...]
    about: UUID
    obligation: UUID | None
    severity: Severity
    standing: str
    casework: str
    replied: tuple[str, ...]
    raised_at: datetime
    judged_at: datetime
    reply_due: datetime
    settled_at: datetime | None
    decided_at: datetime | None
    supervisor_from: datetime | None
    revision: int
    document: Mapping[str, Any]
    case: UUID | None
    period: str
    due: datetime | None


_FINDING = """
select f.*, m.case_id, coalesce(o.period, '') as period, o.due from provider_audit.finding f
left join provider_audit.matter m on m.id = f.about
left join provider_audit.obligation o on o.id = f.obligation
"""


async def findings(work: Work, where: str = "true", limit: int = 200, **values: object) -> list[FindingLine]:
    """Read the findings a viewer may see, the newest first; `where` is a condition of this package's own text."""
    rows = await work.rows(
        f"{_FINDING} where {where} order by f.raised_at desc, f.id limit :limit", limit=limit, **values
    )
    return [_line(row) for row in rows]


async def finding(work: Work, identity: UUID) -> FindingLine | None:
    """Read one finding, None when there is none that the viewer may see."""
    row = await work.row(f"{_FINDING} where f.id = :id", id=identity)
    return _line(row) if row else None


def _line(row: RowMapping) -> FindingLine:
    plain = ("id", "rule", "about", "obligation", "standing", "casework", "raised_at", "judged_at", "reply_due")
    more = ("settled_at", "decided_at", "supervisor_from", "revision", "document", "period", "due")
    return FindingLine(
        provider=row["provider_id"],
        boards=tuple(row["boards"]),
        owes=tuple(row["owes"]),
        replied=tuple(row["replied"]),
        severity=Severity(row["severity"]),
        case=row["case_id"],
        **{name: row[name] for name in (*plain, *more)},
    )


async def has_receipt(work: Work, provider: UUID, receipt: str) -> bool:
    """Tell whether a provider has a submission with this receipt number."""
    rows = await work.rows(
        "select id from provider_audit.heard where provider_id = :provider and log = 'referral'", provider=provider
    )
    wanted = receipt.strip().upper()
    return any(short("U", row["id"]) == wanted for row in rows)
