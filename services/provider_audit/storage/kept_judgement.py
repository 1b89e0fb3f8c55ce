"""Statements about obligations and findings as they are kept."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, TypeVar
from uuid import UUID

from sqlalchemy import DateTime, bindparam, case, func, null, update
from sqlmodel import col, select

from schemas.findings import Severity, Standing
from services.provider_audit.facts.records import Finding, Obligation
from services.provider_audit.tables import FindingRow, ObligationRow
from services.runtime.database.expressions import among
from services.runtime.database.query import Query, query


class Record(Protocol):
    """An obligation or a finding."""

    id: UUID
    provider: UUID


R = TypeVar("R", bound=Record)


@dataclass(frozen=True, slots=True)
class KeptObligation:
    """An obligation as it was last saved, and when a fold ceased to give it."""

    document: Obligation
    fallen_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class KeptFinding:
    """A finding as it was last saved, and when a fold ceased to give it."""

    document: Finding
    fallen_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class WithDuty:
    """A finding, and the obligation it is about where it is about one."""

    finding: Finding
    owed: Obligation | None


_obligations = select(col(ObligationRow.document))


_findings = select(col(FindingRow.document))


OBLIGATIONS_OF = query(
    _obligations.where(among(ObligationRow.provider, "providers")).order_by(col(ObligationRow.id)), into=KeptObligation
)


FINDINGS_OF = query(
    _findings.where(
        among(FindingRow.provider, "providers"), col(FindingRow.standing) != Standing.WITHDRAWN.value
    ).order_by(col(FindingRow.id)),
    into=KeptFinding,
)


STANDING_OBLIGATIONS = query(_obligations.where(col(ObligationRow.fallen_at).is_(None)), into=KeptObligation)


STANDING_FINDINGS = query(_findings.where(col(FindingRow.fallen_at).is_(None)), into=KeptFinding)


EVERY_OBLIGATION = query(
    select(col(ObligationRow.document), col(ObligationRow.fallen_at)).where(
        col(ObligationRow.provider) == bindparam("provider")
    ),
    into=KeptObligation,
)


EVERY_FINDING = query(
    select(col(FindingRow.document), col(FindingRow.fallen_at)).where(
        col(FindingRow.provider) == bindparam("provider")
    ),
    into=KeptFinding,
)


WITH_DUTY = query(
    select(col(FindingRow.document).label("finding"), col(ObligationRow.document).label("owed"))
    .outerjoin(ObligationRow, col(ObligationRow.id) == FindingRow.obligation)
    .where(col(FindingRow.id) == bindparam("id")),
    into=WithDuty,
)


def _fall(row: type[ObligationRow | FindingRow]) -> Query[dict[str, Any]]:
    """Mark those of a provider's rows that fell and were not marked, and take the mark from those that stand again."""
    fell = among(row.id, "fallen")
    at = bindparam("at", type_=DateTime(timezone=True))
    return query(
        update(row)
        .where(col(row.provider) == bindparam("provider"), col(row.fallen_at).is_(None) == fell)
        .values(fallen_at=case((fell, at), else_=null()))
    )


FALL = (_fall(ObligationRow), _fall(FindingRow))


# Whoever answers a finding that judging again raised has as long as any other, before the supervisor sees it unanswered.
LEAVE_TIME = query(
    update(FindingRow)
    .where(
        among(FindingRow.id, "ids"),
        col(FindingRow.severity) != Severity.CRITICAL.value,
        func.cardinality(FindingRow.boards) > 0,
    )
    .values(supervisor_from=func.greatest(FindingRow.supervisor_from, bindparam("reply_due")))
)
