"""Duties: a reminder before the due, word of what is missing, and when neither is needed any more."""

from typing import Any
from uuid import UUID

from schemas import provider_audit as audit
from schemas.envelope import Event
from services.notify.domain import times
from services.notify.domain.making import notice_to, subject, who_owes
from services.notify.domain.notice import Closing, Plan, Subject, Terms


def _obligation(event: Event, fact: audit.AboutObligation, **more: Any) -> Subject:
    parties = (fact.provider, *((fact.board,) if fact.board else ()))
    return subject(
        event,
        obligation=event.subject,
        thing=fact.about,
        rule=fact.rule,
        period=fact.period,
        due=fact.due,
        seen_by=parties,
        **more,
    )


def _boards(fact: audit.AboutObligation) -> tuple[UUID, ...]:
    return (fact.board,) if fact.board else ()


def opened(event: Event, fact: audit.ObligationOpened, _terms: Terms) -> Plan:
    """Remind whoever owes before the due; opened again with another due, the reminders of the old one are over."""
    begun = max(event.occurred, event.received) if event.sequence > 1 else event.occurred
    about, send_at = _obligation(event, fact, about=event.id), times.remind_at(fact.due, min(begun, fact.due))
    told = [
        notice_to(event, "due_soon", who, about, send_at=send_at, waits=True, wait_until=fact.due)
        for who in who_owes(fact.owes, fact.provider, _boards(fact))
    ]
    return Plan(told, [Closing(event.subject, event.sequence, "due_moved", frozenset({"due_soon", "missed"}))])


def waived(event: Event, fact: audit.ObligationWaived, _terms: Terms) -> Plan:
    """Tell whoever owed it that the board waived it; nothing about it waits any more."""
    about = _obligation(event, fact, about=event.id)
    told = [notice_to(event, "duty_waived", who, about) for who in who_owes(fact.owes, fact.provider, _boards(fact))]
    return Plan(told, [Closing(event.subject, event.sequence, "waived_first")])


def missed(event: Event, fact: audit.ObligationMissed, _terms: Terms) -> Plan:
    """Tell whoever owes that it is missing."""
    about = _obligation(event, fact, about=event.id, finding=fact.finding)
    told = [
        notice_to(event, "missed", who, about, waits=True) for who in who_owes(fact.owes, fact.provider, _boards(fact))
    ]
    return Plan(told, [Closing(event.subject, event.sequence, "missed_first", frozenset({"due_soon"}))])
