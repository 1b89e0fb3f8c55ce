"""The words of a story that referral tells: requests, placements, papers, incidents and threats."""

from collections.abc import Callable
from typing import Any

from schemas import referral as r
from schemas.fact import Fact
from tests.provider_audit.speech import ORGNR, Line, Spoken, day, local, name, named, ours, yes


def _person(line: Line) -> dict[str, Any]:
    return {
        "case": name("case"),
        **ours(line),
        "unit": name(line.get("unit", "unit")),
        "contract": named(line, "under contract"),
        "permit": named(line, "under permit"),
        "form": line.get("form", "HVB"),
        "age_band": line.get("age", "18-20"),
        "target_group": line.get("group", "CRIMINAL_NETWORK"),
    }


def _sent(line: Line) -> Fact:
    threat = day(line.get("threat assessed"))
    return r.ReferralSent(
        **_person(line), tier=line.get("tier", "standard"), threat_assessed_on=threat, directory_position=0
    )


def _start(line: Line) -> Fact:
    audited = day(line.get("audited from", "2026-01-01"))
    at = local(line["occurred"])
    values = {"referral": named(line, "referral"), "orgnr": line.get("orgnr", ORGNR)}
    return r.PlacementStarted(**_person(line), **values, started_at=at, audited_from=audited)


def _end(line: Line) -> Fact:
    noticed = local(line["noticed"]) if "noticed" in line else None
    return r.PlacementEnded(
        **ours(line),
        ended_at=local(line["occurred"]),
        reason=line.get("reason", "COMPLETED"),
        planned=yes(line, "planned", "yes"),
        noticed_at=noticed,
        event=named(line, "id"),
    )


def _review(line: Line) -> Fact:
    values = {"age_band": line.get("age", "18-20"), "target_group": line.get("group", "CRIMINAL_NETWORK")}
    return r.PlanReviewed(**ours(line), on=day(str(line["occurred"])[:10]), **values)


def _amended(line: Line) -> Fact:
    same = {"age_band": line.get("age", "18-20"), "target_group": line.get("group", "CRIMINAL_NETWORK")}
    threat = day(line.get("threat assessed"))
    return r.ReferralAmended(
        **ours(line),
        before={**same, "tier": line.get("tier before", "standard"), "threat_assessed_on": None},
        after={**same, "tier": line.get("tier", "standard"), "threat_assessed_on": threat},
        reason="URGENCY_CHANGED",
    )


def _returned(fact: type[Fact]) -> Callable[[Line], Fact]:
    def make(line: Line) -> Fact:
        void = yes(line, "not a report")
        reason = "NOT_A_REPORT" if void else "INCOMPLETE"
        values = {**ours(line), "fact": line["of"].id, "reason": reason, "not_a_report": void}
        return fact(**values, **({"period": line["of"].fact.period} if fact is r.ReportReturned else {}))

    return make


def _incident(line: Line) -> Fact:
    phoned = local(line["phoned"]) if line.get("phoned") else None
    values = {"incident": name(line["id"]), "kind": line.get("kind", "OTHER"), "phoned_at": phoned}
    return r.IncidentReported(**ours(line), **values, aware_at=local(line["occurred"]))


def _about_incident(fact: type[Fact], **more: object) -> Callable[[Line], Fact]:
    return lambda line: fact(**{**ours(line), "incident": name(line["id"]), **more})


def _noticed(line: Line) -> Fact:
    return r.IncidentNoticed(**ours(line), incident=name(line["id"]), kind=line.get("kind", "OTHER"))


def _call(line: Line) -> Fact:
    return r.CallReceived(**ours(line), incident=name(line["id"]), at=local(line["occurred"]))


def _absence(line: Line) -> Fact:
    kind = line.get("kind", "ABSCONDED")
    return r.AbsenceReported(**ours(line), event=name(line["id"]), kind=kind, noticed_at=local(line["occurred"]))


def _threat(line: Line) -> Fact:
    dated = day(line.get("dated", str(line["occurred"])[:10]))
    return r.ThreatAssessed(**ours(line), assessed_on=dated, reference=name("diary"))


def _waived(line: Line) -> Fact:
    fact = line["of"].id if "of" in line else None
    period = str(line.get("month", ""))
    return r.DutyWaived(**ours(line), rule=line["rule"], period=period, fact=fact, reason="AGREED_OTHERWISE")


def _rest(fact: type[Fact]) -> Callable[[Line], Fact]:
    return lambda line: fact(**ours(line), from_at=local(line["occurred"]))


def _plain(fact: type[Fact], **more: object) -> Callable[[Line], Fact]:
    return lambda line: fact(**{**ours(line), **more})


REFERRAL_WORDS: Spoken = {
    "sent": ("board", _sent),
    "accepted": (
        "provider",
        lambda line: r.ReferralAccepted(
            **ours(line),
            placement=name(line.get("placement", f"placement of {line['accepted']}")),
            start_on="2026-01-01",
        ),
    ),
    "declined": ("provider", _plain(r.ReferralDeclined, reason="NO_CAPACITY")),
    "withdrawn": ("board", _plain(r.ReferralWithdrawn, reason="MOVED")),
    "start": ("provider", _start),
    "end": ("provider", _end),
    "paused": ("provider", _rest(r.PlacementPaused)),
    "resumed": ("provider", _rest(r.PlacementResumed)),
    "plan": ("provider", _plain(r.PlanSubmitted, version=1)),
    "report": ("provider", lambda line: r.ReportSubmitted(**ours(line), period=str(line["month"]), attempt=1)),
    "end report": ("provider", _plain(r.EndReportSubmitted)),
    "review": ("provider", _review),
    "amended": ("board", _amended),
    "overridden": (
        "board",
        lambda line: r.GateOverridden(
            **ours(line), rule=line["rule"], by=(name("one"), name("two")), reason="ACUTE_DANGER"
        ),
    ),
    "revised": ("provider", _plain(r.PlanRevised, version=2)),
    "plan returned": ("board", _returned(r.PlanReturned)),
    "report returned": ("board", _returned(r.ReportReturned)),
    "end report returned": ("board", _returned(r.EndReportReturned)),
    "safety plan": ("provider", _plain(r.SafetyPlanFiled)),
    "incident": ("provider", _incident),
    "noticed incident": ("board", _noticed),
    "call received": ("board", _call),
    "call denied": ("board", _about_incident(r.CallDenied)),
    "absence": ("provider", _absence),
    "threat": ("board", _threat),
    "waived": ("board", _waived),
}
