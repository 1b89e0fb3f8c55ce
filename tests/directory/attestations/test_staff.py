"""What may be attested of staff and their register extracts, and how the rest is refused."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from schemas.directory import (
    ExtractsSeen,
    StaffEngaged,
)
from services.directory.decide import decide
from tests.directory.attestations.register import (
    HIRED,
    LOOKED,
    NEW,
    NOW,
    OTHER_UNIT,
    PROVIDER,
    SHIFT,
    STAFF,
    UNIT,
    refusal,
    register,
)


def test_an_engagement_tells_a_pseudonym_and_never_the_label() -> None:
    after, [decided] = decide(register(), HIRED, NOW)
    assert decided.fact == StaffEngaged(
        provider=PROVIDER, unit=UNIT, staff=STAFF, first_shift=SHIFT, engaged_before_until=None
    )
    assert (decided.subject, decided.occurred) == (UNIT, SHIFT)
    assert "A-1" not in decided.model_dump_json()
    assert refusal(after, replace(HIRED, id=NEW)).code == "taken"
    later = replace(HIRED, first_shift=SHIFT + timedelta(days=5), id=NEW)
    assert refusal(after, later).code == "engaged_before"
    decide(after, replace(later, engaged_before_until=date(2026, 11, 12)), NOW)


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"unit": OTHER_UNIT}, "unknown", "unit"),
        ({"provider": NEW}, "unknown", "provider"),
        ({"words": " "}, "label", "label"),
        ({"words": "x" * 41}, "label", "label"),
        ({"words": "19121212-1212"}, "personal", "label"),
        ({"first_shift": NOW + timedelta(seconds=1)}, "future", "first_shift"),
        ({"first_shift": datetime(226, 1, 1, tzinfo=UTC)}, "year", "first_shift"),
        ({"engaged_before_until": date(2026, 11, 9)}, "span", "engaged_before_until"),
    ],
)
def test_engagements_that_cannot_be_told(changes: dict[str, object], code: str, field: str) -> None:
    said = refusal(register(), replace(HIRED, **changes))
    assert (said.code, said.field) == (code, field)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"staff": NEW}, "not_engaged"),
        ({"unit": OTHER_UNIT}, "unknown"),
        ({"seen_at": NOW + timedelta(seconds=1)}, "future"),
        ({"criminal_record_on": None, "suspicion_record_on": None}, "missing"),
        ({"criminal_record_on": date(2026, 11, 7)}, "span"),
        ({"suspicion_record_on": date(226, 11, 7)}, "year"),
    ],
)
def test_extracts_that_cannot_be_told(changes: dict[str, object], code: str) -> None:
    at = register(HIRED)
    after, [decided] = decide(at, LOOKED, NOW)
    assert isinstance(decided.fact, ExtractsSeen)
    assert (decided.subject, decided.occurred) == (UNIT, LOOKED.seen_at)
    assert refusal(after, replace(LOOKED, id=NEW)).code == "taken"
    assert refusal(at, replace(LOOKED, **changes)).code == code
