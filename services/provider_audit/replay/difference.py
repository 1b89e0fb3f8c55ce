"""What judging the same facts again changes: compared by derived id with what stands, and recorded as facts with the reason."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from schemas.findings import ObligationState, Severity, Standing
from schemas.new_event import NewEvent
from services.provider_audit.facts.dossier import Dossier
from services.provider_audit.facts.records import Changes, Finding, Obligation, Stuck, Submission
from services.provider_audit.judge import ids
from services.provider_audit.judge.output import Judging

NEW_JUDGE, TRIED_AGAIN = "new_judge", "tried_again"
FELL = "judged_again"
_SERIOUS = tuple(Severity)
R = TypeVar("R")


@dataclass(frozen=True)
class KeptJudgement:
    """What stands of a provider, by id, and which subjects are suspended; `fallen` are the ids that no fold gave any more."""

    obligations: Mapping[UUID, Obligation]
    findings: Mapping[UUID, Finding]
    stuck: Mapping[UUID, UUID | None]
    fallen: frozenset[UUID] = frozenset()


@dataclass
class Difference:
    """What to save and emit so that what stands is what the fold gives; `fallen` are the ids it does not give."""

    obligations: list[Obligation] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    fallen: set[UUID] = field(default_factory=set)
    raised: list[UUID] = field(default_factory=list)
    """The findings that stand by this alone."""
    new_events: list[NewEvent] = field(default_factory=list)


def difference(stood: KeptJudgement, again: Dossier, at: datetime, because: str) -> Difference:
    """Compare what stood with a dossier folded from its first fact; `at` is the instant up to which both were judged."""
    found = Difference()
    judging = Judging(again, Changes(), at, f"judged again/{because}/{at.isoformat()}")
    for identity, owed in sorted(again.changes.obligations.items()):
        before = _standing(stood.obligations, identity, stood)
        if owed != stood.obligations.get(identity):
            found.obligations.append(owed)
        if before is None or _reported_of(before) != _reported_of(owed):
            _emit_obligation(judging, owed, before)
    for identity, finding in sorted(again.changes.findings.items()):
        known = _standing(stood.findings, identity, stood)
        if finding != stood.findings.get(identity):
            found.findings.append(finding)
        if _emit_finding(judging, finding, known):
            found.raised.append(identity)
    _let_fall(judging, stood, found)
    _emit_stuck(judging, stood.stuck)
    found.new_events = [_because(new_event, because) for new_event in judging.changes.new_events]
    return found


def changed_fields(one: Any, other: Any) -> list[str]:
    """Name the fields in which two records of a kind differ, with both values."""
    pairs = [(each.name, getattr(one, each.name), getattr(other, each.name)) for each in fields(one)]
    return [f"{name}: {before} / {after}" for name, before, after in pairs if before != after]


def _standing(known: Mapping[UUID, R], identity: UUID, stood: KeptJudgement) -> R | None:
    return None if identity in stood.fallen else known.get(identity)


def _reported_of(owed: Obligation) -> tuple[object, ...]:
    return owed.state, owed.due, owed.met_by, owed.lapsed_by, owed.waived_by


def _emit_obligation(judging: Judging, owed: Obligation, before: Obligation | None) -> None:
    match owed.state:
        case ObligationState.OPEN:
            judging.opened(owed)
        case ObligationState.MET if owed.met_by and owed.met_at:
            judging.met(owed, Submission(owed.met_by, owed.met_at))
        case ObligationState.MISSED:
            judging.missed(owed, ids.duty_finding(owed.id))
        case ObligationState.MET_LATE if owed.met_by and owed.met_at:
            judging.met_late(owed, Submission(owed.met_by, owed.met_at))
        case ObligationState.WAIVED if owed.waived_by:
            judging.waived(owed, owed.waived_by)
        case ObligationState.LAPSED if before is not None:
            judging.lapsed(owed, owed.lapsed_by or "not_owed")


def _emit_finding(judging: Judging, finding: Finding, before: Finding | None) -> bool:
    """Emit how a finding stands where it stood otherwise; say whether it stands by this alone."""
    stood = before is not None and before.standing is not Standing.WITHDRAWN
    if finding.standing is Standing.WITHDRAWN:
        if stood:
            judging.withdrawn(finding, finding.withdrawn_reason or FELL)
        return False
    moved = before is None or (finding.raised_at, finding.judged_at) != (before.raised_at, before.judged_at)
    opened_again = stood and before is not None and _is_settled(before) and not _is_settled(finding)
    settled_at = before.settled_at if before is not None and stood else None
    if not stood or moved or opened_again:
        judging.raised(finding)
        settled_at = None
    elif before is not None and _SERIOUS.index(finding.severity) < _SERIOUS.index(before.severity):
        judging.severity_raised(finding, finding.severity_raised_at or judging.now)
    if finding.settled_at is not None and finding.settled_at != settled_at:
        judging.settled(finding, finding.settled_at)
    return not stood and not _is_settled(finding)


def _is_settled(finding: Finding) -> bool:
    return finding.standing is Standing.SETTLED


def _let_fall(judging: Judging, stood: KeptJudgement, found: Difference) -> None:
    """What only an earlier judgement gave is owed and found no more; it stays to be seen, and no fold gives it."""
    changes = judging.dossier.changes
    for identity, owed in sorted(stood.obligations.items()):
        if identity in changes.obligations:
            continue
        found.fallen.add(identity)
        if identity not in stood.fallen and owed.state is not ObligationState.LAPSED:
            fallen = replace(owed, state=ObligationState.LAPSED, lapsed_by="not_owed", lapsed_at=judging.now)
            found.obligations.append(fallen)
            judging.lapsed(fallen, "not_owed")
    for identity, finding in sorted(stood.findings.items()):
        if identity in changes.findings:
            continue
        found.fallen.add(identity)
        if identity not in stood.fallen and finding.standing is not Standing.WITHDRAWN:
            withdrawn = replace(finding)
            judging.withdrawn(withdrawn, FELL)
            found.findings.append(withdrawn)


def _emit_stuck(judging: Judging, before: Mapping[UUID, UUID | None]) -> None:
    stuck: Mapping[UUID, Stuck] = judging.dossier.stuck
    for subject in sorted(stuck):
        if before.get(subject) != stuck[subject].fact:
            judging.suspended(stuck[subject], judging.cause)
    for subject in _gone(before, stuck):
        judging.resumed(subject)


def _gone(before: Iterable[UUID], now: Iterable[UUID]) -> list[UUID]:
    return sorted(set(before) - set(now))


def _because(new_event: NewEvent, because: str) -> NewEvent:
    if "judged_again" not in type(new_event.fact).model_fields:
        return new_event
    return new_event.model_copy(update={"fact": new_event.fact.model_copy(update={"judged_again": because})})
