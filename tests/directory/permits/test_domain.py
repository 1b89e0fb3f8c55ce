"""What is decided of permits: what is put on file, changed, ended and refused, and with which words."""

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import pytest

from schemas.codes import AgeBand, ServiceForm, TargetGroup
from schemas.directory import PermitChanged, PermitEnded
from schemas.reasons import PermitEndReason
from services.directory.decide import decide
from services.directory.shared.commands import (
    ChangePermit,
    EndPermit,
    RecordNotPermitBound,
)
from services.directory.shared.state import Permit
from tests.directory.registered import A_PERMIT, NOW, PERMIT, PERSON, PROVIDER, UNIT, refusal, register


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"valid_to": date(2025, 12, 31)}, "span", "valid_to"),
        ({"valid_from": date(226, 1, 1)}, "year", "valid_from"),
        ({"valid_to": date(9999, 1, 1)}, "year", "valid_to"),
        ({"age_bands": ()}, "missing", "age_bands"),
        ({"target_groups": ()}, "missing", "target_groups"),
        ({"maximum": -1}, "maximum", "maximum"),
        ({"maximum": 501}, "maximum", "maximum"),
        ({"unit": UUID(int=99)}, "unknown", "unit"),
        ({"provider": UUID(int=99)}, "unknown", "provider"),
        ({"orgnr": "559999-0017"}, "organisation_number", "orgnr"),
    ],
)
def test_permits_that_cannot_be_put_on_file(changes: dict[str, object], code: str, field: str) -> None:
    said = refusal(register(), replace(A_PERMIT, **changes))
    assert (said.code, said.field) == (code, field)


def test_a_permit_of_one_day_and_one_without_end_are_fine() -> None:
    after, _ = decide(register(), replace(A_PERMIT, valid_to=A_PERMIT.valid_from), NOW)
    permit = after.find(Permit, PERMIT)
    assert permit is not None
    assert permit.in_force(date(2026, 1, 1))
    assert not permit.in_force(date(2026, 1, 2))
    assert not permit.in_force(date(2025, 12, 31))
    decide(register(), replace(A_PERMIT, valid_to=None), NOW)


def test_a_changed_permit_is_told_whole_and_an_unchanged_one_refused() -> None:
    at = register(A_PERMIT)
    change = ChangePermit(
        id=PERMIT,
        form=ServiceForm.HVB,
        age_bands=(AgeBand.AGE_18_20, AgeBand.AGE_21_25),
        target_groups=(TargetGroup.CRIMINAL_NETWORK,),
        maximum=6,
        valid_from=date(2026, 1, 1),
    )
    after, [decided] = decide(at, change, NOW)
    assert isinstance(decided.fact, PermitChanged)
    assert (decided.fact.maximum, decided.fact.orgnr, decided.fact.valid_to) == (6, "5599990016", None)
    assert refusal(after, change).code == "unchanged"
    assert refusal(at, replace(change, id=UUID(int=99))).code == "unknown"


def test_a_revoked_permit_ends_at_the_first_instant_of_the_day() -> None:
    at = register(A_PERMIT)
    after, [decided] = decide(at, EndPermit(PERMIT, date(2026, 7, 1), PermitEndReason.REVOKED), NOW)
    assert isinstance(decided.fact, PermitEnded)
    assert decided.occurred == datetime(2026, 6, 30, 22, tzinfo=UTC)
    ended = after.find(Permit, PERMIT)
    assert ended is not None
    assert ended.in_force(date(2026, 6, 30))
    assert not ended.in_force(date(2026, 7, 1))
    assert refusal(after, EndPermit(PERMIT, date(2026, 8, 1), PermitEndReason.REVOKED)).code == "ended"
    assert refusal(at, EndPermit(PERMIT, date(2025, 7, 1), PermitEndReason.REVOKED)).code == "end_outside"
    assert refusal(at, EndPermit(PERMIT, date(2027, 1, 1), PermitEndReason.RETURNED)).code == "end_outside"


def test_that_no_permit_is_needed_is_recorded_once() -> None:
    record = RecordNotPermitBound(
        PROVIDER, UNIT, ServiceForm.COACHING, decided_by=PERSON, on=date(2026, 1, 1), id=uuid4()
    )
    after, [decided] = decide(register(), record, NOW)
    assert decided.occurred == datetime(2025, 12, 31, 23, tzinfo=UTC)
    assert refusal(after, replace(record, id=uuid4())).code == "taken"
