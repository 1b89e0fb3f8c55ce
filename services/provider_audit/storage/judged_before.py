"""Which providers were last judged by another version, and by which."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import bindparam, func, update
from sqlmodel import col, select

from services.provider_audit.page_tables import StuckRow
from services.provider_audit.storage import store
from services.provider_audit.tables import DossierRow
from services.runtime.database.query import query


@dataclass(frozen=True, slots=True)
class JudgedBy:
    """Which version of the judge judged a provider."""

    provider: UUID
    judged_by: int


_other_version = col(DossierRow.judged_by) != bindparam("version")


_judged_before = select(col(DossierRow.provider), col(DossierRow.judged_by)).where(_other_version)


JUDGED_BEFORE = query(_judged_before.where(store.AT_HAND), into=JudgedBy)


# One dossier that another version judged, or that an operator asked for; what falls due first is first.
NEXT_JUDGED_BEFORE = query(
    _judged_before.order_by(col(DossierRow.next_due).asc().nulls_last(), col(DossierRow.provider)).limit(1),
    into=JudgedBy,
)


HOW_MANY_LEFT = query(select(func.count()).select_from(DossierRow).where(_other_version), into=int)


VERSION_OF = query(select(col(DossierRow.judged_by)).where(col(DossierRow.provider) == bindparam("provider")), into=int)


ASK_FOR = query(
    update(DossierRow).where(col(DossierRow.provider) == bindparam("provider")).values(judged_by=bindparam("asked"))
)


SUSPENDED_BY = query(select(col(StuckRow.provider)).where(col(StuckRow.fact) == bindparam("fact")), into=UUID)
