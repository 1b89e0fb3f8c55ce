"""What the scan looks for by its form in a normalised text: numbers of persons, telephones, mail and addresses."""

import re
from collections.abc import Callable, Iterator

from services.runtime.scan.copy import Span

Find = Callable[[str], Iterator[Span]]

_UUID = re.compile(r"(?<![\w-])[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![\w-])", re.IGNORECASE)
_PERSONNUMMER = re.compile(
    r"(?<!\d)(?:(?P<century>1[89]|20))?(?P<year>\d\d)[ -]?(?:0[1-9]|1[0-2])[ -]?"
    r"(?:0[1-9]|[12]\d|3[01]|6[1-9]|[78]\d|9[01])"
    r"(?: *[-+]? *(?P<tail>\d{4})(?!\d)(?!-\d)|[-+]?[A-Za-z]\d{3}(?!\w))"
)
"""Sex or the check digit are not asked: a mistyped number points somebody out as well. A third digit of 2 or more is an
organisation number's."""
_CLOCK = re.compile(r"([01]\d|2[0-3])[0-5]\d")
_CHILDREN = 2015
"""Nobody born since is anybody's concern here: such a day with a clock behind it is a point in time."""
_EMAIL = re.compile(
    r"(?<![\w.+-])[\w.+-]++ ?(?:@|\(at\)|\[at\]|\(a\)|\(snabel-?a\)) ?(?:[\w-]+\.)+[^\W\d_]{2,}", re.IGNORECASE
)
_HOUR = r"(?:[01]?\d|2[0-3])[.:]?[0-5]\d"
_HOURS = re.compile(rf"(?<![\d-]){_HOUR} ?(?:-|till|to) ?{_HOUR}(?![ ./-]?\d)")
_DATE = re.compile(
    r"(?<!\d)\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?![ .-]?\d{2,3}(?!\d|[.:]))"
    r"|(?<!\d)(?:0?[1-9]|[12]\d|3[01])[./-](?:0?[1-9]|1[0-2])[./-](?:19|20)\d\d(?!\d)"
)
_DIARY = re.compile(
    r"(?<!\d)\d{4,6}/(?:19|20)\d\d(?!\d)|(?<!\d)(?:19|20)\d\d[/-]\d{3,}(?![ -]?\d)"
    r"|(?<!\d)\d{2,4}-(?:19|20)\d\d-\d{1,4}(?![ -]?\d)|(?<!\d)\d{1,6}-(?:19|20)\d\d(?![ -]?\d)"
)
"""Diary and contract numbers: a number before its year, a year before its number, or a municipality's code before both."""
_NATIONAL = r"\(?0(?:8|[1-9]\d{1,2})\)?(?:[ ./-]{0,3}\d{2,8}){1,4}"
_FOREIGN = r"\+ ?[1-9](?:[ ./()-]{0,3}\d){7,14}|00 ?[1-9]\d{0,2}(?:[ ./()-]{0,4}\d{2,10}){1,5}"
_PHONE = re.compile(rf"(?<![\d+])(?<!\d[-./])(?:{_FOREIGN}|{_NATIONAL})(?![./-]?\d)(?! ?(?:kr|sek|kronor|tkr|mkr|euro|%)(?!\w))",
                    re.IGNORECASE)  # fmt: skip
_FEWEST, _MOST = 8, 15
_STREET = re.compile(
    r"(?<!\w)(?:[^\W\d_]{2,40}(?:gatan|vägen|gränden|stigen|torget|allén|brinken|esplanaden|liden|svängen|slingan)"
    r"|(?!(?:över|ut|om|åter|motor)väg)(?-i:[A-ZÅÄÖ])[^\W\d_]{1,40}(?:gata|väg|gränd|torg|allé|backen|kajen|stranden|ringen)"
    r"|(?-i:[A-ZÅÄÖ])[^\W\d_]{1,40} (?:gatan|gata|vägen|väg|gränd|torg|torget|allé|allén|stigen|backen))"
    r",? +(?:nr\.? ?)?\d{1,4}(?: ?(?-i:[A-H])| ?[a-h])?(?!\w)(?! ?(?:%|procent|gånger|dagar|veckor|timmar|personer|år)(?!\w))",
    re.IGNORECASE,
)
_TOWN = r"[A-ZÅÄÖ](?:[a-zåäöé]{2,}|[A-ZÅÄÖ]{2,})"
_POSTAL = re.compile(rf"(?<!\d)(?:SE?-)?[1-9]\d\d \d\d,? +{_TOWN}(?!\w)|(?<![\w-])SE?-[1-9]\d{{4}},? +{_TOWN}(?!\w)")
_POSTAL_TOGETHER = re.compile(rf"(?<![\d/-])[1-9]\d{{4}} +{_TOWN}(?!\w)")
_FLAT = re.compile(r"(?<!\w)(?:lgh|lägenhet)\.? *(?:nr\.? *)?\d{1,4}(?!\w)", re.IGNORECASE)
_MASK = "\u2400"


def _spans(pattern: re.Pattern[str]) -> Find:
    def find(text: str) -> Iterator[Span]:
        return (match.span() for match in pattern.finditer(text))

    return find


def _without(text: str, *patterns: re.Pattern[str]) -> str:
    """Cover what looks like a number of the kind sought and is none, so that all places stay."""
    for pattern in patterns:
        text = pattern.sub(lambda match: _MASK * len(match[0]), text)
    return text


def _personnummer(text: str) -> Iterator[Span]:
    for match in _PERSONNUMMER.finditer(_without(text, _UUID)):
        century, tail = match["century"], match["tail"]
        moment = century and int(century + match["year"]) >= _CHILDREN and _CLOCK.fullmatch(tail or "")
        if not (moment and match[0][-5] == " "):
            yield match.span()


def _phone(text: str) -> Iterator[Span]:
    for match in _PHONE.finditer(_without(text, _UUID, _HOURS, _DATE, _DIARY)):
        digits = sum(character.isdigit() for character in match[0])
        if _FEWEST <= digits <= _MOST:
            yield match.span()


CERTAIN: tuple[tuple[str, Find], ...] = (
    ("personnummer", _personnummer),
    ("email", _spans(_EMAIL)),
    ("phone", _phone),
    ("address", _spans(_STREET)),
    ("address", _spans(_POSTAL)),
)
LIKELY: tuple[tuple[str, Find], ...] = (("address", _spans(_POSTAL_TOGETHER)), ("address", _spans(_FLAT)))
