"""Duties: a reminder before the due, a notice of what is missing, and when neither is needed any more."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

from schemas import directory, referral
from schemas import provider_audit as audit
from schemas.envelope import Event
from services.notify.domain import times
from services.notify.domain.notice import Closing, Plan, Subject
from services.notify.domain.planning.making import Decide, closing, notice_to, silent, subject, who_owes
from services.notify.domain.terms import Terms
from services.runtime.language.duties import declared_rules
from services.runtime.language.identifiers import derived

EVERY = 2**62
"""Later than any sequence: what a duty came of is in another log, whose events are numbered separately."""


def _obligation(event: Event, fact: audit.AboutObligation, **more: Any) -> Subject:
    parties = (fact.provider, *((fact.board,) if fact.board else ()))
    return subject(
        event,
        obligation=event.subject,
        entity=fact.about,
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
    notices = [
        notice_to(event, "due_soon", who, about, send_at=send_at, waits=True, wait_until=fact.due)
        for who in who_owes(fact.owes, fact.provider, _boards(fact))
    ]
    return Plan(notices, [closing(event, "due_moved", conditions=frozenset({"due_soon", "missed"}))])


def waived(event: Event, fact: audit.ObligationWaived, _terms: Terms) -> Plan:
    """Notify whoever owed it that the board waived it; nothing about it waits any more."""
    about = _obligation(event, fact, about=event.id)
    notices = [notice_to(event, "duty_waived", who, about) for who in who_owes(fact.owes, fact.provider, _boards(fact))]
    return Plan(notices, _over(event, fact, "waived_first"))


def over(reason: str) -> Decide:
    """Give the decision that ends the waiting of the notices of a duty."""

    def decide(event: Event, fact: audit.AboutObligation, _terms: Terms) -> Plan:
        return Plan(closings=_over(event, fact, reason))

    return decide


def _over(event: Event, fact: audit.AboutObligation, reason: str) -> list[Closing]:
    """End the notices of a duty, and those that asked for the same before it was judged."""
    asked = _asked_by(fact)
    ended = [closing(event, reason)]
    return [*ended, replace(closing(event, reason, asked), sequence=EVERY)] if asked else ended


def _asked_by(fact: audit.AboutObligation) -> UUID | None:
    """Give the resolve key of the referral, return, incident or request that a duty came of; None where nobody asked."""
    rule = declared_rules().get(fact.rule)
    asked = rule.name_of(fact.period).asked_by if rule else None
    return _RESOLVE_KEYS[asked](fact) if asked in _RESOLVE_KEYS else None


def _named(fact: audit.AboutObligation) -> UUID:
    return UUID(fact.period.rpartition("/")[2])


_RESOLVE_KEYS: dict[str | None, Callable[[audit.AboutObligation], UUID]] = {
    referral.ReferralSent.__name__: lambda fact: fact.about,
    referral.PlanReturned.__name__: _named,
    referral.ReportReturned.__name__: _named,
    referral.EndReportReturned.__name__: _named,
    referral.IncidentNoticed.__name__: lambda fact: derived("incident", _named(fact)),
    directory.InformationRequested.__name__: lambda fact: derived("information", _named(fact)),
}
"""The resolve key of the notice that asked, by the fact that asked; the duty's period ends with the id of what was asked."""


def missed(event: Event, fact: audit.ObligationMissed, _terms: Terms) -> Plan:
    """Notify whoever owes that it is missing. What waits is the reply to the finding, whose mail covers both."""
    about = _obligation(event, fact, about=event.id, finding=fact.finding)
    quiet = silent(event) or "told_with_finding"
    notices = [
        notice_to(event, "missed", who, about, silent=quiet)
        for who in who_owes(fact.owes, fact.provider, _boards(fact))
    ]
    return Plan(notices, [closing(event, "missed_first", conditions=frozenset({"due_soon"}))])
