"""The audit's own copy of what its pages call things: organisations, contracts, and the case behind a placement."""

from collections.abc import Iterable
from typing import Any

from schemas.directory import (
    BoardRegistered,
    Clause,
    ClauseRegistered,
    ContractRegistered,
    ProviderRegistered,
    UnitRegistered,
)
from schemas.envelope import Event
from schemas.referral import (
    EnteredInError,
    PlacementEnded,
    PlacementPaused,
    PlacementResumed,
    PlacementStarted,
    ReferralSent,
    ReferralWithdrawn,
)
from services.provider_audit import queries

Rows = dict[str, dict[Any, dict[str, Any]]]


def gather(batch: Iterable[Event]) -> Rows:
    """Gather what a batch tells about names, as rows by the statement that saves them; the last telling stands."""
    rows: Rows = {}
    for event in batch:
        for statement, key, row in _rows(event):
            rows.setdefault(statement, {})[key] = row
    return rows


def _rows(event: Event) -> list[tuple[str, Any, dict[str, Any]]]:
    fact, subject = event.fact, str(event.subject)
    rows: list[tuple[str, Any, dict[str, Any]]] = []
    match fact:
        case BoardRegistered() | ProviderRegistered() | UnitRegistered():
            row = {
                "id": subject,
                "kind": event.type.split(".")[-2].removesuffix("Registered").lower(),
                "name": fact.name,
            }
            rows = [(queries.SAVE_ORGANISATIONS, subject, row)]
        case ContractRegistered():
            row = {"id": subject, "number": fact.number, "board": str(fact.board), "provider": str(fact.provider)}
            rows = [
                (queries.SAVE_CONTRACTS, subject, row),
                *(_clause(subject, fact, clause) for clause in fact.clauses),
            ]
        case ClauseRegistered():
            rows = [_clause(subject, fact, fact.clause)]
        case ReferralSent() | PlacementStarted():
            kind = "referral" if isinstance(fact, ReferralSent) else "placement"
            row = {"id": subject, "kind": kind, "case": str(fact.case)}
            row |= {"board": str(fact.board), "provider": str(fact.provider)}
            rows = [(queries.SAVE_MATTERS, subject, row)]
        case PlacementPaused():
            rows = [(queries.SAVE_HOLDS, subject, {"id": subject, "from": fact.from_at.isoformat()})]
        case PlacementResumed():
            rows = [_hold_over(subject)]
        case PlacementEnded() | ReferralWithdrawn():
            ended = (queries.SAVE_ENDS, subject, {"id": subject, "fact": str(event.id)})
            rows = [_hold_over(subject), ended]
        case EnteredInError():
            rows = [(queries.UNDO_ENDS, fact.fact, {"fact": str(fact.fact)})]
    return rows


def _hold_over(subject: str) -> tuple[str, Any, dict[str, Any]]:
    return queries.SAVE_HOLDS, subject, {"id": subject, "from": None}


def _clause(
    contract: str, fact: ContractRegistered | ClauseRegistered, clause: Clause
) -> tuple[str, Any, dict[str, Any]]:
    both = {"contract": contract, "board": str(fact.board), "provider": str(fact.provider)}
    return queries.SAVE_CLAUSES, (clause.id, clause.version), {**both, **clause.model_dump(mode="json")}
