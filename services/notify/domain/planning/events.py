"""What happens around a placement that the other side must know of: incidents, absences, returns, requests for information."""

from typing import Any
from uuid import UUID

from schemas import directory, referral
from schemas.codes import Role
from schemas.envelope import Event
from services.notify.domain.notice import Notice, Plan, Recipient, at_board, at_platform, at_provider
from services.notify.domain.planning.making import Decide, closing, notice_to, subject
from services.notify.domain.terms import Terms
from services.runtime.language.identifiers import derived


def _notice(
    event: Event, condition: str, who: Recipient, *, part: str = "", key: UUID | None = None, **more: Any
) -> Notice:
    """Give the notice of an event; `part` is the month, incident or request its page needs, `key` its resolve key."""
    entity = more.pop("entity", event.subject)
    about = subject(
        event, about=event.id, resolve_key=key or event.subject, entity=entity, period=part, rule=more.pop("rule", "")
    )
    return notice_to(event, condition, who, about, **more)


def incident_reported(event: Event, fact: referral.IncidentReported, _terms: Terms) -> Plan:
    """Notify the board's coordinator and unit manager; the provider has now reported what the board noticed."""
    notices = [
        _notice(event, "incident_reported", at_board(fact.board, role), part=str(fact.incident), waits=True)
        for role in (Role.COORDINATOR, Role.UNIT_MANAGER)
    ]
    noticed = closing(event, "settled_first", derived("incident", fact.incident))
    return Plan(notices, [noticed])


def incident_noticed(event: Event, fact: referral.IncidentNoticed, _terms: Terms) -> Plan:
    """Notify the provider, whose time for the written report counts from when the platform received this."""
    who, key = at_provider(fact.provider), derived("incident", fact.incident)
    return Plan([_notice(event, "incident_noticed", who, part=str(fact.incident), key=key, waits=True)])


def call_denied(event: Event, fact: referral.CallDenied, _terms: Terms) -> Plan:
    """Notify the provider that the board denies the call it reported."""
    return Plan([_notice(event, "call_denied", at_provider(fact.provider), part=str(fact.incident))])


def absence_reported(event: Event, fact: referral.AbsenceReported, _terms: Terms) -> Plan:
    """Notify the board's coordinator and unit manager."""
    notices = [
        _notice(event, "absence_reported", at_board(fact.board, role), waits=True)
        for role in (Role.COORDINATOR, Role.UNIT_MANAGER)
    ]
    return Plan(notices)


def safety_plan_filed(event: Event, fact: referral.SafetyPlanFiled, _terms: Terms) -> Plan:
    """Notify the coordinator."""
    return Plan([_notice(event, "safety_plan_received", at_board(fact.board, Role.COORDINATOR))])


def amended(event: Event, fact: referral.ReferralAmended, _terms: Terms) -> Plan:
    """Notify the provider that the referral it is to answer has changed."""
    return Plan([_notice(event, "referral_amended", at_provider(fact.provider))])


def overridden(event: Event, fact: referral.GateOverridden, _terms: Terms) -> Plan:
    """Notify the board's controller and unit manager that two people overrode a gate."""
    roles = (Role.CONTROLLER, Role.UNIT_MANAGER)
    return Plan([_notice(event, "gate_overridden", at_board(fact.board, role), rule=fact.rule) for role in roles])


def returned(what: str, key: str = "") -> Decide:
    """Give the decision that notifies the provider of a return until it hands in again; who returns something has read it.

    `key` names the field of the fact that holds its part, as for what was handed in.
    """

    def decide(event: Event, fact: Any, _terms: Terms) -> Plan:
        part = str(getattr(fact, key, "")) if key else ""
        about = returned_key(what, event.subject, part)
        notices = _notice(event, f"{what}_returned", at_provider(fact.provider), part=part, key=about, waits=True)
        return Plan([notices], [closing(event, "returned_first", fact.fact)])

    return decide


def returned_key(what: str, placement: UUID, part: str) -> UUID:
    """Name what was returned, so that handing it in again ends the waiting."""
    return derived("returned", what, placement, part)


def information_requested(event: Event, fact: directory.InformationRequested, _terms: Terms) -> Plan:
    """Notify the provider until it has answered."""
    who, part, key = at_provider(fact.provider), str(fact.request), derived("information", fact.request)
    return Plan([_notice(event, "information_requested", who, part=part, key=key, entity=fact.provider, waits=True)])


def information_answered(event: Event, fact: directory.InformationAnswered, _terms: Terms) -> Plan:
    """Notify whoever asked."""
    who = at_board(fact.board, Role.CONTROLLER) if fact.board else at_platform(Role.SUPERVISOR)
    notices = _notice(event, "information_answered", who, part=str(fact.request), entity=fact.provider)
    return Plan([notices], [closing(event, "settled_first", derived("information", fact.request))])
