"""What is corrected of what was attested: entries in error, dates, and the other party's agreement."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from schemas.directory import (
    CorrectionAgreed,
    DateCorrected,
    EnteredInError,
    StaffEngaged,
)
from schemas.reasons import ErrorReason
from services.directory.attestations.commands import (
    AgreeToCorrection,
    CorrectDate,
    EnterInError,
)
from services.directory.attestations.effective import effective_facts
from services.directory.decide import decide
from services.directory.shared.commands import Command
from services.directory.shared.state import PLATFORM
from tests.directory.attestations.register import (
    ACCOUNTS,
    ANSWER,
    ANSWERED,
    ASKED,
    BOARD,
    CORRECTED,
    DISCLOSED,
    ENGAGED,
    ERROR,
    HIRED,
    LOOKED,
    NEW,
    NOW,
    OTHER_BOARD,
    OTHER_PROVIDER,
    PROVIDER,
    REQUEST,
    SEEN,
    SHIFT,
    UNIT,
    refusal,
    register,
)


@pytest.mark.parametrize(
    ("acts", "fact", "by"),
    [
        ((DISCLOSED,), ACCOUNTS, PROVIDER),
        ((ASKED,), REQUEST, BOARD),
        ((replace(ASKED, board=None),), REQUEST, PLATFORM),
        ((ASKED, ANSWERED), ANSWER, PROVIDER),
        ((HIRED,), ENGAGED, PROVIDER),
        ((HIRED, LOOKED), SEEN, PROVIDER),
    ],
)
def test_its_own_teller_alone_enters_a_fact_in_error(acts: tuple[Command, ...], fact: UUID, by: UUID) -> None:
    at = register(*acts)
    after, [decided] = decide(at, EnterInError(fact, by, ErrorReason.DOUBLE_ENTRY, ERROR), NOW)
    assert isinstance(decided.fact, EnteredInError)
    assert (decided.fact.fact, decided.fact.provider, decided.id) == (fact, PROVIDER, ERROR)
    assert decided.fact.board == (BOARD if acts[0] is ASKED else None)
    assert decided.subject == (UNIT if fact in (ENGAGED, SEEN) else PROVIDER)
    assert not [each for each, _ in effective_facts(after, type(at.entities[fact].fact)) if each.id == fact]
    assert refusal(after, EnterInError(fact, by, ErrorReason.DOUBLE_ENTRY, NEW)).code == "in_error"
    for other in {BOARD, OTHER_BOARD, PROVIDER, PLATFORM} - {by}:
        said = refusal(at, EnterInError(fact, other, ErrorReason.DOUBLE_ENTRY, ERROR))
        assert said.code == "not_teller"
        assert "Be den som lämnade uppgiften" in said.next_step.sv
    assert refusal(at, EnterInError(NEW, by, ErrorReason.DOUBLE_ENTRY, ERROR)).code == "unknown"
    assert refusal(after, EnterInError(ERROR, by, ErrorReason.DOUBLE_ENTRY, NEW)).code == "not_correctable"


def test_a_date_is_corrected_and_then_reads_so() -> None:
    at = register(HIRED, LOOKED)
    to = SHIFT + timedelta(days=1)
    after, [decided] = decide(at, CorrectDate(ENGAGED, PROVIDER, "first_shift", to, CORRECTED), NOW)
    assert decided.fact == DateCorrected(provider=PROVIDER, board=None, fact=ENGAGED, field="first_shift", to=to)
    assert [fact.first_shift for _, fact in effective_facts(after, StaffEngaged)] == [to]
    assert refusal(after, CorrectDate(ENGAGED, PROVIDER, "first_shift", to, NEW)).code == "unchanged"
    back, _ = decide(after, CorrectDate(ENGAGED, PROVIDER, "first_shift", SHIFT, NEW), NOW)
    assert [fact.first_shift for _, fact in effective_facts(back, StaffEngaged)] == [SHIFT]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"by": BOARD}, "not_teller"),
        ({"field": "engaged_before_until"}, "field"),
        ({"field": "seen_at"}, "field"),
        ({"to": NOW + timedelta(days=1)}, "future"),
        ({"fact": ACCOUNTS}, "field"),
        ({"fact": SEEN, "field": "seen_at", "to": datetime(2026, 10, 1, tzinfo=UTC)}, "span"),
    ],
)
def test_dates_that_cannot_be_corrected(changes: dict[str, object], code: str) -> None:
    asked = CorrectDate(ENGAGED, PROVIDER, "first_shift", SHIFT + timedelta(days=1), NEW)
    assert refusal(register(HIRED, LOOKED, DISCLOSED), replace(asked, **changes)).code == code


def test_an_engagement_before_bounds_the_corrected_shift() -> None:
    at = register(replace(HIRED, engaged_before_until=date(2026, 11, 1)))
    asked = CorrectDate(ENGAGED, PROVIDER, "first_shift", datetime(2026, 11, 1, 8, tzinfo=UTC), NEW)
    assert refusal(at, asked).code == "span"


@pytest.mark.parametrize(
    ("acts", "fact", "by", "others", "board"),
    [
        ((ASKED,), REQUEST, BOARD, {PROVIDER}, BOARD),
        ((ASKED, ANSWERED), ANSWER, PROVIDER, {BOARD}, BOARD),
        ((replace(ASKED, board=None), ANSWERED), ANSWER, PROVIDER, {PLATFORM}, None),
        ((HIRED,), ENGAGED, PROVIDER, {BOARD}, BOARD),
        ((DISCLOSED,), ACCOUNTS, PROVIDER, {BOARD}, BOARD),
    ],
)
def test_the_other_party_agrees_once(
    acts: tuple[Command, ...], fact: UUID, by: UUID, others: set[UUID], board: UUID | None
) -> None:
    at = register(*acts, EnterInError(fact, by, ErrorReason.WRONG_CONTENT, ERROR))
    for other in {BOARD, OTHER_BOARD, PROVIDER, OTHER_PROVIDER, PLATFORM} - others:
        assert refusal(at, AgreeToCorrection(ERROR, other, NEW)).code == "not_other_party"
    for other in others:
        after, [decided] = decide(at, AgreeToCorrection(ERROR, other, NEW), NOW)
        assert decided.fact == CorrectionAgreed(provider=PROVIDER, board=board, fact=ERROR)
        assert decided.subject == (UNIT if fact == ENGAGED else PROVIDER)
        assert refusal(after, AgreeToCorrection(ERROR, other, UUID(int=98))).code == "taken"
    assert refusal(at, AgreeToCorrection(fact, by, NEW)).code == "unknown"
