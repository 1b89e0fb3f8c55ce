"""What free text may not hold: a personnummer, a telephone number, an e-mail address or the person's name."""

import re

from services.runtime.words import Words

_PERSONNUMMER = re.compile(r"(?<!\d)(?:19|20)?\d{2}(?:0\d|1[0-2])(?:[0-2]\d|3[01]|[67]\d|8\d|9[01])[-+ ]?\d{4}(?!\d)")
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]*\w")
_PHONE = re.compile(r"(?<![\d-])(?:\+46|0046|0)[\s-]*\(?0?\)?[1-9](?:[\s-]?\d){6,9}(?!\d)")
_SHORTEST_NAME = 3


def _found(swedish: str, english: str) -> Words:
    return Words(
        sv=f"Texten innehåller något som liknar {swedish}. Ta bort det.",
        en=f"The text holds something that looks like {english}. Remove it.",
    )


def scan(text: str, name: str = "") -> Words | None:
    """Say what a text must not hold, or None; `name` is the person's own, from the vault."""
    if _PERSONNUMMER.search(text):
        return _found("ett personnummer", "a personnummer")
    if _EMAIL.search(text):
        return _found("en e-postadress", "an e-mail address")
    if _PHONE.search(text):
        return _found("ett telefonnummer", "a telephone number")
    for part in re.split(r"[\s-]+", name):
        if len(part) >= _SHORTEST_NAME and re.search(rf"(?<!\w){re.escape(part)}s?(?!\w)", text, re.IGNORECASE):
            return _found("personens namn", "the person's name")
    return None
