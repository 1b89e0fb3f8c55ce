"""Rätta, a table each: what was entered in error, another date, and the other party's agreement."""

from schemas import referral as facts
from services.referral import handlers
from services.referral.corrections.form import ERROR, correction_fields, parse_correction
from services.referral.imports.act import FACT, Act
from services.referral.imports.import_context import Faulty, ImportContext, Raw, sound
from services.referral.shared.reasons import FIELD_WORDS
from services.referral.shared.recorded import DATES
from services.runtime.forms.field import Field
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
    correction = sound(parse_correction({**raw, "what": ERROR}, context.now, ()))
    await context.not_recorded(facts.EnteredInError, lambda fact: fact.fact == target.id)
    if correction.reason is not None:
        teller = context.teller
        await handlers.enter_in_error(context.work, teller.actor, teller.author, target.id, correction.reason)


async def _date_corrected(context: ImportContext, raw: Raw) -> None:
    target = await context.fact(str(raw["fact"]))
    dates = DATES.get(target.what, ())
    if not dates:
        what = Words(sv="Uppgiften har inget datum att rätta.", en="The fact has no date to correct.")
        raise Faulty({"fact": what})
    which = raw["what"] or dates[0]
    choices = tuple((field, FIELD_WORDS[field]) for field in dates)
    correction = sound(parse_correction({**raw, "what": which}, context.now, choices))
    asked = (target.id, correction.field, correction.to)
    await context.not_recorded(facts.DateCorrected, lambda fact: (fact.fact, fact.field, fact.to) == asked)
    if correction.to is not None:
        teller = context.teller
        await handlers.correct_date(
            context.work, teller.actor, teller.author, target.id, correction.field, correction.to
        )


async def _agreed(context: ImportContext, raw: Raw) -> None:
    target = await context.fact(str(raw["fact"]))
    await context.not_recorded(facts.CorrectionAgreed, lambda fact: fact.fact == target.id)
    await handlers.agree_correction(context.work, context.teller.actor, context.teller.author, target.id)


CORRECTIONS: tuple[Act, ...] = (
    Act("entered_in_error", Words(sv="felregistrerad", en="entered in error"), ("board", "provider"),
        (FACT, Field("reason", Words(sv="Skäl", en="Reason"), "radio", choices=_NAMES["reason"].choices)),
        _entered_in_error),
    Act("date_corrected", Words(sv="rättad tid", en="corrected time"), ("board", "provider"),
        (FACT, _WHICH, Field("day", _NAMES["day"].label, "date"), _NAMES["clock"]), _date_corrected),
    Act("correction_agreed", Words(sv="godkänd rättelse", en="agreed correction"), ("board", "provider"),
        (_CORRECTION,), _agreed),
)  # fmt: skip
