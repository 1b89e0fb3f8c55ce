"""Referral's own copy of the directory, kept from the facts it consumes."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, func, select, update
from sqlmodel import col

from schemas import directory as facts
from schemas.envelope import Event
from schemas.fact import Fact
from services.referral.inbox_restated import corrected, effective_events, forget
from services.referral.inbox_rows import CONSUMED, DECIDED, END_CONTRACT, END_PERMIT, NOT_BOUND, Values
from services.referral.known_tables import (
    KnownBoardRow,
    KnownClauseRow,
    KnownContractRow,
    KnownPermitChangeRow,
    KnownPermitRow,
    KnownPositionRow,
    KnownProviderRow,
    KnownRevocationRow,
    KnownUnitRow,
)
from services.runtime.database.expressions import among
from services.runtime.database.query import Query, query
from services.runtime.database.work import Work
from services.runtime.errors import Bad

KNOWN_PERMITS = query(select(col(KnownPermitRow.id)).where(among(KnownPermitRow.id, "ids")), into=UUID)
KNOWN_CONTRACTS = query(select(col(KnownContractRow.id)).where(among(KnownContractRow.id, "ids")), into=UUID)
REACHED = query(
    update(KnownPositionRow).values(position=func.greatest(KnownPositionRow.position, bindparam("position")))
)
_LAST_WORD = (KnownBoardRow, KnownProviderRow, KnownUnitRow)
"""What is recorded again stands as it was recorded last."""
_FIRST_WORD = (KnownPermitRow, KnownPermitChangeRow, KnownContractRow, KnownClauseRow, KnownRevocationRow)
"""What is recorded again changes nothing."""
_AFTERWARDS = (END_PERMIT, NOT_BOUND, END_CONTRACT, DECIDED)


async def apply(work: Work, batch: list[Event]) -> None:
    """Keep what the directory recorded, one statement for each kind of row.

    Facts of one subject come in their sequence, and a kind's rows keep that order; of what something was entered in error
    is kept anew. Raises Bad when a permit changes, or a permit or contract ends, that was never registered.
    """
    await _keep(work, batch)
    for subject, until in corrected(batch).items():
        await forget(work, subject)
        # What is left of a subject whose registration never was keeps nothing, and stops nothing.
        await _keep(work, await effective_events(work, subject, until, batch), refuse_unknown=False)
    if batch:
        await work.run(REACHED, position=max(event.position for event in batch))


async def _keep(work: Work, events: Sequence[Event], *, refuse_unknown: bool = True) -> None:
    kept: Mapping[Any, list[Values]] = defaultdict(list)
    for event in events:
        handler = CONSUMED.get(type(event.fact))
        for where, values in handler(event, event.fact) if handler else ():
            kept[where].append(values)
    if refuse_unknown:
        await _refuse_unknown(work, events, KNOWN_PERMITS, facts.PermitRegistered, _AFTER_A_PERMIT)
        await _refuse_unknown(work, events, KNOWN_CONTRACTS, facts.ContractRegistered, _AFTER_A_CONTRACT)
    for table in _LAST_WORD:
        await work.put(table, list({values["id"]: values for values in kept[table]}.values()))
    for row in _FIRST_WORD:
        await work.add_new(row, kept[row])
    for statement in _AFTERWARDS:
        for values in kept[statement]:
            await work.run(statement, **values)


_AFTER_A_PERMIT: dict[type[Fact], str] = {
    facts.PermitChanged: "a permit changes that was never registered",
    facts.PermitEnded: "a permit ends that was never registered",
}
_AFTER_A_CONTRACT: dict[type[Fact], str] = {facts.ContractEnded: "a contract ends that was never registered"}


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
