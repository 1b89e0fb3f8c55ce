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
    return r.ReferralSent(
        **_person(line), tier=line.get("tier", "standard"), threat_assessed_on=None, directory_position=0
    )


def _start(line: Line) -> Fact:
    audited = day(line.get("audited from", "2026-01-01"))
    at = local(line["occurred"])
    return r.PlacementStarted(**_person(line), orgnr=line.get("orgnr", ORGNR), started_at=at, audited_from=audited)


def _end(line: Line) -> Fact:
    return r.PlacementEnded(**_ours(line), ended_at=local(line["occurred"]), reason="COMPLETED", planned=True)


def _review(line: Line) -> Fact:
    told = {"age_band": line.get("age", "18-20"), "target_group": line.get("group", "CRIMINAL_NETWORK")}
    return r.PlanReviewed(**_ours(line), on=day(str(line["occurred"])[:10]), **told)


def _ended(fact: type[Fact], **more: object) -> Callable[[Line], Fact]:
    return lambda line: fact(**{**_ours(line), "at": day(line["at"]), **more})


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
}


class Story:
    """Facts in the order they are heard; each log counts its own positions."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.positions: dict[str, int] = {"directory": 0, "referral": 0}
        self.sequences: dict[UUID, int] = {}

    def tell(self, line: Line) -> Event:
        """Tell one fact: `heard` is its received, `arrived` and `occurred` are the same unless told."""
        word = next(each for each in WORDS if each in line)
        heard = local(line["heard"])
        teller, make = WORDS[word]
        fact = make({"occurred": line["heard"], **line})
        position = self.positions[fact.log] = self.positions[fact.log] + 1
        subject = name(line[word])
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
            received=heard,
            teller=name(line.get("by", teller)),
            origin=Origin.PORTAL,
            fact=fact,
        )
        self.events.append(event)
        return event


def story(*lines: Line) -> list[Event]:
    """Tell a story and give its events in the judge's one order."""
    told = Story()
    for line in lines:
        told.tell(line)
    return sorted(told.events, key=lambda event: event.order)
