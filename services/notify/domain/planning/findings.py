"""Findings: first whoever owes and the controller, then the unit manager, and the supervisor as the rules allow."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from schemas import provider_audit as audit
from schemas.codes import Role
from schemas.envelope import Event
from schemas.findings import Severity
from services.notify.domain import times
from services.notify.domain.kinds import KINDS
from services.notify.domain.notice import Notice, Plan, Recipient, Subject, at_board, at_platform
from services.notify.domain.planning.making import Decide, closing, notice_to, subject, who_owes
from services.notify.domain.terms import Terms

UNTAKEN = frozenset({"finding_raised", "finding_again", "escalated", "finding_unanswered"})
"""What is over when there is a reply, which then waits for whoever decides in its place."""
ASKED = frozenset({"reply_needed", "completion_requested"})
"""What is over for a side when it has replied. That what was missing was received late is no reply: the finding remains and is still
to be answered, or it becomes one that nobody answered."""
SETTLES = frozenset(KINDS) - ASKED
"""What waits no more when what was missing has come in."""


def _finding(event: Event, fact: audit.AboutFinding, **more: Any) -> Subject:
    return subject(event, finding=event.subject, rule=fact.rule, severity=fact.severity, **more)


def _seen(fact: audit.AboutFinding, who: Recipient) -> tuple[UUID, ...]:
    """A board's notices are known to that board and the provider, all others to every party."""
    return (fact.provider, *((who.board,) if who.board else fact.boards))


def _notice(
    event: Event, fact: audit.AboutFinding, what: Subject, condition: str, who: Recipient, **more: Any
) -> Notice:
    return notice_to(event, condition, who, replace(what, seen_by=_seen(fact, who)), **more)


def _controllers(fact: audit.AboutFinding) -> list[Recipient]:
    """Give who decides: the controllers of the boards, or the supervisor where no board is concerned."""
    return [at_board(board, Role.CONTROLLER) for board in fact.boards] or [at_platform(Role.SUPERVISOR)]


def _owing(fact: audit.AboutFinding) -> list[Recipient]:
    return [who for party in fact.owes for who in who_owes(party, fact.provider, fact.boards)]


def raised(event: Event, fact: audit.FindingRaised, terms: Terms) -> Plan:
    """First whoever owes and the controller; then the unit manager; the supervisor when critical or unanswered.

    A finding that is raised again gets new notices; those of the earlier one are over.
    """
    again = event.sequence > 1
    about = _finding(
        event,
        fact,
        obligation=fact.obligation,
        entity=fact.about,
        due=fact.reply_due,
        about=event.id if again else event.subject,
    )
    hours = terms.hours(fact.boards, fact.provider, times.civil_day(event.received))
    until = times.take_by(event.received, fact.severity, hours)
    first = {"waits": True, "take_by": until}
    news = "finding_again" if again else "finding_raised"
    notices = [_notice(event, fact, about, news, who, **first) for who in _controllers(fact)]
    notices += [_notice(event, fact, about, "reply_needed", who, **first) for who in _owing(fact)]
    managers = [at_board(board, Role.UNIT_MANAGER) for board in fact.boards]
    notices += [_notice(event, fact, about, "escalated", who, send_at=until, step=2, waits=True) for who in managers]
    over = [closing(event, "raised_again")] if again else []
    supervisor = at_platform(Role.SUPERVISOR)
    if not fact.boards:
        return Plan(notices, over)
    if fact.severity is Severity.CRITICAL:
        notices.append(_notice(event, fact, about, "finding_critical", supervisor, step=3, waits=True))
    else:
        notices.append(
            _notice(event, fact, about, "finding_unanswered", supervisor, send_at=fact.reply_due, step=3, waits=True)
        )
    return Plan(notices, over)


def severity_raised(event: Event, fact: audit.FindingSeverityRaised, _terms: Terms) -> Plan:
    """Notify whoever owes and the controllers; a finding that became critical goes to the supervisor at once."""
    about = _finding(event, fact)
    each = replace(about, about=event.id)
    notices = [_notice(event, fact, each, "severity_raised", who) for who in (*_owing(fact), *_controllers(fact))]
    if fact.severity is Severity.CRITICAL and fact.boards:
        notices.append(
            _notice(event, fact, about, "finding_critical", at_platform(Role.SUPERVISOR), step=3, waits=True)
        )
    return Plan(notices)


def ends(condition: str, reason: str, conditions: frozenset[str] | None = None) -> Decide:
    """Give the decision that notifies whoever owes and the controllers that a finding is over, or settled.

    Of its earlier notices, those of `conditions` wait no more; None means all of them.
    """

    def decide(event: Event, fact: audit.AboutFinding, _terms: Terms) -> Plan:
        about = _finding(event, fact, about=event.id)
        notices = [_notice(event, fact, about, condition, who) for who in (*_owing(fact), *_controllers(fact))]
        return Plan(notices, [closing(event, reason, conditions=conditions)])

    return decide


def replied(event: Event, fact: audit.FindingReplied, _terms: Terms) -> Plan:
    """Notify the controllers, who decide next; the supervisor is not notified that nobody answered.

    Of two sides that owe a reply, the other's still waits.
    """
    about = _finding(event, fact, about=event.id)
    notices = [_notice(event, fact, about, "reply_received", who, waits=True) for who in _controllers(fact)]
    side = event.teller if len(fact.owes) > 1 else None
    over = [
        closing(event, "replied_first", conditions=UNTAKEN | {"reply_received"}),
        closing(event, "replied_first", conditions=ASKED, organisation=side),
    ]
    return Plan(notices, over)


def completion_requested(event: Event, fact: audit.FindingCompletionRequested, _terms: Terms) -> Plan:
    """Notify whoever owes until it has replied again; the controllers wait for that and have nothing to take."""
    about = _finding(event, fact, about=event.id, due=fact.reply_due)
    notices = [
        _notice(event, fact, about, "completion_requested", who, waits=True, wait_until=fact.reply_due)
        for who in _owing(fact)
    ]
    return Plan(notices, [closing(event, "decided_first", conditions=UNTAKEN | ASKED | {"reply_received"})])


def confirmed(event: Event, fact: audit.FindingConfirmed, _terms: Terms) -> Plan:
    """Notify whoever owes, and the supervisor."""
    about = _finding(event, fact, about=event.id)
    notices = [_notice(event, fact, about, "finding_confirmed", who) for who in _owing(fact)]
    if fact.boards:
        notices.append(_notice(event, fact, about, "finding_confirmed", at_platform(Role.SUPERVISOR), step=3))
    return Plan(notices, [closing(event, "decided_first")])


def dismissed(event: Event, fact: audit.FindingDismissed, _terms: Terms) -> Plan:
    """Notify whoever owes; no notice of the finding waits any more."""
    about = _finding(event, fact, about=event.id)
    notices = [_notice(event, fact, about, "finding_dismissed", who) for who in _owing(fact)]
    return Plan(notices, [closing(event, "dismissed_first")])
