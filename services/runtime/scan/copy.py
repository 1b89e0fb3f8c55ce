"""The copy of a text that the scan looks at: compatible forms, plain hyphens and blanks, ASCII digits, nothing hidden."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

Span = tuple[int, int]


@dataclass(frozen=True)
class Copy:
    """A normalised text and where each of its characters stands in the text as it was written."""

    text: str
    at: tuple[Span, ...]

    def original(self, span: Span) -> Span:
        """Give the place of a span of the copy in the text as it was written."""
        return self.at[span[0]][0], self.at[span[1] - 1][1]


def normalised(text: str) -> Copy:
    """Copy a text: "１２１２１２\u20131212" becomes "121212-1212"."""
    shown: list[str] = []
    at: list[Span] = []
    for start, end in _clusters(text):
        for character in unicodedata.normalize("NFKC", text[start:end]):
            plain = _plain(character)
            if plain:
                shown.append(plain)
                at.append((start, end))
    return Copy("".join(shown), tuple(at))


def _clusters(text: str) -> Iterator[Span]:
    """Give the place of each character with the marks that are written above and below it."""
    start = 0
    for index in range(1, len(text) + 1):
        if index == len(text) or not unicodedata.combining(text[index]):
            yield start, index
            start = index


def _plain(character: str) -> str:
    if character.isascii() and character.isprintable():
        return character
    kind = unicodedata.category(character)
    if kind == "Pd" or character == "\u2212":
        return "-"
    if kind.startswith("Z") or character in "\n\r\t\x0b\x0c":
        return " "
    if kind == "Nd":
        return str(unicodedata.decimal(character))
    return "" if kind in ("Cf", "Cc") else character
