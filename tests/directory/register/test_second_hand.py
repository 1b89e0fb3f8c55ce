"""Who is a second hand: a board whose contract stood before the proposal, and not one that was entered in error."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from schemas.codes import AgeBand, Role, ServiceForm, TargetGroup
from schemas.new_event import Author
from schemas.reasons import ErrorReason, PermitEndReason
from services.directory import handlers
from services.directory.attestations import store as attested
from services.directory.register import domain as proposals
from services.directory.shared import commands as acts
from services.directory.shared import store
from services.directory.shared.attested import Proposal
from services.directory.shared.register import Register
from services.directory.shared.state import PLATFORM, Contract
from services.runtime.database.pool import Database
from services.runtime.errors import Refused, StatementFailed
from services.runtime.vault.vault import Vault
from tests.directory.hands import Hands


@pytest.fixture
def hands(database: Database, vault: Vault, on_file: dict[str, UUID]) -> Hands:
    """Everybody who has a hand in it."""
    return Hands(database, vault, on_file)


CONFIRM = f"""update directory.proposal set outcome = 'confirmed', decided_person = runtime.me(), decided_at = runtime.now(),
decided_by = case when runtime.is_keeper() then cast('{PLATFORM}' as uuid) else (runtime.my_boards())[1] end where id = :id"""


async def refused_by_both(hands: Hands, name: str, proposal: UUID) -> bool:
    """Try to confirm past the domain, then through it; tell whether both refuse. Raises AssertionError when only one does."""

    async def past_the_domain() -> None:
        async with hands.database.work("directory", hands.who(name)[2]) as work:
            await work.run(CONFIRM, id=proposal)
            await work.run("select 1 / 0")

    with pytest.raises(StatementFailed) as failed:
        await past_the_domain()
    if "DivisionByZero" not in str(failed.value):
        assert "row-level security" in str(failed.value)
        with pytest.raises(Refused) as refused:
            await hands.decide(name, proposal)
        assert refused.value.code == "not_yours"
        return True
    return (await hands.decide(name, proposal)).outcome != "confirmed"


async def test_a_contract_entered_after_a_proposal_makes_no_second_hand(hands: Hands, author: Author) -> None:
    boras = await handlers.register_board(hands.database, author, "1490", "Socialnämnden")
    hands.ids["boras"] = boras
    before = await hands.propose("malmo", hands.end())
    forms, first = (ServiceForm.HVB,), date(2020, 1, 1)
    contract = acts.RegisterContract(boras, hands.ids["provider"], "RA-BORAS", forms, first)
    await handlers.carry_out(hands.database, hands.author("boras"), [contract], hands.who("boras")[2])
    assert await refused_by_both(hands, "boras", before)
    for outcome in ("confirmed", "declined"):
        with pytest.raises(Refused) as refused:
            await hands.decide("boras", before, outcome, "Det stämmer inte med beslutet.")
        assert refused.value.code == "not_yours"
    held = await hands.permit()
    assert held is not None
    assert held.ended_at is None
    await hands.decide("malmo", before, "withdrawn")
    assert not await refused_by_both(hands, "boras", await hands.propose("malmo", hands.end()))


@pytest.mark.parametrize("by", ["keeper", "sotenas"])
@pytest.mark.parametrize(("at", "role"), [("malmo", Role.COORDINATOR), ("provider", Role.PROVIDER_MANAGER)])
@pytest.mark.parametrize("ended", ["never", "since", "before"])
async def test_who_also_has_a_role_at_the_proposer_or_the_provider_is_no_second_hand(
    hands: Hands, author: Author, by: str, at: str, role: Role, ended: str
) -> None:
    """A role that ended before it was proposed hinders nobody; one ended to decide does."""
    person = hands.who(by)[1]
    commission = await handlers.commission_person(hands.database, author, person, hands.ids[at], role)
    if ended == "before":
        await handlers.end_commission(hands.database, author, commission)
    proposal = await hands.propose("malmo", hands.end())
    if ended == "since":
        await handlers.end_commission(hands.database, author, commission)
    assert await refused_by_both(hands, by, proposal) is (ended != "before")


async def test_a_role_elsewhere_hinders_nobody(hands: Hands, author: Author) -> None:
    person = hands.who("keeper")[1]
    await handlers.commission_person(hands.database, author, person, hands.ids["sotenas"], Role.CONTROLLER)
    assert not await refused_by_both(hands, "keeper", await hands.propose("malmo", hands.end()))


async def test_nobody_decides_in_the_name_of_an_organisation_that_is_not_theirs(hands: Hands) -> None:
    proposal = await hands.propose("malmo", hands.end())
    for name, by in (("sotenas", PLATFORM), ("sotenas", hands.ids["malmo"]), ("keeper", hands.ids["sotenas"])):
        with pytest.raises(StatementFailed, match="row-level security"):
            async with hands.database.work("directory", hands.who(name)[2]) as work:
                await work.run(
                    "update directory.proposal set outcome = 'declined', decided_person = runtime.me(), "
                    "decided_at = runtime.now(), decided_by = :by where id = :id",
                    by=by,
                    id=proposal,
                )


async def test_a_contract_entered_in_error_speaks_and_counts_no_more(hands: Hands) -> None:
    async with hands.database.plain() as plain:
        fact = await plain.value(
            "select id from directory.attested where subject = :contract order by made limit 1",
            contract=hands.ids["contract"],
        )
    retract = acts.RetractFact(fact, ErrorReason.WRONG_CONTENT)
    await handlers.carry_out(hands.database, hands.author("malmo"), [retract], hands.who("malmo")[2])
    with pytest.raises(Refused) as refused:
        await hands.propose("malmo", hands.end())
    assert refused.value.code == "no_contract"
    async with hands.database.work("directory") as work:
        register = await store.load_all(work)
        await attested.load_all(work, register)
    assert hands.ids["contract"] not in {each.id for each in register.all(Contract)}
    assert hands.ids["other"] in {each.id for each in register.all(Contract)}


def test_a_new_permit_that_has_ended_waits_once_however_often_its_line_is_sent() -> None:
    def of(permit: UUID) -> tuple[acts.RegisterCommand, ...]:
        terms = (ServiceForm.HVB, (AgeBand.AGE_18_20,), (TargetGroup.CRIMINAL_NETWORK,), 8, date(2026, 1, 1))
        new = acts.RegisterPermit(UUID(int=1), UUID(int=2), *terms, number="T-9", id=permit)
        return new, acts.EndPermit(permit, date(2026, 6, 1), PermitEndReason.RETURNED)

    ids = [UUID(int=number) for number in range(10, 15)]
    held = Proposal(ids[0], UUID(int=1), ids[1], ids[2], ids[3], of(ids[1]), datetime(2026, 11, 22, tzinfo=UTC))
    register = Register.of([held])
    assert proposals.waiting(register, of(ids[4])) == held
    other = acts.EndPermit(ids[1], date(2026, 6, 1), PermitEndReason.RETURNED)
    assert proposals.waiting(register, (of(ids[4])[0], other)) is None, "another permit's end"
    assert proposals.waiting(register, (other,)) is None
