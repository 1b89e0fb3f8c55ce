"""A request for information and its answer: what was typed, read into the command that carries it out."""

from uuid import UUID

from services.directory.attestations.commands import AnswerInformation, RequestInformation
from services.runtime.forms.reader import Errors, Reader


def parse_request(typed: Reader, provider: UUID, board: UUID | None) -> RequestInformation | Errors:
    """Read what a provider is asked by a board or (no board) the supervisor, or what is wrong with it by field."""
    question = typed.prose("question")
    return typed.errors or RequestInformation(provider, board, question)


def parse_answer(typed: Reader, request: UUID, by: UUID) -> AnswerInformation | Errors:
    """Read what a provider answers to a request, or what is wrong with it by field."""
    words = typed.prose("answer")
    return typed.errors or AnswerInformation(request, by, words)
