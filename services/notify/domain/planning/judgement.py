"""Judgement that stands still: the operator is told, and those whose word cannot be judged, until it goes on."""

from uuid import UUID

from schemas import provider_audit as audit
from schemas.codes import Role
from schemas.envelope import Event
from services.notify.domain.notice import Plan, Recipient, at_board, at_platform, at_provider
from services.notify.domain.planning.making import closing, notice_to, subject
from services.notify.domain.terms import Terms
from services.runtime.language.identifiers import derived


def suspended(event: Event, fact: audit.JudgementSuspended, _terms: Terms) -> Plan:
    """Tell the operator; whoever told what cannot be judged, who can correct it; and the other party that it names."""
    about = subject(event, about=event.id, matter=_matter(fact.stuck), thing=fact.fact)
    told = [notice_to(event, "judgement_suspended", at_platform(Role.OPERATOR), about, waits=True)]
    thing = fact.stuck if fact.of_log == "referral" else fact.provider
    theirs = subject(event, about=event.id, matter=_matter(fact.stuck), thing=thing)
    for who in _parties(fact):
        own = who.organisation == fact.teller
        told.append(notice_to(event, "told_unjudgeable" if own else "other_unjudgeable", who, theirs, waits=True))
    again = closing(event, "raised_again", _matter(fact.stuck))
    return Plan(told, [again])


def resumed(event: Event, fact: audit.JudgementResumed, _terms: Terms) -> Plan:
    """End the waiting; what was told before a subject was named waits by its provider."""
    over = [closing(event, "settled_first")]
    if fact.stuck is not None:
        over.append(closing(event, "settled_first", _matter(fact.stuck)))
    return Plan(closings=over)


def _parties(fact: audit.JudgementSuspended) -> list[Recipient]:
    """Give the board that the fact names or that told it, and the provider when the word is its own."""
    role = Role.COORDINATOR if fact.of_log == "referral" else Role.CONTROLLER
    found = [at_board(fact.board, role)] if fact.board is not None else []
    if fact.teller == fact.provider:
        found.append(at_provider(fact.provider))
    return found


def _matter(stuck: UUID) -> UUID:
    return derived("suspended", stuck)
