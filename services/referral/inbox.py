"""Referral's own copy of the directory, kept from the facts it hears."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from schemas import directory as told
from schemas.envelope import Event, Fact
from services.referral.inbox_restated import corrected, forget, standing
from services.referral.shared.civil_time import day_of
from services.runtime.database.work import Work
from services.runtime.errors import Bad

Rows = list[dict[str, Any]]
_STATEMENTS: dict[str, str] = {
    "board": """insert into referral.known_board (id, name, municipality) values (:id, :name, :municipality)
        on conflict (id) do update set name = excluded.name, municipality = excluded.municipality""",
    "provider": """insert into referral.known_provider (id, orgnr, name, legal_form)
        values (:id, :orgnr, :name, :legal_form) on conflict (id) do update
        set orgnr = excluded.orgnr, name = excluded.name, legal_form = excluded.legal_form""",
    "unit": """insert into referral.known_unit (id, provider_id, name, county)
        values (:id, :provider, :name, :county)
        on conflict (id) do update set name = excluded.name, county = excluded.county""",
    "permit": """insert into referral.known_permit (id, provider_id, unit_id, orgnr, form, age_bands, target_groups,
        maximum, valid_from, valid_to, position, registered_on) values (:id, :provider, :unit, :orgnr, :form,
        cast(:age_bands as text[]), cast(:target_groups as text[]), :maximum, :begins_on, :valid_to, :position,
        :registered_on) on conflict (id) do nothing""",
    "permit_change": """insert into referral.known_permit_change (permit_id, position, begins_on, unit_id, orgnr, form,
        age_bands, target_groups, maximum, valid_to) values (:id, :position, :begins_on, :unit, :orgnr, :form,
        cast(:age_bands as text[]), cast(:target_groups as text[]), :maximum, :valid_to)
        on conflict (permit_id, position) do nothing""",
    "permit_end": "update referral.known_permit set ended_at = :at where id = :id and ended_at is null",
    "not_bound": """insert into referral.known_not_bound (id, provider_id, unit_id, orgnr, form, from_day, position)
        values (:id, :provider, :unit, :orgnr, :form, :on, :position)
        on conflict (id) do update set from_day = excluded.from_day""",
    "contract": """insert into referral.known_contract (id, board_id, provider_id, number, forms, valid_from, valid_to,
        position) values (:id, :board, :provider, :number, cast(:forms as text[]), :valid_from, :valid_to, :position)
        on conflict (id) do nothing""",
    "clause": """insert into referral.known_clause (contract_id, id, version, board_id, provider_id, type, parameters,
        valid_from, valid_to) values (:contract, :id, :version, :board, :provider, :type, cast(:parameters as jsonb),
        :valid_from, :valid_to) on conflict (contract_id, id, version) do nothing""",
    "contract_end": "update referral.known_contract set ended_at = :at where id = :id and ended_at is null",
    "revocation": """insert into referral.known_revocation (proposal, provider_id, permit_id, board_id, from_day)
        values (:id, :provider, :permit, :board, :from_day) on conflict (proposal) do nothing""",
    "proposal_decided": "delete from referral.known_revocation where proposal = :id",
}


def _board(event: Event, fact: told.BoardRegistered) -> list[tuple[str, dict[str, Any]]]:
    return [("board", {"id": event.subject, "name": fact.name, "municipality": fact.municipality})]


def _provider(event: Event, fact: told.ProviderRegistered) -> list[tuple[str, dict[str, Any]]]:
    row = {"id": event.subject, "orgnr": fact.orgnr, "name": fact.name, "legal_form": fact.legal_form.value}
    return [("provider", row)]


def _unit(event: Event, fact: told.UnitRegistered) -> list[tuple[str, dict[str, Any]]]:
    row = {"id": event.subject, "provider": fact.provider, "name": fact.name, "county": fact.county}
    return [("unit", row)]


def _permit(event: Event, fact: told.PermitRegistered) -> list[tuple[str, dict[str, Any]]]:
    registered = {"provider": fact.provider, "registered_on": day_of(event.received)}
    return [("permit", {**_permit_terms(event, fact), **registered, "begins_on": fact.valid_from})]


def _permit_change(event: Event, fact: told.PermitChanged) -> list[tuple[str, dict[str, Any]]]:
    """Other terms, from the later of when they were changed and their own first day."""
    return [
        ("permit_change", {**_permit_terms(event, fact), "begins_on": max(fact.valid_from, day_of(event.occurred))})
    ]


def _permit_terms(event: Event, fact: told.PermitTerms) -> dict[str, Any]:
    return {
        "id": event.subject,
        "unit": fact.unit,
        "orgnr": fact.orgnr,
        "form": fact.form.value,
        "age_bands": [band.value for band in fact.age_bands],
        "target_groups": [group.value for group in fact.target_groups],
        "maximum": fact.maximum,
        "valid_to": fact.valid_to,
        "position": event.position,
    }


def _permit_end(event: Event, fact: told.PermitEnded) -> list[tuple[str, dict[str, Any]]]:
    return [("permit_end", {"id": event.subject, "at": fact.at})]


def _not_bound(event: Event, fact: told.NotPermitBound) -> list[tuple[str, dict[str, Any]]]:
    row = {
        "id": event.subject,
        "provider": fact.provider,
        "unit": fact.unit,
        "orgnr": fact.orgnr,
        "form": fact.form.value,
        "on": fact.on,
        "position": event.position,
    }
    return [("not_bound", row)]


def _contract(event: Event, fact: told.ContractRegistered) -> list[tuple[str, dict[str, Any]]]:
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
    clauses = [("clause", _clause_row(event, fact, clause)) for clause in fact.clauses]
    return [("contract", row), *clauses]


def _clause(event: Event, fact: told.ClauseRegistered) -> list[tuple[str, dict[str, Any]]]:
    return [("clause", _clause_row(event, fact, fact.clause))]


def _clause_row(
    event: Event, fact: told.ContractRegistered | told.ClauseRegistered, clause: told.Clause
) -> dict[str, Any]:
    return {
        "contract": event.subject,
        "id": clause.id,
        "version": clause.version,
        "board": fact.board,
        "provider": fact.provider,
        "type": clause.type.value,
        "parameters": json.dumps(clause.parameters, sort_keys=True),
        "valid_from": clause.valid_from,
        "valid_to": clause.valid_to,
    }


def _contract_end(event: Event, fact: told.ContractEnded) -> list[tuple[str, dict[str, Any]]]:
    return [("contract_end", {"id": event.subject, "at": fact.at})]


def _proposed(event: Event, fact: told.ChangeProposed) -> list[tuple[str, dict[str, Any]]]:
    if fact.revoked_at is None:
        return []
    row = {"id": event.subject, "provider": fact.provider, "permit": fact.about, "board": fact.board}
    return [("revocation", {**row, "from_day": fact.revoked_at})]


def _decided(event: Event, _fact: told.ProposalDecided) -> list[tuple[str, dict[str, Any]]]:
    return [("proposal_decided", {"id": event.subject})]


HEARD: dict[type[Fact], Callable[[Event, Any], list[tuple[str, dict[str, Any]]]]] = {
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
        await work.run(
            "update referral.known_position set position = greatest(position, :position)",
            position=max(event.position for event in batch),
        )


async def _keep(work: Work, events: Iterable[Event], *, refuse_unknown: bool = True) -> None:
    kinds: dict[str, Rows] = defaultdict(list)
    for event in events:
        handler = HEARD.get(type(event.fact))
        for kind, row in handler(event, event.fact) if handler else ():
            kinds[kind].append({**row, "_event": event.id})
    if refuse_unknown:
        await _refuse_unknown(work, kinds, "permit", ("permit_change", "changes"), ("permit_end", "ends"))
        await _refuse_unknown(work, kinds, "contract", ("contract_end", "ends"))
    for kind, statement in _STATEMENTS.items():
        await work.run_many(statement, [_bare(row) for row in kinds[kind]])


def _bare(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "_event"}


async def _refuse_unknown(work: Work, kinds: dict[str, Rows], kind: str, *later: tuple[str, str]) -> None:
    asked = [(row, what) for name, what in later for row in kinds[name]]
    if not asked:
        return
    in_batch = {row["id"] for row in kinds[kind]}
    rows = await work.rows(
        f"select id from referral.known_{kind} where id = any(cast(:ids as uuid[]))",
        ids=[row["id"] for row, _ in asked],
    )
    known = in_batch | {row["id"] for row in rows}
    for row, what in asked:
        if row["id"] not in known:
            raise Bad(f"a {kind} {what} that was never registered", row["_event"])
