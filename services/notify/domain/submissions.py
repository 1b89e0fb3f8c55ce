"""Referrals and what providers hand in: told to the other side, waiting until it is answered or read."""

from typing import Any

from schemas import referral
from schemas.codes import Role
from schemas.envelope import Event
from services.notify.domain.events import returned_matter
from services.notify.domain.making import Decide, notice_to, subject
from services.notify.domain.notice import Closing, Plan, Terms, at_board, at_provider
from services.runtime.identifiers import derived


def sent(event: Event, fact: referral.ReferralSent, _terms: Terms) -> Plan:
    """Tell the provider's manager."""
    return Plan(
        [notice_to(event, "referral_sent", at_provider(fact.provider), subject(event, thing=event.subject), waits=True)]
    )


def answered(condition: str) -> Decide:
    """Give the decision that tells the coordinators of the answer."""

    def decide(event: Event, fact: Any, _terms: Terms) -> Plan:
        who = at_board(fact.board, Role.COORDINATOR)
        told = [notice_to(event, condition, who, subject(event, thing=event.subject))]
        return Plan(told, [Closing(event.subject, event.sequence, "settled_first", frozenset({"referral_sent"}))])

    return decide


def withdrawn(event: Event, fact: referral.ReferralWithdrawn, _terms: Terms) -> Plan:
    """Tell the provider's manager that no answer is needed."""
    told = [notice_to(event, "referral_withdrawn", at_provider(fact.provider), subject(event, thing=event.subject))]
    return Plan(told, [Closing(event.subject, event.sequence, "withdrawn_first", frozenset({"referral_sent"}))])


def received(condition: str, key: str, *, waits: bool = True) -> Decide:
    """Give the decision that tells the coordinators what came in; `key` names the field that tells its part.

    What was returned for correction waits no more for the provider.
    """

    def decide(event: Event, fact: Any, _terms: Terms) -> Plan:
        part = str(getattr(fact, key, ""))
        about = subject(
            event,
            about=event.id,
            matter=derived(condition, event.subject, part),
            thing=event.subject,
            period=part if key == "period" else "",
        )
        told = notice_to(event, condition, at_board(fact.board, Role.COORDINATOR), about, waits=waits)
        again = returned_matter(condition.removesuffix("_received"), event.subject, part if key == "period" else "")
        return Plan([told], [Closing(again, event.sequence, "settled_first")])

    return decide


def and_read(condition: str, key: str, then: Decide) -> Decide:
    """Give a decision that also ends the waiting of what came in: who returns it has read it."""

    def decide(event: Event, fact: Any, terms: Terms) -> Plan:
        made = then(event, fact, terms)
        part = derived(condition, event.subject, str(getattr(fact, key, "")))
        made.closings.append(Closing(part, event.sequence, "returned_first"))
        return made

    return decide


def read(condition: str, key: str) -> Decide:
    """Give the decision that ends the waiting of what came in."""

    def decide(event: Event, fact: Any, _terms: Terms) -> Plan:
        matter = derived(condition, event.subject, str(getattr(fact, key)))
        return Plan(closings=[Closing(matter, event.sequence, "settled_first")])

    return decide
