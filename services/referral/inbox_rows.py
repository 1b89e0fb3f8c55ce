"""What each fact of the directory makes of referral's copy: rows, and statements with their values."""

from collections.abc import Callable
from typing import Any, TypeAlias

from sqlalchemy import bindparam, delete, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from schemas import directory as facts
from schemas.envelope import Event
from schemas.fact import Fact
from services.referral.known_tables import (
    KnownBoardRow,
    KnownClauseRow,
    KnownContractRow,
    KnownNotBoundRow,
    KnownPermitChangeRow,
    KnownPermitRow,
    KnownProviderRow,
    KnownRevocationRow,
    KnownUnitRow,
)
from services.referral.schema import ReferralTable
from services.referral.shared.civil_time import day_of
from services.runtime.database.query import Query, query

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


def _board(event: Event, fact: facts.BoardRegistered) -> Kept:
    return [(KnownBoardRow, {"id": event.subject, "name": fact.name, "municipality": fact.municipality})]


def _provider(event: Event, fact: facts.ProviderRegistered) -> Kept:
    row = {"id": event.subject, "orgnr": fact.orgnr, "name": fact.name, "legal_form": fact.legal_form.value}
    return [(KnownProviderRow, row)]


def _unit(event: Event, fact: facts.UnitRegistered) -> Kept:
    row = {"id": event.subject, "provider": fact.provider, "name": fact.name, "county": fact.county}
    return [(KnownUnitRow, row)]


def _permit(event: Event, fact: facts.PermitRegistered) -> Kept:
    registered = {"id": event.subject, "provider": fact.provider, "registered_on": day_of(event.received)}
    return [(KnownPermitRow, {**_permit_terms(event, fact), **registered, "valid_from": fact.valid_from})]


def _permit_change(event: Event, fact: facts.PermitChanged) -> Kept:
    """Other terms, from the later of when they were changed and their own first day."""
    begins_on = max(fact.valid_from, day_of(event.occurred))
    return [(KnownPermitChangeRow, {**_permit_terms(event, fact), "permit": event.subject, "begins_on": begins_on})]


def _permit_terms(event: Event, fact: facts.PermitTerms) -> Values:
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


def _permit_end(event: Event, fact: facts.PermitEnded) -> Kept:
    return [(END_PERMIT, {"id": event.subject, "at": fact.at})]


def _not_bound(event: Event, fact: facts.NotPermitBound) -> Kept:
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


def _contract(event: Event, fact: facts.ContractRegistered) -> Kept:
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


def _clause(event: Event, fact: facts.ClauseRegistered) -> Kept:
    return [(KnownClauseRow, _clause_row(event, fact, fact.clause))]


def _clause_row(event: Event, fact: facts.ContractRegistered | facts.ClauseRegistered, clause: facts.Clause) -> Values:
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


def _contract_end(event: Event, fact: facts.ContractEnded) -> Kept:
    return [(END_CONTRACT, {"id": event.subject, "at": fact.at})]


def _proposed(event: Event, fact: facts.ChangeProposed) -> Kept:
    if fact.revoked_at is None:
        return []
    row = {"proposal": event.subject, "provider": fact.provider, "permit": fact.about, "board": fact.board}
    return [(KnownRevocationRow, {**row, "from_day": fact.revoked_at})]


def _decided(event: Event, _fact: facts.ProposalDecided) -> Kept:
    return [(DECIDED, {"id": event.subject})]


CONSUMED: dict[type[Fact], Callable[[Event, Any], Kept]] = {
    facts.BoardRegistered: _board,
    facts.ProviderRegistered: _provider,
    facts.UnitRegistered: _unit,
    facts.PermitRegistered: _permit,
    facts.PermitChanged: _permit_change,
    facts.PermitEnded: _permit_end,
    facts.NotPermitBound: _not_bound,
    facts.ContractRegistered: _contract,
    facts.ClauseRegistered: _clause,
    facts.ContractEnded: _contract_end,
    facts.ChangeProposed: _proposed,
    facts.ProposalDecided: _decided,
}
"""What referral makes of each fact it consumes; others are applied without effect."""
