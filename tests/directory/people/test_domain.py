"""What is decided of people's roles: who may hold which, once, and until when."""

from dataclasses import replace
from datetime import date
from uuid import UUID, uuid4

import pytest

from schemas.codes import Role
from services.directory.decide import decide
from services.directory.people.domain import in_force
from services.directory.shared.commands import (
    CommissionPerson,
    EndCommission,
)
from services.directory.shared.state import PLATFORM, Commission
from tests.directory.registered import BOARD, NOW, PERSON, PROVIDER, UNIT, refusal, register


@pytest.mark.parametrize(
    ("organisation", "role", "unit", "code"),
    [
        (BOARD, Role.COORDINATOR, None, None),
        (PROVIDER, Role.PROVIDER_MANAGER, UNIT, None),
        (PLATFORM, Role.SUPERVISOR, None, None),
        (BOARD, Role.PROVIDER_MANAGER, None, "role"),
        (PROVIDER, Role.CONTROLLER, None, "role"),
        (PLATFORM, Role.COORDINATOR, None, "role"),
        (BOARD, Role.COORDINATOR, UNIT, "unknown"),
        (UUID(int=99), Role.COORDINATOR, None, "unknown"),
    ],
)
def test_a_role_belongs_to_a_kind_of_organisation(
    organisation: UUID, role: Role, unit: UUID | None, code: str | None
) -> None:
    asked = CommissionPerson(PERSON, organisation, role, unit, id=uuid4())
    if code is None:
        decide(register(), asked, NOW)
    else:
        assert refusal(register(), asked).code == code


def test_a_role_is_held_once_and_ends_at_once() -> None:
    asked = CommissionPerson(PERSON, BOARD, Role.COORDINATOR, id=UUID(int=60))
    at = register(asked)
    assert refusal(at, replace(asked, id=uuid4())).code == "taken"
    held = at.find(Commission, UUID(int=60))
    assert held is not None
    assert in_force(held, date(2026, 11, 22))
    assert not in_force(held, date(2026, 11, 21))
    after, _ = decide(at, EndCommission(UUID(int=60)), NOW)
    ended = after.find(Commission, UUID(int=60))
    assert ended is not None
    assert not in_force(ended, date(2026, 11, 22))
    assert refusal(after, EndCommission(UUID(int=60))).code == "ended"
    decide(after, replace(asked, id=uuid4()), NOW)
