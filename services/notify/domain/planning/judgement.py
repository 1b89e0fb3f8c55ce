"""Suspended judgement: the operator is notified, and those whose facts cannot be judged, until it resumes."""

from uuid import UUID

from schemas import provider_audit as audit
from schemas.codes import Role
from schemas.envelope import Event
from services.notify.domain.notice import Plan, Recipient, at_board, at_platform, at_provider
from services.notify.domain.planning.making import closing, notice_to, subject
from services.notify.domain.terms import Terms
from services.runtime.language.identifiers import derived


def suspended(event: Event, fact: audit.JudgementSuspended, _terms: Terms) -> Plan:
    """Notify the operator; whoever reported the fact that cannot be judged, who can correct it; and the other party it names."""
    about = subject(event, about=event.id, resolve_key=_resolve_key(fact.stuck), entity=fact.fact)
    notices = [notice_to(event, "judgement_suspended", at_platform(Role.OPERATOR), about, waits=True)]
    entity = fact.stuck if fact.of_log == "referral" else fact.provider
    theirs = subject(event, about=event.id, resolve_key=_resolve_key(fact.stuck), entity=entity)
    for who in _parties(fact):
        own = who.organisation == fact.teller
        notices.append(notice_to(event, "told_unjudgeable" if own else "other_unjudgeable", who, theirs, waits=True))
    again = closing(event, "raised_again", _resolve_key(fact.stuck))
    return Plan(notices, [again])


def resumed(event: Event, fact: audit.JudgementResumed, _terms: Terms) -> Plan:
    """End the waiting; notices from before events named the suspended subject wait under their provider."""
    over = [closing(event, "settled_first")]
    if fact.stuck is not None:
        over.append(closing(event, "settled_first", _resolve_key(fact.stuck)))
    return Plan(closings=over)


def _parties(fact: audit.JudgementSuspended) -> list[Recipient]:
    """Give the board that the fact names or that reported it, and the provider when it reported the fact itself."""
    role = Role.COORDINATOR if fact.of_log == "referral" else Role.CONTROLLER
    found = [at_board(fact.board, role)] if fact.board is not None else []
    if fact.teller == fact.provider:
        found.append(at_provider(fact.provider))
    return found


def _resolve_key(stuck: UUID) -> UUID:
    return derived("suspended", stuck)
