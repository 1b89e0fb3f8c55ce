"""What referral knows of providers, as the terms the gates judge."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar
from uuid import UUID

from sqlalchemy import ARRAY, Text, Uuid, bindparam, cast, func, or_, select, union_all
from sqlmodel import col

from schemas.codes import ServiceForm
from schemas.referral import ReferralSent
from services.referral.known_tables import (
    KnownBoardRow,
    KnownClauseRow,
    KnownProviderRow,
    KnownUnitRow,
)
from services.referral.terms.papers import Contract, NotBound, Permit, Revocation, laid_out
from services.referral.terms.rows import CHANGES, CONTRACTS, NOT_BOUND, OFFERS, PERMITS, POSITION, REVOCATIONS, Change
from services.referral.terms.terms import Terms
from services.runtime.database.query import query
from services.runtime.database.work import Work
from services.runtime.errors import Refused
from services.runtime.language.duties import duty_asked_by
from services.runtime.language.words import Words

ANSWERS = duty_asked_by(ReferralSent)
Paper = TypeVar("Paper", Permit, NotBound)


@dataclass(frozen=True, slots=True)
class _Names:
    """The ids of everybody, and their names in the same order: every page reads them, and two lists cost half of what a row each does."""

    ids: list[UUID]
    names: list[str]


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
    changes: dict[UUID, list[Change]] = defaultdict(list)
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
