"""Swedish and English words of amendments, overrides, waivers, corrections, and of what came by phone or paper."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from schemas.codes import AgeBand, Role, TargetGroup, Tier
from schemas.reasons import AmendReason, ErrorReason, OverrideReason, WaiveReason
from services.referral.shared.words import TIER_NAMES
from services.runtime.language.code_words import AGE_BAND_WORDS, ERROR_WORDS, TARGET_GROUP_WORDS
from services.runtime.language.dates import day, instant, period_name
from services.runtime.language.duties import declared_rules
from services.runtime.language.words import Words, plain
from services.runtime.web.request.viewer import ROLE_WORDS

CHOOSE_REASON = Words(sv="Välj ett skäl.", en="Choose a reason.")
AMEND_WORDS: dict[AmendReason, Words] = {
    AmendReason.NEED_CHANGED: Words(sv="Behovet har ändrats", en="The need has changed"),
    AmendReason.URGENCY_CHANGED: Words(sv="Det är mer eller mindre bråttom", en="It is more or less urgent"),
    AmendReason.THREAT_CHANGED: Words(sv="Hotet är bedömt på nytt", en="The threat was assessed anew"),
    AmendReason.WRONG_ENTRY: Words(sv="En uppgift var fel", en="Something was wrong"),
}
OVERRIDE_WORDS: dict[OverrideReason, Words] = {
    OverrideReason.ACUTE_DANGER: Words(sv="Akut fara för liv", en="Acute danger to life"),
    OverrideReason.NO_OTHER_PLACE: Words(sv="Det finns ingen annan plats", en="There is no other place"),
    OverrideReason.PERMIT_DECISION_AWAITED: Words(
        sv="Beslut om tillstånd väntas", en="A decision on the permit is awaited"
    ),
}
WAIVE_WORDS: dict[WaiveReason, Words] = {
    WaiveReason.AGREED_OTHERWISE: Words(sv="Vi har kommit överens om annat", en="Agreed otherwise"),
    WaiveReason.CAUSED_BY_BOARD: Words(sv="Nämnden orsakade det", en="Caused by the board"),
    WaiveReason.BEYOND_CONTROL: Words(sv="Utanför utförarens kontroll", en="Beyond the provider's control"),
    WaiveReason.NOT_NEEDED: Words(sv="Det behövs inte", en="Not needed"),
}
CORRECTION_HISTORY_WORDS: dict[str, Words] = {
    "ReferralAmended": Words(sv="Förfrågan ändrades", en="Referral amended"),
    "GateOverridden": Words(sv="Nödbeslut av två personer", en="Overridden by two people"),
    "DutyWaived": Words(sv="Skyldighet undantagen", en="Duty waived"),
    "EnteredInError": Words(sv="Felregistrerad", en="Entered in error"),
    "DateCorrected": Words(sv="Datum rättat", en="Date corrected"),
    "CorrectionAgreed": Words(sv="Rättelsen godkändes", en="Correction agreed to"),
}
FIELD_WORDS: dict[str, Words] = {
    "started_at": Words(sv="När uppdraget började", en="When the placement started"),
    "ended_at": Words(sv="När uppdraget avslutades", en="When the placement ended"),
    "from_at": Words(sv="Från när", en="From when"),
    "on": Words(sv="Uppföljningens dag", en="Day of the follow-up"),
    "aware_at": Words(sv="När ni fick veta", en="When you became aware"),
    "phoned_at": Words(sv="När ni ringde", en="When you phoned"),
    "noticed_at": Words(sv="När det märktes", en="When it was noticed"),
    "assessed_on": Words(sv="Hotbedömningens dag", en="Day of the threat assessment"),
}
CAME_BY_WORDS = {
    "phone": Words(sv="Kom per telefon", en="Came by phone"),
    "paper": Words(sv="Kom på papper", en="Came on paper"),
}


def came_by(how: str, role: str) -> Words:
    """Say "Kom på papper, intygat av samordnare"."""
    who = ROLE_WORDS[Role(role)]
    return CAME_BY_WORDS[how] + Words(sv=f", intygat av {who.sv.lower()}", en=f", attested by a {who.en.lower()}")


def amended(fact: Mapping[str, Any]) -> Words:
    """Say what of a referral was amended, from what to what, and why."""
    before, after = fact["before"], fact["after"]
    parts: list[tuple[Words, str, Callable[[Any], Words]]] = [
        (Words(sv="åldersgrupp", en="age band"), "age_band", lambda code: AGE_BAND_WORDS[AgeBand(code)]),
        (Words(sv="målgrupp", en="target group"), "target_group", lambda code: TARGET_GROUP_WORDS[TargetGroup(code)]),
        (Words(sv="angelägenhet", en="urgency"), "tier", lambda code: TIER_NAMES[Tier(code)]),
        (Words(sv="hotbedömning", en="threat assessment"), "threat_assessed_on", lambda code: plain(code or "–")),
    ]
    reasons = [
        label + plain(" ") + write(before[name]) + plain(" → ") + write(after[name])
        for label, name, write in parts
        if before[name] != after[name]
    ]
    joined = Words(sv=", ".join(one.sv for one in reasons), en=", ".join(one.en for one in reasons))
    return joined + plain(". ") + AMEND_WORDS[AmendReason(fact["reason"])]


def waived(fact: Mapping[str, Any]) -> Words:
    """Say which duty was waived, and why."""
    rule, period = fact["rule"], fact["period"]
    known = declared_rules().get(rule)
    words = known.short if known else plain(rule)
    if period:
        words = words + Words(sv=f" {period_name(period)}", en=f" {period_name(period, 'en')}")
    return words + plain(f" ({rule}). ") + WAIVE_WORDS[WaiveReason(fact["reason"])]


def overridden(fact: Mapping[str, Any]) -> Words:
    """Say which gate two people let something through, and why."""
    return plain(f"{fact['rule']}. ") + OVERRIDE_WORDS[OverrideReason(fact["reason"])]


def corrected_to(fact: Mapping[str, Any]) -> Words:
    """Say which date is another, and which."""
    to = datetime.fromisoformat(fact["to"])
    words = FIELD_WORDS.get(fact["field"], plain(fact["field"]))
    if fact["field"] in ("on", "assessed_on"):
        return words + Words(sv=f": {day(to)}", en=f": {day(to, 'en')}")
    return words + Words(sv=f": {instant(to)}", en=f": {instant(to, 'en')}")


def error_reason(fact: Mapping[str, Any]) -> Words:
    """Say why something was entered in error."""
    return ERROR_WORDS[ErrorReason(fact["reason"])]
