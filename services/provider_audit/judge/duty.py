"""The life of an obligation: what the facts now show is compared with what stands, and the finding follows."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from schemas.codes import ObligationState, Party
from services.provider_audit.calendar import working_days
from services.provider_audit.facts.corrections import doubtful, effective
from services.provider_audit.facts.dossier import Dossier
from services.provider_audit.facts.records import Obligation, Submission
from services.provider_audit.facts.terms import terms
from services.provider_audit.judge import ids
from services.provider_audit.judge.held import depends_on_suspended
from services.provider_audit.judge.missed import clear_fulfilment, escalates_at, escalation_of, mark_missed, withdraw
from services.provider_audit.judge.output import Judging
from services.provider_audit.judge.resolve import DUTIES, HEARING_WORKING_DAYS, Key, ResolvedDuty, resolve_duties
from services.provider_audit.rules.claims import earliest
from services.provider_audit.rules.declaration import GRACE_PERIOD, Duty

BY_REACH = {
    reach: tuple(rule for rule in DUTIES.values() if rule.reach == reach)
    for reach in ("placement", "referral", "contract", "provider", "unit")
}


def read_again(judging: Judging, subject: UUID, rules: Iterable[Duty]) -> None:
    """Compare what the facts of a matter show is owed with what stands, and tell the difference."""
    dossier, rules = (
        judging.dossier,
        [rule for rule in rules if not depends_on_suspended(judging.dossier, subject, rule)],
    )
    if not rules:
        return
    names = {rule.id for rule in rules}
    standing = {(each.rule, each.period): each for each in dossier.owed_by(subject) if each.rule in names}
    current = resolve_duties(dossier, subject, judging.now, rules)
    fresh: set[Key] = set()
    moved = False
    for key in sorted(current):
        owed, resolved = standing.get(key), current[key]
        if _under_suspended(dossier, owed, resolved):
            continue
        if owed is None and (resolved.lapse is None or resolved.met):
            standing[key] = _open(judging, subject, resolved)
            fresh.add(key)
            moved = moved or standing[key].reopened_at is not None
        elif owed is not None and _prepare(judging, owed, resolved):
            dossier.resolved.pop(owed.id, None)
            moved = True
    if moved:
        current = resolve_duties(dossier, subject, judging.now, rules)
    for key in sorted(standing):
        if not _under_suspended(dossier, standing[key], current.get(key)):
            _follow(judging, standing[key], current.get(key), opened=key in fresh)


def _under_suspended(dossier: Dossier, owed: Obligation | None, resolved: ResolvedDuty | None) -> bool:
    """Say whether a duty is owed under a contract that is suspended: then nothing of it is opened, moved or judged."""
    if resolved is not None and resolved.contract is not None:
        return resolved.contract.id in dossier.stuck
    return owed is not None and owed.contract in dossier.stuck


def judge_due(judging: Judging, owed: Obligation) -> None:
    """Judge an obligation whose instant has come; no fact has come since it was last read."""
    dossier = judging.dossier
    if owed.contract in dossier.stuck or depends_on_suspended(dossier, owed.subject, DUTIES[owed.rule]):
        return
    resolved = dossier.resolved.get(owed.id)
    if resolved is None:
        resolved = resolve_duties(dossier, owed.subject, judging.now, [DUTIES[owed.rule]]).get((owed.rule, owed.period))
    if resolved is not None:
        dossier.resolved[owed.id] = resolved
        _settle(judging, owed, resolved, moved=False)


def _holder(judging: Judging, owed: Obligation) -> UUID | None:
    return owed.board if owed.owes is Party.BOARD else judging.dossier.provider


def _open(judging: Judging, subject: UUID, resolved: ResolvedDuty) -> Obligation:
    """Open a duty: at its instant of the calendar, else when its fact was heard; what another told late leaves time."""
    claim, rule = resolved.claim, resolved.rule
    calendar = judging.teller is None
    opened = claim.cause.received if calendar else judging.now
    owed = Obligation(
        id=ids.obligation(rule.id, resolved.version, claim.about, claim.period),
        rule=rule.id,
        version=resolved.version,
        clause=None,
        contract=None,
        owes=rule.owes[0],
        provider=judging.dossier.provider,
        board=claim.board,
        about=claim.about,
        subject=subject,
        period=claim.period,
        trigger=claim.cause.fact,
        start=claim.cause.start,
        day=claim.day,
        numbers=resolved.numbers,
        known_at=claim.cause.known_at,
        opened_at=opened,
        judged_from=opened if judging.corrects else opened + GRACE_PERIOD,
        base_due=resolved.base_due,
        due_before_interruptions=resolved.due_before_interruptions,
        due=resolved.due,
    )
    late = claim.cause.fact is None or claim.cause.received != judging.now
    if not calendar and late and judging.tellers.get(subject, judging.teller) != _holder(judging, owed):
        owed.reopened_at = judging.now
    judging.dossier.owe(owed)
    return owed


def _take_over(owed: Obligation, resolved: ResolvedDuty) -> None:
    """Write what the facts now show onto an obligation."""
    claim, contract, clause = resolved.claim, resolved.contract, resolved.clause
    owed.trigger, owed.start, owed.day, owed.tier = claim.cause.fact, claim.cause.start, claim.day, claim.tier
    owed.board, owed.boards = claim.board, claim.boards or ((claim.board,) if claim.board else ())
    owed.contract = contract.id if contract else None
    owed.contract_number = contract.fact.number if contract else ""
    owed.clause = clause.fact.id if clause else None
    owed.clause_number = clause.fact.number if clause else ""
    owed.clause_version = clause.fact.version if clause else None
    owed.numbers = resolved.numbers
    owed.base_due, owed.due_before_interruptions, owed.due = (
        resolved.base_due,
        resolved.due_before_interruptions,
        resolved.due,
    )
    owed.known_at = max((each for each in (owed.reopened_at, claim.cause.known_at) if each is not None), default=None)
    evidence = [claim.cause.fact, *claim.cause.evidence]
    evidence += [each.event.id for each in (contract, clause) if each is not None]
    owed.evidence = tuple(dict.fromkeys(fact for fact in evidence if fact is not None))


def _plan(judging: Judging, owed: Obligation) -> None:
    """Put the due on the agenda, and the instant at which the finding would grow more serious."""
    judging.plan(_judged_at(owed), owed.id, "due")
    escalation = escalation_of(owed)
    if escalation is not None:
        judging.plan(max(escalates_at(escalation, owed) + GRACE_PERIOD, owed.judged_from), owed.id, "due")


def _judged_at(owed: Obligation) -> datetime:
    return max(owed.due + GRACE_PERIOD, owed.judged_from)


def _prepare(judging: Judging, owed: Obligation, resolved: ResolvedDuty) -> bool:
    """Take in what moves a due, before anything is compared: revival, and another's correction; say whether any did."""
    lapsed = owed.state is ObligationState.LAPSED
    revived = lapsed and resolved.lapse is None
    if revived:
        _revive(judging, owed)
    still = lapsed and not revived and not resolved.met
    return (not still and _moved(judging, owed, resolved)) or revived


