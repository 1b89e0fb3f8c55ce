"""Rätta, a table each: what was entered in error, another date, and the other party's agreement."""

from collections.abc import Sequence
from uuid import UUID

from schemas import referral as facts
from services.referral import handlers
from services.referral.corrections.domain import CorrectDate
from services.referral.corrections.form import ERROR, correction_fields, parse_correction
from services.referral.imports.act import FACT, Act
from services.referral.imports.import_context import Faulty, ImportContext, Raw
from services.referral.shared.reasons import FIELD_WORDS
from services.referral.shared.recorded import DATES
from services.runtime.forms.field import Choice, Field
from services.runtime.forms.reader import Errors
from services.runtime.language.words import Words

_NAMES = {field.name: field for field in correction_fields((("on", FIELD_WORDS["on"]),), clock=True)}
_WHICH = Field(
    "what",
    Words(sv="Vilket datum", en="Which date"),
    "radio",
    choices=tuple(FIELD_WORDS.items()),
    optional=True,
)
_CORRECTION = Field(
    "fact",
    Words(sv="Rättelse", en="Correction"),
    hint=Words(
        sv="numret i adressen till Godkänn rättelsen", en="the number in the address of Agree to the correction"
    ),
)


async def _entered_in_error(context: ImportContext, raw: Raw) -> None:
    target = await context.fact(str(raw["fact"]))
    await _correct(context, target.id, {**raw, "what": ERROR}, ())


async def _date_corrected(context: ImportContext, raw: Raw) -> None:
    target = await context.fact(str(raw["fact"]))
    dates = DATES.get(target.what, ())
    if not dates:
        what = Words(sv="Uppgiften har inget datum att rätta.", en="The fact has no date to correct.")
        raise Faulty({"fact": what})
    which = raw["what"] or dates[0]
    choices = tuple((field, FIELD_WORDS[field]) for field in dates)
    await _correct(context, target.id, {**raw, "what": which}, choices)


async def _correct(context: ImportContext, target: UUID, raw: Raw, dates: Sequence[Choice]) -> None:
    correction = parse_correction(raw, context.now, dates)
    if isinstance(correction, Errors):
        raise Faulty(correction)
    if isinstance(correction, CorrectDate):
        asked = (target, correction.field, correction.to)
        await context.not_recorded(facts.DateCorrected, lambda fact: (fact.fact, fact.field, fact.to) == asked)
    else:
        await context.not_recorded(facts.EnteredInError, lambda fact: fact.fact == target)
    await handlers.correct(context.acting, target, correction)


async def _agreed(context: ImportContext, raw: Raw) -> None:
    target = await context.fact(str(raw["fact"]))
    await context.not_recorded(facts.CorrectionAgreed, lambda fact: fact.fact == target.id)
    await handlers.agree_correction(context.acting, target.id)


CORRECTIONS: tuple[Act, ...] = (
    Act("entered_in_error", Words(sv="felregistrerad", en="entered in error"), ("board", "provider"),
        (FACT, Field("reason", Words(sv="Skäl", en="Reason"), "radio", choices=_NAMES["reason"].choices)),
        _entered_in_error),
    Act("date_corrected", Words(sv="rättad tid", en="corrected time"), ("board", "provider"),
        (FACT, _WHICH, Field("day", _NAMES["day"].label, "date"), _NAMES["clock"]), _date_corrected),
    Act("correction_agreed", Words(sv="godkänd rättelse", en="agreed correction"), ("board", "provider"),
        (_CORRECTION,), _agreed),
)  # fmt: skip
