"""What referral has from the directory, as rows: the statements behind a provider's terms."""

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from sqlalchemy import and_, bindparam, exists, func, or_, select
from sqlmodel import col

from schemas.codes import AgeBand, ServiceForm, TargetGroup
from services.referral.known_tables import (
    KnownContractRow,
    KnownNotBoundRow,
    KnownPermitChangeRow,
    KnownPermitRow,
    KnownPositionRow,
    KnownProviderRow,
    KnownRevocationRow,
    KnownUnitRow,
)
from services.referral.tables import CapacityRow
from services.referral.terms.papers import Contract, NotBound, Permit
from services.runtime.database.expressions import among, if_given
from services.runtime.database.query import query


@dataclass(frozen=True, slots=True)
class Offer:
    """A unit of a provider, and how many are placed there under a form."""

    unit: UUID
    unit_name: str
    county: str | None
    provider: UUID
    provider_name: str
    orgnr: str
    placed: int


@dataclass(frozen=True, slots=True)
class Change:
    """Other terms of a permit, from a day."""

    permit: UUID
    begins_on: date
    unit: UUID
    orgnr: str
    form: ServiceForm
    age_bands: frozenset[AgeBand]
    target_groups: frozenset[TargetGroup]
    maximum: int
    valid_to: date | None

    def of(self, permit: Permit) -> Permit:
        """Give a permit with these terms."""
        return replace(
            permit,
            unit=self.unit,
            orgnr=self.orgnr,
            form=self.form,
            age_bands=self.age_bands,
            target_groups=self.target_groups,
            maximum=self.maximum,
            valid_from=self.begins_on,
            valid_to=self.valid_to,
        )


@dataclass(frozen=True, slots=True)
class Proposed:
    """A revocation of a provider's permit that waits."""

    provider: UUID
    permit: UUID
    board: UUID | None
    from_day: date


OFFERS = query(
    select(
        col(KnownUnitRow.id).label("unit"),
        col(KnownUnitRow.name).label("unit_name"),
        col(KnownUnitRow.county),
        col(KnownProviderRow.id).label("provider"),
        col(KnownProviderRow.name).label("provider_name"),
        col(KnownProviderRow.orgnr),
        func.coalesce(CapacityRow.placed, 0).label("placed"),
    )
    .join(KnownProviderRow, col(KnownProviderRow.id) == KnownUnitRow.provider)
    .outerjoin(
        CapacityRow,
        and_(
            col(CapacityRow.orgnr) == KnownProviderRow.orgnr,
            col(CapacityRow.form) == bindparam("form"),
            col(CapacityRow.unit) == KnownUnitRow.id,
        ),
    )
    .where(if_given(KnownUnitRow.id, "unit"), if_given(KnownProviderRow.id, "provider"))
    .order_by(col(KnownProviderRow.name), col(KnownUnitRow.name), col(KnownUnitRow.id)),
    into=Offer,
)
_BY_CHANGE = exists().where(
    col(KnownPermitChangeRow.permit) == KnownPermitRow.id,
    col(KnownPermitChangeRow.form) == bindparam("form"),
    if_given(KnownPermitChangeRow.unit, "unit"),
)
PERMITS = query(
    select(KnownPermitRow)
    .where(or_(and_(col(KnownPermitRow.form) == bindparam("form"), if_given(KnownPermitRow.unit, "unit")), _BY_CHANGE))
    .order_by(col(KnownPermitRow.position), col(KnownPermitRow.id)),
    into=Permit,
)
CHANGES = query(
    select(KnownPermitChangeRow)
    .where(among(KnownPermitChangeRow.permit, "ids"))
    .order_by(col(KnownPermitChangeRow.position)),
    into=Change,
)
NOT_BOUND = query(
    select(
        col(KnownNotBoundRow.unit),
        col(KnownNotBoundRow.orgnr),
        col(KnownNotBoundRow.form),
        col(KnownNotBoundRow.from_day).label("on"),
        col(KnownNotBoundRow.position),
    )
    .where(col(KnownNotBoundRow.form) == bindparam("form"), if_given(KnownNotBoundRow.unit, "unit"))
    .order_by(col(KnownNotBoundRow.position), col(KnownNotBoundRow.id)),
    into=NotBound,
)
CONTRACTS = query(
    select(KnownContractRow)
    .where(if_given(KnownContractRow.provider, "provider"))
    .order_by(col(KnownContractRow.position), col(KnownContractRow.id)),
    into=Contract,
)
REVOCATIONS = query(
    select(KnownRevocationRow)
    .where(if_given(KnownRevocationRow.provider, "provider"))
    .order_by(col(KnownRevocationRow.from_day), col(KnownRevocationRow.proposal)),
    into=Proposed,
)
POSITION = query(select(col(KnownPositionRow.position)), into=int)
