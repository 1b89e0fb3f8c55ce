"""Fold again what was received and compare it with what stands; tell why a finding stands."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from schemas.envelope import Event
from services.provider_audit.facts.dossier import Dossier
from services.provider_audit.judge.order import proceed, providers_of
from services.provider_audit.replay.difference import changed_fields
from services.provider_audit.replay.explain import explain as explain_finding
from services.provider_audit.storage import inbox
from services.provider_audit.storage.store import all_standing, judged_beyond, with_duty
from services.runtime.database.pool import Database
from services.runtime.database.work import Work
from services.runtime.events.inbox_state import InboxState
from services.runtime.language.words import Language

MOST_SHOWN = 50
Key = tuple[str, UUID]
Records = dict[Key, Any]
"""Obligations and findings by kind and id."""


@dataclass(frozen=True)
class Verified:
    """What a verification found: how many findings, facts and differences, and the first of the differences by id and field."""

    findings: int
    facts: int
    differences: int
    first: tuple[str, ...] = ()

    @property
    def same(self) -> bool:
        """Tell whether what stands equals what was folded again."""
        return not self.differences

    def __str__(self) -> str:
        """Give the sentence the command prints."""
        return f"{self.differences} differences in {self.findings} findings over {self.facts} facts"


async def verify(database: Database) -> Verified:
    """Fold every received and judged fact again, purely, and compare every obligation, finding and waiting fact with what stands.

    What fell when it was judged again stands only to be seen, so it is not compared.
    """
    async with database.work("provider_audit") as work:
        until = await inbox.judged_until(work)
        if until is None:
            return Verified(0, 0, 0)
        events, states = await inbox.had_their_turn(work)
        ahead = await judged_beyond(work, until)
        beyond = await inbox.beyond_progress(work, ahead) if ahead else {}
        kept = await _standing(work)
    dossiers = _folded(
        events, until, ahead, {provider: [each.event for each in more] for provider, more in beyond.items()}
    )
    folded = _records(dossiers)
    different = [line for key in sorted(folded.keys() | kept.keys()) for line in _compared(key, kept, folded)]
    different += _compared_states(states, dossiers)
    findings = sum(kind == "finding" for kind, _id in kept)
    return Verified(findings, len(events), len(different), tuple(different[:MOST_SHOWN]))


async def _standing(work: Work) -> Records:
    owed, found = await all_standing(work)
    return {("obligation", each.id): each for each in owed} | {("finding", each.id): each for each in found}


def _folded(
    events: Sequence[Event],
    until: datetime,
    ahead: Mapping[UUID, datetime],
    beyond: Mapping[UUID, Sequence[Event]],
) -> list[Dossier]:
    """Fold what had its turn, and of those whom pieces of a batch have judged further, as far as that."""
    by_provider: dict[UUID, list[Event]] = defaultdict(list)
    known = {provider for event in events for provider in providers_of(event)}
    for event in events:
        for provider in providers_of(event, known):
            by_provider[provider].append(event)
    for provider, more in beyond.items():
        by_provider[provider].extend(more)
    return [
        proceed(Dossier(provider), events, ahead.get(provider, until))
        for provider, events in sorted(by_provider.items())
    ]


def _records(dossiers: Sequence[Dossier]) -> Records:
    found: Records = {}
    for dossier in dossiers:
        found |= {("obligation", each.id): each for each in dossier.changes.obligations.values()}
        found |= {("finding", each.id): each for each in dossier.changes.findings.values()}
    return found


def _compared(key: Key, kept: Records, folded: Records) -> list[str]:
    """Say in a line how a record that stands differs from the one folded again, field by field; nothing when it does not."""
    kind, identity = key
    one, other = kept.get(key), folded.get(key)
    if one == other:
        return []
    known: Any = one or other
    name = f"{kind} {identity} of {known.rule}, provider {known.provider}"
    if one is None or other is None:
        return [
            f"{name}: "
            + ("it does not stand, folded again it does" if one is None else "it stands, folded again it does not")
        ]
    return [f"{name}, stands / folded again: {'; '.join(changed_fields(one, other))}"]


def _compared_states(states: Mapping[UUID, InboxState], dossiers: Sequence[Dossier]) -> list[str]:
    """Say which facts wait, or are left out, in the fold alone or in what stands alone."""
    lines = []
    for dossier in dossiers:
        again = {each.id: InboxState.PARKED for events in dossier.waits.values() for each in events}
        again |= dict.fromkeys(dossier.left, InboxState.VOID)
        kept = {event.id for events in dossier.facts.values() for event in events}
        again |= dict.fromkeys(kept, InboxState.APPLIED)
        lines += [
            f"fact {fact} of provider {dossier.provider}, stands / folded again: {states[fact].value} / {state.value}"
            for fact, state in sorted(again.items())
            if fact in states and states[fact] is not state
        ]
    return lines


async def explain(database: Database, finding: UUID, language: Language = "sv") -> list[str]:
    """Tell in plain lines why a finding stands. Raises LookupError when there is no such finding."""
    async with database.work("provider_audit") as work:
        kept = await with_duty(work, finding)
        if kept is None:
            raise LookupError(f"there is no finding {finding}: see the page Brister for its number")
        explained = explain_finding(kept.finding, kept.owed, language=language)
        events = await inbox.by_id(work, explained.facts)
    return explain_finding(kept.finding, kept.owed, events, language).lines()
