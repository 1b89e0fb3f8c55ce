"""Which providers were last judged by another version, and by which."""

from uuid import UUID

from sqlalchemy import bindparam, func, update
from sqlmodel import col, select

from services.provider_audit.page_tables import StuckRow
from services.provider_audit.storage.store import JudgedBy
from services.provider_audit.tables import DossierRow
from services.runtime.database.expressions import fields_of
from services.runtime.database.query import query

_other_version = col(DossierRow.judged_by) != bindparam("version")


_judged_before = select(*fields_of(DossierRow, JudgedBy)).where(_other_version)


# One dossier that another version judged, or that an operator asked for; what falls due first is first.
NEXT_JUDGED_BEFORE = query(
    _judged_before.order_by(col(DossierRow.next_due).asc().nulls_last(), col(DossierRow.provider)).limit(1),
    into=JudgedBy,
)


HOW_MANY_LEFT = query(select(func.count()).select_from(DossierRow).where(_other_version), into=int)


VERSION_OF = query(
    select(*fields_of(DossierRow, JudgedBy)).where(col(DossierRow.provider) == bindparam("provider")), into=JudgedBy
)


ASK_FOR = query(
    update(DossierRow).where(col(DossierRow.provider) == bindparam("provider")).values(judged_by=bindparam("asked"))
)


SUSPENDED_BY = query(select(col(StuckRow.provider)).where(col(StuckRow.fact) == bindparam("fact")), into=UUID)
