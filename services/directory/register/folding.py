"""A thing of the register as its facts make it, one after the other."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from schemas import directory as facts
from schemas.fact import Fact
from services.directory.shared.state import Contract, Exemption, Permit, Provider, Unit

Held = Provider | Unit | Permit | Exemption | Contract


def _provider(held: Provider, effective: Sequence[Fact]) -> Provider:
    for fact in effective:
        if isinstance(fact, facts.ProviderRegistered):
            held = replace(held, legal_form=fact.legal_form, fiscal_year_end=fact.fiscal_year_end, name=fact.name)
    return held


def _unit(held: Unit, effective: Sequence[Fact]) -> Unit:
    for fact in effective:
        if isinstance(fact, facts.UnitRegistered):
            held = replace(held, name=fact.name, county=fact.county)
    return held


def _permit(held: Permit, effective: Sequence[Fact]) -> Permit:
    held = replace(held, ended_at=None, end_reason=None)
    for fact in effective:
        if isinstance(fact, facts.PermitTerms):
            held = replace(
                held,
                form=fact.form,
                age_bands=fact.age_bands,
                target_groups=fact.target_groups,
                maximum=fact.maximum,
                valid_from=fact.valid_from,
                valid_to=fact.valid_to,
            )
        elif isinstance(fact, facts.PermitEnded) and held.ended_at is None:
            held = replace(held, ended_at=fact.at, end_reason=fact.reason)
    return held


def _exemption(held: Exemption, _effective: Sequence[Fact]) -> Exemption:
    return held


def _contract(held: Contract, effective: Sequence[Fact]) -> Contract:
    held = replace(held, clauses=(), ended_at=None)
    for fact in effective:
        if isinstance(fact, facts.ContractRegistered):
            held = replace(held, clauses=fact.clauses)
        elif isinstance(fact, facts.ClauseRegistered):
            held = replace(held, clauses=(*held.clauses, fact.clause))
        elif isinstance(fact, facts.ContractEnded) and held.ended_at is None:
            held = replace(held, ended_at=fact.at)
    return held


FIRST: dict[type, type[Fact]] = {
    Provider: facts.ProviderRegistered,
    Unit: facts.UnitRegistered,
    Permit: facts.PermitRegistered,
    Exemption: facts.NotPermitBound,
    Contract: facts.ContractRegistered,
}


FOLDS: dict[type, Callable[[Any, Sequence[Fact]], Held]] = {
    Provider: _provider,
    Unit: _unit,
    Permit: _permit,
    Exemption: _exemption,
    Contract: _contract,
}
