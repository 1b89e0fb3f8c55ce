"""What the judge holds while it judges one instant, and how it emits what changed."""

from dataclasses import dataclass, field
from datetime import datetime
from heapq import heappush
from typing import Any
from uuid import UUID

from schemas.envelope import Event
from schemas.fact import Fact, instant_text
from schemas.findings import Party, Standing
from schemas.new_event import NewEvent
from schemas.provider_audit import (
    FindingRaised,
    FindingSettled,
    FindingSeverityRaised,
    FindingWithdrawn,
    JudgementResumed,
    JudgementSuspended,
    ObligationLapsed,
    ObligationMet,
    ObligationMetLate,
    ObligationMissed,
    ObligationOpened,
    ObligationWaived,
)
from services.provider_audit.calendar import working_days
from services.provider_audit.facts.dossier import Dossier
from services.provider_audit.facts.records import Changes, Finding, Obligation, Stuck, Submission
from services.provider_audit.judge import ids

REPLY_WORKING_DAYS = 10


class Unjudgeable(ValueError):
    """A fact that cannot be judged; the text says why."""


@dataclass(slots=True)
class Judging:
    """One instant of judgement: the dossier, now, what caused it and who recorded that; gathers what changed."""

    dossier: Dossier
    changes: Changes
    now: datetime
    cause: str
    teller: UUID | None = None
    """Who recorded the fact that is applied; none at an instant of the agenda."""
    corrected_by: UUID | None = None
    """Who recorded the correction that is applied."""
    subjects: dict[UUID, list[Event] | None] = field(default_factory=dict)
    """Subjects whose duties to read again when the append has been applied: those that some facts bear on, none for all."""
    tellers: dict[UUID, UUID] = field(default_factory=dict)
    """Who recorded the last fact of the append that bears on a subject."""
    scopes: dict[str, datetime | None] = field(default_factory=dict)
    """Scopes of conditions to look at again, from which instant on; none for all of time."""

    @property
    def corrects(self) -> bool:
        """Whether a correction is applied: what it shows is judged at once."""
        return self.corrected_by is not None

    def re_evaluate(self, subject: UUID, event: Event | None = None) -> None:
        """Have a subject's duties read again: those that a fact bears on, none for all."""
        if self.teller is not None:
            self.tellers[subject] = self.teller
        events = self.subjects.setdefault(subject, [])
        if event is None:
            self.subjects[subject] = None
        elif events is not None:
            events.append(event)

    def mark_dirty(self, scope: str, since: datetime | None = None) -> None:
        """Have a scope looked at again from an instant on; none for all of time."""
        if scope in self.scopes:
            earlier = self.scopes[scope]
            since = None if earlier is None or since is None else min(earlier, since)
        self.scopes[scope] = since

    def plan(self, at: datetime, subject: UUID, what: str) -> None:
        """Put an instant on the agenda."""
        heappush(self.dossier.agenda, (at, subject, what))

    def _emit(self, subject: UUID, occurred: datetime, fact: Fact) -> None:
        identity = ids.new_event(type(fact).__name__, subject, self.cause)
        self.changes.new_events.append(
            NewEvent.model_construct(subject=subject, occurred=occurred, fact=fact, id=identity)
        )

    def opened(self, owed: Obligation) -> None:
        """Record that a clock began, or runs again or to another due."""
        self.changes.obligations[owed.id] = owed
        fact = ObligationOpened.model_construct(
            **_about(owed), version=owed.version, clause=owed.clause, trigger=owed.trigger
        )
        self._emit(owed.id, owed.opened_at, fact)

    def met(self, owed: Obligation, by: Submission) -> None:
        """Record that the duty was fulfilled in time."""
        self.changes.obligations[owed.id] = owed
        self._emit(owed.id, by.arrived, ObligationMet.model_construct(**_about(owed), by=by.fact))

    def missed(self, owed: Obligation, finding: UUID) -> None:
        """Record that the due passed without a submission that arrived before it."""
        self.changes.obligations[owed.id] = owed
        fact = ObligationMissed.model_construct(**_about(owed), finding=finding)
        self._emit(owed.id, owed.due, fact)

    def met_late(self, owed: Obligation, by: Submission) -> None:
        """Record that the duty was fulfilled after its due."""
        self.changes.obligations[owed.id] = owed
        fact = ObligationMetLate.model_construct(**_about(owed), by=by.fact, delay=by.arrived - owed.due)
        self._emit(owed.id, by.arrived, fact)

    def lapsed(self, owed: Obligation, reason: str) -> None:
        """Record that the duty is owed no more."""
        self.changes.obligations[owed.id] = owed
        self._emit(owed.id, self.now, ObligationLapsed.model_construct(**_about(owed), reason=reason))

    def waived(self, owed: Obligation, by: UUID) -> None:
        """Record that the board waived the duty."""
        self.changes.obligations[owed.id] = owed
        self._emit(owed.id, self.now, ObligationWaived.model_construct(**_about(owed), by=by))

    def raised(self, finding: Finding) -> None:
        """Emit a finding, with the clock for the reply."""
        finding.reply_due = working_days(finding.judged_at, REPLY_WORKING_DAYS)
        self.changes.findings[finding.id] = finding
        fact = FindingRaised.model_construct(
            **_which(finding),
            version=finding.version,
            about=finding.about,
            obligation=finding.obligation,
            raised_at=finding.raised_at,
            judged_at=finding.judged_at,
            reply_due=finding.reply_due,
        )
        self._emit(finding.id, finding.raised_at, fact)

    def severity_raised(self, finding: Finding, at: datetime) -> None:
        """Record that the same finding is more serious."""
        self.changes.findings[finding.id] = finding
        self._emit(finding.id, at, FindingSeverityRaised.model_construct(**_which(finding), at=at))

    def settled(self, finding: Finding, at: datetime) -> None:
        """Record that the duty was fulfilled late, or the condition ended."""
        self.changes.findings[finding.id] = finding
        self._emit(finding.id, at, FindingSettled.model_construct(**_which(finding), at=at))

    def withdrawn(self, finding: Finding, reason: str) -> None:
        """Withdraw a finding that does not hold, and emit it."""
        finding.standing, finding.withdrawn_reason, finding.settled_at = Standing.WITHDRAWN, reason, None
        self.changes.findings[finding.id] = finding
        fact = FindingWithdrawn.model_construct(**_which(finding), reason=reason)
        self._emit(finding.id, self.now, fact)

    def suspended(self, stuck: Stuck, cause: str = "") -> None:
        """Record that a subject cannot be judged, because of which fact, and whose word that is; caused by that fact unless given."""
        provider = self.dossier.provider
        bad = next(event for event in self.dossier.waits[stuck.subject] if event.id == stuck.fact)
        fact = JudgementSuspended(
            provider=provider,
            stuck=stuck.subject,
            why=stuck.why,
            since=stuck.since,
            fact=bad.id,
            of_log=bad.log,
            teller=bad.teller,
            board=getattr(bad.fact, "board", None),
        )
        self.cause = f"{cause}/{bad.id}" if cause else str(bad.id)
        self._emit(provider, stuck.since, fact)

    def resumed(self, subject: UUID) -> None:
        """Record that a subject is judged again."""
        provider = self.dossier.provider
        self.cause = f"resumed/{subject}/{instant_text(self.now)}"
        self._emit(provider, self.now, JudgementResumed(provider=provider, stuck=subject))


def instant_cause(at: datetime, subject: UUID, what: str) -> str:
    """Name an instant of the agenda as a cause."""
    return f"{what}/{subject}/{instant_text(at)}"


def _about(owed: Obligation) -> dict[str, Any]:
    return {
        "rule": owed.rule,
        "owes": owed.owes,
        "provider": owed.provider,
        "board": owed.board,
        "about": owed.about,
        "period": owed.period,
        "due": owed.due,
    }


def _which(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "owes": tuple(Party(owes) for owes in finding.owes),
        "provider": finding.provider,
        "boards": finding.boards,
        "severity": finding.severity,
    }
