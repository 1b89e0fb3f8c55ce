"""What is decided of contracts and their clauses: what is put on file, ended and refused, and with which words."""

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import pytest

from schemas.codes import ClauseType
from schemas.directory import ClauseRegistered, ContractRegistered
from services.directory.decide import decide
from services.directory.shared import names
from services.directory.shared.commands import (
    EndContract,
    RegisterClause,
)
from services.directory.shared.state import Contract
from tests.directory.registered import A_CLAUSE, A_CONTRACT, CONTRACT, NOW, refusal, register


def test_a_contract_carries_its_clauses_and_a_new_version_follows() -> None:
    at, [decided] = decide(register(), A_CONTRACT, NOW)
    assert isinstance(decided.fact, ContractRegistered)
    assert decided.fact.clauses[0].parameters == {"days": 21}
    newer = replace(A_CLAUSE, parameters=(("days", 14),), valid_from=date(2026, 7, 1))
    after, [more] = decide(at, RegisterClause(CONTRACT, newer), NOW)
    assert isinstance(more.fact, ClauseRegistered)
    assert more.fact.clause.version == 2
    contract = after.find(Contract, CONTRACT)
    assert contract is not None
    assert [clause.version for clause in contract.clauses_on(date(2026, 6, 30))] == [1]
    assert [clause.version for clause in contract.clauses_on(date(2026, 7, 1))] == [2]
    assert refusal(after, RegisterClause(CONTRACT, newer)).code == "unchanged"
    assert refusal(after, RegisterClause(CONTRACT, replace(newer, type=ClauseType.R02))).code == "clause_type"
    assert refusal(after, RegisterClause(UUID(int=99), newer)).code == "unknown"
    assert refusal(after, RegisterClause(CONTRACT, replace(newer, parameters=(("days", -1),)))).code == "number_outside"
    assert refusal(after, RegisterClause(CONTRACT, replace(newer, parameters=(("dagar", 7),)))).code == "unknown_number"
    twice = replace(newer, parameters=(("days", 7), ("days", 8)))
    assert refusal(after, RegisterClause(CONTRACT, twice)).code == "doubled_number"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"board": UUID(int=99)}, "unknown"),
        ({"provider": UUID(int=99)}, "unknown"),
        ({"forms": ()}, "missing"),
        ({"number": " "}, "name_missing"),
        ({"valid_to": date(2025, 1, 1)}, "span"),
    ],
)
def test_contracts_that_cannot_be_put_on_file(changes: dict[str, object], code: str) -> None:
    assert refusal(register(), replace(A_CONTRACT, **changes)).code == code


def test_a_contract_number_stands_once_a_board_and_ends_once() -> None:
    at = register(A_CONTRACT)
    assert refusal(at, replace(A_CONTRACT, id=uuid4())).code == "taken"
    after, [decided] = decide(at, EndContract(CONTRACT, date(2026, 12, 1)), NOW)
    assert decided.occurred == datetime(2026, 11, 30, 23, tzinfo=UTC)
    assert refusal(after, EndContract(CONTRACT, date(2026, 12, 2))).code == "ended"


@pytest.mark.parametrize("number", ["0192-2025-01", "08-2025-0117", "SN 2026-0123", "0180-2026-07B"])
def test_a_contracts_number_may_have_the_shape_of_a_telephone_number(number: str) -> None:
    assert names.number(number) == number
