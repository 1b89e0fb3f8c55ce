"""Corrections: whoever may agree is notified that somebody corrected a date or retracted a fact."""

from uuid import UUID

from schemas import directory
from schemas.codes import Role
from schemas.corrections import AboutFact, Erroneous
from schemas.envelope import Event
from services.notify.domain.notice import Plan, Recipient, at_board, at_platform, at_provider
from services.notify.domain.planning.making import closing, notice_to, subject
from services.notify.domain.terms import Terms
from services.runtime.language.identifiers import derived


def corrected(event: Event, fact: AboutFact, terms: Terms) -> Plan:
    """Notify the other party; where a fact has none of its own, every board with a contract with the provider.

    Notices of a retracted fact wait no more. A correction by the register itself needs nobody's agreement.
    """
    if isinstance(fact, directory.EnteredInError) and fact.register_word:
        return Plan(closings=[closing(event, "withdrawn_first", fact.fact)])
    about = subject(
        event, about=event.id, resolve_key=_resolve_key(event.id), entity=_entity(event, fact), seen_by=(event.teller,)
    )
    others = _others(event, fact, terms)
    notices = [notice_to(event, "correction_waits", who, about, waits=True) for who in others]
    return Plan(notices, [closing(event, "withdrawn_first", fact.fact)] if isinstance(fact, Erroneous) else [])


def agreed(event: Event, fact: AboutFact, _terms: Terms) -> Plan:
    """End the waiting."""
    return Plan(closings=[closing(event, "settled_first", _resolve_key(fact.fact))])


def _resolve_key(correction: UUID) -> UUID:
    return derived("correction", correction)


def _entity(event: Event, fact: AboutFact) -> UUID:
    """Give the placement or referral it is about; for a fact of the directory the provider, whose page shows it."""
    return event.subject if event.log == "referral" else fact.provider


def _others(event: Event, fact: AboutFact, terms: Terms) -> list[Recipient]:
    if event.teller != fact.provider:
        return [at_provider(fact.provider)]
    role = Role.COORDINATOR if event.log == "referral" else Role.CONTROLLER
    if fact.board is not None:
        return [at_board(fact.board, role)]
    boards = terms.boards_of(fact.provider)
    return [at_board(board, role) for board in boards] or [at_platform(Role.SUPERVISOR)]
