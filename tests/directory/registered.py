"""A register with a board, a provider and a unit, to decide over."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from schemas.codes import AgeBand, ClauseType, LegalForm, ServiceForm, TargetGroup
from services.directory.decide import decide, decide_all
from services.directory.shared.commands import (
    Command,
    NewClause,
    RegisterBoard,
    RegisterContract,
    RegisterPermit,
    RegisterProvider,
    RegisterUnit,
)
from services.directory.shared.register import Register
from services.runtime.errors import Refused

NOW = datetime(2026, 11, 22, 13, 5, tzinfo=UTC)
BOARD, PROVIDER, UNIT, PERMIT, CONTRACT, PERSON = (UUID(int=number) for number in range(1, 7))
FIRST = (
    RegisterBoard("1280", "Socialnämnden", id=BOARD),
    RegisterProvider("559999-0016", "Exempelvägen AB", LegalForm.LIMITED_COMPANY, id=PROVIDER),
    RegisterUnit(PROVIDER, "Enhet Nord", id=UNIT),
)
A_PERMIT = RegisterPermit(
    provider=PROVIDER,
    unit=UNIT,
    form=ServiceForm.HVB,
    age_bands=(AgeBand.AGE_18_20,),
    target_groups=(TargetGroup.CRIMINAL_NETWORK,),
    maximum=8,
    valid_from=date(2026, 1, 1),
    valid_to=date(2026, 12, 31),
    number="T-1",
    id=PERMIT,
)
A_CLAUSE = NewClause(ClauseType.R01, date(2026, 1, 1), number="6.1", parameters=(("days", 21),), id=UUID(int=50))
A_CONTRACT = RegisterContract(
    board=BOARD,
    provider=PROVIDER,
    number="RA-1",
    forms=(ServiceForm.HVB,),
    valid_from=date(2026, 1, 1),
    valid_to=date(2026, 12, 31),
    clauses=(A_CLAUSE,),
    id=CONTRACT,
)


def register(*more: Command) -> Register:
    return decide_all(Register(frozenset({"1280"})), (*FIRST, *more), NOW)[0]


def refusal(at: Register, command: Command) -> Refused:
    with pytest.raises(Refused) as refused:
        decide(at, command, NOW)
    said = refused.value
    assert all((said.what.sv, said.what.en, said.next_step.sv, said.next_step.en))
    return said
