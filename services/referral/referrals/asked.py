"""What is asked of a provider, as its page shows it before the answer and after."""

from datetime import datetime
from typing import Any
from uuid import UUID

from fastapi import Request

from schemas.codes import Tier
from services.referral.overrides.store import agreed_override, overrides
from services.referral.pages.page_context import (
    now_of,
    today_of,
    transaction,
    vault_of,
)
from services.referral.pages.shown import answered
from services.referral.pages.timeline import entries
from services.referral.referrals.domain import Sent
from services.referral.referrals.inquiry_fields import PART
from services.referral.referrals.sent_pages import amendments_of, answer_of
from services.referral.referrals.store import load_referral, referral_of
from services.referral.shared.history import referral_history
from services.referral.shared.lifecycle_words import state_words
from services.referral.shared.texts import name_within, unseal
from services.referral.shared.words import TIER_NAMES
from services.referral.terms.gates import gates_at_accept
from services.referral.terms.store import names, terms_of
from services.referral.terms.terms import first
from services.runtime.language.code_words import AGE_BAND_WORDS, FORM_WORDS, TARGET_GROUP_WORDS
from services.runtime.language.dates import instant, weekday
from services.runtime.language.distances import due_by_clock, due_by_working_days
from services.runtime.language.words import Words, count_words
from services.runtime.vault.vault import Erased
from services.runtime.web import Viewer

_SHOWN_BEFORE = ("needs", "goals", "contact")
_SAFETY_BEFORE = frozenset({"conditions", "no_direct_contact"})


async def load_asked(request: Request, viewer: Viewer, referral: UUID) -> tuple[dict[str, Any], str]:
    """Load what a provider is asked, and the name that no text of the answer may hold."""
    """Load a referral with what the provider may see of it, and why or why not it can be taken."""
    async with transaction(request, viewer) as work:
        line = await load_referral(work, viewer, referral)
        current = referral_of(line)
        sent = current.asked()
        try:
            parts = await unseal(work, vault_of(request), line.case, line.parts_sealed)
        except Erased:
            parts = {}
        terms = await terms_of(work, current.board, sent.provider, sent.unit, sent.form)
        known = await names(work)
        person = await name_within(work, vault_of(request), line.case)
        history = await referral_history(work, referral)
        given = await answer_of(work, vault_of(request), line, history)
        override = agreed_override(await overrides(work, referral), (sent.provider, sent.unit, sent.form))
    named = first(permit for permit in terms.permits if permit.id == sent.permit)
    gate = gates_at_accept(terms, named, today_of(request))
    let_through = override.rules if override else frozenset()
    context = {
        "referral": current,
        "answer": given,
        "sent": sent,
        "board": known.get(current.board, "–"),
        "sections": _sections(parts),
        "clock": _clock(sent, now_of(request)),
        "late": now_of(request) >= sent.answer_due,
        "blocks": [block for block in gate.blocks if block.rule not in let_through],
        "let_through": sorted(let_through),
        "amendments": amendments_of(history),
        "entries": entries(history, known, viewer),
        "permit": gate.permit,
        "placed": terms.placed,
        "free": _free(gate.permit.maximum - terms.placed) if gate.permit else None,
        "state": state_words(current.state),
        **_wording(sent),
    }
    return context, person


def _wording(sent: Sent) -> dict[str, Words]:
    return {
        "form_words": FORM_WORDS[sent.form],
        "age_words": AGE_BAND_WORDS[sent.age_band],
        "group_words": TARGET_GROUP_WORDS[sent.target_group],
        "tier_words": TIER_NAMES[sent.tier],
    }


def _free(places: int) -> Words:
    one, many = Words(sv="plats ledig", en="place free"), Words(sv="platser lediga", en="places free")
    return count_words(max(0, places), one, many)


def _sections(parts: dict[str, Any]) -> list[tuple[Words, Any]]:
    """Give what may be seen before accepting: never identity, never the threat's reference."""
    shown = [(PART[name].title, answered(PART[name].fields, parts.get(name, {}))) for name in _SHOWN_BEFORE]
    terms = [field for field in PART["safety"].fields if field.name in _SAFETY_BEFORE]
    return [*shown, (PART["safety"].title, answered(terms, parts.get("safety", {})))]


def _clock(sent: Sent, now: datetime) -> Words:
    hours = sent.tier is Tier.EMERGENCY
    write = due_by_clock if hours else due_by_working_days
    if now >= sent.answer_due:
        day = weekday(sent.answer_due, "sv"), weekday(sent.answer_due, "en")
        return Words(
            sv=f"Svarstiden gick ut {day[0]}. Svaret märks som sent.",
            en=f"The time to answer ran out {day[1]}. The answer is marked late.",
        )
    return Words(
        sv=f"Svara senast {write(sent.answer_due, now, 'sv')}. Klockan började när förfrågan kom {instant(sent.sent_at)}.",
        en=f"Answer by {write(sent.answer_due, now, 'en')}. The clock began when it came, {instant(sent.sent_at, 'en')}.",
    )
