"""What the audit's pages read of findings, always under the viewer's own row-level security."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Date, Text, Uuid, bindparam, case, cast, func, literal
from sqlalchemy.dialects.postgresql import array
from sqlmodel import col, select

from schemas.findings import Severity
from services.provider_audit.page_tables import OrganisationRow, StuckRow, SubjectRow
from services.provider_audit.pages.findings.queries import JUDGEMENTS, Judgement
from services.provider_audit.rules.claim import RETURNED
from services.provider_audit.schema import InboxRow
from services.provider_audit.tables import FindingRow, ObligationRow
from services.runtime.database.expressions import among, fields_of
from services.runtime.database.query import Query, query
from services.runtime.database.work import Work
from services.runtime.language.identifiers import is_short, short


@dataclass(frozen=True, slots=True)
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


_DUTY = col(ObligationRow.document)
_HELD_BY = col(FindingRow.document)


def _held() -> ColumnElement[Any]:
    """Give the names by which a suspended subject may hold a condition: a board, a unit's form, somebody's fit there."""
    unit, about = _HELD_BY["unit"].astext, cast(col(FindingRow.about), Text)
    ground = func.concat_ws("/", _HELD_BY["orgnr"].astext, _HELD_BY["form"].astext, unit)
    return case(
        (unit.is_(None), array(["boards", about])),
        (col(SubjectRow.id).is_(None), array(["units", ground])),
        else_=array(["units", about, literal("permits/") + ground]),
    )


def _stuck_since() -> ColumnElement[Any]:
    """A condition cannot be judged while a suspended subject could bear on it, a duty while what records it is suspended."""
    own = [FindingRow.about, cast(_DUTY["subject"].astext, Uuid), cast(_DUTY["contract"].astext, Uuid)]
    bears = case(
        (col(FindingRow.obligation).is_(None), col(StuckRow.holds).bool_op("&&")(_held())),
        else_=col(StuckRow.subject).in_(own),
    )
    return select(func.min(StuckRow.since)).where(StuckRow.provider == FindingRow.provider, bears).scalar_subquery()


def _returned_month() -> ColumnElement[Any]:
    trigger = (
        select(col(InboxRow.data)["period"].astext)
        .where(InboxRow.id == cast(_DUTY["trigger"].astext, Uuid))
        .scalar_subquery()
    )
    return func.coalesce(case((col(ObligationRow.period).like(RETURNED + "%"), trigger)), "")


_OTHERS = {
    "case": col(SubjectRow.case),
    "period": func.coalesce(ObligationRow.period, "").label("period"),
    "due": col(ObligationRow.due),
    "day": cast(_DUTY["day"].astext, Date).label("day"),
    "month": _returned_month().label("month"),
    "stuck_since": _stuck_since().label("stuck_since"),
}
_LINES = (
    select(
        *fields_of(FindingRow, FindingLine, besides=tuple(_OTHERS)),
        *_OTHERS.values(),
    )
    .select_from(FindingRow)
    .outerjoin(SubjectRow, col(SubjectRow.id) == FindingRow.about)
    .outerjoin(ObligationRow, col(ObligationRow.id) == FindingRow.obligation)
)
_WORST_FIRST = (
    func.array_position(array([severity.value for severity in Severity]), FindingRow.severity),
    select(OrganisationRow.name).where(OrganisationRow.id == FindingRow.provider).scalar_subquery(),
    col(FindingRow.rule),
    col(FindingRow.raised_at),
    col(FindingRow.id),
)


def newest(*chosen: ColumnElement[bool]) -> Query[FindingLine]:
    """Make a query of the chosen findings that a viewer may see, the newest first."""
    ordered = _LINES.where(*chosen).order_by(col(FindingRow.raised_at).desc(), col(FindingRow.id))
    return query(ordered, into=FindingLine)


def worst(chosen: ColumnElement[bool]) -> Query[FindingLine]:
    """Make a query of a part of the chosen findings, the worst first, then by provider, rule and age."""
    part = _LINES.where(chosen).order_by(*_WORST_FIRST).limit(bindparam("limit")).offset(bindparam("offset"))
    return query(part, into=FindingLine)


ALL = newest()
ABOUT = newest(among(FindingRow.about, "abouts"))
_ONE = query(_LINES.where(FindingRow.id == bindparam("id")), into=FindingLine)
_APPLIED_OF = query(
    select(InboxRow.id).where(InboxRow.teller == bindparam("organisation"), InboxRow.state == "applied"),
    into=UUID,
)


async def finding(work: Work, identity: UUID) -> FindingLine | None:
    """Read one finding, None when there is none that the viewer may see."""
    return await work.one(_ONE, id=identity)


async def has_receipt(work: Work, organisation: UUID, receipt: str) -> bool:
    """Tell whether an applied fact that an organisation recorded has this receipt number.

    A receipt number is derived from the fact's id and stored nowhere, so every fact's is made and compared.
    """
    wanted = receipt.strip().upper()
    return is_short("U", wanted) and any(
        short("U", fact) == wanted for fact in await work.all(_APPLIED_OF, organisation=organisation)
    )


async def judgements(work: Work, finding: UUID) -> list[Judgement]:
    """Read what the judge emitted of a finding that the viewer may see, in order."""
    return await work.all(JUDGEMENTS, finding=finding)
