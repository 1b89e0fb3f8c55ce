"""What may be attested, asked for and corrected, and with which words the rest is refused."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from schemas.codes import ErrorReason, LegalForm, ServiceForm
from schemas.directory import (
    AccountsDisclosed,
    CorrectionAgreed,
    DateCorrected,
    EnteredInError,
    ExtractsSeen,
    InformationAnswered,
    InformationRequested,
    PortalInterrupted,
    StaffEngaged,
)
from services.directory.attestations.commands import (
    AgreeToCorrection,
    AnswerInformation,
    CorrectDate,
    DiscloseAccounts,
    EngageStaff,
    EnterInError,
    RecordInterruption,
    RequestInformation,
    SeeExtracts,
)
from services.directory.attestations.effective import effective_facts
from services.directory.decide import decide, decide_all
from services.directory.information.domain import answer_due
from services.directory.shared.commands import Command, RegisterBoard, RegisterContract, RegisterProvider, RegisterUnit
from services.directory.shared.state import PLATFORM, PORTAL, Register
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
TOLD = DiscloseAccounts(PROVIDER, 2025, ownership=True, id=ACCOUNTS)


def register(*more: Command) -> Register:
    return decide_all(Register(frozenset({"1280"})), (*FIRST, *more), NOW)[0]


def refusal(at: Register, command: Command) -> Refused:
    with pytest.raises(Refused) as refused:
        decide(at, command, NOW)
    said = refused.value
    assert all((said.what.sv, said.what.en, said.next_step.sv, said.next_step.en))
    return said


def test_accounts_are_disclosed_of_a_year_that_is_over() -> None:
    after, [decided] = decide(register(), TOLD, NOW)
    assert decided.fact == AccountsDisclosed(provider=PROVIDER, fiscal_year=2025, ownership=True)
    assert (decided.id, decided.subject, decided.occurred) == (ACCOUNTS, PROVIDER, NOW)
    assert refusal(after, replace(TOLD, id=NEW)).code == "taken"
    assert refusal(after, replace(TOLD, ownership=False, id=NEW)).code == "taken"
    assert refusal(after, replace(TOLD, fiscal_year=2026, id=NEW)).code == "fiscal_year"
    assert refusal(after, replace(TOLD, fiscal_year=20260, id=NEW)).code == "year"
    assert refusal(after, replace(TOLD, provider=NEW, id=UUID(int=98))).code == "unknown"


def test_ownership_may_follow_the_accounts_and_a_leap_day_ends_a_year() -> None:
    first, [accounts] = decide(register(), replace(TOLD, ownership=False), NOW)
    _, [ownership] = decide(first, replace(TOLD, id=NEW), NOW)
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


@pytest.mark.parametrize(
    ("acts", "fact", "by"),
    [
        ((TOLD,), ACCOUNTS, PROVIDER),
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
    assert refusal(register(HIRED, LOOKED, TOLD), replace(asked, **changes)).code == code


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
        ((TOLD,), ACCOUNTS, PROVIDER, {BOARD}, BOARD),
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
