"""The words of a mail: a reference and nothing else, the same for every condition."""

from dataclasses import dataclass
from uuid import UUID

from services.runtime.language.identifiers import short


@dataclass(frozen=True)
class MailText:
    """Subject and body as they leave, and the Message-ID that every try of this delivery carries."""

    subject: str
    body: str
    message_id: str


_SUBJECTS = {"sv": "Du har något att läsa i Utväg", "en": "There is something to read in Utväg"}
_BODIES = {
    "sv": "Du har något att läsa i Utväg. Logga in. Referens {reference}.",
    "en": "There is something to read in Utväg. Sign in. Reference {reference}.",
}


def notice_reference(notice: UUID) -> str:
    """Give the number by which people find a notice, such as U-8F2K."""
    return short("U", notice)


def write(notice: UUID, delivery: UUID, language: str, domain: str) -> MailText:
    """Write a mail in a person's language ("sv" or "en"); `domain` ends the Message-ID."""
    known = language if language in _BODIES else "sv"
    body = _BODIES[known].format(reference=notice_reference(notice))
    return MailText(_SUBJECTS[known], body, f"<{delivery}@{domain}>")
