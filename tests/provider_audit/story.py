"""Stories: facts recorded in days and clock times in Stockholm, by plain words, turned into events in a log."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from schemas import directory as d
from schemas import referral as r
from schemas.codes import Origin
from schemas.envelope import Event
from schemas.fact import Fact
from tests.provider_audit.speech import BOARD, PROVIDER, Line, Spoken, local, name
from tests.provider_audit.words_of_a_referral import REFERRAL_WORDS
from tests.provider_audit.words_of_the_directory import DIRECTORY_WORDS


def _about_fact(word: str, more: Callable[[Line], dict[str, Any]] = lambda _line: {}) -> Callable[[Line], Fact]:
    """A correction, an entry in error or an agreement: recorded in the log of the fact it is about."""

    def make(line: Line) -> Fact:
        of: Event = line["of"]
        fact = getattr(d if of.log == "directory" else r, word)
        values = {"provider": getattr(of.fact, "provider", PROVIDER), "board": getattr(of.fact, "board", None)}
        return fact(**values, fact=of.id, **more(line))

    return make


def _voided(line: Line) -> Fact:
    of: Event = line["of"]
    provider, board = (getattr(of.fact, word, None) for word in ("provider", "board"))
    return d.FactVoided(
        provider=provider,
        board=board,
        of_log=of.log,
        fact=of.id,
        reason="CANNOT_BE_CORRECTED",
        proposed_by=name("sara"),
    )


WORDS: Spoken = {
    **DIRECTORY_WORDS,
    **REFERRAL_WORDS,
    "entered in error": ("teller", _about_fact("EnteredInError", lambda _line: {"reason": "WRONG_CONTENT"})),
    "corrected": (
        "teller",
        _about_fact("DateCorrected", lambda line: {"field": line["field"], "to": local(line["to"])}),
    ),
    "voided": ("platform", _voided),
    "agreed": ("other party", _about_fact("CorrectionAgreed")),
}
# Words whose subject is not what they name: facts about the provider, a unit or the portal.
SUBJECTS = {"accounts": "provider", "asked": "provider", "answered": "provider", "engaged": "unit", "extracts": "unit"}


class Story:
    """Facts in the order they are received; each log counts its own positions.

    A line that says `as: word` can be named by a later line that says `of: word`.
    """

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.positions: dict[str, int] = {"directory": 0, "referral": 0}
        self.sequences: dict[UUID, int] = {}
        self.labels: dict[str, Event] = {}

    def record(self, line: Line) -> Event:
        """Tell one fact: `received` is its received, `arrived` and `occurred` are the same unless given."""
        word = next(each for each in WORDS if each in line)
        if "of" in line:
            line = {**line, "of": self.labels[line["of"]]}
        if "dated" in line:
            line = {"occurred": line["dated"], **line}
        teller, make = WORDS[word]
        fact = make({"occurred": line["heard"], **line})
        position = self.positions[fact.log] = self.positions[fact.log] + 1
        subject = self.subject(word, line)
        self.sequences[subject] = self.sequences.get(subject, 0) + 1
        event = Event(
            id=name(f"{fact.log} {position}"),
            type=fact.type,
            log=fact.log,
            position=position,
            subject=subject,
            sequence=self.sequences[subject],
            occurred=local(line.get("occurred", line["heard"])),
            arrived=local(line.get("arrived", line["heard"])),
            received=local(line["heard"]),
            teller=self.teller(line.get("by", teller), line),
            attested_by=name(line["attested by"]) if "attested by" in line else None,
            origin=Origin.PORTAL,
            fact=fact,
        )
        self.events.append(event)
        if "as" in line:
            self.labels[line["as"]] = event
        return event

    def subject(self, word: str, line: Line) -> UUID:
        """What the fact is about; a correction is about what the corrected fact is about."""
        if word in ("entered in error", "corrected", "agreed"):
            return line["of"].subject
        about = SUBJECTS.get(word)
        return name(line.get(about, about) if about else line[word])

    def teller(self, value: str, line: Line) -> UUID:
        """Whose word it is: who recorded the fact corrected, or for an agreement the other party."""
        if value == "teller":
            return line["of"].teller
        if value == "other party":
            board = getattr(line["of"].fact, "board", None) or BOARD
            return board if line["of"].teller == PROVIDER else PROVIDER
        return name(value)


def story(*lines: Line) -> list[Event]:
    """Tell a story and give its events in the judge's one order."""
    script = Story()
    for line in lines:
        script.record(line)
    return sorted(script.events, key=lambda event: event.order)
