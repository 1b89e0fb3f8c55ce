"""What somebody else has said of a finding meanwhile, by the field of the form it was said in."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from http import HTTPStatus
from typing import Any
from uuid import UUID

from services.provider_audit.casework.handlers import Said
from services.provider_audit.pages.findings.choices import DECISIONS, GROUNDS, REASONS, STAND_CHOICES
from services.provider_audit.pages.findings.history import ACTS
from services.runtime.language.dates import civil_day, instant
from services.runtime.language.words import Words, plain

_DECISION = {"confirmed": "confirm", "dismissed": "dismiss", "completion_requested": "complete", "closed": "close"}
_CHOICES: Mapping[str, Mapping[Any, Words]] = {
    "decision": DECISIONS, "reason": dict(REASONS), "stand": dict(STAND_CHOICES), "ground": dict(GROUNDS),
}  # fmt: skip
_INSTANT = timedelta(microseconds=1)


def reply_of(said: Sequence[Said], organisation: UUID) -> dict[str, str]:
    """Give the organisation's latest reply as its form would hold it; empty when there is none."""
    replies = [each for each in said if each.kind == "replied" and each.organisation == organisation]
    return _fields(replies[-1]) if replies else {}


def decision_of(said: Sequence[Said]) -> dict[str, str]:
    """Give the latest decision as its form would hold it; empty when there is none."""
    decisions = [each for each in said if each.kind in _DECISION]
    if not decisions:
        return {}
    last = decisions[-1]
    until = civil_day(last.reply_due - _INSTANT).isoformat() if last.reply_due else ""
    return {"decision": _DECISION[last.kind], "reason": last.reason or "", "reply_on": until, **_fields(last)}


def _fields(said: Said) -> dict[str, str]:
    return {
        "stand": said.stand or "",
        "ground": said.ground or "",
        "receipt": said.receipt or "",
        "text": said.words,
        "remedy": said.remedy.what,
        "remedy_role": said.remedy.role,
        "remedy_by": said.remedy.by.isoformat() if said.remedy.by else "",
    }


def meanwhile(
    said: Sequence[Said], saved: Mapping[str, str], typed: Mapping[str, Any], *, conflict: bool
) -> dict[str, Any]:
    """Give what a page shows when somebody acted since its form was opened: nothing of it where nobody did."""
    if not conflict:
        return {"conflict": False, "latest": None}
    status, theirs = HTTPStatus.CONFLICT, differing(saved, typed)
    return {"conflict": True, "status": status, "latest": latest(said), "theirs": theirs}


def differing(saved: Mapping[str, str], typed: Mapping[str, Any]) -> dict[str, Words]:
    """Give by field what stands saved, where it is not what was typed.

    A decision's coded reason stands with it: after it the form may ask for no reason any more.
    """
    found = {name: _words(name, value) for name, value in saved.items() if _differs(value, typed.get(name))}
    if "decision" in found and saved.get("reason"):
        found["decision"] += plain(": ") + _words("reason", saved["reason"])
    return found


def _words(name: str, value: str) -> Words:
    return _CHOICES.get(name, {}).get(value, plain(value or "–"))


def _differs(value: str, typed: object) -> bool:
    return typed is not None and value != str(typed).strip()


def latest(said: Sequence[Said]) -> Words | None:
    """Say what was done with a finding last; None while nothing was."""
    if not said:
        return None
    at = said[-1].at
    return ACTS[said[-1].kind] + Words(sv=f" {instant(at, 'sv')}.", en=f" {instant(at, 'en')}.")
