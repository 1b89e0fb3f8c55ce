"""The life of an obligation: opened, met, missed, met late, lapsed, and the finding beside it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import get_args
from uuid import UUID

from schemas.codes import ObligationState, Severity, Standing
from services.provider_audit import ids
from services.provider_audit.calendar import DAY, civil_date, due, first_instant, nth_working_day_after, working_days
from services.provider_audit.contracts import clause_for
from services.provider_audit.dossier import ClauseVersion, Contract
from services.provider_audit.records import Finding, Ledger, Obligation, Submission
from services.provider_audit.rule import Duty, Escalation, Occasion, Rule, Trigger, load
from services.provider_audit.telling import KEPT, PATIENCE, Judging

RULES: dict[str, Rule] = load()
DUTIES: dict[str, Duty] = {rule.id: rule for rule in RULES.values() if isinstance(rule, Duty)}
BY_OCCASION: dict[Occasion, tuple[Duty, ...]] = {
    occasion: tuple(rule for rule in DUTIES.values() if rule.occasion == occasion) for occasion in get_args(Occasion)
}
MET_BY: dict[str, tuple[Duty, ...]] = {
    name: tuple(rule for rule in DUTIES.values() if name in rule.met_by)
    for name in {name for rule in DUTIES.values() for name in rule.met_by}
}
HEARING_WORKING_DAYS = 2
"""A day clock that another opened never ends before this many working days from hearing it."""


def key_of(rule: str, period: str) -> str:
    """Name a duty inside its ledger."""
    return f"{rule}/{period}" if period else rule


def due_of(rule: Duty, start: datetime, numbers: dict[str, int], tier: str, heard: datetime | None) -> datetime:
    """Give a duty's due: its clock, and at least two working days from hearing what another told, hours excepted."""
    clock = rule.clock(Trigger(start, numbers, tier))
    ends = due(clock, start)
    if heard is None or clock.kind == "hours":
        return ends
    return max(ends, working_days(heard, HEARING_WORKING_DAYS))


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What opens a duty: what it is about, when its clock starts, and the day that chooses contract and clause.

    `heard` is when the holder heard it, if another told it; `before` limits the clauses to those registered earlier.
    """

    about: UUID
    start: datetime
    day: date
    opened_at: datetime
    trigger: UUID | None
    heard: datetime | None
    period: str = ""
    tier: str = ""
    before: datetime | None = None
    began: UUID | None = None
    """The fact it all began with, where that is not the trigger."""


def open_duty(judging: Judging, rule: Duty, ledger: Ledger, contract: Contract, opening: Opening) -> None:
    """Open a duty, and judge at once what has already arrived in time."""
    version = rule.version(opening.day)
    key = key_of(rule.id, opening.period)
    if version is None or key in ledger.owed or key in ledger.done:
        return
    owed = _obligation(judging.dossier.provider, rule, version, contract, opening)
    judging.opened(owed)
    judging.dossier.obligations[owed.id] = owed
    ledger.owed[key] = owed.id
    submission = ledger.submissions.get(key)
    if submission is not None and submission.arrived < owed.due:
        _meet(judging, ledger, key, owed, submission)
    else:
        judging.plan(max(owed.due, opening.opened_at) + PATIENCE, owed.id, "due")


def _obligation(provider: UUID, rule: Duty, version: int, contract: Contract, opening: Opening) -> Obligation:
    clause = clause_for(contract, rule.id, opening.day, opening.before) if rule.basis == "K" else None
    numbers = rule.numbers(clause.parameters if clause else None)
    return Obligation(
        id=ids.obligation(rule.id, version, opening.about, opening.period),
        rule=rule.id,
        version=version,
        clause=clause.id if clause else None,
        clause_number=clause.number if clause else "",
        clause_version=clause.version if clause else None,
        contract=contract.id,
        contract_number=contract.number,
        owes=rule.owes[0],
        provider=provider,
        board=contract.board,
        about=opening.about,
        period=opening.period,
        trigger=opening.trigger,
        start=opening.start,
        day=opening.day,
        numbers=numbers,
        tier=opening.tier,
        heard=opening.heard,
        opened_at=opening.opened_at,
        due=due_of(rule, opening.start, numbers, opening.tier, opening.heard),
        rests=_rests(opening.trigger or opening.began, contract, clause),
    )


def _rests(began: UUID | None, contract: Contract, clause: ClauseVersion | None) -> tuple[UUID, ...]:
    facts = (began, contract.fact, clause.fact if clause else None)
    return tuple(dict.fromkeys(fact for fact in facts if fact is not None))


def numbers_of(rule: Duty, contract: Contract, day: date, before: datetime | None) -> dict[str, int]:
    """Give a rule's numbers under a contract on a day."""
    clause: ClauseVersion | None = clause_for(contract, rule.id, day, before)
    return rule.numbers(clause.parameters if clause else None)


def submit(judging: Judging, rule: Duty, ledger: Ledger, period: str, submission: Submission) -> None:
    """Take a submission: the earliest that arrived decides."""
    key = key_of(rule.id, period)
    earliest = ledger.submissions.get(key)
    if earliest is not None and earliest.arrived <= submission.arrived:
        return
    ledger.submissions[key] = submission
    owed = judging.dossier.obligations.get(ledger.owed[key]) if key in ledger.owed else None
    if owed is None:
        return
    if submission.arrived < owed.due:
        _meet(judging, ledger, key, owed, submission)
    elif owed.state is not ObligationState.OPEN:
        _meet_late(judging, owed, submission)


