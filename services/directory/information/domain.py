"""Requests for information that a provider must answer, and their answers."""

from datetime import datetime, time, timedelta
from uuid import UUID

from schemas.directory import InformationAnswered, InformationRequested
from schemas.working_days import add_working_days, is_working_day, next_working_day
from services.directory.attestations.commands import AnswerInformation, RequestInformation
from services.directory.attestations.effective import (
    FactSubject,
    attest,
    board_of,
    effective_facts,
    error_of,
    known_provider,
)
from services.directory.shared import checks
from services.directory.shared.attested import Attested
from services.directory.shared.outcome import Outcome
from services.directory.shared.register import Register
from services.directory.shared.state import PLATFORM, Board
from services.runtime.language.duties import duty_asked_by
from services.runtime.language.look_alikes import tidy
from services.runtime.language.words import Words
from services.runtime.scan.scanner import scan

LEAST_WORDS = 10
LONGEST_WORDS = 4000
WORKING_DAYS = duty_asked_by(InformationRequested).rule.numbers["working_days"]
OFFICE_CLOSES = time(17, 0)


def request_information(register: Register, command: RequestInformation, now: datetime) -> Outcome:
    """Ask a provider for information. Refused: unknown provider or board, too few words, words that name somebody."""
    provider = known_provider(register, command.provider)
    if command.board is not None and register.find(Board, command.board) is None:
        raise checks.unknown("board", Words(sv="Nämnden", en="The board"))
    missing = Words(sv="Beskriv vad ni begär.", en="Describe what you request.")
    words = _written(command.words, "question", missing)
    asker = command.board or PLATFORM
    if command.id is None:
        raise ValueError("the shell must give an id before deciding: use services.directory.handlers")
    fact = InformationRequested(provider=provider.id, request=command.id, board=command.board)
    return attest(register, command.id, fact, FactSubject(provider.id, provider.id, asker), asker, now, now, words)


def answer_information(register: Register, command: AnswerInformation, now: datetime) -> Outcome:
    """Answer a request, once. Refused: no such request to this provider, withdrawn, answered already, too few words."""
    request = register.find(Attested, command.request)
    asked = request.fact if request is not None else None
    if request is None or not isinstance(asked, InformationRequested) or asked.provider != command.by:
        raise checks.unknown("request", Words(sv="Begäran", en="The request"))
    if error_of(register, request.id) is not None:
        raise checks.refuse(
            "withdrawn",
            "answer",
            Words(sv="Begäran är felregistrerad och gäller inte.", en="The request was entered in error."),
            Words(sv="Du behöver inte svara.", en="You need not answer."),
        )
    if answer_of(register, request.id) is not None:
        raise checks.refuse(
            "answered",
            "answer",
            Words(sv="Begäran är redan besvarad.", en="The request is answered already."),
            Words(
                sv="Är svaret fel? Markera det som felregistrerat och svara igen.",
                en="Is the answer wrong? Mark it as entered in error and answer again.",
            ),
        )
    words = _written(command.words, "answer", Words(sv="Skriv ert svar.", en="Write your answer."))
    fact = InformationAnswered(provider=asked.provider, request=request.id, board=board_of(request.counterpart))
    about = FactSubject(asked.provider, asked.provider, request.counterpart)
    return attest(register, command.id, fact, about, asked.provider, now, now, words)


def answer_of(register: Register, request: UUID) -> Attested | None:
    """Give the answer to a request that stands, if there is one."""
    return next(
        (each for each, said in effective_facts(register, InformationAnswered) if said.request == request), None
    )


def answer_due(asked_at: datetime) -> datetime:
    """Give the instant before which an answer must arrive: the rule's working days, the day of asking not counted.

    What is asked after 17:00 or on a free day counts as asked on the next working day.
    """
    local = asked_at.astimezone(checks.STOCKHOLM)
    counted = next_working_day(local.date())
    if is_working_day(local.date()) and local.time().replace(tzinfo=None) > OFFICE_CLOSES:
        counted = add_working_days(local.date(), 1)
    return checks.first_instant(add_working_days(counted, WORKING_DAYS) + timedelta(days=1))


def _written(typed: str, field: str, missing: Words) -> str:
    words = tidy(typed).strip()
    step = Words(
        sv=f"Skriv mellan {LEAST_WORDS} och {LONGEST_WORDS} tecken.",
        en=f"Write {LEAST_WORDS} to {LONGEST_WORDS} characters.",
    )
    if not LEAST_WORDS <= len(words) <= LONGEST_WORDS:
        raise checks.refuse("words", field, missing, step)
    if found := scan(words):
        raise checks.refuse(
            "personal",
            field,
            found,
            Words(sv="Skriv utan att peka ut någon.", en="Write without pointing anybody out."),
        )
    return words
