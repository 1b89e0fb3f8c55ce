"""What is found of a missed duty: the finding stands, grows more serious, is settled by what came late, or is withdrawn.

The comments cite section 5 of docs/examiner.md, "The life of a duty".
"""

from datetime import datetime
from uuid import UUID

from schemas.findings import ObligationState, Standing
from services.provider_audit.calendar import DAY, civil_date, first_instant, nth_working_day_after
from services.provider_audit.facts.records import Finding, Obligation, Submission
from services.provider_audit.judge import ids
from services.provider_audit.judge.output import Judging
from services.provider_audit.judge.reading import DUTIES, ResolvedDuty
from services.provider_audit.rules.claim import GRACE_PERIOD, RETURNED
from services.provider_audit.rules.declaration import Escalation

FOUND = (ObligationState.MISSED, ObligationState.MET_LATE)


def clear_fulfilment(owed: Obligation) -> None:
    """Forget what fulfilled a duty."""
    owed.met_by = owed.met_at = owed.delay_seconds = None


def withdraw(judging: Judging, owed: Obligation, reason: str) -> None:
    """Withdraw what was found about a duty, if anything was."""
    finding = judging.dossier.findings.pop(owed.finding, None) if owed.finding else None
    if finding is not None:
        judging.withdrawn(finding, reason)


def mark_missed(judging: Judging, owed: Obligation, resolved: ResolvedDuty, best: Submission | None) -> None:
    """Nothing that was received arrived before the due: the finding says so, or what came late settles it."""
    finding_id = ids.duty_finding(owed.id)
    # Judging 6; again also when what had come late does not fulfil it any more: then it is missed anew.
    if owed.state not in FOUND or (best is None and owed.state is ObligationState.MET_LATE):
        owed.state, owed.finding = ObligationState.MISSED, None if resolved.claim.silent else finding_id
        clear_fulfilment(owed)
        judging.missed(owed, finding_id)
    owed.finding = None if resolved.claim.silent else finding_id
    late = best is not None and (owed.met_by, owed.met_at) != (best.fact, best.arrived)
    delay = (best.arrived - owed.due).total_seconds() if best else None
    # Judging 7. Both states are recorded: missed first, then met late, so that a reader of facts sees why the finding is settled.
    if best is not None and (late or owed.delay_seconds != delay):
        owed.state, owed.met_by, owed.met_at, owed.delay_seconds = (
            ObligationState.MET_LATE,
            best.fact,
            best.arrived,
            delay,
        )
        finding = None if resolved.claim.silent else _found(judging, owed, resolved, finding_id)
        judging.met_late(owed, best)
    else:
        finding = None if resolved.claim.silent else _found(judging, owed, resolved, finding_id)
    # One omission, one finding: the earlier one speaks for both.
    if finding is None:
        suppressed = judging.dossier.findings.pop(finding_id, None)
        if suppressed is not None:
            judging.withdrawn(suppressed, "one_omission")
        return
    _escalate(judging, owed, resolved, finding, best)
    # What came late settles the finding at its arrival, not when it was received.
    if best is not None and (finding.standing is not Standing.SETTLED or finding.settled_at != best.arrived):
        finding.standing, finding.settled_at = Standing.SETTLED, best.arrived
        finding.evidence = tuple(dict.fromkeys((*owed.evidence, best.fact)))
        judging.settled(finding, best.arrived)


def _found(judging: Judging, owed: Obligation, resolved: ResolvedDuty, finding_id: UUID) -> Finding:
    """Give the finding of a missed duty, raised now if it does not stand, judged anew if its beginning moved."""
    raised_at = resolved.claim.raised_at or owed.due
    finding = judging.dossier.findings.get(finding_id)
    if finding is None:
        finding = judging.dossier.findings[finding_id] = Finding(
            id=finding_id,
            rule=owed.rule,
            version=owed.version,
            owes=(owed.owes,),
            provider=owed.provider,
            boards=tuple(sorted(owed.boards)),
            severity=resolved.severity,
            about=owed.about,
            obligation=owed.id,
            raised_at=raised_at,
            judged_at=judging.now,
            reply_due=judging.now,
            begun_by=owed.trigger,
            evidence=owed.evidence,
        )
        judging.raised(finding)
        return finding
    again = finding.standing is Standing.SETTLED and owed.state is ObligationState.MISSED
    moved = finding.raised_at != raised_at
    # The finding: judged anew when it stands again after being settled, and when its beginning moved, so that the time to reply runs anew.
    if moved or again:
        finding.raised_at, finding.judged_at = raised_at, max(judging.now, owed.due + GRACE_PERIOD)
        finding.standing, finding.settled_at = Standing.STANDING, None
        finding.evidence, finding.boards, finding.begun_by = owed.evidence, tuple(sorted(owed.boards)), owed.trigger
        finding.severity, finding.severity_raised_at = resolved.severity, None
        judging.raised(finding)
    return finding


def _escalate(
    judging: Judging, owed: Obligation, resolved: ResolvedDuty, finding: Finding, best: Submission | None
) -> None:
    """Have the severity of a finding follow the facts: what is unfulfilled when its time comes is more serious from then."""
    escalation, severity = escalation_of(owed), resolved.severity
    if escalation is not None:
        # More serious only if it was unfulfilled when its time came, and a minute has passed for what may be on its way.
        at = escalates_at(escalation, owed)
        grown = judging.now >= max(at + GRACE_PERIOD, owed.judged_from) and (best is None or best.arrived >= at)
        if grown and finding.severity_raised_at is None:
            finding.severity, finding.severity_raised_at = escalation.severity, at
            judging.severity_raised(finding, at)
        # A correction shows that it had been fulfilled by then: it was never that serious.
        elif not grown and finding.severity_raised_at is not None:
            finding.severity, finding.severity_raised_at = severity, None
            judging.changes.findings[finding.id] = finding
    elif finding.severity is not severity:
        finding.severity = severity
        judging.changes.findings[finding.id] = finding


def escalation_of(owed: Obligation) -> Escalation | None:
    """Give how a missed duty grows more serious; a correction asked for by a return never does."""
    return None if owed.period.startswith(RETURNED) else DUTIES[owed.rule].escalation


def escalates_at(escalation: Escalation, owed: Obligation) -> datetime:
    """Give when a missed duty grows more serious: 24:00 of a working day after the day its due ends, interruptions aside."""
    last = civil_date(owed.due_before_interruptions) - DAY
    return first_instant(nth_working_day_after(last, owed.numbers[escalation.parameter]) + DAY)
