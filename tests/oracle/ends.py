"""The second judge's ends of a duty before its due: a withdrawal, the end of the stay, a waiver; and what came before all of them."""

from datetime import datetime
from typing import Any

from schemas.envelope import Event
from tests.oracle.view import View

WAIVABLE = ("R01", "R02", "R03", "R04", "R09", "S05")


def waived(view: View, kept: dict[str, Any], values: dict[str, Any]) -> Event | None:
    """By what the board that is owed it let the duty go."""
    if kept["rule"] not in WAIVABLE or values["severity"] == "critical":
        return None
    for event in view.facts("DutyWaived", kept["about"]):
        fact = event.fact
        if fact.fact is None:
            period = fact.period if fact.rule == "R02" else ""
        else:
            period = str(fact.fact) if kept["period"] == str(fact.fact) else f"return/{fact.fact}"
        if (fact.rule, period) == (kept["rule"], kept["period"]) and event.teller == values["board"]:
            return event
    return None


def fall(view: View, kept: dict[str, Any], values: dict[str, Any]) -> list[tuple[datetime, str]]:
    """What makes it fall at or before its due: the withdrawal of what was asked, or the end of the stay."""
    withdrawn, ended = values["withdrawn"], view.end_of(kept["about"]) if values["ends"] else None
    found = [(withdrawn.received, "withdrawn_by_due")] if withdrawn is not None else []
    found += [(ended, "ended_by_due")] if ended is not None else []
    return [each for each in found if each[0] <= kept["due"]]


def limit(view: View, kept: dict[str, Any], values: dict[str, Any]) -> datetime:
    """Before the due, before the end that makes it fall, and before the waiver."""
    let_go = waived(view, kept, values)
    fallen = [at for at, _reason in fall(view, kept, values)]
    return min([kept["due"], *fallen, *([let_go.arrived] if let_go else [])])


def in_time(view: View, kept: dict[str, Any], values: dict[str, Any]) -> bool:
    """Whether anything came before all of them."""
    before = limit(view, kept, values)
    return any(at < before for at, _event in values["subs"])


def still_met(view: View, kept: dict[str, Any], values: dict[str, Any]) -> bool:
    """Whether what met it still does."""
    return kept["met_by"] in kept["subs"] and kept["met_at"] < limit(view, kept, values)