def _follow(judging: Judging, owed: Obligation, resolved: ResolvedDuty | None, *, opened: bool) -> None:
    """Bring an obligation to where the facts now put it; where nothing was told of it since, it stands there."""
    known = judging.dossier.resolved.pop(owed.id, None)
    if resolved is None:
        if opened:
            judging.opened(owed)
        _lapse(judging, owed, _not_owed(judging, owed))
        return
    if owed.state is ObligationState.LAPSED and resolved.lapse is not None and not resolved.met:
        return
    judging.dossier.resolved[owed.id] = resolved
    if resolved is known:
        # Its instant may be this one: then it is judged here, whether or not what binds was still at hand.
        _settle(judging, owed, resolved, moved=False)
        return
    due = owed.due
    _take_over(owed, resolved)
    if opened:
        judging.opened(owed)
        _plan(judging, owed)
    elif owed.due != due:
        judging.changes.obligations[owed.id] = owed
        _plan(judging, owed)
    _settle(judging, owed, resolved, moved=owed.due != due and not opened)


def _not_owed(judging: Judging, owed: Obligation) -> str:
    contract = terms(judging.dossier).contracts.get(owed.contract) if owed.contract else None
    if owed.contract and (contract is None or not contract.in_force(owed.day)):
        return "not_in_force"
    events = judging.dossier.facts.get(owed.subject, ())
    own = [event for event in doubtful(events) if event.teller == _holder(judging, owed)]
    ignored = {event.id for event in own if event.arrived >= owed.due}
    retracted = {event.id for event in events} - {event.id for event in effective(events, ignored)}
    return "not_owed" if retracted.isdisjoint(owed.evidence) else "entered_in_error"


