"""What the audit's pages read of findings, always under the viewer's own row-level security."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from schemas.codes import Severity
from services.runtime.database.transaction import Row
from services.runtime.database.work import Work
from services.runtime.language.identifiers import short


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
    answer_by: datetime
    settled_at: datetime | None
    decided_at: datetime | None
    supervisor_from: datetime | None
    revision: int
    document: Mapping[str, Any]
    case: UUID | None
    period: str
    due: datetime | None
    day: date | None
    month: str
    stuck_since: datetime | None

    @property
    def awaits_reply(self) -> bool:
        """Tell whether a reply is awaited still, so that its clock runs or has run out."""
        return self.standing != "withdrawn" and self.casework in ("unanswered", "completion")


_GROUND = "concat_ws('/', f.document ->> 'orgnr', f.document ->> 'form', f.document ->> 'unit')"
# The names by which a suspended subject may hold a condition: a board, a unit's form, somebody's fit there.
_HELD = f"""case when f.document ->> 'unit' is null then array['boards', f.about::text]
  when m.id is null then array['units', {_GROUND}]
  else array['units', f.about::text, 'permits/' || {_GROUND}] end"""
_FINDING = f"""
select f.*, m.case_id, coalesce(o.period, '') as period, o.due, cast(o.document ->> 'day' as date) as day,
  coalesce(case when o.period like 'return/%' then (select h.body::jsonb #>> '{{data,period}}' from provider_audit.heard h
    where h.id = cast(o.document ->> 'trigger' as uuid)) end, '') as month,
  (select min(s.since) from provider_audit.stuck s where s.provider_id = f.provider_id and case when f.obligation is null
    then s.holds && {_HELD} else s.subject in
      (f.about, cast(o.document ->> 'subject' as uuid), cast(o.document ->> 'contract' as uuid)) end) as stuck_since
from provider_audit.finding f
left join provider_audit.matter m on m.id = f.about
left join provider_audit.obligation o on o.id = f.obligation
"""
"""A condition cannot be judged while a suspended subject could bear on it, a duty while what tells of it is suspended."""


async def findings(work: Work, where: str = "true", **values: object) -> list[FindingLine]:
    """Read the findings a viewer may see, the newest first; `where` is a condition of this package's own text."""
    return [
        _line(row) for row in await work.rows(f"{_FINDING} where {where} order by f.raised_at desc, f.id", **values)
    ]


async def worst_findings(work: Work, where: str, offset: int, limit: int, **values: object) -> list[FindingLine]:
    """Read a part of the findings as above, the worst first, then by provider, rule and age."""
    order = """array_position(array['critical', 'high', 'medium', 'low'], f.severity),
      (select name from provider_audit.organisation where id = f.provider_id), f.rule, f.raised_at, f.id"""
    rows = await work.rows(
        f"{_FINDING} where {where} order by {order} limit :limit offset :offset", limit=limit, offset=offset, **values
    )
    return [_line(row) for row in rows]


async def finding(work: Work, identity: UUID) -> FindingLine | None:
    """Read one finding, None when there is none that the viewer may see."""
    row = await work.row(f"{_FINDING} where f.id = :id", id=identity)
    return _line(row) if row else None


def _line(row: Row) -> FindingLine:
    plain = ("id", "rule", "about", "obligation", "standing", "casework", "raised_at", "judged_at", "answer_by")
    more = ("settled_at", "decided_at", "supervisor_from", "revision", "document", "period", "due")
    most = ("day", "month", "stuck_since")
    return FindingLine(
        provider=row["provider_id"],
        boards=tuple(row["boards"]),
        owes=tuple(row["owes"]),
        replied=tuple(row["replied"]),
        severity=Severity(row["severity"]),
        case=row["case_id"],
        **{name: row[name] for name in (*plain, *more, *most)},
    )


async def has_receipt(work: Work, organisation: UUID, receipt: str) -> bool:
    """Tell whether an organisation has handed in, or told, something with this receipt number."""
    rows = await work.rows(
        "select id from provider_audit.heard where cast(body::jsonb ->> 'teller' as uuid) = :organisation "
        "and state = 'applied'",
        organisation=organisation,
    )
    wanted = receipt.strip().upper()
    return any(short("U", row["id"]) == wanted for row in rows)


async def judgements(work: Work, finding: UUID) -> list[Row]:
    """Read what the judge told of a finding that the viewer may see, in order: kind, received, at, reason, severity."""
    return await work.rows(
        "select kind, received, at, reason, severity from provider_audit.finding_told where finding = :finding "
        "order by position",
        finding=finding,
    )
