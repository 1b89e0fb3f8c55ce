"""Referrals and what providers hand in: the other side is notified, until it has answered or read."""

from typing import Any

from schemas import referral
from schemas.codes import Role
from schemas.envelope import Event
from services.notify.domain.notice import Plan, at_board, at_provider
from services.notify.domain.planning.events import returned_key
from services.notify.domain.planning.making import Decide, closing, notice_to, subject
from services.notify.domain.terms import Terms
from services.runtime.language.identifiers import derived


def sent(event: Event, fact: referral.ReferralSent, _terms: Terms) -> Plan:
    """Notify the provider's manager."""
    return Plan(
        [
            notice_to(
                event, "referral_sent", at_provider(fact.provider), subject(event, entity=event.subject), waits=True
            )
        ]
    )


def answered(condition: str) -> Decide:
    """Give the decision that notifies the coordinators of the answer."""

    def decide(event: Event, fact: Any, _terms: Terms) -> Plan:
        who = at_board(fact.board, Role.COORDINATOR)
        notices = [notice_to(event, condition, who, subject(event, entity=event.subject))]
        return Plan(notices, [closing(event, "settled_first", conditions=frozenset({"referral_sent"}))])

    return decide


def withdrawn(event: Event, fact: referral.ReferralWithdrawn, _terms: Terms) -> Plan:
    """Notify the provider's manager that no answer is needed."""
    notices = [notice_to(event, "referral_withdrawn", at_provider(fact.provider), subject(event, entity=event.subject))]
    return Plan(notices, [closing(event, "withdrawn_first", conditions=frozenset({"referral_sent"}))])


def received(condition: str, key: str, *, waits: bool = True) -> Decide:
    """Give the decision that notifies the coordinators of what was submitted; `key` names the field that holds its part.

    What was returned for correction waits no more for the provider, and what it replaces no more for the board.
    """

    def decide(event: Event, fact: Any, _terms: Terms) -> Plan:
        part = str(getattr(fact, key, ""))
        before = str(int(part) - 1) if key == "version" else part
        about = subject(
            event,
            about=event.id,
            resolve_key=derived(condition, event.subject, part),
            entity=event.subject,
            period=part if key == "period" else "",
        )
        notices = notice_to(event, condition, at_board(fact.board, Role.COORDINATOR), about, waits=waits)
        again = returned_key(condition.removesuffix("_received"), event.subject, part if key == "period" else "")
        replaced = derived(condition, event.subject, before)
        return Plan([notices], [closing(event, "settled_first", again), closing(event, "replaced_first", replaced)])

    return decide


def read(condition: str, key: str) -> Decide:
    """Give the decision that ends the waiting of what was submitted."""

    def decide(event: Event, fact: Any, _terms: Terms) -> Plan:
        resolve_key = derived(condition, event.subject, str(getattr(fact, key)))
        return Plan(closings=[closing(event, "settled_first", resolve_key)])

    return decide
