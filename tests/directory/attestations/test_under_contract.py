"""What a provider attests to nobody in particular is read by boards under a contract: in force, and on file before it."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest

from schemas.codes import ServiceForm
from schemas.new_event import Author
from schemas.reasons import ErrorReason
from services.directory import handlers
from services.directory.attestations.commands import DiscloseAccounts
from services.directory.shared import commands as acts
from services.runtime.database.pool import Database
from services.runtime.database.scope import Scope
from services.runtime.vault.vault import Vault
from tests.directory.hands import BO, Hands

READ = "select count(*) from directory.attested where type like '%.AccountsDisclosed.v1'"


@pytest.fixture
def hands(database: Database, vault: Vault, on_file: dict[str, UUID]) -> Hands:
    """Everybody who has a hand in it."""
    return Hands(database, vault, on_file)


async def attest(hands: Hands, year: int) -> None:
    """Disclose a year's accounts as the provider."""
    disclosed = DiscloseAccounts(hands.ids["provider"], year, ownership=True)
    await handlers.carry_out(hands.database, hands.author("provider"), [disclosed], hands.who("provider")[2])


async def read(hands: Hands, board: UUID) -> int:
    """Count the accounts that a board's portal transaction reads."""
    async with hands.database.work("directory", Scope(boards=(board,), person=BO)) as work:
        return int(await work.value(READ))  # type: ignore[call-overload]


async def contract(hands: Hands, board: UUID, first: date, last: date | None = None) -> UUID:
    """Have a board enter a contract with the provider, by its own hand."""
    act = acts.RegisterContract(board, hands.ids["provider"], "RA-1", (ServiceForm.HVB,), first, last)
    author = hands.author("malmo").model_copy(update={"teller": board})
    [made] = await handlers.carry_out(hands.database, author, [act], Scope(boards=(board,), person=BO))
    return made


async def test_a_contract_entered_afterwards_opens_nothing_from_before_it(hands: Hands, author: Author) -> None:
    boras = await handlers.register_board(hands.database, author, "1490", "Socialnämnden")
    await attest(hands, 2024)
    await contract(hands, boras, date(2020, 1, 1))
    assert (await read(hands, boras), await read(hands, hands.ids["malmo"])) == (0, 1)
    await attest(hands, 2025)
    assert (await read(hands, boras), await read(hands, hands.ids["malmo"])) == (1, 2)


@pytest.mark.parametrize("how", ["ended", "over", "not begun", "entered in error"])
async def test_a_contract_that_is_not_in_force_opens_nothing(hands: Hands, author: Author, how: str) -> None:
    boras = await handlers.register_board(hands.database, author, "1490", "Socialnämnden")
    async with hands.database.work("directory") as work:
        today = (await work.now()).date()
    first = today + timedelta(days=10) if how == "not begun" else date(2020, 1, 1)
    made = await contract(hands, boras, first, today - timedelta(days=3) if how == "over" else None)
    await attest(hands, 2024)
    assert await read(hands, boras) == (1 if how in ("ended", "entered in error") else 0)
    if how == "ended":
        end = acts.EndContract(made, today - timedelta(days=1))
        await handlers.carry_out(hands.database, author, [end])
    if how == "entered in error":
        async with hands.database.plain() as plain:
            fact = await plain.value("select id from directory.attested where subject = :made", made=made)
        await handlers.carry_out(hands.database, author, [acts.RetractFact(fact, ErrorReason.WRONG_CONTENT)])
    assert await read(hands, boras) == 0


async def test_nobody_tells_the_database_that_a_contract_was_on_file_earlier(hands: Hands) -> None:
    async with hands.database.work("directory", hands.who("malmo")[2]) as work:
        before = await work.value("select on_file from directory.contract where id = :id", id=hands.ids["contract"])
        await work.run("update directory.contract set on_file = on_file - interval '1 year'")
        assert before == await work.value(
            "select on_file from directory.contract where id = :id", id=hands.ids["contract"]
        )
