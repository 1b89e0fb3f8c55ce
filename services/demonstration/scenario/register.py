"""What is proposed to the register in the year: one confirmed, one declined, and at the end two that wait."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from uuid import UUID

from schemas.codes import ProposalOutcome, Role, TargetGroup
from schemas.reasons import PermitEndReason
from services.demonstration.acts.act import Direct, RegisterDecision, Step
from services.demonstration.fixtures.kinds import Person, Provider
from services.demonstration.fixtures.people import BOARDS, KEEPER, PROVIDERS
from services.demonstration.scenario.case import at
from services.directory.shared.commands import ChangePermit, DecideProposal, EndPermit, Propose, RegisterCommand
from services.runtime.language.identifiers import PLATFORM, derived

CONFIRMED, DECLINED = timedelta(days=200), timedelta(days=262)
WAITS, REVOKED = timedelta(days=11), timedelta(days=1)
"""How long before the end what nobody has decided is proposed: a change that waits, and an urgent revocation."""
WHY = "Myndighetens register säger tolv platser. Vi har frågat och fått det bekräftat."


def proposals(beginning: date, end: date) -> Iterator[Step]:
    """Write the proposals and the decisions."""
    by_number = {provider.number: provider for provider in PROVIDERS}
    gothenburg, boras, nynashamn = _controller("1480"), _controller("1490"), _controller("0192")
    wider = _changed(by_number[9], beginning, target_groups=(*by_number[9].target_groups, TargetGroup.HONOUR_RELATED))
    yield _proposed(by_number[9].person, by_number[9], wider, at(beginning + CONFIRMED, 9, 10))
    yield _decided(
        gothenburg, by_number[9], ProposalOutcome.CONFIRMED, at(beginning + CONFIRMED + timedelta(days=2), 14)
    )
    fewer = _changed(by_number[1], beginning, maximum=9)
    yield _proposed(nynashamn, by_number[1], fewer, at(beginning + DECLINED, 10, 5))
    yield _decided(
        KEEPER, by_number[1], ProposalOutcome.DECLINED, at(beginning + DECLINED + timedelta(days=1), 8, 30), WHY
    )
    more = _changed(by_number[10], beginning, maximum=by_number[10].maximum + 3)
    yield _proposed(gothenburg, by_number[10], more, at(end - WAITS, 15))
    revoked = EndPermit(by_number[11].permit, end, PermitEndReason.REVOKED)
    yield _proposed(boras, by_number[11], revoked, at(end - REVOKED, 16, 50))


def _controller(municipality: str) -> Person:
    return next(board for board in BOARDS if board.municipality == municipality).person(Role.CONTROLLER)


def _changed(
    provider: Provider, day: date, maximum: int | None = None, target_groups: tuple[TargetGroup, ...] | None = None
) -> ChangePermit:
    return ChangePermit(
        provider.permit,
        provider.form,
        provider.permitted_bands,
        target_groups or provider.target_groups,
        maximum or provider.maximum,
        day - timedelta(days=400),
    )


def _identity(provider: Provider) -> UUID:
    return derived("demonstration proposal", provider.number)


def _proposed(by: Person, provider: Provider, act: RegisterCommand, moment: datetime) -> Step:
    command = Propose(by.organisation, by.id, provider.id, (act,), _identity(provider))
    return Step(moment, by, Direct((command,)))


def _decided(by: Person, provider: Provider, outcome: ProposalOutcome, moment: datetime, words: str = "") -> Step:
    organisation = PLATFORM if by.role is Role.REGISTER_KEEPER else by.organisation
    decision = DecideProposal(_identity(provider), organisation, by.id, outcome, words)
    return Step(moment, by, RegisterDecision(decision))
