"""From the cells of a row to what its page's form would have been sent: words to codes, yes and no to ticks."""

import re
from collections.abc import Iterable, Mapping

from services.referral.imports.act import PERIOD, Act
from services.referral.imports.import_context import Raw
from services.runtime.files.table import by_word, no_choice, plain_word
from services.runtime.forms.field import Choice, Field
from services.runtime.language.words import Words
from services.runtime.scan.scanner import READ_THROUGH, Revealing, tick_of

_YES, _NO = ("ja", "yes", "x", "1", "sant", "true"), ("", "nej", "no", "0", "falskt", "false")
_NOUGHT = re.compile(r"(?<=\d)[.,]0+$")
_FIRST_OF_MONTH = re.compile(r"^(\d{4}-\d{2})-01(?:[ T]00[.:]00(?:[.:]00)?)?$")
Found = tuple[Words, Words]
"""What is wrong with a cell, and what to do."""


def as_typed(act: Act, cells: Mapping[str, str]) -> tuple[Raw, dict[str, Found]]:
    """Give a row's form, and what of its cells cannot be read, by field; who ticks a row has read just its texts."""
    raw: Raw = {}
    wrong: dict[str, Found] = {}
    for name, field in act.by_name.items():
        typed = cells.get(name, "")
        if field.kind == "tick":
            read, fault = _tick(typed)
        elif field.choices and field.kind == "checks":
            codes, fault = codes_of(typed, field.choices)
            raw[name] = codes
            read = ""
        elif field.choices and typed:
            codes, fault = codes_of(typed, field.choices, whole=True)
            read = "".join(codes)
        else:
            read, fault = _of_a_file(field, typed), None
        raw.setdefault(name, read)
        if fault is not None:
            wrong[name] = fault
    if raw.get(READ_THROUGH):
        raw[READ_THROUGH] = [tick_of(typed) for typed in cells.values() if typed]
    return raw, wrong


def codes_of(typed: str, choices: Iterable[Choice], *, whole: bool = False) -> tuple[list[str], Found | None]:
    """Give the codes of one choice, or of several divided by |; a choice is its code or its words."""
    known = by_word(dict(choices))
    found: list[str] = []
    parts = [typed] if whole or plain_word(typed) in known else typed.split("|")
    for part in (part.strip() for part in parts if part.strip()):
        code = known.get(plain_word(part))
        if code is None:
            return found, no_choice(part, dict.fromkeys(known.values()))
        found.append(code)
    return found, None


def _of_a_file(field: Field, typed: str) -> str:
    """Give a number or a month as it was meant where a spreadsheet wrote a decimal nought, or the month's first day."""
    if field.kind == "integer":
        return _NOUGHT.sub("", typed)
    return _FIRST_OF_MONTH.sub(r"\1", typed) if field.name == PERIOD.name else typed


def _tick(typed: str) -> tuple[str, Found | None]:
    word = plain_word(typed)
    if word in _YES or word in _NO:
        return ("yes" if word in _YES else ""), None
    return "", no_choice(typed, ("ja", "nej"))


def remedy_of(field: Field | None, what: Words) -> Words:
    """Say how a field of a row is put right."""
    if isinstance(what, Revealing) and what.tick:
        return Words(
            sv="Läs texten. Röjer den ingen: skriv ja i kolumnen Genomläst.",
            en="Read the text. If it gives nobody away, write yes in the column Read through.",
        )
    if field is None:
        return Words(sv="Rätta raden, eller ta bort den.", en="Correct the row, or remove it.")
    if field.choices:
        return Words(sv="Välj bland: {names}.", en="Choose among: {names}.").fill(
            names=Words(
                sv=", ".join(f"{words.sv} ({code})" for code, words in field.choices),
                en=", ".join(f"{words.en} ({code})" for code, words in field.choices),
            )
        )
    return _REMEDIES.get(field.kind, Words(sv="Rätta fältet på raden.", en="Correct the field of the row."))


_REMEDIES = {
    "date": Words(sv="Skriv dagen så här: 2026-11-22.", en="Write the day like this: 2026-11-22."),
    "time": Words(sv="Skriv klockslaget så här: 14.05.", en="Write the time like this: 14.05."),
    "integer": Words(sv="Skriv ett heltal.", en="Write a whole number."),
    "tick": Words(sv="Skriv ja i fältet när det stämmer.", en="Write yes in the field when it is so."),
}
