"""A register with a provider that attests, to decide over."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from schemas.codes import LegalForm, ServiceForm
from services.directory.attestations.commands import (
    AnswerInformation,
    DiscloseAccounts,
    EngageStaff,
    RequestInformation,
    SeeExtracts,
)
from services.directory.decide import decide, decide_all
from services.directory.shared.commands import Command, RegisterBoard, RegisterContract, RegisterProvider, RegisterUnit
from services.directory.shared.register import Register
from services.runtime.errors import Refused

NOW = datetime(2026, 11, 22, 13, 5, tzinfo=UTC)
BOARD, OTHER_BOARD, PROVIDER, OTHER_PROVIDER, UNIT, OTHER_UNIT, STAFF = (UUID(int=number) for number in range(1, 8))
ACCOUNTS, REQUEST, ANSWER, ENGAGED, SEEN, ERROR, CORRECTED = (UUID(int=number) for number in range(20, 27))
NEW = UUID(int=99)
SHIFT = datetime(2026, 11, 9, 6, tzinfo=UTC)
QUESTION = "Skicka bemanningen för oktober."
FIRST: tuple[Command, ...] = (
    RegisterBoard("1280", "Socialnämnden", id=BOARD),
    RegisterBoard("1280", "Omsorgsnämnden", id=OTHER_BOARD),
    RegisterProvider("559999-0016", "Exempelvägen AB", LegalForm.LIMITED_COMPANY, id=PROVIDER),
    RegisterProvider("559999-0024", "Andra AB", LegalForm.LIMITED_COMPANY, "02-29", id=OTHER_PROVIDER),
    RegisterUnit(PROVIDER, "Enhet Nord", id=UNIT),
    RegisterUnit(OTHER_PROVIDER, "Enhet Syd", id=OTHER_UNIT),
    RegisterContract(BOARD, PROVIDER, "RA-1", (ServiceForm.HVB,), date(2026, 1, 1), id=UUID(int=8)),
)
ASKED = RequestInformation(PROVIDER, BOARD, QUESTION, REQUEST)
ANSWERED = AnswerInformation(REQUEST, PROVIDER, "Bemanningen var full.", ANSWER)
HIRED = EngageStaff(PROVIDER, UNIT, "A-1", SHIFT, staff=STAFF, id=ENGAGED)
LOOKED = SeeExtracts(PROVIDER, UNIT, STAFF, SHIFT - timedelta(days=3), date(2026, 10, 20), date(2026, 10, 21), id=SEEN)
DISCLOSED = DiscloseAccounts(PROVIDER, 2025, ownership=True, id=ACCOUNTS)


def register(*more: Command) -> Register:
    return decide_all(Register(frozenset({"1280"})), (*FIRST, *more), NOW)[0]


def refusal(at: Register, command: Command) -> Refused:
    with pytest.raises(Refused) as refused:
        decide(at, command, NOW)
    said = refused.value
    assert all((said.what.sv, said.what.en, said.next_step.sv, said.next_step.en))
    return said
