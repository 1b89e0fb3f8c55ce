"""Läs förfrågan: everything that was sent, as it was sent, what was amended since, and the answer."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from fastapi import Depends, Request
from starlette.responses import RedirectResponse, Response

from services.referral.on_paper.store import received_on_paper
from services.referral.pages.page_context import BOTH, is_board, transaction, vault_of
from services.referral.pages.shown import answered
from services.referral.pages.timeline import entries
from services.referral.referrals.inquiry_fields import PARTS
from services.referral.referrals.inquiry_pages import CASES, with_choices
from services.referral.referrals.store import ReferralLine, load_referral, referral_of
from services.referral.shared.history import HistoryLine, referral_history
from services.referral.shared.lifecycle_words import state_words
from services.referral.shared.reasons import amended, came_by
from services.referral.shared.texts import SCHEMA, unseal
from services.referral.shared.words import DECLINE_WORDS, TIER_NAMES
from services.referral.terms.store import names
from services.runtime.database.work import Work
from services.runtime.language.code_words import AGE_BAND_WORDS, FORM_WORDS, TARGET_GROUP_WORDS
from services.runtime.language.identifiers import reference
from services.runtime.language.words import Words, plain
from services.runtime.vault.vault import Erased, Vault
from services.runtime.web import Elsewhere, Viewer, allow, pages_router, render

router = pages_router("referral")
READ = Words(sv="Läs förfrågan", en="Read the referral")
_ANSWERS = ("ReferralAccepted", "ReferralDeclined")


@router.get("/referrals/{referral}")
async def read_page(request: Request, referral: UUID, viewer: Viewer = Depends(allow(*BOTH))) -> Response:
    """Show a sent referral to its board; its provider reads it where it is answered, and a draft goes on as one."""
    if not is_board(viewer):
        return RedirectResponse(f"/referrals/{referral}/answer", status_code=303)
    async with transaction(request, viewer) as work:
        line = await load_referral(work, viewer, referral)
        if line.sent_at is None:
            raise Elsewhere(f"/referrals/{referral}/tasks")
        parts = await _parts(work, vault_of(request), line)
        known, history = await names(work), await referral_history(work, referral)
        answer = await answer_of(work, vault_of(request), line, history)
    current = referral_of(line)
    case = reference(line.case)
    return render(
        request,
        "referral/read.html",
        viewer,
        title=READ + plain(f" {reference(referral)}"),
        crumbs=(CASES, (Words(sv=f"Ärende {case}", en=f"Case {case}"), f"/cases/{line.case}")),
        line=line,
        referral=current,
        state=state_words(current.state),
        answer=answer,
        names=known,
        form_words=FORM_WORDS[current.asked().form],
        age_words=AGE_BAND_WORDS[current.asked().age_band],
        group_words=TARGET_GROUP_WORDS[current.asked().target_group],
        tier_words=TIER_NAMES[current.asked().tier],
        amendments=amendments_of(history),
        sections=None if parts is None else _sections(parts, known),
        entries=entries(history, known, viewer),
    )


async def _parts(work: Work, vault: Vault, line: ReferralLine) -> dict[str, Any] | None:
    """Give the parts as they were sent; None once the person is erased."""
    try:
        return await unseal(work, vault, line.case, line.parts_sealed)
    except Erased:
        return None


def _sections(parts: Mapping[str, Any], known: Mapping[UUID, str]) -> list[tuple[Words, Any]]:
    chosen = str(parts.get("provider", {}).get("choice", ""))
    named = ", ".join(known.get(UUID(one), "–") for one in chosen.split(":") if one)
    choices = ((chosen, plain(named)),)
    return [
        (part.title, answered([with_choices(field, choices) for field in part.fields], parts.get(part.name, {})))
        for part in PARTS
    ]


def amendments_of(history: Sequence[HistoryLine]) -> list[tuple[datetime, Words]]:
    """Give what a sent referral was amended to, and when."""
    return [(line.occurred, amended(line.fact or {})) for line in history if line.what == "ReferralAmended"]


async def answer_of(
    work: Work, vault: Vault, line: ReferralLine, history: Sequence[HistoryLine]
) -> dict[str, Any] | None:
    """Give a referral's answer: its reason if it declined, its own words, and how it came; None before there is one."""
    answered = next((one for one in history if one.what in _ANSWERS), None)
    if answered is None or answered.fact_id is None:
        return None
    arrived = (await received_on_paper(work, line.case)).get(answered.fact_id)
    texts = [await _opened(work, vault, line.case, sealed) for sealed in
             (line.answer_sealed, arrived.sealed if arrived else None) if sealed]  # fmt: skip
    reason = (answered.fact or {}).get("reason")
    return {
        "at": answered.arrived,
        "accepted": answered.what == _ANSWERS[0],
        "reason": next((words for code, words in DECLINE_WORDS.items() if code.value == reason), None),
        "came": came_by(arrived.came_by, arrived.attested_as) if arrived else None,
        "texts": [text for text in texts if text],
    }


async def _opened(work: Work, vault: Vault, case: UUID, sealed: bytes) -> str:
    try:
        return await vault.open_text(work, SCHEMA, case, sealed)
    except Erased:
        return ""
