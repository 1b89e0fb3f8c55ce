"""The life of an obligation: what the facts now show is compared with what stands, and the finding follows.

The comments cite section 5 of docs/examiner.md, "The life of a duty", by its headings.
"""

from collections.abc import Iterable, Mapping
from uuid import UUID

from schemas.findings import ObligationState
from services.provider_audit.facts.corrections import doubtful, effective
from services.provider_audit.facts.dossier import Dossier, Key
from services.provider_audit.facts.records import Obligation
from services.provider_audit.facts.terms import terms
from services.provider_audit.judge import ids
from services.provider_audit.judge.fulfilment import lapse, plan, settle
from services.provider_audit.judge.held import depends_on_suspended
from services.provider_audit.judge.output import Judging
from services.provider_audit.judge.reading import DUTIES, ResolvedDuty
from services.provider_audit.judge.reopening import holder, prepare
from services.provider_audit.judge.resolve import EVERY_PERIOD, resolve_duties
from services.provider_audit.rules.claim import GRACE_PERIOD
from services.provider_audit.rules.declaration import Duty, Periods

BY_REACH = {
    reach: tuple(rule for rule in DUTIES.values() if rule.reach == reach)
    for reach in ("placement", "referral", "contract", "provider", "unit")
}


def read_again(judging: Judging, subject: UUID, asked: Mapping[str, Periods]) -> None:
    """Compare what the facts of a subject show is owed with what stands, and emit the difference.

    `asked` are rules with the periods that something bears on; no others are read where all were read before.
    """
    dossier = judging.dossier
    rules = [DUTIES[name] for name in asked if not depends_on_suspended(dossier, subject, DUTIES[name])]
    if not rules:
        return
    wanted = _wanted(dossier, subject, asked, rules)
    standing = _standing(dossier, subject, wanted)
    current = resolve_duties(dossier, subject, judging.now, rules, wanted)
    fresh: set[Key] = set()
    moved = False
    for key in sorted(current):
        owed, resolved = standing.get(key), current[key]
        if _under_suspended(dossier, owed, resolved):
            continue
        # Opening: what would lapse at once is not opened, unless it was met in time, which must be seen.
        if owed is None and (resolved.lapse is None or resolved.met):
            standing[key] = _open(judging, subject, resolved)
            fresh.add(key)
            moved = moved or standing[key].reopened_at is not None
        # What was reopened or got an earliest due must be resolved anew: the due depends on both.
        elif owed is not None and prepare(judging, owed, resolved):
            dossier.resolved.pop(owed.id, None)
            moved = True
    if moved:
        current = resolve_duties(dossier, subject, judging.now, rules, wanted)
    for key in sorted(standing):
        if not _under_suspended(dossier, standing[key], current.get(key)):
            _follow(judging, standing[key], current.get(key), opened=key in fresh)


def _wanted(dossier: Dossier, subject: UUID, asked: Mapping[str, Periods], rules: Iterable[Duty]) -> dict[str, Periods]:
    """Give the periods to read of each rule: those asked for once all were read; all, while anything bears on any of them."""
    known = dossier.read_whole.setdefault(subject, set())
    if dossier.stuck or doubtful(dossier.facts.get(subject, ())):
        known.clear()
        return {rule.id: None for rule in rules}
    wanted = {rule.id: asked[rule.id] if rule.id in known else None for rule in rules}
    known.update(wanted)
    return wanted


def _standing(dossier: Dossier, subject: UUID, wanted: Mapping[str, Periods]) -> dict[Key, Obligation]:
    """Give the obligations of the periods that are read."""
    owed, found = dossier.owed.get(subject, {}), {}
    for rule, periods in wanted.items():
        if periods is None:
            found.update({key: each for key, each in owed.items() if key[0] == rule})
        else:
            found.update({(rule, period): owed[rule, period] for period in periods if (rule, period) in owed})
    return found


def _under_suspended(dossier: Dossier, owed: Obligation | None, resolved: ResolvedDuty | None) -> bool:
    """Say whether a duty is owed under a contract that is suspended: then nothing of it is opened, moved or judged."""
    if resolved is not None and resolved.contract is not None:
        return resolved.contract.id in dossier.stuck
    # Nothing resolves any more: then the contract it was opened under says whether it may be touched.
    return owed is not None and owed.contract in dossier.stuck


def judge_due(judging: Judging, owed: Obligation) -> None:
    """Judge an obligation whose instant has come; no fact has come since it was last read."""
    dossier = judging.dossier
    if owed.contract in dossier.stuck or depends_on_suspended(dossier, owed.subject, DUTIES[owed.rule]):
        return
    resolved = dossier.resolved.get(owed.id)
    if resolved is None:
        rule = DUTIES[owed.rule]
        wanted = EVERY_PERIOD if rule.one_omission else {rule.id: frozenset({owed.period})}
        resolved = resolve_duties(dossier, owed.subject, judging.now, [rule], wanted).get((owed.rule, owed.period))
    if resolved is not None:
        dossier.resolved[owed.id] = resolved
        settle(judging, owed, resolved, moved=False)


def _open(judging: Judging, subject: UUID, resolved: ResolvedDuty) -> Obligation:
    """Open a duty: at its instant of the calendar, else when its fact was received; what another recorded late leaves time."""
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
    # Opening: another's fact that is not the cause made it owed, so its holder learns of it only now and gets time.
    late = claim.cause.fact is None or claim.cause.received != judging.now
    if not calendar and late and judging.tellers.get(subject, judging.teller) != holder(judging, owed):
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


def _follow(judging: Judging, owed: Obligation, resolved: ResolvedDuty | None, *, opened: bool) -> None:
    """Bring an obligation to where the facts now put it; where nothing was recorded of it since, it stands there."""
    known = judging.dossier.resolved.pop(owed.id, None)
    if resolved is None:
        # Never owed, by what is known now. What was opened in this very append is said before it lapses.
        if opened:
            judging.opened(owed)
        lapse(judging, owed, _not_owed(judging, owed))
        return
    # A reason to lapse goes on holding: nothing about it moves.
    if owed.state is ObligationState.LAPSED and resolved.lapse is not None and not resolved.met:
        return
    judging.dossier.resolved[owed.id] = resolved
    if resolved is known:
        # Its instant may be this one: then it is judged here, whether or not what binds was still at hand.
        settle(judging, owed, resolved, moved=False)
        return
    due = owed.due
    _take_over(owed, resolved)
    if opened:
        judging.opened(owed)
        plan(judging, owed)
    elif owed.due != due:
        judging.changes.obligations[owed.id] = owed
        plan(judging, owed)
    settle(judging, owed, resolved, moved=owed.due != due and not opened)


def _not_owed(judging: Judging, owed: Obligation) -> str:
    contract = terms(judging.dossier).contracts.get(owed.contract) if owed.contract else None
    # The contract is asked first: without it nothing of this duty bound, whatever else was put right.
    if owed.contract and (contract is None or not contract.in_force(owed.day)):
        return "not_in_force"
    events = judging.dossier.facts.get(owed.subject, ())
    # Corrections that count: its holder's own, unagreed and after the due, retracts nothing the duty rests on.
    own = [event for event in doubtful(events) if event.teller == holder(judging, owed)]
    ignored = {event.id for event in own if event.arrived >= owed.due}
    retracted = {event.id for event in events} - {event.id for event in effective(events, ignored)}
    return "not_owed" if retracted.isdisjoint(owed.evidence) else "entered_in_error"
