"""What no text that others read may hold: who somebody is, where somebody lives, how somebody is reached.

A text is looked at as a normalised copy (see scan_copy). What is certain is refused. What is likely, such as two words
with capitals that may be a name, is passed once somebody has ticked that the text was read through.
"""

from bisect import bisect_left
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from hashlib import blake2s

from services.runtime.language.words import Words, plain
from services.runtime.scan.copy import normalised
from services.runtime.scan.names import names_of_others, own_name
from services.runtime.scan.patterns import CERTAIN, LIKELY

READ_THROUGH = "read_through"
"""The name of the tick, in forms and in files, that passes what is only likely; its value says which text was read."""
MOST_LOOKED_AT = 20_000
"""Characters of a text that is looked at: no field takes as many, and a megabyte would hold up everybody's pages."""
_KINDS: dict[str, Words] = {
    "personnummer": Words(sv="ett personnummer", en="a personnummer"),
    "email": Words(sv="en e-postadress", en="an e-mail address"),
    "phone": Words(sv="ett telefonnummer", en="a telephone number"),
    "name": Words(sv="personens namn", en="the person's name"),
    "address": Words(sv="en adress", en="an address"),
    "other_name": Words(sv="någon annans namn", en="somebody else's name"),
}


@dataclass(frozen=True, order=True)
class Hit:
    """Something found: where it stands in the text as it was written, what it is, and whether that is certain."""

    start: int
    end: int
    kind: str
    certain: bool


@dataclass(frozen=True)
class Revealing(Words):
    """Why a text is not taken, in words, with the text and the hits for a page to mark them in it.

    `asks` is false where nobody can be asked for a tick.
    """

    text: str = ""
    hits: tuple[Hit, ...] = ()
    asks: bool = True

    @property
    def marked(self) -> list[tuple[str, bool]]:
        """Give the text in pieces, each with whether it is a hit."""
        pieces, at = [], 0
        for hit in self.hits:
            pieces += [(self.text[at : hit.start], False), (self.text[hit.start : hit.end], True)]
            at = hit.end
        return [(piece, found) for piece, found in (*pieces, (self.text[at:], False)) if piece]

    @property
    def tick(self) -> str:
        """Give the value of the tick that passes the text; empty when none does: something in it is certain, or it was not looked at."""
        barred = not self.asks or not self.hits or any(hit.certain for hit in self.hits)
        return "" if barred else tick_of(self.text)


def find(text: str, person: str = "") -> tuple[Hit, ...]:
    """Find all that a text must not hold, in order, none inside another; `person` is whom it is about, from the vault."""
    copy = normalised(text)
    found = [(span, kind, True) for kind, pattern in CERTAIN for span in pattern(copy.text)]
    found += [(span, "name", certain) for span, certain in own_name(copy.text, person)]
    found += [(span, kind, False) for kind, pattern in LIKELY for span in pattern(copy.text)]
    found += [(span, "other_name", False) for span in names_of_others(copy.text)]
    return _apart(Hit(*copy.original(span), kind, certain) for span, kind, certain in found)


def _apart(hits: Iterable[Hit]) -> tuple[Hit, ...]:
    """Give hits that do not overlap: the certain before the likely, the longer before the shorter."""
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda each: (not each.certain, each.start - each.end, each.start)):
        index = bisect_left(kept, hit)
        before, after = kept[max(index - 1, 0) : index], kept[index : index + 1]
        if all(hit.end <= other.start or other.end <= hit.start for other in (*before, *after)):
            kept.insert(index, hit)
    return tuple(kept)


def check(text: str, person: str = "", read: Collection[str] = (), *, asks: bool = True) -> Revealing | None:
    """Say why a text is not taken, or None; `read` are the ticks that were sent with it, each of one text (see tick_of).

    Without `asks` the words offer no tick: for where there is no form to tick it in.
    """
    if len(text) > MOST_LOOKED_AT:
        return _not_looked_at(text)
    hits = find(text, person)
    if not hits:
        return None
    words = _said(hits, asks=asks)
    found = Revealing(words.sv, words.en, text, hits, asks)
    return None if found.tick and found.tick in read else found


def tick_of(text: str) -> str:
    """Give the value of the tick that says of just this text that it was read through.

    What looks the same is the same text; a letter changed is another, which nobody has read.
    """
    return blake2s(" ".join(normalised(text).text.split()).encode(), digest_size=12).hexdigest()


def scan(text: str, person: str = "") -> Revealing | None:
    """Say what is certain in a text or a name, or None: for names, and for texts whose likely hits a page has asked about."""
    if len(text) > MOST_LOOKED_AT:
        return _not_looked_at(text)
    hits = tuple(hit for hit in find(text, person) if hit.certain)
    words = _said(hits, asks=False)
    return Revealing(words.sv, words.en, text, hits, asks=False) if hits else None


def _not_looked_at(text: str) -> Revealing:
    """Refuse a text unread: one that is not looked at is not taken either."""
    words = Words(
        sv="Texten är {n} tecken. Den är för lång för att granskas. Korta den till högst {most} tecken.",
        en="The text has {n} characters. It is too long to be looked through. Shorten it to {most} characters at most.",
    ).fill(n=len(text), most=MOST_LOOKED_AT)
    return Revealing(words.sv, words.en)


def _said(hits: Collection[Hit], *, asks: bool) -> Words:
    """Say what was found, and no more of a tick than can be ticked: none passes a text with something certain in it."""
    sure, likely = ([hit.kind for hit in hits if hit.certain is wanted] for wanted in (True, False))
    said = plain("")
    if sure:
        said = _SURE.fill(kinds=_listed(sure))
    if likely and sure:
        return said + plain(" ") + _LIKELY_TOO.fill(kinds=_listed(likely))
    if likely:
        return (_LIKELY + (_OR_TICK if asks else plain("."))).fill(kinds=_listed(likely))
    return said


_SURE = Words(
    sv="Texten innehåller något som liknar {kinds}. Ta bort det.",
    en="The text holds something that looks like {kinds}. Remove it.",
)
_LIKELY_TOO = Words(
    sv="Texten kan också innehålla {kinds}. Är det så, ta bort det med.",
    en="The text may also hold {kinds}. If it does, remove that too.",
)
_LIKELY = Words(sv="Texten kan innehålla {kinds}. Ta bort det", en="The text may hold {kinds}. Remove it")
_OR_TICK = Words(
    sv=", eller intyga att texten är genomläst och inte röjer någon.",
    en=", or attest that it was read through and gives nobody away.",
)


def _listed(kinds: Iterable[str]) -> Words:
    *first, last = [_KINDS[kind] for kind in dict.fromkeys(kinds)]
    said = last
    for words in reversed(first):
        joint = Words(sv=" och ", en=" and ") if said is last else plain(", ")
        said = words + joint + said
    return said
