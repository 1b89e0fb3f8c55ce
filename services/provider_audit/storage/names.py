"""The audit's own copy of what its pages call things: organisations, contracts, and the case behind a placement."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import update
from sqlmodel import col

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
from services.provider_audit.page_tables import ClauseRow, ContractRow, OrganisationRow, SubjectRow
from services.runtime.database.expressions import as_lists, given
from services.runtime.database.query import query
from services.runtime.database.work import Work

Values = dict[str, Any]
_held = given(id=SubjectRow.id, since=SubjectRow.paused_from)
HOLD = query(update(SubjectRow).where(col(SubjectRow.id) == _held.c.id).values(paused_from=_held.c.since))


@dataclass
class Names:
    """What a batch says of names, as rows by their keys; the last one is effective."""

    organisations: dict[UUID, Values] = field(default_factory=dict)
    contracts: dict[UUID, Values] = field(default_factory=dict)
    clauses: dict[tuple[UUID, int], Values] = field(default_factory=dict)
    subjects: dict[UUID, Values] = field(default_factory=dict)
    holds: dict[UUID, Values] = field(default_factory=dict)
    """Since when each placement is on hold, None where it is not."""
    ends: dict[UUID, UUID] = field(default_factory=dict)
    """The fact that each subject ended by."""
    errors: set[UUID] = field(default_factory=set)
    """The facts that were entered in error."""


async def save_names(work: Work, batch: Iterable[Event]) -> None:
    """Keep what a batch says of names, for the pages."""
    names = gather(batch)
    await work.put(OrganisationRow, list(names.organisations.values()))
    await work.add_new(ContractRow, list(names.contracts.values()))
    await work.add_new(ClauseRow, list(names.clauses.values()))
    await work.add_new(SubjectRow, list(names.subjects.values()))
    if names.holds:
        await work.run(HOLD, **as_lists(list(names.holds.values())))
    if names.ends:
        ended = [{"id": str(subject), "fact": str(fact)} for subject, fact in names.ends.items()]
        await work.run(queries.SAVE_ENDS, rows=json.dumps(ended))
    if names.errors:
        await work.run(queries.UNDO_ENDS, rows=json.dumps([{"fact": str(fact)} for fact in sorted(names.errors)]))


def gather(batch: Iterable[Event]) -> Names:
    """Gather what a batch says of names."""
    names = Names()
    for event in batch:
        _gather_one(names, event, event.subject)
    return names


def _gather_one(names: Names, event: Event, subject: UUID) -> None:
    match event.fact:
        case BoardRegistered() | ProviderRegistered() | UnitRegistered() as fact:
            kind = event.type.split(".")[-2].removesuffix("Registered").lower()
            names.organisations[subject] = {"id": subject, "kind": kind, "name": fact.name}
        case ContractRegistered() as fact:
            parties = {"board": fact.board, "provider": fact.provider}
            names.contracts[subject] = {"id": subject, "number": fact.number, **parties}
            for clause in fact.clauses:
                _add_clause(names, subject, fact, clause)
        case ClauseRegistered() as fact:
            _add_clause(names, subject, fact, fact.clause)
        case ReferralSent() | PlacementStarted() as fact:
            kind = "referral" if isinstance(fact, ReferralSent) else "placement"
            of = {"case": fact.case, "board": fact.board, "provider": fact.provider}
            names.subjects[subject] = {"id": subject, "kind": kind, **of}
        case PlacementPaused() as fact:
            names.holds[subject] = {"id": subject, "since": fact.from_at}
        case PlacementResumed():
            names.holds[subject] = {"id": subject, "since": None}
        case PlacementEnded() | ReferralWithdrawn():
            names.holds[subject] = {"id": subject, "since": None}
            names.ends[subject] = event.id
        case EnteredInError() as fact:
            names.errors.add(fact.fact)


def _add_clause(names: Names, contract: UUID, fact: ContractRegistered | ClauseRegistered, clause: Clause) -> None:
    parties = {"contract": contract, "board": fact.board, "provider": fact.provider}
    names.clauses[clause.id, clause.version] = {**parties, **clause.model_dump()}
