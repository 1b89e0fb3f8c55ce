"""What others rely on is proposed by one and confirmed by another: the hands, the rows, and what is recorded of it."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from schemas.codes import ProposalOutcome
from schemas.new_event import Author
from schemas.reasons import PermitEndReason
from services.directory import handlers
from services.directory.register import saving
from services.directory.shared import commands as acts
from services.directory.shared.state import PLATFORM
from services.runtime.database.scope import Scope
from services.runtime.errors import Refused
from tests.directory.hands import ANNA, BO, REVOKED, Hands
from tests.directory.on_file import Facts


@pytest.mark.parametrize("by", ["keeper", "sotenas"])
async def test_a_keeper_or_another_board_confirms_and_the_register_says_so(hands: Hands, facts: Facts, by: str) -> None:
    proposal = await hands.propose("malmo", hands.end())
    held = await hands.permit()
    assert held is not None
    assert held.ended_at is None
    assert (await facts())[-1] == "ChangeProposed"
    await hands.decide(by, proposal)
    held = await hands.permit()
    assert held is not None
    assert (held.ended_at, held.end_reason) == (REVOKED, PermitEndReason.REVOKED)
    assert (await facts())[-2:] == ["ProposalDecided", "PermitEnded"]
    async with hands.database.plain() as plain:
        recorded = await plain.rows(
            "select cast(body as jsonb) as body from directory.log order by position desc limit 3"
        )
    tellers = [row["body"]["teller"] for row in recorded]
    assert tellers == [str(PLATFORM), str(hands.who(by)[0]), str(hands.ids["malmo"])]
    assert recorded[2]["body"]["data"]["revoked_at"] == REVOKED.isoformat()


@pytest.mark.parametrize(("proposer", "by"), [("malmo", "malmo"), ("malmo", "provider"), ("provider", "provider")])
async def test_the_proposer_its_colleague_and_the_provider_decide_nothing(hands: Hands, proposer: str, by: str) -> None:
    proposal = await hands.propose(proposer, hands.end())
    for person in (ANNA, BO):
        hands.who = lambda name, person=person: _as(hands, name, person)  # type: ignore[method-assign]
        for outcome in ("confirmed", "declined"):
            with pytest.raises(Refused) as refused:
                await hands.decide(by, proposal, outcome, "Det stämmer inte med beslutet.")
            assert refused.value.code == "not_yours"
            assert "avtalscontrollern i en annan nämnd" in refused.value.next_step.sv
    held = await hands.permit()
    assert held is not None
    assert held.ended_at is None


def _as(hands: Hands, name: str, person: UUID) -> tuple[UUID, UUID, Scope]:
    organisation, _, scope = Hands.who(hands, name)
    return organisation, person, Scope(boards=scope.boards, providers=scope.providers, person=person)


async def test_who_proposed_cannot_confirm_in_another_role_either(hands: Hands) -> None:
    proposal = await hands.propose("malmo", hands.end())
    command = acts.DecideProposal(proposal, PLATFORM, ANNA, ProposalOutcome.CONFIRMED)
    with pytest.raises(Refused) as refused:
        async with hands.database.work("directory", Scope(keeper=True, person=ANNA)) as work:
            await handlers.decide_proposal(work, hands.vault, hands.author("keeper"), command)
    assert refused.value.code == "not_yours"


async def test_without_a_contract_nothing_is_proposed_and_it_says_what_to_do(
    hands: Hands, author: Author, facts: Facts
) -> None:
    hands.ids["boras"] = await handlers.register_board(hands.database, author, "1490", "Socialnämnden")
    before = await facts()
    with pytest.raises(Refused) as refused:
        await hands.propose("boras", hands.end())
    assert refused.value.code == "no_contract"
    assert "registerförvaltaren" in refused.value.next_step.sv
    assert await facts() == before
    proposal = await hands.propose("malmo", hands.end())
    with pytest.raises(Refused):
        await hands.decide("boras", proposal)


async def test_declined_with_a_reason_and_taken_back_change_nothing(hands: Hands, facts: Facts) -> None:
    proposal = await hands.propose("malmo", hands.end())
    with pytest.raises(Refused) as refused:
        await hands.decide("keeper", proposal, "declined", "Nej")
    assert refused.value.field == "words"
    with pytest.raises(Refused) as refused:
        await hands.decide("keeper", proposal, "declined", "Ring Eva på 070-174 06 05 om beslutet.")
    assert refused.value.code == "personal"
    await hands.decide("keeper", proposal, "declined", "IVO har inte fattat något sådant beslut.")
    with pytest.raises(Refused) as refused:
        await hands.decide("sotenas", proposal)
    assert refused.value.code == "decided"
    again = await hands.propose("malmo", hands.end())
    with pytest.raises(Refused):
        await hands.decide("sotenas", again, "withdrawn")
    await hands.decide("malmo", again, "withdrawn")
    held = await hands.permit()
    assert held is not None
    assert held.ended_at is None
    assert (await facts())[-4:] == ["ChangeProposed", "ProposalDecided"] * 2
    async with hands.database.work("directory", hands.who("malmo")[2]) as work:
        assert await saving.words_of(work, hands.vault, proposal) == "IVO har inte fattat något sådant beslut."
    async with hands.database.plain() as plain:
        rows = await plain.rows("select cast(p as text) as line from directory.proposal p")
        assert not any("fattat" in row["line"] for row in rows)


async def test_the_same_proposal_twice_waits_once(hands: Hands) -> None:
    await hands.propose("malmo", hands.end())
    with pytest.raises(Refused) as refused:
        await hands.propose("sotenas", hands.end())
    assert refused.value.code == "taken"


async def test_an_impossible_proposal_asks_nobody_and_one_overtaken_is_said_when_it_is_confirmed(hands: Hands) -> None:
    with pytest.raises(Refused) as refused:
        await hands.propose("malmo", acts.EndPermit(hands.ids["permit"], date(2019, 1, 1), PermitEndReason.REVOKED))
    assert refused.value.code == "end_outside"
    first = await hands.propose("malmo", hands.end())
    other = acts.EndPermit(hands.ids["permit"], date(2026, 12, 1), PermitEndReason.RETURNED)
    second = await hands.propose("sotenas", other)
    await hands.decide("keeper", first)
    with pytest.raises(Refused) as refused:
        await hands.decide("keeper", second)
    assert refused.value.code == "ended"
    assert (await hands.decide("keeper", second, "declined", "Tillståndet har redan upphört.")).outcome == "declined"
