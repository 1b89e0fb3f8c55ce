"""What looks the same is the same: texts without hidden characters, names compared as they are seen, foreign letters named."""

import re
import unicodedata
from functools import lru_cache

from services.runtime.language.words import Words

_HIDDEN = frozenset(("Cf", "Cc", "Co", "Cn"))
_KEPT = frozenset("\n\t")
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2e3a\u2e3b\ufe58\ufe63\uff0d"
_TO_HYPHEN = str.maketrans(dict.fromkeys(_DASHES, "-"))
_WIDE = re.compile("[\uff01-\uff5e]+")
_BLANKS = re.compile(r"\s+")


def tidy(text: str) -> str:
    """Give a text as it is seen: composed, digits and wide letters in ASCII, every blank a space, nothing hidden.

    Line breaks and tabs stay.
    """
    lines = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    composed = _WIDE.sub(lambda wide: unicodedata.normalize("NFKC", wide[0]), lines)
    return composed if composed.isascii() and composed.isprintable() else "".join(_seen(each) for each in composed)


@lru_cache(maxsize=4096)
def _seen(character: str) -> str:
    if character in _KEPT:
        return character
    kind = unicodedata.category(character)
    if kind == "Nd":
        return str(unicodedata.decimal(character))
    if kind.startswith("Z"):
        return "\n" if kind in ("Zl", "Zp") else " "
    return "" if kind in _HIDDEN else character


def one_line(text: str) -> str:
    """Give a tidied text on one line, with single blanks."""
    return _BLANKS.sub(" ", tidy(text)).strip()


def identifier(text: str) -> str:
    """Give an identifier as it is kept: on one line, every dash a hyphen."""
    return one_line(text).translate(_TO_HYPHEN)


def folded(text: str) -> str:
    """Give the form in which names and identifiers are compared: two that look the same give the same."""
    return identifier(unicodedata.normalize("NFKC", text)).casefold()


@lru_cache(maxsize=100_000)
def alike(text: str) -> str:
    """Give the folded form of a name or number of the register, and remember it: never ask it for a person's name."""
    return folded(text)


def hides(text: str) -> bool:
    """Tell whether a text holds something that is not seen, such as a blank without width or a soft hyphen."""
    return any(not _seen(character) for character in text)


def foreign_letter(text: str) -> str | None:
    """Give the first letter of another alphabet than the Latin one, None when there is none."""
    return next((each for each in text if not each.isascii() and each.isalpha() and not _is_latin(each)), None)


def foreign_words(letter: str) -> tuple[Words, Words]:
    """Say that a letter is none of the Latin alphabet, and what to do."""
    called = unicodedata.name(letter, f"U+{ord(letter):04X}").lower()
    what = Words(
        sv="Tecknet {letter} ({name}) ser ut som ett annat: det är inte en latinsk bokstav.",
        en="The character {letter} ({name}) looks like another one: it is no Latin letter.",
    ).fill(letter=letter, name=called)
    remedy = Words(sv="Skriv om ordet på tangentbordet.", en="Write the word anew on the keyboard.")
    return what, remedy


@lru_cache(maxsize=4096)
def _is_latin(letter: str) -> bool:
    name = unicodedata.name(letter, "")
    return name.startswith("LATIN ") or letter in "ªº"
