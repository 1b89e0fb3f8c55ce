"""Proposals to the register: whoever may confirm is notified, so is the provider, and the proposer of the decision."""

from uuid import UUID

from schemas import directory
from schemas.codes import Origin, ProposalOutcome, Role
from schemas.envelope import Event
from services.notify.domain.notice import Plan, Recipient, Subject, at_board, at_platform, at_provider
from services.notify.domain.planning.making import closing, notice_to, subject
from services.notify.domain.terms import Terms


def proposed(event: Event, fact: directory.ChangeProposed, terms: Terms) -> Plan:
    """Notify the register keeper and the controllers of every other board with a contract, until it is decided.

    The provider is notified that it was made: it accuses nobody, and others decide. An import mails nobody, but of a revocation.
    """
    others = [board for board in terms.boards_of(fact.provider) if board != fact.board]
    deciding = [at_platform(Role.REGISTER_KEEPER), *(at_board(board, Role.CONTROLLER) for board in others)]
    about = _about(event, fact)
    mailed = {"silent": ""} if fact.revoked_at is not None and event.origin is Origin.IMPORT else {}
    notices = [notice_to(event, "proposal_waits", who, about, waits=True, **mailed) for who in deciding]
    if fact.board is not None:
        notices.append(notice_to(event, "proposal_made", at_provider(fact.provider), about, **mailed))
    return Plan(notices)


def decided(event: Event, fact: directory.ProposalDecided, _terms: Terms) -> Plan:
    """End the waiting, and notify whoever proposed; the provider too, to whom it was shown as unconfirmed."""
    over = closing(event, "decided_first")
    proposer = at_board(fact.board, Role.CONTROLLER) if fact.board else at_provider(fact.provider)
    whom: list[Recipient] = [] if fact.outcome is ProposalOutcome.WITHDRAWN else [proposer]
    if fact.board is not None:
        whom.append(at_provider(fact.provider))
    about = _about(event, fact)
    return Plan([notice_to(event, f"proposal_{fact.outcome.value}", who, about) for who in whom], [over])


def _about(event: Event, fact: directory.ChangeProposed | directory.ProposalDecided) -> Subject:
    seen: tuple[UUID, ...] = (fact.board,) if fact.board else ()
    return subject(event, about=event.id, entity=fact.provider, period=str(event.subject), seen_by=seen)
