"""From the bytes of a file of tables to its text: UTF-8, else Windows text; what is neither is refused, never half read."""

import codecs
import re

from services.runtime.files.table import Wrong
from services.runtime.language.words import Words

_FILE = Words(sv="filen", en="the file")
_SAVE = Words(
    sv="Öppna originalet, spara det som CSV (UTF-8) och välj den filen.",
    en="Open the original, save it as CSV (UTF-8) and choose that file.",
)
_WRITTEN = "åäöÅÄÖéÉèüÜæøßñ–—’‘“•…§·°½\u00a0"
"""The characters beyond ASCII that texts of this trade hold."""
READ_TWICE = re.compile(
    "|".join(re.escape(each.encode().decode(page, "replace")) for each in _WRITTEN for page in ("cp1252", "latin-1"))
)
"""What those characters become when UTF-8 is read as Windows text."""
_OF_ANOTHER_PAGE = re.compile("[ŒœŠšŽžŸƒˆ˜‚„†‡‰™‹›]|(?<=[a-zåäö])[…”“’‘€](?=[a-zåäö])|[€…](?=[a-zåäö])")
"""What Swedish letters of older code pages become when they are read as Windows text."""


class NoText(Exception):
    """A file is no text that can be read whole; `wrong` says why and what to do."""

    def __init__(self, wrong: Wrong) -> None:
        super().__init__()
        self.wrong = wrong


def decode(content: bytes) -> str:
    """Read the bytes of a file as text: UTF-8, UTF-16 with its mark, else the Windows code page that spreadsheets still write.

    Raises NoText for a workbook, for another encoding and for a file that mixes several.
    """
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        text = _decoded(content, "utf-16")
        if "\x00" in text:
            raise NoText(_no_text())
        return text
    if content.startswith(b"PK") or b"\x00" in content:
        raise NoText(_no_text())
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _windows_text(content)


def _decoded(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise NoText(_another(content, error.start)) from None


def _windows_text(content: bytes) -> str:
    text = _decoded(content, "cp1252")
    odd = READ_TWICE.search(text) or _OF_ANOTHER_PAGE.search(text)
    if odd:
        raise NoText(_another(content, odd.start()))
    return text


def _no_text() -> Wrong:
    what = Words(sv="Filen är inte en textfil.", en="The file is not a text file.")
    remedy = Words(
        sv="Spara kalkylbladet som CSV (UTF-8) och välj den filen.",
        en="Save the sheet as CSV (UTF-8) and choose that file.",
    )
    return Wrong(1, _FILE, what, remedy)


def _another(content: bytes, at: int) -> Wrong:
    line = len(re.findall(rb"\r\n|\r|\n", content[:at])) + 1
    what = Words(
        sv="Filen är varken UTF-8 eller Windows-text: rad {line} har tecken som inte går att läsa säkert.",
        en="The file is neither UTF-8 nor Windows text: line {line} has characters that cannot be read for certain.",
    )
    return Wrong(1, _FILE, what.fill(line=line), _SAVE)
