"""What a timeline shows of corrections: retracted facts, corrected dates, who may correct what, and what waits for agreement."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from services.referral.corrections.domain import NEVER_RETRACTED
from services.referral.incidents.words import EVENT_HISTORY_WORDS
from services.referral.shared.actor import Actor
from services.referral.shared.history import HistoryLine
from services.referral.shared.reasons import (
    CORRECTION_HISTORY_WORDS,
    amended,
    came_by,
    corrected_to,
    error_reason,
    overridden,
    waived,
)
from services.referral.shared.recorded import DATES
from services.referral.shared.words import HISTORY_WORDS
from services.runtime.language.dates import instant
from services.runtime.language.words import Words, joined, plain

CORRECT = Words(sv="Rätta", en="Correct")
AGREE = Words(sv="Godkänn rättelsen", en="Agree to the correction")
_CORRECTIONS = ("EnteredInError", "DateCorrected")
_WRITES: dict[str, Callable[[Mapping[str, Any]], Words]] = {
    "ReferralAmended": amended,
    "GateOverridden": overridden,
    "DutyWaived": waived,
    "DateCorrected": corrected_to,
    "EnteredInError": error_reason,
}


@dataclass(frozen=True)
class Amends:
    """The corrections among a history's lines, by the fact they are about."""

    retracted: Mapping[UUID, HistoryLine]
    dates: Mapping[UUID, list[Mapping[str, Any]]]
    agreed: frozenset[UUID]
    lines: Mapping[UUID, HistoryLine]

    @classmethod
    def of(cls, history: Sequence[HistoryLine]) -> "Amends":
        """Read them from the lines, in the order they were recorded."""
        words = sorted((line for line in history if line.fact is not None), key=lambda line: line.entry)
        dates: dict[UUID, list[Mapping[str, Any]]] = {}
        retracted: dict[UUID, HistoryLine] = {}
        agreed: set[UUID] = set()
        for line in words:
            match line.what, line.fact:
                case "DateCorrected", {"fact": about}:
                    dates.setdefault(UUID(about), []).append(line.fact or {})
                case "EnteredInError", {"fact": about}:
                    retracted[UUID(about)] = line
                case "CorrectionAgreed", {"fact": about}:
                    agreed.add(UUID(about))
        return cls(retracted, dates, frozenset(agreed), {line.fact_id: line for line in words if line.fact_id})


def words_of(what: str) -> Words:
    """Give the words of a fact by its name."""
    return HISTORY_WORDS.get(what) or CORRECTION_HISTORY_WORDS.get(what) or EVENT_HISTORY_WORDS.get(what) or plain(what)


def marked(entry: dict[str, Any], line: HistoryLine, amends: Amends, viewer: Actor | None) -> dict[str, Any]:
    """Add to a timeline's entry what corrections make of it, and the acts that the viewer has."""
    identity = line.fact_id
    if line.fact is None or identity is None:
        return entry
    made = {**entry, "words": _words(entry["words"], line, amends), "retracted": identity in amends.retracted}
    notes = [entry["note"]] if entry["note"] else []
    if line.came_by and line.attested_as:
        notes.append(came_by(line.came_by, line.attested_as))
    for correction in amends.dates.get(identity, ()):
        notes.append(Words(sv="rättat. ", en="corrected. ") + corrected_to(correction))
        if DATES[line.what][0] == correction["field"]:
            made["at"] = datetime.fromisoformat(correction["to"])
    if identity in amends.retracted:
        notes.append(Words(sv="felregistrerad", en="entered in error"))
    elif line.what in _CORRECTIONS:
        notes.append(_agreement(identity in amends.agreed))
    made["note"] = joined(notes) if notes else None
    made["more"] = _acts(line, amends, viewer) if viewer else []
    return made


def _words(words: Words, line: HistoryLine, amends: Amends) -> Words:
    what, fact = line.what, line.fact or {}
    if what not in CORRECTION_HISTORY_WORDS:
        return words
    words = CORRECTION_HISTORY_WORDS[what]
    about = amends.lines.get(UUID(fact["fact"])) if what in _CORRECTIONS else None
    if about is not None:
        words = words + plain(": ") + words_of(about.what)
    write = _WRITES.get(what)
    return words + plain(". " if about is not None else ": ") + write(fact) if write else words


def _agreement(agreed: bool) -> Words:
    if agreed:
        return Words(sv="godkänd av motparten", en="agreed to by the other party")
    return Words(sv="motparten har inte godkänt", en="the other party has not agreed")


def _acts(line: HistoryLine, amends: Amends, viewer: Actor) -> list[tuple[str, Words]]:
    identity, what = line.fact_id, line.what
    if what in _CORRECTIONS:
        other = line.teller != viewer.organisation and identity not in amends.agreed
        return [(f"/facts/{identity}/agree", AGREE)] if other else []
    own = line.teller == viewer.organisation and identity not in amends.retracted and what not in NEVER_RETRACTED
    return [(f"/facts/{identity}/correct", CORRECT)] if own else []


def instant_words(at: datetime) -> Words:
    """Write an instant in both languages."""
    return Words(sv=instant(at), en=instant(at, "en"))
