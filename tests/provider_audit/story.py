"""Stories: facts told in days and clock times in Stockholm, by plain words, turned into events in a log."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid5

from schemas import directory as d
from schemas import referral as r
from schemas.codes import Origin
from schemas.envelope import Event, Fact
from services.provider_audit.calendar import ZONE

NAMES = UUID("00000000-0000-5000-8000-000000000001")
ORGNR = "5560360793"
BANDS = ["18-20", "21-25"]
GROUPS = ["CRIMINAL_NETWORK"]


def name(word: object) -> UUID:
    """Give the id of something by its name in the story."""
    return uuid5(NAMES, str(word))


PROVIDER, BOARD = name("provider"), name("board")


def local(text: object) -> datetime:
    """Read a Stockholm time such as 2026-02-02 09.30, with seconds if told; a day alone is its first instant."""
    words = str(text).replace(".", ":")
    return datetime.fromisoformat(words).replace(tzinfo=ZONE)


def day(told: object) -> date | None:
    """Read a day; nothing for no day."""
    return None if told is None else date.fromisoformat(str(told))


Line = Mapping[str, Any]


def _ours(line: Line) -> dict[str, Any]:
    return {"board": name(line.get("board", "board")), "provider": name(line.get("provider", "provider"))}


def _contract(line: Line) -> Fact:
    return d.ContractRegistered(
        **_ours(line),
        number=str(line["contract"]),
        forms=tuple(line.get("forms", ["HVB"])),
        valid_from=day(line.get("from", "2026-01-01")),
        valid_to=day(line.get("to")),
        audited_from=day(line.get("audited from", line.get("from", "2026-01-01"))),
        clauses=tuple(_one_clause(clause) for clause in line.get("clauses", [])),
    )


def _one_clause(told: Line) -> d.Clause:
    return d.Clause(
        id=name(told.get("id", told["type"])),
        version=told.get("version", 1),
        type=told["type"],
        number=str(told.get("number", "")),
        parameters=told.get("numbers", {}),
        valid_from=day(told.get("from", "2026-01-01")),
        valid_to=day(told.get("to")),
    )


def _terms(line: Line) -> dict[str, Any]:
    return {
        "provider": name(line.get("provider", "provider")),
        "unit": name(line.get("unit", "unit")),
        "orgnr": line.get("orgnr", ORGNR),
        "form": line.get("form", "HVB"),
        "age_bands": line.get("ages", BANDS),
        "target_groups": line.get("groups", GROUPS),
        "maximum": line.get("places", 8),
        "valid_from": day(line.get("from", "2026-01-01")),
        "valid_to": day(line.get("to")),
    }


def _not_bound(line: Line) -> Fact:
    terms = {key: value for key, value in _terms(line).items() if key in ("provider", "unit", "orgnr", "form")}
    return d.NotPermitBound(**terms, decided_by=BOARD, on=day(line["on"]))


def _named(line: Line, word: str) -> UUID | None:
    return name(line[word]) if line.get(word) else None


def _person(line: Line) -> dict[str, Any]:
    return {
        "case": name("case"),
        **_ours(line),
        "unit": name(line.get("unit", "unit")),
        "contract": _named(line, "under contract"),
        "permit": _named(line, "under permit"),
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
    told = {"referral": _named(line, "referral"), "orgnr": line.get("orgnr", ORGNR)}
    return r.PlacementStarted(**_person(line), **told, started_at=at, audited_from=audited)


def _end(line: Line) -> Fact:
    noticed = local(line["noticed"]) if "noticed" in line else None
    return r.PlacementEnded(
        **_ours(line),
        ended_at=local(line["occurred"]),
        reason=line.get("reason", "COMPLETED"),
        planned=_yes(line, "planned", "yes"),
        noticed_at=noticed,
        event=_named(line, "id"),
    )


def _review(line: Line) -> Fact:
    told = {"age_band": line.get("age", "18-20"), "target_group": line.get("group", "CRIMINAL_NETWORK")}
    return r.PlanReviewed(**_ours(line), on=day(str(line["occurred"])[:10]), **told)


def _ended(fact: type[Fact], **more: object) -> Callable[[Line], Fact]:
    return lambda line: fact(**{**_ours(line), "at": day(line["at"]), **more})


def _yes(line: Line, word: str, otherwise: str = "no") -> bool:
    return line.get(word, otherwise) == "yes"


def _other(line: Line) -> dict[str, Any]:
    """Whom a fact about a provider itself is about: no board where a supervisor speaks."""
    asker = line.get("for", line.get("by", "board"))
    board = None if asker == "supervisor" else name("board" if asker == "provider" else asker)
    return {"provider": PROVIDER, "board": board}


def _registered(line: Line) -> Fact:
    return d.ProviderRegistered(
        orgnr=ORGNR,
        name="Utföraren",
        legal_form=line.get("legal form", "AB"),
        fiscal_year_end=line.get("fiscal year ends", "12-31"),
        audited_from=day(line.get("audited from", "2026-01-01")),
    )


def _staff(line: Line, word: str) -> dict[str, Any]:
    return {"provider": PROVIDER, "unit": name(line.get("unit", "unit")), "staff": name(line[word])}


def _engaged(line: Line) -> Fact:
    before = day(line.get("engaged before until"))
    return d.StaffEngaged(**_staff(line, "engaged"), first_shift=local(line["occurred"]), engaged_before_until=before)


def _extracts(line: Line) -> Fact:
    issued = line.get("issued", str(line["occurred"])[:10])
    return d.ExtractsSeen(
        **_staff(line, "extracts"),
        seen_at=local(line["occurred"]),
        criminal_record_on=day(line.get("criminal record", issued)),
        suspicion_record_on=day(line.get("suspicion record", issued)),
    )


def _amended(line: Line) -> Fact:
    same = {"age_band": line.get("age", "18-20"), "target_group": line.get("group", "CRIMINAL_NETWORK")}
    threat = day(line.get("threat assessed"))
    return r.ReferralAmended(
        **_ours(line),
        before={**same, "tier": line.get("tier before", "standard"), "threat_assessed_on": None},
        after={**same, "tier": line.get("tier", "standard"), "threat_assessed_on": threat},
        reason="URGENCY_CHANGED",
    )


def _returned(fact: type[Fact]) -> Callable[[Line], Fact]:
    def make(line: Line) -> Fact:
        void = _yes(line, "not a report")
        reason = "NOT_A_REPORT" if void else "INCOMPLETE"
        told = {**_ours(line), "fact": line["of"].id, "reason": reason, "not_a_report": void}
        return fact(**told, **({"period": line["of"].fact.period} if fact is r.ReportReturned else {}))

    return make


def _incident(line: Line) -> Fact:
    phoned = local(line["phoned"]) if line.get("phoned") else None
    told = {"incident": name(line["id"]), "kind": line.get("kind", "OTHER"), "phoned_at": phoned}
    return r.IncidentReported(**_ours(line), **told, aware_at=local(line["occurred"]))


def _about_incident(fact: type[Fact], **more: object) -> Callable[[Line], Fact]:
    return lambda line: fact(**{**_ours(line), "incident": name(line["id"]), **more})


def _noticed(line: Line) -> Fact:
    return r.IncidentNoticed(**_ours(line), incident=name(line["id"]), kind=line.get("kind", "OTHER"))


def _call(line: Line) -> Fact:
    return r.CallReceived(**_ours(line), incident=name(line["id"]), at=local(line["occurred"]))


def _absence(line: Line) -> Fact:
    kind = line.get("kind", "ABSCONDED")
    return r.AbsenceReported(**_ours(line), event=name(line["id"]), kind=kind, noticed_at=local(line["occurred"]))


def _threat(line: Line) -> Fact:
    dated = day(line.get("dated", str(line["occurred"])[:10]))
    return r.ThreatAssessed(**_ours(line), assessed_on=dated, reference=name("diary"))


def _waived(line: Line) -> Fact:
    fact = line["of"].id if "of" in line else None
    period = str(line.get("month", ""))
    return r.DutyWaived(**_ours(line), rule=line["rule"], period=period, fact=fact, reason="AGREED_OTHERWISE")


def _about_fact(word: str, more: Callable[[Line], dict[str, Any]] = lambda _line: {}) -> Callable[[Line], Fact]:
    """A correction, an entry in error or an agreement: told in the log of the fact it is about."""

    def make(line: Line) -> Fact:
        of: Event = line["of"]
        fact = getattr(d if of.log == "directory" else r, word)
        told = {"provider": getattr(of.fact, "provider", PROVIDER), "board": getattr(of.fact, "board", None)}
        return fact(**told, fact=of.id, **more(line))

    return make


def _interrupted(line: Line) -> Fact:
    return d.PortalInterrupted(from_at=local(line["from"]), to_at=local(line["to"]))


def _plain(fact: type[Fact], **more: object) -> Callable[[Line], Fact]:
    return lambda line: fact(**{**_ours(line), **more})


def _rest(fact: type[Fact]) -> Callable[[Line], Fact]:
    return lambda line: fact(**_ours(line), from_at=local(line["occurred"]))


WORDS: dict[str, tuple[str, Callable[[Line], Fact]]] = {
    "contract": ("board", _contract),
    "clause in": ("board", lambda line: d.ClauseRegistered(**_ours(line), clause=_one_clause(line))),
    "contract ended": ("board", _ended(d.ContractEnded)),
    "permit": ("board", lambda line: d.PermitRegistered(**_terms(line))),
    "permit changed": ("board", lambda line: d.PermitChanged(**_terms(line))),
    "permit ended": ("board", _ended(d.PermitEnded, reason="revoked")),
    "not permit-bound": ("board", _not_bound),
    "sent": ("board", _sent),
    "accepted": (
        "provider",
        lambda line: r.ReferralAccepted(
            **_ours(line),
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
    "report": ("provider", lambda line: r.ReportSubmitted(**_ours(line), period=str(line["month"]), attempt=1)),
    "end report": ("provider", _plain(r.EndReportSubmitted)),
    "review": ("provider", _review),
    "registered": ("board", _registered),
    "accounts": (
        "provider",
        lambda line: d.AccountsDisclosed(
            provider=PROVIDER, fiscal_year=line["accounts"], ownership=_yes(line, "ownership", "yes")
        ),
    ),
    "asked": ("board", lambda line: d.InformationRequested(**_other(line), request=name(line["asked"]))),
    "answered": ("provider", lambda line: d.InformationAnswered(**_other(line), request=name(line["answered"]))),
    "engaged": ("provider", _engaged),
    "extracts": ("provider", _extracts),
    "interrupted": ("operator", _interrupted),
    "amended": ("board", _amended),
    "overridden": (
        "board",
        lambda line: r.GateOverridden(
            **_ours(line), rule=line["rule"], by=(name("one"), name("two")), reason="ACUTE_DANGER"
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
    "entered in error": ("teller", _about_fact("EnteredInError", lambda _line: {"reason": "WRONG_CONTENT"})),
    "corrected": (
        "teller",
        _about_fact("DateCorrected", lambda line: {"field": line["field"], "to": local(line["to"])}),
    ),
    "agreed": ("other party", _about_fact("CorrectionAgreed")),
}
# Words whose subject is not what they name: facts about the provider, a unit or the portal.
SUBJECTS = {"accounts": "provider", "asked": "provider", "answered": "provider", "engaged": "unit", "extracts": "unit"}


class Story:
    """Facts in the order they are heard; each log counts its own positions.

    A line that says `as: word` can be named by a later line that says `of: word`.
    """

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.positions: dict[str, int] = {"directory": 0, "referral": 0}
        self.sequences: dict[UUID, int] = {}
        self.labels: dict[str, Event] = {}

    def tell(self, line: Line) -> Event:
        """Tell one fact: `heard` is its received, `arrived` and `occurred` are the same unless told."""
        word = next(each for each in WORDS if each in line)
        if "of" in line:
            line = {**line, "of": self.labels[line["of"]]}
        if "dated" in line:
            line = {"occurred": line["dated"], **line}
        teller, make = WORDS[word]
        fact = make({"occurred": line["heard"], **line})
        position = self.positions[fact.log] = self.positions[fact.log] + 1
        subject = self.subject(word, line)
        self.sequences[subject] = self.sequences.get(subject, 0) + 1
        event = Event(
            id=name(f"{fact.log} {position}"),
            type=fact.type,
            log=fact.log,
            position=position,
            subject=subject,
            sequence=self.sequences[subject],
            occurred=local(line.get("occurred", line["heard"])),
            arrived=local(line.get("arrived", line["heard"])),
            received=local(line["heard"]),
            teller=self.teller(line.get("by", teller), line),
            attested_by=name(line["attested by"]) if "attested by" in line else None,
            origin=Origin.PORTAL,
            fact=fact,
        )
        self.events.append(event)
        if "as" in line:
            self.labels[line["as"]] = event
        return event

    def subject(self, word: str, line: Line) -> UUID:
        """What the fact is about; a correction is about what the corrected fact is about."""
        if word in ("entered in error", "corrected", "agreed"):
            return line["of"].subject
        about = SUBJECTS.get(word)
        return name(line.get(about, about) if about else line[word])

    def teller(self, told: str, line: Line) -> UUID:
        """Whose word it is: who told the fact corrected, or for an agreement the other party."""
        if told == "teller":
            return line["of"].teller
        if told == "other party":
            board = getattr(line["of"].fact, "board", None) or BOARD
            return board if line["of"].teller == PROVIDER else PROVIDER
        return name(told)


def story(*lines: Line) -> list[Event]:
    """Tell a story and give its events in the judge's one order."""
    told = Story()
    for line in lines:
        told.tell(line)
    return sorted(told.events, key=lambda event: event.order)