def _revive(judging: Judging, owed: Obligation) -> None:
    """What had lapsed is owed again: opened anew unless it was found missed before.

    Where it had lapsed by its due, another's telling leaves time.
    """
    by_due = owed.lapsed_at is not None and owed.lapsed_at <= max(owed.due, owed.judged_from)
    if owed.finding is not None:
        return
    owed.opened_at = judging.now
    owed.judged_from = judging.now if judging.corrects else judging.now + GRACE_PERIOD
    if by_due and judging.tellers.get(owed.subject, judging.teller) != _holder(judging, owed):
        owed.reopened_at = judging.now


def _moved(judging: Judging, owed: Obligation, resolved: ResolvedDuty) -> bool:
    """Follow a clock that ends elsewhere now: when another corrected it to an earlier end, the due is not before the floor.

    The floor is the earlier of the old due and two working days from hearing; heard after the old due, it is the old due.
    """
    if resolved.base_due == owed.base_due:
        return False
    earliest_due, owed.earliest_due = owed.earliest_due, None
    if judging.corrected_by not in (None, _holder(judging, owed)) and resolved.base_due < owed.base_due:
        late = judging.now >= owed.due
        owed.earliest_due = (
            (earliest_due or owed.base_due) if late else min(owed.due, working_days(judging.now, HEARING_WORKING_DAYS))
        )
    return owed.earliest_due != earliest_due


def _settle(judging: Judging, owed: Obligation, resolved: ResolvedDuty, *, moved: bool) -> None:
    """Say where it stands: what arrived in time meets it, whatever else was heard; else it lapses, is waived, or is missed."""
    met, best, waiver = resolved.met, earliest(resolved.claim.met_by), resolved.waiver
    stays = any(each.fact == owed.met_by and each.arrived < resolved.before for each in resolved.claim.met_by)
    if owed.state is ObligationState.MET and stays:
        return
    if met is None and resolved.lapse is not None:
        _lapse(judging, owed, resolved.lapse)
        return
    owed.lapsed_by = owed.lapsed_at = None
    if met is not None:
        _meet(judging, owed, met)
    elif waiver is not None:
        _waive(judging, owed, waiver.fact)
    elif judging.now < _judged_at(owed):
        owed.waived_by = None
        _wait(judging, owed, moved=moved)
    else:
        owed.waived_by = None
        mark_missed(judging, owed, resolved, best)


def _lapse(judging: Judging, owed: Obligation, reason: str) -> None:
    if owed.state is ObligationState.LAPSED:
        return
    owed.state, owed.lapsed_by, owed.lapsed_at, owed.waived_by = ObligationState.LAPSED, reason, judging.now, None
    clear_fulfilment(owed)
    judging.lapsed(owed, reason)
    withdraw(judging, owed, reason)


def _waive(judging: Judging, owed: Obligation, by: UUID) -> None:
    if owed.state is ObligationState.WAIVED:
        return
    owed.state, owed.waived_by = ObligationState.WAIVED, by
    clear_fulfilment(owed)
    judging.waived(owed, by)
    withdraw(judging, owed, "waived")


def _meet(judging: Judging, owed: Obligation, best: Submission) -> None:
    owed.state, owed.met_by, owed.met_at, owed.delay_seconds = ObligationState.MET, best.fact, best.arrived, None
    owed.waived_by = None
    judging.met(owed, best)
    withdraw(judging, owed, "arrived_before_due")


def _wait(judging: Judging, owed: Obligation, *, moved: bool) -> None:
    """Nothing is judged yet: what was judged before does not hold."""
    if owed.state is ObligationState.OPEN and not moved:
        return
    owed.state = ObligationState.OPEN
    clear_fulfilment(owed)
    judging.opened(owed)
    _plan(judging, owed)
    withdraw(judging, owed, "due_moved")
