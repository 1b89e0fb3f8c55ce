"""Referral's own copy of the directory, kept from the facts it hears."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias
from uuid import UUID

from sqlalchemy import bindparam, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from schemas import directory as told
from schemas.envelope import Event, Fact
from services.referral.inbox_restated import corrected, forget, standing
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
from services.referral.schema import ReferralTable
from services.referral.shared.civil_time import day_of
from services.runtime.database.query import Query, among, query
from services.runtime.database.work import Work
from services.runtime.errors import Bad

Values: TypeAlias = dict[str, Any]
Kept: TypeAlias = list[tuple[type[ReferralTable] | Query[Any], Values]]
"""What a fact makes of the copy: rows of tables, and statements, each with its values."""

_DECISION = ("id", "provider", "unit", "orgnr", "form", "from_day", "position")
_NOT_BOUND = insert(KnownNotBoundRow).values({name: bindparam(name) for name in _DECISION})
NOT_BOUND = query(
    _NOT_BOUND.on_conflict_do_update(index_elements=["id"], set_={"from_day": _NOT_BOUND.excluded["from_day"]})
)
END_PERMIT = query(
    update(KnownPermitRow)
    .where(col(KnownPermitRow.id) == bindparam("id"), col(KnownPermitRow.ended_at).is_(None))
    .values(ended_at=bindparam("at"))
)
END_CONTRACT = query(
    update(KnownContractRow)
    .where(col(KnownContractRow.id) == bindparam("id"), col(KnownContractRow.ended_at).is_(None))
    .values(ended_at=bindparam("at"))
)
DECIDED = query(delete(KnownRevocationRow).where(col(KnownRevocationRow.proposal) == bindparam("id")))
KNOWN_PERMITS = query(select(col(KnownPermitRow.id)).where(among(KnownPermitRow.id, "ids")), into=UUID)
KNOWN_CONTRACTS = query(select(col(KnownContractRow.id)).where(among(KnownContractRow.id, "ids")), into=UUID)
REACHED = query(
    update(KnownPositionRow).values(position=func.greatest(KnownPositionRow.position, bindparam("position")))
)
_LAST_WORD = (KnownBoardRow, KnownProviderRow, KnownUnitRow)
"""What is told of again stands as it was told last."""
_FIRST_WORD = (KnownPermitRow, KnownPermitChangeRow, KnownContractRow, KnownClauseRow, KnownRevocationRow)
"""What is told of again changes nothing."""
_AFTERWARDS = (END_PERMIT, NOT_BOUND, END_CONTRACT, DECIDED)


def _board(event: Event, fact: told.BoardRegistered) -> Kept:
    return [(KnownBoardRow, {"id": event.subject, "name": fact.name, "municipality": fact.municipality})]


def _provider(event: Event, fact: told.ProviderRegistered) -> Kept:
    row = {"id": event.subject, "orgnr": fact.orgnr, "name": fact.name, "legal_form": fact.legal_form.value}
    return [(KnownProviderRow, row)]


def _unit(event: Event, fact: told.UnitRegistered) -> Kept:
    row = {"id": event.subject, "provider": fact.provider, "name": fact.name, "county": fact.county}
    return [(KnownUnitRow, row)]


def _permit(event: Event, fact: told.PermitRegistered) -> Kept:
    registered = {"id": event.subject, "provider": fact.provider, "registered_on": day_of(event.received)}
    return [(KnownPermitRow, {**_permit_terms(event, fact), **registered, "valid_from": fact.valid_from})]


def _permit_change(event: Event, fact: told.PermitChanged) -> Kept:
    """Other terms, from the later of when they were changed and their own first day."""
    begins_on = max(fact.valid_from, day_of(event.occurred))
    return [(KnownPermitChangeRow, {**_permit_terms(event, fact), "permit": event.subject, "begins_on": begins_on})]


def _permit_terms(event: Event, fact: told.PermitTerms) -> Values:
    return {
        "unit": fact.unit,
        "orgnr": fact.orgnr,
        "form": fact.form.value,
        "age_bands": [band.value for band in fact.age_bands],
        "target_groups": [group.value for group in fact.target_groups],
        "maximum": fact.maximum,
        "valid_to": fact.valid_to,
        "position": event.position,
    }


def _permit_end(event: Event, fact: told.PermitEnded) -> Kept:
    return [(END_PERMIT, {"id": event.subject, "at": fact.at})]


def _not_bound(event: Event, fact: told.NotPermitBound) -> Kept:
    row = {
        "id": event.subject,
        "provider": fact.provider,
        "unit": fact.unit,
        "orgnr": fact.orgnr,
        "form": fact.form.value,
        "from_day": fact.on,
        "position": event.position,
    }
    return [(NOT_BOUND, row)]


def _contract(event: Event, fact: told.ContractRegistered) -> Kept:
    row = {
        "id": event.subject,
        "board": fact.board,
        "provider": fact.provider,
        "number": fact.number,
        "forms": [form.value for form in fact.forms],
        "valid_from": fact.valid_from,
        "valid_to": fact.valid_to,
        "position": event.position,
    }
    clauses = [(KnownClauseRow, _clause_row(event, fact, clause)) for clause in fact.clauses]
    return [(KnownContractRow, row), *clauses]


def _clause(event: Event, fact: told.ClauseRegistered) -> Kept:
    return [(KnownClauseRow, _clause_row(event, fact, fact.clause))]


def _clause_row(event: Event, fact: told.ContractRegistered | told.ClauseRegistered, clause: told.Clause) -> Values:
    return {
        "contract": event.subject,
        "id": clause.id,
        "version": clause.version,
        "board": fact.board,
        "provider": fact.provider,
        "type": clause.type.value,
        "parameters": clause.parameters,
        "valid_from": clause.valid_from,
        "valid_to": clause.valid_to,
    }


def _contract_end(event: Event, fact: told.ContractEnded) -> Kept:
    return [(END_CONTRACT, {"id": event.subject, "at": fact.at})]


def _proposed(event: Event, fact: told.ChangeProposed) -> Kept:
    if fact.revoked_at is None:
        return []
    row = {"proposal": event.subject, "provider": fact.provider, "permit": fact.about, "board": fact.board}
    return [(KnownRevocationRow, {**row, "from_day": fact.revoked_at})]


def _decided(event: Event, _fact: told.ProposalDecided) -> Kept:
    return [(DECIDED, {"id": event.subject})]


HEARD: dict[type[Fact], Callable[[Event, Any], Kept]] = {
    told.BoardRegistered: _board,
    told.ProviderRegistered: _provider,
    told.UnitRegistered: _unit,
    told.PermitRegistered: _permit,
    told.PermitChanged: _permit_change,
    told.PermitEnded: _permit_end,
    told.NotPermitBound: _not_bound,
    told.ContractRegistered: _contract,
    told.ClauseRegistered: _clause,
    told.ContractEnded: _contract_end,
    told.ChangeProposed: _proposed,
    told.ProposalDecided: _decided,
}
"""What referral makes of each fact it hears; others are applied without effect."""


async def apply(work: Work, batch: list[Event]) -> None:
    """Keep what the directory told, one statement for each kind of row.

    Facts of one subject come in their sequence, and a kind's rows keep that order; of what something was entered in error
    is kept anew. Raises Bad when a permit changes, or a permit or contract ends, that was never told of.
    """
    await _keep(work, batch)
    for subject, until in corrected(batch).items():
        await forget(work, subject)
        # What is left of a subject whose registration never was keeps nothing, and stops nothing.
        await _keep(work, await standing(work, subject, until, batch), refuse_unknown=False)
    if batch:
        await work.run(REACHED, position=max(event.position for event in batch))


async def _keep(work: Work, events: Sequence[Event], *, refuse_unknown: bool = True) -> None:
    kept: Mapping[Any, list[Values]] = defaultdict(list)
    for event in events:
        handler = HEARD.get(type(event.fact))
        for where, values in handler(event, event.fact) if handler else ():
            kept[where].append(values)
    if refuse_unknown:
        await _refuse_unknown(work, events, KNOWN_PERMITS, told.PermitRegistered, _AFTER_A_PERMIT)
        await _refuse_unknown(work, events, KNOWN_CONTRACTS, told.ContractRegistered, _AFTER_A_CONTRACT)
    for table in _LAST_WORD:
        await work.put(table, list({values["id"]: values for values in kept[table]}.values()))
    for row in _FIRST_WORD:
        await work.add_new(row, kept[row])
    for statement in _AFTERWARDS:
        for values in kept[statement]:
            await work.run(statement, **values)


_AFTER_A_PERMIT: dict[type[Fact], str] = {
    told.PermitChanged: "a permit changes that was never registered",
    told.PermitEnded: "a permit ends that was never registered",
}
_AFTER_A_CONTRACT: dict[type[Fact], str] = {told.ContractEnded: "a contract ends that was never registered"}


async def _refuse_unknown(
    work: Work, events: Sequence[Event], known: Query[UUID], registers: type[Fact], later: Mapping[type[Fact], str]
) -> None:
    """Raise Bad for the first of these facts about something that neither the copy nor the batch registers."""
    asked = [event for event in events if type(event.fact) in later]
    if not asked:
        return
    there = {event.subject for event in events if isinstance(event.fact, registers)}
    there.update(await work.all(known, ids=[event.subject for event in asked]))
    for event in asked:
        if event.subject not in there:
            raise Bad(later[type(event.fact)], event.id)
