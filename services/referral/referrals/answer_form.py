"""Besvara förfrågan: accept with a start day, or decline with a coded reason."""

from dataclasses import dataclass
from datetime import date

from schemas.reasons import DeclineReason
from services.referral.shared.reasons import CHOOSE_REASON
from services.referral.shared.words import DECLINE_WORDS
from services.runtime.forms.field import Choice, Field
from services.runtime.forms.reader import Errors, Raw, Reader
from services.runtime.language.words import Words

LONGEST_COMMENT = 500
LEAST_REASON = 10
ANSWERS: tuple[Choice, ...] = (
    ("accept", Words(sv="Vi accepterar", en="We accept")),
    ("decline", Words(sv="Vi avböjer", en="We decline")),
)
REASONS: tuple[Choice, ...] = tuple((code.value, words) for code, words in DECLINE_WORDS.items())
ANSWER_FIELDS: tuple[Field, ...] = (Field("answer", Words(sv="Svar", en="Answer"), "radio", choices=ANSWERS),)
ACCEPT_FIELDS: tuple[Field, ...] = (
    Field("start_on", Words(sv="Startdag", en="Start day"), "date", Words(sv="åååå-mm-dd", en="yyyy-mm-dd")),
    Field("contact_role", Words(sv="Kontaktfunktion", en="Contact function"), "text",
          Words(sv="Funktion, inte namn.", en="A function, not a name.")),
    Field("attest_capacity", Words(sv="Vi intygar att vi har en ledig plats", en="We attest that we have a free place"),
          "tick"),
)  # fmt: skip
DECLINE_FIELDS: tuple[Field, ...] = (
    Field("reason", Words(sv="Skäl", en="Reason"), "radio", choices=REASONS),
    Field("missing", Words(sv="Vilka uppgifter saknas? (om uppgifter saknas)",
                           en="What information is missing? (if information is missing)"), "textarea"),
    Field("can_start_on", Words(sv="När kan ni börja? (om ni inte kan börja i tid)",
                                en="When can you start? (if you cannot start in time)"), "date"),
    Field("comment", Words(sv="Kommentar", en="Comment"), "textarea", optional=True),
)  # fmt: skip
WARNING = Field("warning_reason", Words(sv="Varför lämnar du ändå?", en="Why do you submit it all the same?"), "text")


@dataclass(frozen=True)
class Answer:
    """A checked answer: with `reason` it declines, else it accepts from `start_on`."""

    reason: DeclineReason | None
    start_on: date | None
    contact_role: str
    comment: str
    warning_reason: str
    missing: str = ""
    can_start_on: date | None = None

    def texts(self) -> str:
        """Give what was written with it, a line for each; it is kept sealed."""
        missing = f"Saknas: {self.missing}" if self.missing else ""
        start = f"Kan börja {self.can_start_on.isoformat()}" if self.can_start_on else ""
        return "\n".join(
            text for text in (self.contact_role, missing, start, self.comment, self.warning_reason) if text
        )


_BELONGS: dict[str, frozenset[str]] = {
    "start_on": frozenset({"accept"}),
    "contact_role": frozenset({"accept"}),
    "attest_capacity": frozenset({"accept"}),
    "reason": frozenset({"decline"}),
    "comment": frozenset({"decline"}),
    "missing": frozenset({DeclineReason.INFO.value}),
    "can_start_on": frozenset({DeclineReason.START.value}),
}
"""Which answer, or which reason for declining, a field belongs to."""


def of_the_chosen(typed: dict[str, str | list[str]]) -> dict[str, str | list[str]]:
    """Give what was typed without what belongs to an answer, or to a reason, that was not chosen."""
    answer = typed.get("answer")
    chosen = {str(answer), str(typed.get("reason"))} if answer == "decline" else {str(answer)}
    return {name: value for name, value in typed.items() if name not in _BELONGS or chosen & _BELONGS[name]}


def parse_answer(
    raw: Raw, wished: date | None, today: date, person: str = "", *, beyond: bool = False
) -> Answer | Errors:
    """Read an answer against the wished start, or what is wrong with it by field.

    `beyond` says that the board lets it through although no place is free: none is attested then.
    """
    form = Reader(raw, today, person)
    answer = form.choice(
        "answer",
        ANSWERS,
        Words(sv="Välj om ni accepterar eller avböjer.", en="Choose whether you accept or decline."),
    )
    start_on = None
    if answer == "accept":
        start_on = _accept(form, wished, beyond=beyond)
    reason = form.choice("reason", REASONS, CHOOSE_REASON) if answer == "decline" else ""
    comment = form.text("comment") if answer == "decline" else ""
    missing = ""
    if reason == DeclineReason.INFO.value:
        missing = form.text(
            "missing",
            Words(sv="Skriv vilka uppgifter som saknas.", en="Say what information is missing."),
            LEAST_REASON,
        )
    can_start = None
    if reason == DeclineReason.START.value:
        can_start = form.day("can_start_on", Words(sv="Ange när ni kan börja.", en="Say when you can start."))
    if len(comment) > LONGEST_COMMENT:
        form.wrong("comment", "Korta kommentaren till 500 tecken.", "Shorten the comment to 500 characters.")
    explained = pass_warnings(form)
    if form.errors:
        return form.errors
    role = form.one("contact_role") if answer == "accept" else ""
    decline = DeclineReason(reason) if reason else None
    return Answer(decline, start_on, role, comment, explained, missing, can_start)


def _accept(form: Reader, wished: date | None, *, beyond: bool) -> date | None:
    start_on = form.day("start_on", Words(sv="Ange vilken dag ni kan börja.", en="Say on which day you can start."))
    if start_on is not None and start_on < form.today:
        form.wrong(
            "start_on", "Startdagen har passerat. Ange en kommande dag.", "The day has passed. Give a coming day."
        )
    if start_on is not None and wished is not None and start_on > wished:
        form.warn(
            "start_on",
            f"Dagen är senare än den önskade, {wished.isoformat()}. Förklara varför.",
            f"The day is later than the wished one, {wished.isoformat()}. Explain why.",
        )
    form.text("contact_role", Words(sv="Ange en kontaktfunktion.", en="Give a contact function."))
    if not beyond and not form.ticked("attest_capacity"):
        form.wrong("attest_capacity", "Intyga att ni har en ledig plats.", "Attest that you have a free place.")
    return start_on


def pass_warnings(form: Reader) -> str:
    """Let warnings pass when a reason of at least ten characters is given; otherwise they count as errors."""
    reason = form.text("warning_reason")
    if form.warnings and not form.errors and len(reason) < LEAST_REASON:
        form.errors.update(form.warnings)
        form.wrong("warning_reason", "Förklara varför du lämnar ändå.", "Explain why you submit it all the same.")
    return reason