def _meet(judging: Judging, ledger: Ledger, key: str, owed: Obligation, submission: Submission) -> None:
    owed.state, owed.met_by, owed.met_at, owed.delay_seconds = (
        ObligationState.MET,
        submission.fact,
        submission.arrived,
        None,
    )
    judging.met(owed, submission)
    ledger.done.append(key)
    _leave(judging, ledger, key, owed)
    _withdraw(judging, owed, "arrived_before_due")


def _meet_late(judging: Judging, owed: Obligation, submission: Submission) -> None:
    owed.state, owed.met_by, owed.met_at = ObligationState.MET_LATE, submission.fact, submission.arrived
    owed.delay_seconds = (submission.arrived - owed.due).total_seconds()
    judging.met_late(owed, submission)
    finding = judging.dossier.findings[owed.finding] if owed.finding else None
    if finding is None:
        return
    rule = DUTIES[owed.rule]
    if finding.severity_raised_at is not None and submission.arrived < finding.severity_raised_at:
        finding.severity, finding.severity_raised_at = severity_of(rule, owed.tier), None
    finding.standing, finding.settled_at = Standing.SETTLED, submission.arrived
    finding.evidence = (*owed.rests, submission.fact)
    judging.settled(finding, submission.arrived)
    judging.plan(judging.now + KEPT, owed.id, "leave")


def severity_of(rule: Duty, tier: str) -> Severity:
    """Give the severity of a missed duty."""
    return dict(rule.severity_by_tier).get(tier, rule.severity)


def judge_due(judging: Judging, owed: Obligation, ledger: Ledger) -> None:
    """Judge a due whose instant has come: nothing that was heard arrived before it."""
    if owed.state is not ObligationState.OPEN or judging.now < max(owed.due, owed.opened_at) + PATIENCE:
        return
    rule = DUTIES[owed.rule]
    owed.state, owed.finding = ObligationState.MISSED, ids.duty_finding(owed.id)
    judging.missed(owed, owed.finding)
    finding = Finding(
        id=owed.finding,
        rule=owed.rule,
        version=owed.version,
        owes=(owed.owes,),
        provider=owed.provider,
        boards=(owed.board,),
        severity=severity_of(rule, owed.tier),
        about=owed.about,
        obligation=owed.id,
        raised_at=owed.due,
        judged_at=judging.now,
        reply_due=judging.now,
        begun_by=owed.trigger,
        evidence=owed.rests,
    )
    judging.dossier.findings[finding.id] = finding
    judging.raised(finding)
    if rule.escalation is not None:
        judging.plan(max(escalates_at(rule.escalation, owed), owed.opened_at) + PATIENCE, owed.id, "escalate")
    submission = ledger.submissions.get(key_of(owed.rule, owed.period))
    if submission is not None:
        _meet_late(judging, owed, submission)


def escalates_at(escalation: Escalation, owed: Obligation) -> datetime:
    """Give when a missed duty grows more serious: 24:00 of a working day after the day its due ends."""
    last = civil_date(owed.due) - DAY
    return first_instant(nth_working_day_after(last, owed.numbers[escalation.parameter]) + DAY)


def escalate(judging: Judging, owed: Obligation) -> None:
    """Raise the severity of a finding whose duty was still unfulfilled when it grew more serious."""
    rule = DUTIES[owed.rule]
    finding = judging.dossier.findings.get(owed.finding) if owed.finding else None
    if rule.escalation is None or finding is None or finding.severity_raised_at is not None:
        return
    at = escalates_at(rule.escalation, owed)
    if judging.now < max(at, owed.opened_at) + PATIENCE:
        return
    if owed.met_at is not None and owed.met_at < at:
        return
    finding.severity, finding.severity_raised_at = rule.escalation.severity, at
    judging.severity_raised(finding, at)


def lapse(judging: Judging, ledger: Ledger, owed: Obligation, reason: str) -> None:
    """Let a duty lapse; what was found about it is withdrawn."""
    owed.state, owed.lapsed_by = ObligationState.LAPSED, reason
    judging.lapsed(owed, reason)
    _leave(judging, ledger, key_of(owed.rule, owed.period), owed)
    _withdraw(judging, owed, reason)


def _leave(judging: Judging, ledger: Ledger, key: str, owed: Obligation) -> None:
    ledger.owed.pop(key, None)
    judging.dossier.obligations.pop(owed.id, None)


def _withdraw(judging: Judging, owed: Obligation, reason: str) -> None:
    finding = judging.dossier.findings.pop(owed.finding, None) if owed.finding else None
    if finding is not None:
        judging.withdrawn(finding, reason)


def leave(judging: Judging, ledger: Ledger, owed: Obligation) -> None:
    """Let a duty that was fulfilled late leave the dossier, with its settled finding."""
    if owed.state is ObligationState.MET_LATE:
        key = key_of(owed.rule, owed.period)
        ledger.done.append(key)
        _leave(judging, ledger, key, owed)
        judging.dossier.findings.pop(owed.finding, None) if owed.finding else None
