"""What referral knows of providers, as the terms the gates judge."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar
from uuid import UUID

from sqlalchemy import ARRAY, Text, Uuid, and_, bindparam, cast, exists, func, or_, select, union_all
from sqlmodel import col

from schemas.codes import AgeBand, ServiceForm, TargetGroup
from schemas.referral import ReferralSent
from services.referral.known_tables import (
    KnownBoardRow,
    KnownClauseRow,
    KnownContractRow,
    KnownNotBoundRow,
    KnownPermitChangeRow,
    KnownPermitRow,
    KnownPositionRow,
    KnownProviderRow,
    KnownRevocationRow,
    KnownUnitRow,
)
from services.referral.shared.terms import Contract, NotBound, Permit, Revocation, Terms, laid_out
from services.referral.tables import CapacityRow
from services.runtime.database.expressions import among, if_given
from services.runtime.database.query import query
from services.runtime.database.work import Work
from services.runtime.errors import Refused
from services.runtime.language.duties import duty_asked_by
from services.runtime.language.words import Words

ANSWERS = duty_asked_by(ReferralSent)
Paper = TypeVar("Paper", Permit, NotBound)


@dataclass(frozen=True, slots=True)
class _Offer:
    """A unit of a provider, and how many are placed there under a form."""

    unit: UUID
    unit_name: str
    county: str | None
    provider: UUID
    provider_name: str
    orgnr: str
    placed: int


@dataclass(frozen=True, slots=True)
class _Change:
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
class _Proposed:
    """A revocation of a provider's permit that waits."""

    provider: UUID
    permit: UUID
    board: UUID | None
    from_day: date


@dataclass(frozen=True, slots=True)
class _Names:
    """The ids of everybody, and their names in the same order: every page reads them, and two lists cost half of what a row each does."""

    ids: list[UUID]
    names: list[str]


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
    into=_Offer,
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
    into=_Change,
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
    into=_Proposed,
)
POSITION = query(select(col(KnownPositionRow.position)), into=int)
PARAMETERS = query(
    select(col(KnownClauseRow.parameters))
    .where(
        col(KnownClauseRow.contract) == bindparam("contract"),
        col(KnownClauseRow.type) == bindparam("type"),
        col(KnownClauseRow.valid_from) <= bindparam("on"),
        or_(col(KnownClauseRow.valid_to).is_(None), col(KnownClauseRow.valid_to) >= bindparam("on")),
    )
    .order_by(col(KnownClauseRow.version).desc(), col(KnownClauseRow.valid_from).desc())
    .limit(1),
    into=dict[str, int],
)
_NAMED = union_all(
    select(col(KnownBoardRow.id), col(KnownBoardRow.name)),
    select(col(KnownProviderRow.id), col(KnownProviderRow.name)),
    select(col(KnownUnitRow.id), col(KnownUnitRow.name)),
).subquery()
NAMES = query(
    select(
        func.coalesce(func.array_agg(_NAMED.c.id), cast([], ARRAY(Uuid))).label("ids"),
        func.coalesce(func.array_agg(_NAMED.c.name), cast([], ARRAY(Text))).label("names"),
    ),
    into=_Names,
)


async def load_terms(
    work: Work, form: ServiceForm, board: UUID, provider: UUID | None = None, unit: UUID | None = None
) -> list[tuple[Terms, str]]:
    """Load the terms of every unit, or of one, for a form, as they bind a board, each with the unit's name."""
    offers = await work.all(OFFERS, form=form, unit=unit, provider=provider)
    permits = await _permits(work, form, unit)
    free = _by_unit(await work.all(NOT_BOUND, form=form, unit=unit))
    contracts: dict[UUID, list[Contract]] = defaultdict(list)
    for contract in await work.all(CONTRACTS, provider=provider):
        contracts[contract.provider].append(contract)
    revocations = await _revocations(work, provider)
    position = await work.one(POSITION)
    return [
        (
            Terms(
                provider=offer.provider,
                provider_name=offer.provider_name,
                unit=offer.unit,
                orgnr=offer.orgnr,
                form=form,
                permits=tuple(permits.get(offer.unit, ())),
                not_bound=tuple(free.get(offer.unit, ())),
                contracts=tuple(contracts[offer.provider]),
                revocations=tuple(revocations.get(offer.provider, ())),
                placed=offer.placed,
                directory_position=position or 0,
                county=offer.county,
            ).as_seen_by(board),
            offer.unit_name,
        )
        for offer in offers
    ]


async def terms_of(work: Work, board: UUID, provider: UUID, unit: UUID, form: ServiceForm) -> Terms:
    """Load the terms of one unit as they bind a board. Raises Refused when referral does not know it."""
    found = await load_terms(work, form, board, provider, unit)
    if not found:
        raise Refused(
            "unknown_unit",
            Words(sv="Enheten finns inte i registret.", en="The unit is not in the register."),
            Words(sv="Välj en utförare i Hitta utförare.", en="Choose a provider under Find a provider."),
            field="choice",
        )
    return found[0][0]


async def answer_numbers(work: Work, contract: UUID | None, on: date) -> dict[str, int]:
    """Give the numbers that a contract's clause about answers sets on a day; its newest version governs."""
    return await work.one(PARAMETERS, contract=contract, type=ANSWERS.rule.clause, on=on) or {}


async def names(work: Work) -> dict[UUID, str]:
    """Give the names of boards, providers and units by id."""
    found = await work.one(NAMES)
    return dict(zip(found.ids, found.names, strict=True)) if found else {}


async def _permits(work: Work, form: ServiceForm, unit: UUID | None) -> Mapping[UUID, list[Permit]]:
    """Give the permits for a form by their unit, each as often as its terms changed."""
    registered = await work.all(PERMITS, form=form, unit=unit)
    changes: dict[UUID, list[_Change]] = defaultdict(list)
    for change in await work.all(CHANGES, ids=[permit.id for permit in registered]):
        changes[change.permit].append(change)
    return _by_unit(
        terms
        for permit in registered
        for terms in laid_out(permit, [change.of(permit) for change in changes[permit.id]])
    )


async def _revocations(work: Work, provider: UUID | None) -> Mapping[UUID, list[Revocation]]:
    """Give the revocations that wait by the provider."""
    grouped: dict[UUID, list[Revocation]] = defaultdict(list)
    for each in await work.all(REVOCATIONS, provider=provider):
        grouped[each.provider].append(Revocation(each.permit, each.board, each.from_day))
    return grouped


def _by_unit(papers: Iterable[Paper]) -> Mapping[UUID, list[Paper]]:
    grouped: dict[UUID, list[Paper]] = defaultdict(list)
    for paper in papers:
        grouped[paper.unit].append(paper)
    return grouped
