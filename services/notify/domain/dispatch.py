"""From a notice whose time has come to deliveries, or to the reason why there is none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Any
from uuid import UUID

from schemas.codes import Channel
from services.notify.domain.kinds import GRACE, KINDS, RESTING
from services.notify.domain.notice import Delivery, Person, Skip

PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 120, 240, 240, 480, 480, 720, 720))
"""The pause after each failed try; after the last one the delivery has failed."""
NEVER_WAS = frozenset({"withdrawn_first", "raised_again", "waived_first", "dismissed_first", "ended_first"})
"""Ends by which what a notice would tell is held against nobody, whenever they come."""


class Ending(Enum):
    """What an end does to a notice: it is never told, or told, and waits for nobody."""

    UNTOLD = "untold"
    TOLD = "told"


def ending(condition: str, send_at: datetime, reason: str, at: datetime) -> Ending:
    """Decide what an end at `at` means for a notice that has not been told yet.

    Whatever ends a notice before its own instant keeps it from being told. What is told because something did not happen
    by its instant stays true when it happens afterwards, however late the notice itself is decided.
    """
    if condition not in RESTING or reason in NEVER_WAS:
        return Ending.UNTOLD
    return Ending.TOLD if at >= send_at else Ending.UNTOLD


def decidable(heard: Mapping[str, datetime]) -> dict[str, datetime]:
    """Give, for each kind that rests on logs, the last instant of a notice that may be decided now.

    `heard` says up to when each log has been heard and applied; a kind is left out while one of its logs never was.
    """
    known = {name: KINDS[name].rests_on for name in RESTING}
    return {
        name: min(heard[log] for log in logs) - GRACE
        for name, logs in known.items()
        if all(log in heard for log in logs)
    }


@dataclass(frozen=True)
class Verdict:
    """What becomes of a notice whose time has come: dropped for a reason, or told; `over` names why it waits no more."""

    dropped: str = ""
    over: str = ""


def decide(row: Mapping[Any, Any], now: datetime) -> Verdict:
    """Decide a notice by its row: what it asked for may be too late, done, or needed no more."""
    condition = row["condition"]
    if condition == "due_soon" and row["wait_until"] <= now:
        return Verdict(dropped="due_passed")
    if condition == "contract_ends" and not row["placed"]:
        return Verdict(dropped="nobody_placed")
    if condition == "contract_ends" and row["replaced"]:
        return Verdict(dropped="other_contract")
    if condition == "escalated" and row["taken_at"]:
        in_time = ending(condition, row["send_at"], "already_taken", row["taken_at"]) is Ending.UNTOLD
        return Verdict(dropped="already_taken") if in_time else Verdict(over="already_taken")
    return Verdict(over=row["over_reason"] or "")


def deliveries(notice: UUID, silent: str, people: Sequence[Person]) -> tuple[list[Delivery], list[Skip]]:
    """Decide on which channels a notice goes out, to the people who hold its role now.

    A role without anybody is skipped on every channel; operators see it. `silent` is the code why it is never mailed.
    """
    if not people:
        return [], [Skip(notice, channel, "no_recipient") for channel in Channel]
    sent = [Delivery(notice, Channel.PORTAL)]
    if silent:
        return sent, [Skip(notice, Channel.EMAIL, silent)]
    mailable = {person.id: person for person in people if person.mailable}
    if not mailable:
        return sent, [Skip(notice, Channel.EMAIL, "no_channel")]
    sent += [Delivery(notice, Channel.EMAIL, person.id, person.language) for person in mailable.values()]
    return sent, []


def pause_after(attempt: int) -> timedelta | None:
    """Give the pause after the failed try number `attempt` (from 1), or None when no further try is made."""
    return PAUSES[attempt - 1] if attempt <= len(PAUSES) else None
