"""What a timeline shows of corrections: struck facts, corrected dates, who may correct what, and what waits for agreement."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from services.referral.corrections.domain import NEVER_STRUCK
from services.referral.incidents.words import EVENT_HISTORY_WORDS
from services.referral.shared.actor import Actor
from services.referral.shared.reasons import (
    CORRECTION_HISTORY_WORDS,
    amended,
    came_by,
    corrected_to,
    error_reason,
    overridden,
    waived,
)
from services.referral.shared.told import DATES
from services.referral.shared.words import HISTORY_WORDS
from services.runtime.database.transaction import Row
from services.runtime.language.dates import instant
from services.runtime.language.words import Words, joined, plain

CORRECT = Words(sv="Rätta", en="Correct")
AGREE = Words(sv="Godkänn rättelsen", en="Agree to the correction")
_CORRECTIONS = ("EnteredInError", "DateCorrected")
_TELLS: dict[str, Callable[[Mapping[str, Any]], Words]] = {
    "ReferralAmended": amended,
    "GateOverridden": overridden,
    "DutyWaived": waived,
    "DateCorrected": corrected_to,
    "EnteredInError": error_reason,
}


@dataclass(frozen=True)
class Amends:
    """The corrections among a history's lines, by the fact they are about."""

    struck: Mapping[UUID, Row]
    dates: Mapping[UUID, list[Mapping[str, Any]]]
    agreed: frozenset[UUID]
    lines: Mapping[UUID, Row]

    @classmethod
    def of(cls, history: Sequence[Row]) -> "Amends":
        """Read them from the lines, in the order they were told."""
        told = sorted((row for row in history if row["fact"] is not None), key=lambda row: row["told"])
        dates: dict[UUID, list[Mapping[str, Any]]] = {}
        for row in told:
            if row["what"] == "DateCorrected":
                dates.setdefault(UUID(row["fact"]["fact"]), []).append(row["fact"])
        return cls(
            struck={UUID(row["fact"]["fact"]): row for row in told if row["what"] == "EnteredInError"},
            dates=dates,
            agreed=frozenset(UUID(row["fact"]["fact"]) for row in told if row["what"] == "CorrectionAgreed"),
            lines={row["fact_id"]: row for row in told},
        )


def words_of(what: str) -> Words:
    """Give the words of a fact by its name."""
    return HISTORY_WORDS.get(what) or CORRECTION_HISTORY_WORDS.get(what) or EVENT_HISTORY_WORDS.get(what) or plain(what)


def marked(entry: dict[str, Any], row: Row, amends: Amends, viewer: Actor | None) -> dict[str, Any]:
    """Add to a timeline's entry what corrections make of it, and the acts that the viewer has."""
    fact, identity = row["fact"], row["fact_id"]
    if fact is None:
        return entry
    made = {**entry, "words": _words(entry["words"], row, amends), "struck": identity in amends.struck}
    notes = [entry["note"]] if entry["note"] else []
    if row["came_by"]:
        notes.append(came_by(row["came_by"], row["attested_as"]))
    for correction in amends.dates.get(identity, ()):
        notes.append(Words(sv="rättat. ", en="corrected. ") + corrected_to(correction))
        if DATES[row["what"]][0] == correction["field"]:
            made["at"] = datetime.fromisoformat(correction["to"])
    if identity in amends.struck:
        notes.append(Words(sv="felregistrerad", en="entered in error"))
    elif row["what"] in _CORRECTIONS:
        notes.append(_agreement(identity in amends.agreed))
    made["note"] = joined(notes) if notes else None
    made["more"] = _acts(row, amends, viewer) if viewer else []
    return made


def _words(words: Words, row: Row, amends: Amends) -> Words:
    what, fact = row["what"], row["fact"]
    if what not in CORRECTION_HISTORY_WORDS:
        return words
    told = CORRECTION_HISTORY_WORDS[what]
    about = amends.lines.get(UUID(fact["fact"])) if what in _CORRECTIONS else None
    if about is not None:
        told = told + plain(": ") + words_of(about["what"])
    write = _TELLS.get(what)
    return told + plain(". " if about is not None else ": ") + write(fact) if write else told


def _agreement(agreed: bool) -> Words:
    if agreed:
        return Words(sv="godkänd av motparten", en="agreed to by the other party")
    return Words(sv="motparten har inte godkänt", en="the other party has not agreed")


def _acts(row: Row, amends: Amends, viewer: Actor) -> list[tuple[str, Words]]:
    identity, what = row["fact_id"], row["what"]
    if what in _CORRECTIONS:
        other = row["teller"] != viewer.organisation and identity not in amends.agreed
        return [(f"/facts/{identity}/agree", AGREE)] if other else []
    own = row["teller"] == viewer.organisation and identity not in amends.struck and what not in NEVER_STRUCK
    return [(f"/facts/{identity}/correct", CORRECT)] if own else []


def instant_words(at: datetime) -> Words:
    """Write an instant in both languages."""
    return Words(sv=instant(at), en=instant(at, "en"))
