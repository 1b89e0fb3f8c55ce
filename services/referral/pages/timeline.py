"""A timeline: what happened, newest first by when it occurred, with when it was received if that was another day."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from services.referral.corrections.amends import Amends, marked
from services.referral.incidents.words import EVENT_CODES, EVENT_HISTORY_WORDS, RETURN_WORDS
from services.referral.shared.actor import Actor
from services.referral.shared.civil_time import day_of
from services.referral.shared.history import HistoryLine
from services.referral.shared.states import Who
from services.referral.shared.words import DECLINE_WORDS, END_WORDS, HISTORY_WORDS, WITHDRAW_WORDS
from services.runtime.language.dates import day, period_name
from services.runtime.language.words import Words, plain

_SIDES = {
    Who.BOARD: Words(sv="Nämnden", en="The board"),
    Who.PROVIDER: Words(sv="Föreståndaren", en="The manager"),
    Who.CLOCK: Words(sv="Klockan", en="The clock"),
}
_REASONS: dict[str, Words] = {
    **{code.value: words for code, words in DECLINE_WORDS.items()},
    **{code.value: words for code, words in WITHDRAW_WORDS.items()},
    **{code.value: words for code, words in END_WORDS.items()},
    **{code.value: words for code, words in RETURN_WORDS.items()},
}
_KINDS = {"ReferralDeclined": "nothing", "ReferralWithdrawn": "nothing", "PlacementPaused": "paused"}
_OF_A_PERIOD = ("ReportSubmitted", "ReportAccepted", "ReportReturned")
_PAGES = {
    "PlanRevised": "plan",
    "PlanReturned": "plan",
    "EndReportReturned": "end-report",
    "SafetyPlanFiled": "safety-plan",
    "PlanSubmitted": "plan",
    "PlanReviewed": "plan",
    "PlanApproved": "plan",
    "EndReportSubmitted": "end-report",
}
_OF_A_REFERRAL = ("ReferralSent", "ReferralAmended", "ReferralAccepted", "ReferralDeclined")
READ = Words(sv="Läs", en="Read")


def entries(
    history: Sequence[HistoryLine], known: dict[UUID, str], viewer: Actor | None = None
) -> list[dict[str, Any]]:
    """Give the timeline's entries of the lines kept; with a viewer, also what they may correct or agree to."""
    amends = Amends.of(history)
    return [marked(_entry(line, known), line, amends, viewer) for line in history]


def _entry(line: HistoryLine, known: dict[UUID, str]) -> dict[str, Any]:
    what, detail = line.what, line.detail
    words = HISTORY_WORDS.get(what) or EVENT_HISTORY_WORDS.get(what, plain(what))
    fact = line.fact or {}
    if what in _OF_A_PERIOD:
        words = words + Words(sv=f", {period_name(detail)}", en=f", {period_name(detail, 'en')}")
    elif detail in _REASONS:
        words = words + Words(sv=f": {_REASONS[detail].sv.lower()}", en=f": {_REASONS[detail].en.lower()}")
    elif what == "ReferralSent" and line.provider in known:
        words = words + plain(f", {known[line.provider]}")
    elif fact.get("kind") in EVENT_CODES:
        code = EVENT_CODES[fact["kind"]]
        words = words + Words(sv=f": {code.sv.lower()}", en=f": {code.en.lower()}")
    page = f"reports/{detail}" if what in _OF_A_PERIOD else _PAGES.get(what)
    named = fact.get("incident") or (fact.get("event") if what == "AbsenceReported" else None)
    page = f"incidents/{named}" if named else page
    url = f"/placements/{line.placement}/{page}" if page and line.placement else None
    if what in _OF_A_REFERRAL and line.referral:
        url = f"/referrals/{line.referral}"
    note = None
    if day_of(line.arrived) != day_of(line.occurred):
        note = Words(sv=f"kom in {day(line.arrived)}", en=f"came in {day(line.arrived, 'en')}")
    return {
        "at": line.occurred,
        "kind": _KINDS.get(what, "plain"),
        "words": words,
        "who": _SIDES.get(line.side),
        "url": url,
        "url_words": READ,
        "note": note,
        "retracted": False,
    }
