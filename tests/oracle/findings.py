"""The second judge's findings: what a broken duty is called, and from when."""

from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_URL, UUID, uuid5

from tests.oracle.days import working_days

if TYPE_CHECKING:
    from tests.oracle.plain import Plain

SPACE = uuid5(NAMESPACE_URL, "https://utvag.se/provider_audit")
BROKEN = ("missed", "met_late")
Key = tuple[str, UUID, str]


@cache
def name(key: Key) -> UUID:
    """The id of a duty."""
    rule, about, period = key
    return uuid5(SPACE, f"obligation/{rule}/1/{about}/{period}")


def name_of_finding(kept: dict[str, Any]) -> UUID:
    """The id of the finding about a duty."""
    return uuid5(SPACE, f"finding/{kept['id']}")


def find(plain: "Plain", kept: dict[str, Any], value: Any) -> None:
    ident = name_of_finding(kept)
    finding, state = plain.found.get(ident), kept["state"]
    if state not in BROKEN or unanswered(plain, kept) or named_elsewhere(plain, kept):
        if finding is not None and finding["standing"] != "withdrawn":
            because = {"met": "arrived_before_due", "lapsed": kept["reason"], "waived": "waived"}
            elsewhere = "one_omission" if state in BROKEN else "due_moved"
            finding.update(standing="withdrawn", because=because.get(state, elsewhere), settled=None)
        return
    severity, raised, high = weigh(plain.now, kept, value)
    standing = "settled" if state == "met_late" else "standing"
    if finding is None:
        finding = plain.found[ident] = {
            "rule": kept["rule"], "about": kept["about"], "standing": "withdrawn", "raised": raised, "largest": None,
            "owes": ("provider",) if kept["holder"] == plain.provider else ("board",),
        }  # fmt: skip
    again = finding["standing"] == "withdrawn" or (finding["standing"], standing) == ("settled", "standing")
    if again or finding["raised"] != raised:
        finding.update(judged=plain.now, reply=working_days(plain.now, 10), raised=raised)
    finding.update(standing=standing, severity=severity, high=high, because=None)
    finding["settled"] = kept["met_at"] if standing == "settled" else None


def weigh(now: datetime, kept: dict[str, Any], values: dict[str, Any]) -> tuple[str, datetime, datetime | None]:
    """How serious, from when, and from when high."""
    if kept["rule"] == "P01":
        if kept["state"] == "met_late":
            return "medium", kept["due"], None
        return ("critical", values["shift"], None) if values["seen"] else ("high", kept["due"], None)
    if kept["grows_at"] and kept["grows_at"] <= now:
        grown = kept["met_at"] is None or kept["met_at"] >= kept["grows"]
        return ("high", kept["due"], kept["grows"]) if grown else ("medium", kept["due"], None)
    return values["severity"], kept["due"], None


def unanswered(plain: "Plain", kept: dict[str, Any]) -> bool:
    """Whether an earlier duty of S01 about the placement is missed and was unfulfilled when this one fell due."""
    return kept["rule"] == "S01" and any(
        other["rule"] == "S01"
        and other["about"] == kept["about"]
        and (other["due"], other["period"]) < (kept["due"], kept["period"])
        and other["state"] in ("open", *BROKEN)
        and (other["best"] is None or other["best"] >= kept["due"])
        for other in plain.kept.values()
    )


def named_elsewhere(plain: "Plain", kept: dict[str, Any]) -> bool:
    """Whether the incident duty binds for the same event, and its finding names it."""
    return kept["rule"] == "R08" and any(
        other["rule"] == "R05"
        and other["about"] == kept["about"]
        and other["period"].endswith(f"/{kept['period']}")
        and other["state"] != "lapsed"
        for other in plain.kept.values()
    )
