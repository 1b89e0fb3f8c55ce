"""From what the facts show is owed to what binds: contract, clause, numbers, and the due with every kindness of the rules.

The comments cite section 5 of docs/examiner.md, "The life of a duty", by its headings; the steps of the due are numbered there.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from services.provider_audit.facts.corrections import doubtful
from services.provider_audit.facts.dossier import Dossier, Key
from services.provider_audit.facts.placement import placement
from services.provider_audit.facts.subject_history import subject_history
from services.provider_audit.judge.reading import Reading, ResolvedDuty
from services.provider_audit.rules.claiming import earliest
from services.provider_audit.rules.declaration import Duty, Periods

EVERY_PERIOD: Mapping[str, Periods] = {}


def resolve_duties(
    dossier: Dossier, subject: UUID, now: datetime, rules: Iterable[Duty], wanted: Mapping[str, Periods] = EVERY_PERIOD
) -> dict[Key, ResolvedDuty]:
    """Give the wanted duties that a subject's facts show, each with the corrections that count for it.

    A holder's own correction that arrived at or after the due counts only when another agreed to it.
    """
    reading, rules = Reading(dossier, now, dossier.owed.get(subject, {}), wanted), list(rules)
    unagreed = doubtful(dossier.facts.get(subject, ()))
    whole = _read(reading, subject, rules, ())
    if not unagreed:
        return _with_suppressed(whole)
    readings = {frozenset[UUID](): whole}

    def read(ignored: Collection[UUID]) -> dict[Key, ResolvedDuty]:
        key = frozenset(ignored)
        if key not in readings:
            readings[key] = _read(reading, subject, rules, key)
        return readings[key]

    names = set(whole) | set(read([event.id for event in unagreed]))
    found: dict[Key, ResolvedDuty] = {}
    for name in sorted(names):
        current = whole.get(name) or read([event.id for event in unagreed])[name]
        own = [event for event in unagreed if event.teller == (current.holder or dossier.provider)]
        ignored = {event.id for event in own}
        # Corrections that count: one at a time in the order received, each against the due that is shown without it.
        for event in own:
            fewer = ignored - {event.id}
            owed = read(ignored).get(name) or read(fewer).get(name)
            # Before the due it is plain care; after it, a holder's own word alone would undo its own omission.
            if owed is None or event.arrived < owed.due:
                ignored = fewer
        resolved = read(ignored).get(name)
        if resolved is not None:
            found[name] = resolved
    return _with_suppressed(found)


def _read(reading: Reading, subject: UUID, rules: Iterable[Duty], ignored: Collection[UUID]) -> dict[Key, ResolvedDuty]:
    return {resolved.key: resolved for resolved in _resolve_all(reading, subject, rules, ignored)}


def _resolve_all(
    reading: Reading, subject: UUID, rules: Iterable[Duty], ignored: Collection[UUID]
) -> Iterator[ResolvedDuty]:
    for rule in rules:
        read = placement if rule.reach == "placement" else subject_history
        periods = reading.periods(rule)
        for claim in rule.claims(read(reading.dossier, subject, ignored), reading, rule):
            resolved = reading.resolve(rule, claim) if periods is None or claim.period in periods else None
            if resolved is not None:
                yield resolved


def _with_suppressed(found: dict[Key, ResolvedDuty]) -> dict[Key, ResolvedDuty]:
    """One omission, one finding: what falls due while an earlier one is missed and unfulfilled raises none of its own."""
    suppressed = dict(found)
    for rule in {resolved.rule.id: resolved.rule for resolved in found.values() if resolved.rule.one_omission}.values():
        duties = sorted(
            (resolved for resolved in found.values() if resolved.rule is rule and resolved.lapse is None),
            key=lambda resolved: (resolved.due, resolved.claim.period),
        )
        for number, resolved in enumerate(duties):
            if any(_unfulfilled(earlier, resolved.due) for earlier in duties[:number]):
                suppressed[resolved.key] = replace(resolved, claim=replace(resolved.claim, silent=True))
    return suppressed


def _unfulfilled(resolved: ResolvedDuty, at: datetime) -> bool:
    best = earliest(resolved.claim.met_by)
    return best is None or best.arrived >= at
