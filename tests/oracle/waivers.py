"""The second judge's waivers: a duty that its board let go, by its kind, its period or the paper it is about."""

from typing import Any

from schemas.envelope import Event
from tests.oracle.heard import View

WAIVABLE = ("R01", "R02", "R03", "R04", "R09", "S05")


def waived(view: View, kept: dict[str, Any], told: dict[str, Any]) -> Event | None:
    """By what the board that is owed it let the duty go."""
    if kept["rule"] not in WAIVABLE or told["severity"] == "critical":
        return None
    for event in view.told("DutyWaived", kept["about"]):
        fact = event.fact
        if fact.fact is None:
            period = fact.period if fact.rule == "R02" else ""
        else:
            period = str(fact.fact) if kept["period"] == str(fact.fact) else f"return/{fact.fact}"
        if (fact.rule, period) == (kept["rule"], kept["period"]) and event.teller == told["board"]:
            return event
    return None
