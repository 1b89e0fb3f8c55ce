"""Ändra: what a board fills in to amend a sent referral."""

from datetime import date

from schemas.codes import AgeBand, TargetGroup, Tier
from schemas.reasons import AmendReason
from services.referral.amendments.domain import Amend
from services.referral.shared.reasons import AMEND_WORDS, CHOOSE_REASON
from services.referral.shared.words import TIER_WORDS
from services.runtime.forms.field import Field, choices_of
from services.runtime.forms.reader import Errors, Raw, Reader
from services.runtime.language.code_words import AGE_BAND_WORDS, TARGET_GROUP_WORDS
from services.runtime.language.words import Words


def _words(swedish: str, english: str) -> Words:
    return Words(sv=swedish, en=english)


AMEND_FIELDS: tuple[Field, ...] = (
    Field("age_band", _words("Åldersgrupp", "Age band"), "select", choices=choices_of(AGE_BAND_WORDS)),
    Field("target_group", _words("Målgrupp", "Target group"), "select", choices=choices_of(TARGET_GROUP_WORDS)),
    Field("tier", _words("Hur bråttom är det?", "How urgent is it?"), "radio", choices=choices_of(TIER_WORDS)),
    Field("threat_assessed_on", _words("Hotet bedömdes", "Threat assessed"), "date", _words("åååå-mm-dd", "yyyy-mm-dd")),
    Field("reason", _words("Skäl till ändringen", "Reason for the amendment"), "radio", choices=choices_of(AMEND_WORDS)),
)  # fmt: skip


def parse_amend(raw: Raw, today: date) -> Amend | Errors:
    """Read an amendment, or what is wrong with it by field."""
    form = Reader(raw, today)
    band = form.choice("age_band", choices_of(AGE_BAND_WORDS), _words("Välj åldersgrupp.", "Choose the age band."))
    group = form.choice(
        "target_group", choices_of(TARGET_GROUP_WORDS), _words("Välj målgrupp.", "Choose the target group.")
    )
    tier = form.choice("tier", choices_of(TIER_WORDS), _words("Välj hur bråttom det är.", "Choose how urgent it is."))
    assessed = form.past_day(
        "threat_assessed_on", _words("Ange vilken dag hotet bedömdes.", "Say on which day the threat was assessed.")
    )
    reason = form.choice("reason", choices_of(AMEND_WORDS), CHOOSE_REASON)
    if form.errors:
        return form.errors
    return Amend(AgeBand(band), TargetGroup(group), Tier(tier), assessed, AmendReason(reason))
