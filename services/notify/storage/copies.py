"""What notify keeps of others' facts: names, roles, cases and escalation clauses, folded from a batch."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from schemas import directory, referral
from schemas.codes import ClauseType
from schemas.envelope import Event
from services.notify.copy_tables import EntityRow, OrganisationRow
from services.notify.storage import copy_store
from services.runtime.database.work import Work

Values = dict[str, Any]


@dataclass
class Copies:
    """The rows that a batch of facts changes."""

    organisations: dict[UUID, Values] = field(default_factory=dict)
    commissions: dict[UUID, Values] = field(default_factory=dict)
    ended: set[UUID] = field(default_factory=set)
    entities: dict[UUID, Values] = field(default_factory=dict)
    clauses: list[Values] = field(default_factory=list)
    contracts_ended: list[Values] = field(default_factory=list)
    placements_ended: dict[UUID, Values] = field(default_factory=dict)
    errors: set[UUID] = field(default_factory=set)


def copies_of(batch: Sequence[Event]) -> Copies:
    """Fold a batch, in order, into the rows to keep."""
    made = Copies()
    for event in batch:
        keep = _KEEP.get(type(event.fact))
        if keep:
            keep(made, event, event.fact)
    return made


async def keep(work: Work, made: Copies) -> None:
    """Save the rows: `ended` are commissions, `errors` facts that were entered in error, so that what they ended is undone."""
    await work.put(OrganisationRow, list(made.organisations.values()))
    await copy_store.keep_commissions(work, list(made.commissions.values()), sorted(made.ended))
    await work.add_new(EntityRow, list(made.entities.values()))
    await copy_store.keep_ends(work, list(made.placements_ended.values()), sorted(made.errors), made.contracts_ended)
    await copy_store.keep_clauses(work, made.clauses, made.contracts_ended)


def _organisation(kind: str) -> Callable[[Copies, Event, Any], None]:
    def keep_one(made: Copies, event: Event, fact: Any) -> None:
        made.organisations[event.subject] = {"id": event.subject, "kind": kind, "name": fact.name}

    return keep_one


def _commissioned(made: Copies, event: Event, fact: directory.PersonCommissioned) -> None:
    made.ended.discard(event.subject)
    made.commissions[event.subject] = {"id": event.subject, **fact.model_dump(), "ended": False}


def _commission_ended(made: Copies, event: Event, _fact: directory.CommissionEnded) -> None:
    made.ended.add(event.subject)


def _entity(made: Copies, event: Event, kind: str, board: UUID, provider: UUID, **more: Any) -> None:
    parts = dict.fromkeys(("case", "unit", "valid_from", "valid_to", "started_by"))
    of = {"id": event.subject, "kind": kind, "board": board, "provider": provider}
    made.entities[event.subject] = {**parts, **of, **more}


def _referral(made: Copies, event: Event, fact: referral.ReferralSent) -> None:
    _entity(made, event, "referral", fact.board, fact.provider, case=fact.case, unit=fact.unit)


def _placement(made: Copies, event: Event, fact: referral.PlacementStarted) -> None:
    parts = {"case": fact.case, "unit": fact.unit, "started_by": event.id}
    _entity(made, event, "placement", fact.board, fact.provider, **parts)


def _placement_ended(made: Copies, event: Event, _fact: referral.PlacementEnded) -> None:
    made.placements_ended.setdefault(event.subject, {"id": event.subject, "by": event.id})


def _error(made: Copies, event: Event, fact: referral.EnteredInError | directory.EnteredInError) -> None:
    made.errors.add(fact.fact)
    if made.placements_ended.get(event.subject, {}).get("by") == fact.fact:
        del made.placements_ended[event.subject]


def _contract(made: Copies, event: Event, fact: directory.ContractRegistered) -> None:
    dates = {"valid_from": fact.valid_from, "valid_to": fact.valid_to}
    _entity(made, event, "contract", fact.board, fact.provider, **dates)
    for clause in fact.clauses:
        _clause(made, event, fact, clause, fact.valid_to)


def _clause_registered(made: Copies, event: Event, fact: directory.ClauseRegistered) -> None:
    _clause(made, event, fact, fact.clause, None)


def _clause(made: Copies, event: Event, fact: Any, clause: directory.Clause, until: date | None) -> None:
    hours = clause.parameters.get("hours")
    if clause.type is not ClauseType.ESCALATION or hours is None:
        return
    last = min((day for day in (clause.valid_to, until) if day is not None), default=None)
    made.clauses.append(
        {
            "clause": clause.id,
            "version": clause.version,
            "contract": event.subject,
            "board": fact.board,
            "provider": fact.provider,
            "hours": hours,
            "valid_from": clause.valid_from,
            "valid_to": last,
        }
    )


def _contract_ended(made: Copies, event: Event, fact: directory.ContractEnded) -> None:
    made.contracts_ended.append({"contract": event.subject, "last": fact.at - timedelta(days=1)})


_KEEP: dict[type, Callable[[Copies, Event, Any], None]] = {
    directory.BoardRegistered: _organisation("board"),
    directory.ProviderRegistered: _organisation("provider"),
    directory.PersonCommissioned: _commissioned,
    directory.CommissionEnded: _commission_ended,
    directory.ContractRegistered: _contract,
    directory.ClauseRegistered: _clause_registered,
    directory.ContractEnded: _contract_ended,
    referral.ReferralSent: _referral,
    referral.PlacementStarted: _placement,
    referral.PlacementEnded: _placement_ended,
    referral.EnteredInError: _error,
    directory.EnteredInError: _error,
}
