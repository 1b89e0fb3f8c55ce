"""Referrals and what providers hand in: told to the other side, waiting until it is answered or read."""

from typing import Any

from schemas import referral
from schemas.codes import Role
from schemas.envelope import Event
from services.notify.domain.notice import Plan, at_board, at_provider
from services.notify.domain.planning.events import returned_matter
from services.notify.domain.planning.making import Decide, closing, notice_to, subject
from services.notify.domain.terms import Terms
from services.runtime.language.identifiers import derived


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
        return Plan(told, [closing(event, "settled_first", conditions=frozenset({"referral_sent"}))])

    return decide


def withdrawn(event: Event, fact: referral.ReferralWithdrawn, _terms: Terms) -> Plan:
    """Tell the provider's manager that no answer is needed."""
    told = [notice_to(event, "referral_withdrawn", at_provider(fact.provider), subject(event, thing=event.subject))]
    return Plan(told, [closing(event, "withdrawn_first", conditions=frozenset({"referral_sent"}))])


def received(condition: str, key: str, *, waits: bool = True) -> Decide:
    """Give the decision that tells the coordinators what came in; `key` names the field that tells its part.

    What was returned for correction waits no more for the provider, and what it replaces no more for the board.
    """

    def decide(event: Event, fact: Any, _terms: Terms) -> Plan:
        part = str(getattr(fact, key, ""))
        before = str(int(part) - 1) if key == "version" else part
        about = subject(
            event,
            about=event.id,
            matter=derived(condition, event.subject, part),
            thing=event.subject,
            period=part if key == "period" else "",
        )
        told = notice_to(event, condition, at_board(fact.board, Role.COORDINATOR), about, waits=waits)
        again = returned_matter(condition.removesuffix("_received"), event.subject, part if key == "period" else "")
        replaced = derived(condition, event.subject, before)
        return Plan([told], [closing(event, "settled_first", again), closing(event, "replaced_first", replaced)])

    return decide


def read(condition: str, key: str) -> Decide:
    """Give the decision that ends the waiting of what came in."""

    def decide(event: Event, fact: Any, _terms: Terms) -> Plan:
        matter = derived(condition, event.subject, str(getattr(fact, key)))
        return Plan(closings=[closing(event, "settled_first", matter)])

    return decide
