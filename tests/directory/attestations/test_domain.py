"""What may be attested, asked for and corrected, and with which words the rest is refused."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from schemas.directory import (
    AccountsDisclosed,
    InformationAnswered,
    InformationRequested,
    PortalInterrupted,
)
from schemas.reasons import ErrorReason
from services.directory.attestations.commands import (
    DiscloseAccounts,
    EnterInError,
    RecordInterruption,
)
from services.directory.decide import decide
from services.directory.information.domain import answer_due
from services.directory.shared.state import PLATFORM, PORTAL
from tests.directory.attestations.register import (
    ACCOUNTS,
    ANSWER,
    ANSWERED,
    ASKED,
    BOARD,
    DISCLOSED,
    ERROR,
    NEW,
    NOW,
    OTHER_PROVIDER,
    PROVIDER,
    QUESTION,
    REQUEST,
    refusal,
    register,
)


def test_accounts_are_disclosed_of_a_year_that_is_over() -> None:
    after, [decided] = decide(register(), DISCLOSED, NOW)
    assert decided.fact == AccountsDisclosed(provider=PROVIDER, fiscal_year=2025, ownership=True)
    assert (decided.id, decided.subject, decided.occurred) == (ACCOUNTS, PROVIDER, NOW)
    assert refusal(after, replace(DISCLOSED, id=NEW)).code == "taken"
    assert refusal(after, replace(DISCLOSED, ownership=False, id=NEW)).code == "taken"
    assert refusal(after, replace(DISCLOSED, fiscal_year=2026, id=NEW)).code == "fiscal_year"
    assert refusal(after, replace(DISCLOSED, fiscal_year=20260, id=NEW)).code == "year"
    assert refusal(after, replace(DISCLOSED, provider=NEW, id=UUID(int=98))).code == "unknown"


def test_ownership_may_follow_the_accounts_and_a_leap_day_ends_a_year() -> None:
    first, [accounts] = decide(register(), replace(DISCLOSED, ownership=False), NOW)
    _, [ownership] = decide(first, replace(DISCLOSED, id=NEW), NOW)
    assert [accounts.fact.ownership, ownership.fact.ownership] == [False, True]
    _, [leap] = decide(register(), DiscloseAccounts(OTHER_PROVIDER, 2026, ownership=True, id=NEW), NOW)
    assert leap.fact == AccountsDisclosed(provider=OTHER_PROVIDER, fiscal_year=2026, ownership=True)


def test_a_request_names_who_asks_and_its_words_stand_in_no_fact() -> None:
    after, [decided] = decide(register(), ASKED, NOW)
    assert decided.fact == InformationRequested(provider=PROVIDER, request=REQUEST, board=BOARD)
    assert (decided.id, decided.subject) == (REQUEST, PROVIDER)
    assert QUESTION not in decided.model_dump_json()
    _, [by_supervisor] = decide(after, replace(ASKED, board=None, id=NEW), NOW)
    assert by_supervisor.fact == InformationRequested(provider=PROVIDER, request=NEW, board=None)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"provider": NEW}, "unknown"),
        ({"board": UUID(int=98)}, "unknown"),
        ({"words": " kort  "}, "words"),
        ({"words": "x" * 4001}, "words"),
        ({"words": "Vad gäller för 19121212-1212 i oktober?"}, "personal"),
        ({"words": "Mejla svaret till eva@example.org i dag."}, "personal"),
    ],
)
def test_requests_that_cannot_be_made(changes: dict[str, object], code: str) -> None:
    said = refusal(register(), replace(ASKED, **changes))
    assert said.code == code
    assert "1212" not in said.what.sv + said.next_step.sv


def test_a_request_is_answered_once_by_the_provider_it_was_made_to() -> None:
    at = register(ASKED)
    after, [decided] = decide(at, ANSWERED, NOW)
    assert decided.fact == InformationAnswered(provider=PROVIDER, request=REQUEST, board=BOARD)
    assert refusal(after, replace(ANSWERED, id=NEW)).code == "answered"
    assert refusal(at, replace(ANSWERED, by=OTHER_PROVIDER)).code == "unknown"
    assert refusal(at, replace(ANSWERED, request=PROVIDER)).code == "unknown"
    assert refusal(at, replace(ANSWERED, words="")).code == "words"


def test_an_answer_in_error_may_be_given_again_and_a_request_in_error_is_not_answered() -> None:
    again = register(ASKED, ANSWERED, EnterInError(ANSWER, PROVIDER, ErrorReason.WRONG_CONTENT, ERROR))
    decide(again, replace(ANSWERED, id=NEW), NOW)
    gone = register(ASKED, EnterInError(REQUEST, BOARD, ErrorReason.WRONG_MATTER, ERROR))
    assert refusal(gone, ANSWERED).code == "withdrawn"


@pytest.mark.parametrize(
    ("asked", "due"),
    [
        (datetime(2026, 11, 2, 16, 0, tzinfo=UTC), datetime(2026, 11, 16, 23, tzinfo=UTC)),
        (datetime(2026, 11, 2, 16, 0, 1, tzinfo=UTC), datetime(2026, 11, 17, 23, tzinfo=UTC)),
        (datetime(2026, 11, 1, 10, tzinfo=UTC), datetime(2026, 11, 16, 23, tzinfo=UTC)),
        (datetime(2026, 11, 6, 18, tzinfo=UTC), datetime(2026, 11, 23, 23, tzinfo=UTC)),
    ],
)
def test_an_answer_is_due_in_ten_working_days(asked: datetime, due: datetime) -> None:
    assert answer_due(asked) == due


def test_an_interruption_is_over_when_it_is_recorded() -> None:
    hour = timedelta(hours=1)
    record = RecordInterruption(NOW - 3 * hour, NOW - hour, id=NEW)
    after, [decided] = decide(register(), record, NOW)
    assert decided.fact == PortalInterrupted(from_at=NOW - 3 * hour, to_at=NOW - hour)
    assert (decided.subject, decided.occurred) == (PORTAL, NOW - 3 * hour)
    assert refusal(after, replace(record, id=UUID(int=98))).code == "taken"
    assert refusal(register(), replace(record, to_at=NOW + hour)).code == "future"
    assert refusal(register(), replace(record, to_at=record.from_at)).code == "span"
    assert refusal(after, EnterInError(NEW, PLATFORM, ErrorReason.WRONG_CONTENT, ERROR)).code == "not_correctable"
