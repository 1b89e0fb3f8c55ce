"""What the codes of the directory are called in both languages."""

from schemas.codes import LegalForm
from schemas.reasons import PermitEndReason
from services.runtime.language.code_words import (
    AGE_BAND_WORDS,
    CLAUSE_WORDS,
    ERROR_WORDS,
    FORM_WORDS,
    TARGET_GROUP_WORDS,
    as_sentences,
)
from services.runtime.language.words import Words

FORMS = as_sentences(FORM_WORDS)
AGES = as_sentences(AGE_BAND_WORDS)
GROUPS = as_sentences(TARGET_GROUP_WORDS)
CLAUSES = as_sentences(CLAUSE_WORDS)
ERROR_REASONS = as_sentences(ERROR_WORDS)
LEGAL_FORMS: dict[LegalForm, Words] = {
    LegalForm.LIMITED_COMPANY: Words(sv="Aktiebolag", en="Limited company"),
    LegalForm.ECONOMIC_ASSOCIATION: Words(sv="Ekonomisk förening", en="Economic association"),
    LegalForm.NON_PROFIT: Words(sv="Ideell förening", en="Non-profit association"),
    LegalForm.FOUNDATION: Words(sv="Stiftelse", en="Foundation"),
    LegalForm.PARTNERSHIP: Words(sv="Handels- eller kommanditbolag", en="Partnership"),
    LegalForm.SOLE_TRADER: Words(sv="Enskild firma", en="Sole trader"),
}
WRITTEN_LEGAL_FORMS: dict[str, LegalForm] = {
    "aktiebolag (publ)": LegalForm.LIMITED_COMPANY,
    "ab (publ)": LegalForm.LIMITED_COMPANY,
    "ek. för.": LegalForm.ECONOMIC_ASSOCIATION,
    "ek.för.": LegalForm.ECONOMIC_ASSOCIATION,
    "ek för": LegalForm.ECONOMIC_ASSOCIATION,
    "hb": LegalForm.PARTNERSHIP,
    "kb": LegalForm.PARTNERSHIP,
    "handelsbolag": LegalForm.PARTNERSHIP,
    "kommanditbolag": LegalForm.PARTNERSHIP,
    "general partnership": LegalForm.PARTNERSHIP,
    "limited partnership": LegalForm.PARTNERSHIP,
    "ef": LegalForm.SOLE_TRADER,
    "enskild näringsidkare": LegalForm.SOLE_TRADER,
}
"""What people and registers write beside the names above, in lower case."""
END_REASONS: dict[PermitEndReason, Words] = {
    PermitEndReason.RETURNED: Words(sv="Återlämnat", en="Returned"),
    PermitEndReason.REVOKED: Words(sv="Återkallat", en="Revoked"),
}
