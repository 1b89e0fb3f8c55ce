"""Where an obligation now is: open, met, lapsed, waived, missed or met late.

The comments cite section 5 of docs/examiner.md, "The life of a duty", by its headings.
"""

from datetime import datetime
from uuid import UUID

from schemas.findings import ObligationState
from services.provider_audit.facts.records import Obligation, Submission
from services.provider_audit.judge.missed import clear_fulfilment, escalates_at, escalation_of, mark_missed, withdraw
from services.provider_audit.judge.output import Judging
from services.provider_audit.judge.reading import ResolvedDuty
from services.provider_audit.rules.claim import GRACE_PERIOD
from services.provider_audit.rules.claiming import earliest


def plan(judging: Judging, owed: Obligation) -> None:
    """Put the due on the agenda, and the instant at which the finding would grow more serious."""
    judging.plan(judged_at(owed), owed.id, "due")
    escalation = escalation_of(owed)
    if escalation is not None:
        judging.plan(max(escalates_at(escalation, owed) + GRACE_PERIOD, owed.judged_from), owed.id, "due")


def judged_at(owed: Obligation) -> datetime:
    """Give when it is judged: a minute after its due, never before it could be fulfilled."""
    return max(owed.due + GRACE_PERIOD, owed.judged_from)


def settle(judging: Judging, owed: Obligation, resolved: ResolvedDuty, *, moved: bool) -> None:
    """Say where it stands: what arrived in time meets it, whatever else was received; else it lapses, is waived, or is missed."""
    met, best, waiver = resolved.met, earliest(resolved.claim.met_by), resolved.waiver
    stays = any(each.fact == owed.met_by and each.arrived < resolved.before for each in resolved.claim.met_by)
    # Judging 1: what met it still does, though another may have arrived earlier.
    if owed.state is ObligationState.MET and stays:
        return
    # Judging 3 stands behind 2: what was met in time is met, also where it is owed no more.
    if met is None and resolved.lapse is not None:
        lapse(judging, owed, resolved.lapse)
        return
    owed.lapsed_by = owed.lapsed_at = None
    if met is not None:
        # Judging 2: it arrived before the limit, however late that was received.
        _meet(judging, owed, met)
    elif waiver is not None:
        # Judging 4.
        _waive(judging, owed, waiver.fact)
    elif judging.now < judged_at(owed):
        # Judging 5: what arrived in time may still be on its way, for a minute after the due.
        owed.waived_by = None
        _wait(judging, owed, moved=moved)
    else:
        # Judging 6 and 7: nothing arrived before the limit.
        owed.waived_by = None
        mark_missed(judging, owed, resolved, best)


def lapse(judging: Judging, owed: Obligation, reason: str) -> None:
    """It is owed no more, or never was: what was found of it is withdrawn for that reason."""
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
    plan(judging, owed)
    withdraw(judging, owed, "due_moved")
