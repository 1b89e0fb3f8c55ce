"""Återlämna: why, which fields, and what to put right."""

import re
from collections.abc import Iterable
from datetime import date

from pydantic import BaseModel, ConfigDict

from schemas.reasons import ReturnReason
from services.referral.incidents.words import RETURN_WORDS
from services.referral.shared.reasons import CHOOSE_REASON
from services.runtime.forms.field import Choice, Field
from services.runtime.forms.reader import Errors, Raw, Reader
from services.runtime.language.words import Words

LEAST = 20
SURE = "counts_for_nothing"
REASONS: tuple[Choice, ...] = tuple((code.value, words) for code, words in RETURN_WORDS.items())
_NUMBERED = re.compile(r"_\d+$")


class Returning(BaseModel):
    """A checked return: its reason, the fields marked, and the remarks, which go to the vault."""

    model_config = ConfigDict(frozen=True)

    reason: ReturnReason
    fields: tuple[str, ...] = ()
    remarks: str

    @property
    def not_a_report(self) -> bool:
        """Tell whether it counts for nothing."""
        return self.reason is ReturnReason.NOT_A_REPORT


def markable(fields: Iterable[Field]) -> tuple[Choice, ...]:
    """Give a form's fields as choices; a numbered field is named with the heading it stands under."""
    found: list[Choice] = []
    above: Words | None = None
    for field in fields:
        if field.kind == "heading":
            above = field.label
        elif field.name != "attest":
            under = above if above is not None and _NUMBERED.search(field.name) else None
            found.append((field.name, under + Words(sv=", ", en=", ") + field.label if under else field.label))
    return tuple(found)


def return_fields(choices: tuple[Choice, ...]) -> tuple[Field, ...]:
    """Give the fields of a return."""
    return (
        Field("reason", Words(sv="Skäl", en="Reason"), "radio", choices=REASONS),
        Field(SURE, Words(sv="Vi vet att det inlämnade då inte räknas", en="We know that it then counts for nothing"),
              "tick", Words(sv="Bara för Inte en rapport: den har då aldrig lämnats, och kan bli försenad.",
                            en="Only for Not a report: it was then never submitted, and may become late.")),
        Field("fields", Words(sv="Vad ska rättas?", en="What is to be corrected?"), "checks", choices=choices,
              optional=True),
        Field("remarks", Words(sv="Skriv vad som ska rättas", en="Write what is to be corrected"), "textarea",
              Words(sv="Minst 20 tecken, utan namn och nummer.", en="At least 20 characters, no names or numbers.")),
    )  # fmt: skip


def parse_return(raw: Raw, choices: tuple[Choice, ...], today: date, person: str = "") -> Returning | Errors:
    """Read a return, or what is wrong with it by field."""
    form = Reader(raw, today, person)
    reason = form.choice("reason", REASONS, CHOOSE_REASON)
    if reason == ReturnReason.NOT_A_REPORT.value and not form.ticked(SURE):
        form.wrong(SURE, "Det som lämnats räknas då inte alls. Kryssa i att ni vet det, eller välj ett annat skäl.",
                   "What was handed in then counts for nothing. Tick that you know, or choose another reason.")  # fmt: skip
    missing = Words(
        sv="Skriv vad som ska rättas, minst 20 tecken.", en="Write what is to be corrected, at least 20 characters."
    )
    remarks = form.text("remarks", missing, LEAST)
    if form.errors:
        return form.errors
    return Returning(reason=ReturnReason(reason), fields=tuple(form.many("fields", choices)), remarks=remarks)
