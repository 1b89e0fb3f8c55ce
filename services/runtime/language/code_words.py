"""What the codes that more than one service shows are called in both languages; a noun as in the middle of a sentence."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from schemas.codes import AgeBand, ClauseType, ServiceForm, TargetGroup
from schemas.reasons import ErrorReason
from services.runtime.language.duties import declared_rules
from services.runtime.language.words import Words

Code = TypeVar("Code", bound=StrEnum)

FORM_WORDS: dict[ServiceForm, Words] = {
    ServiceForm.HVB: Words(sv="HVB", en="home for care or residence (HVB)"),
    ServiceForm.STODBOENDE: Words(sv="stödboende", en="supported housing"),
    ServiceForm.SKYDDAT_BOENDE: Words(sv="skyddat boende", en="protected housing"),
    ServiceForm.KONSULENTSTOD: Words(sv="konsulentstött familjehem", en="supported family home"),
    ServiceForm.OPPENVARD: Words(sv="öppenvård", en="outpatient care"),
    ServiceForm.COACHING: Words(sv="coachning utan tillstånd", en="coaching without permit"),
}
AGE_BAND_WORDS: dict[AgeBand, Words] = {
    AgeBand.AGE_13_15: Words(sv="13–15 år", en="13–15 years"),
    AgeBand.AGE_16_17: Words(sv="16–17 år", en="16–17 years"),
    AgeBand.AGE_18_20: Words(sv="18–20 år", en="18–20 years"),
    AgeBand.AGE_21_25: Words(sv="21–25 år", en="21–25 years"),
    AgeBand.AGE_26_PLUS: Words(sv="26 år och äldre", en="26 years and older"),
}
TARGET_GROUP_WORDS: dict[TargetGroup, Words] = {
    TargetGroup.CRIMINAL_NETWORK: Words(sv="kriminella nätverk", en="criminal networks"),
    TargetGroup.VIOLENT_EXTREMISM: Words(sv="våldsbejakande extremism", en="violent extremism"),
    TargetGroup.HONOUR_RELATED: Words(sv="hedersrelaterade miljöer", en="honour-related milieus"),
}
CLAUSE_WORDS: dict[ClauseType, Words] = {
    ClauseType.INSIGHT: Words(sv="allmänhetens insyn", en="public insight"),
    ClauseType.FOLLOW_UP: Words(sv="uppföljning", en="follow-up"),
    **{rule.clause: rule.short for rule in declared_rules().values() if rule.clause},
    ClauseType.ESCALATION: Words(sv="skicka vidare", en="escalation"),
}
ERROR_WORDS: dict[ErrorReason, Words] = {
    ErrorReason.WRONG_MATTER: Words(sv="Det gällde ett annat ärende", en="It was about another matter"),
    ErrorReason.WRONG_CONTENT: Words(sv="Innehållet var fel", en="The content was wrong"),
    ErrorReason.DOUBLE_ENTRY: Words(sv="Det lämnades två gånger", en="It was entered twice"),
    ErrorReason.DID_NOT_HAPPEN: Words(sv="Det har inte hänt", en="It did not happen"),
}


def as_sentences(words: Mapping[Code, Words]) -> dict[Code, Words]:
    """Give the words of a code list as they stand alone, each with a capital first."""
    return {code: word.capital() for code, word in words.items()}
