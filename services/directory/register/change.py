"""A change of the register as it is shown before anybody confirms it, and what says that it is another by now."""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from services.runtime.language.words import Words


@dataclass(frozen=True)
class Change:
    """What would change: the thing, each value before and after, and the findings that may come of it."""

    title: Words
    lines: tuple[Words, ...]
    findings: tuple[Words, ...]

    @property
    def fingerprint(self) -> str:
        """Give what sets this change apart from any other, so that whoever confirms it confirms what they were shown."""
        return fingerprint_of([self.title.sv, *(each.sv for each in (*self.lines, *self.findings))])


class Moved(Exception):
    """The register says something else than when the change was shown: it is shown again before anybody confirms it."""


MOVED = Words(
    sv="Registret har ändrats sedan sidan visades. Inget är gjort.",
    en="The register has changed since the page was shown. Nothing was done.",
)
READ_AGAIN = Words(
    sv="Läs vad som ändras nu, och bestäm dig på nytt.", en="Read what changes now, and make up your mind again."
)


def fingerprint_of(texts: Iterable[str]) -> str:
    """Give a short text that differs when any of the texts does."""
    return sha256("\n".join(texts).encode()).hexdigest()
