"""Facts of the register, kept by their ids beside what was attested, so that each can be entered in error."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func
from sqlmodel import col, select

from schemas.codes import Origin
from schemas.directory import EnteredInError
from schemas.fact import Fact
from schemas.new_event import Author, NewEvent
from services.directory.attestation_tables import AttestedRow
from services.directory.register.facts import CONTRACT_FACTS, REGISTER_FACTS, register_fact
from services.directory.shared.attested import Attested
from services.runtime.database.expressions import among, fields_of
from services.runtime.database.query import query
from services.runtime.database.work import Work
from services.runtime.language.identifiers import derived, new_id


@dataclass(frozen=True, slots=True)
class Count:
    """How many facts of a subject are kept."""

    subject: UUID
    facts: int


@dataclass(frozen=True, slots=True)
class TellerOf:
    """Whose word a fact is."""

    id: UUID
    teller: UUID


_COUNTS = query(
    select(AttestedRow.subject, func.count().label("facts"))
    .where(among(AttestedRow.subject, "subjects"))
    .group_by(col(AttestedRow.subject)),
    into=Count,
)
_TELLERS = query(select(*fields_of(AttestedRow, TellerOf)).where(among(AttestedRow.id, "facts")), into=TellerOf)


async def _counts(work: Work, subjects: Iterable[UUID]) -> Counter[UUID]:
    """Count what is kept of each subject."""
    return Counter({each.subject: each.facts for each in await work.all(_COUNTS, subjects=list(subjects))})


async def _tellers(work: Work, facts: Iterable[UUID]) -> dict[UUID, UUID]:
    """Give whose word facts are, by their ids."""
    return {each.id: each.teller for each in await work.all(_TELLERS, facts=list(facts))}


def of_register(fact: Fact) -> bool:
    """Tell whether a fact is the register's own, which everybody may read: not a contract's, which is its board's."""
    if isinstance(fact, EnteredInError):
        return fact.register_word
    return isinstance(fact, REGISTER_FACTS) and not isinstance(fact, CONTRACT_FACTS)


async def facts_of_register(work: Work, new_events: Sequence[NewEvent], author: Author) -> dict[int, Attested]:
    """Give the facts of the register among what was decided, by the new event; an entry in error is the word of whom it retracts.

    In the demonstration their ids come out the same again.
    """
    now = await work.now()
    retracted = [new_event.fact.fact for new_event in new_events if isinstance(new_event.fact, EnteredInError)]
    tellers = await _tellers(work, retracted) if retracted else {}
    again = author.origin is Origin.DEMONSTRATION
    before = await _counts(work, {each.subject for each in new_events}) if again else Counter[UUID]()
    found: dict[int, Attested] = {}
    for new_event in new_events:
        fact = new_event.fact
        if isinstance(fact, (*REGISTER_FACTS, EnteredInError)):
            teller = tellers[fact.fact] if isinstance(fact, EnteredInError) else author.teller
            before[new_event.subject] += 1
            made = (
                derived("demonstration register fact", new_event.subject, before[new_event.subject])
                if again
                else new_id()
            )
            found[id(new_event)] = register_fact(new_event, new_event.id or made, teller, now)
    return found
