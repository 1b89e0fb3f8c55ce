"""Text in both languages of the portal, carried together so that neither is forgotten."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Language = Literal["sv", "en"]
LANGUAGES: tuple[Language, ...] = ("sv", "en")


@dataclass(frozen=True)
class Words:
    """One text in Swedish and in English."""

    sv: str
    en: str

    def pick(self, language: str) -> str:
        """Give the text in a language; anything but "en" is Swedish."""
        return self.en if language == "en" else self.sv

    def fill(self, **values: object) -> "Words":
        """Put values into the text's {named} places; a Words value is put in by language."""
        return Words(sv=_filled(self.sv, "sv", values), en=_filled(self.en, "en", values))

    def capital(self) -> "Words":
        """Give the text with a capital first, as it stands alone or begins a line."""
        return Words(sv=self.sv[:1].upper() + self.sv[1:], en=self.en[:1].upper() + self.en[1:])

    def lower(self) -> "Words":
        """Give the text in small letters, as it stands inside a sentence."""
        return Words(sv=self.sv.lower(), en=self.en.lower())

    def __add__(self, other: "Words") -> "Words":
        """Join two texts as they stand."""
        return Words(sv=self.sv + other.sv, en=self.en + other.en)


def _filled(text: str, language: Language, values: dict[str, object]) -> str:
    picked = {name: value.pick(language) if isinstance(value, Words) else value for name, value in values.items()}
    return text.format(**picked)


def plain(text: str) -> Words:
    """Give a text that is the same in both languages, such as a name or a number."""
    return Words(sv=text, en=text)


def as_language(text: str | None) -> Language:
    """Read a language code; what is not known is Swedish."""
    return "en" if text == "en" else "sv"


def pick(words: Words | str | None, language: str) -> str:
    """Give Words in a language, a plain string as it is, and nothing for None."""
    if words is None:
        return ""
    return words if isinstance(words, str) else words.pick(language)


def joined(parts: Sequence[Words], between: str = ", ") -> Words:
    """Join texts with something between them."""
    return Words(sv=between.join(part.sv for part in parts), en=between.join(part.en for part in parts))


AND, OR = Words(sv=" och ", en=" and "), Words(sv=" eller ", en=" or ")


def listed(parts: Sequence[Words], last: Words = AND) -> Words:
    """List texts in a sentence, `last` before the last of them: "a, b och c"."""
    *others, final = parts or [plain("")]
    return joined(others) + last + final if others else final


def count_words(number: int, one: Words, many: Words) -> Words:
    """Give "1 sak" or "3 saker"."""
    noun = one if number == 1 else many
    return Words(sv=f"{number} {noun.sv}", en=f"{number} {noun.en}")
