"""Why a finding stands: rule, clause, the days as they were counted, what it rests on and what it would fall by."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter

from schemas.working_days import free_day_name, is_working_day, working_days_between
from services.provider_audit import calendar
from services.provider_audit.pages.queries import FindingLine
from services.provider_audit.pages.wording import FALLS_BY, RULES, UNITS, rule_title, thing
from services.provider_audit.records import Obligation
from services.provider_audit.rule import Duty, Rule, Trigger
from services.runtime.dates import instant
from services.runtime.identifiers import short
from services.runtime.words import Words, plain
from services.runtime.work import Work

MOST_DAYS_AFTER = 14
_OBLIGATION = TypeAdapter(Obligation)

FACTS: dict[str, Words] = {
    "ReferralSent": Words(sv="Förfrågan skickades", en="The referral was sent"),
    "ReferralAccepted": Words(sv="Förfrågan accepterades", en="The referral was accepted"),
    "ReferralDeclined": Words(sv="Förfrågan avböjdes", en="The referral was declined"),
    "ReferralWithdrawn": Words(sv="Förfrågan återkallades", en="The referral was withdrawn"),
    "PlacementStarted": Words(sv="Uppdraget började", en="The placement started"),
    "PlacementPaused": Words(sv="Uppdraget pausades", en="The placement was put on hold"),
    "PlacementResumed": Words(sv="Uppdraget återupptogs", en="The placement was resumed"),
    "PlacementEnded": Words(sv="Uppdraget avslutades", en="The placement ended"),
    "PlanSubmitted": Words(sv="Genomförandeplanen kom in", en="The implementation plan came in"),
    "PlanReviewed": Words(sv="Planen följdes upp", en="The plan was followed up"),
    "ReportSubmitted": Words(sv="Månadsrapporten kom in", en="The monthly report came in"),
    "EndReportSubmitted": Words(sv="Slutrapporten kom in", en="The end report came in"),
    "PermitRegistered": Words(sv="Tillståndet registrerades", en="The permit was registered"),
    "PermitChanged": Words(sv="Tillståndet ändrades", en="The permit was changed"),
    "PermitEnded": Words(sv="Tillståndet upphörde", en="The permit ended"),
    "NotPermitBound": Words(sv="Beslut om att tillstånd inte krävs", en="Decision that no permit is needed"),
    "ContractRegistered": Words(sv="Avtalet registrerades", en="The contract was registered"),
    "ClauseRegistered": Words(sv="Ett villkor registrerades", en="A clause was registered"),
    "ContractEnded": Words(sv="Avtalet upphörde", en="The contract ended"),
}
_SUBMISSIONS = ("ReferralAccepted", "ReferralDeclined", "PlanSubmitted", "ReportSubmitted", "EndReportSubmitted")


@dataclass(frozen=True)
class Day:
    """One day of the strip: what it counted as. `mark` is due, came or empty."""

    day: date
    words: Words
    mark: str = ""


@dataclass(frozen=True)
class Rested:
    """A fact the finding rests on; `receipt` for a submission."""

    at: datetime
    words: Words
    receipt: str


@dataclass(frozen=True)
class Why:
    """Everything the page says of why."""

    rule: str
    version: int
    title: Words
    source: str
    basis: str
    contract: str = ""
    clause: str = ""
    clause_version: int | None = None
    numbers: tuple[tuple[Words, int, bool], ...] = ()
    start: datetime | None = None
    due: datetime | None = None
    came: datetime | None = None
    hours: int | None = None
    strip: tuple[Day, ...] = ()
    rests: tuple[Rested, ...] = ()
    conclusions: tuple[Words, ...] = ()
    falls: tuple[Words, ...] = ()
    facts: tuple[UUID, ...] = field(default=())


async def why(work: Work, line: FindingLine, viewer: Any) -> Why:
    """Gather why a finding stands, from what the viewer may see."""
    rule = RULES.get(line.rule)
    owed = await _obligation(work, line.obligation)
    facts = _facts(line, owed)
    rests = await _rests(work, [fact for fact in facts if owed is None or fact != owed.met_by])
    told = Why(
        rule=line.rule,
        version=int(line.document["version"]),
        title=rule_title(line.rule),
        source=rule.source if rule else "",
        basis=rule.basis if rule else "",
        rests=rests,
        falls=tuple(FALLS_BY[code] for code in (rule.falls_by if rule else ()) if code in FALLS_BY),
        facts=facts,
    )
    if owed is None or not isinstance(rule, Duty):
        return replace(told, conclusions=_condition(line, viewer))
    clock = rule.clock_of(Trigger(owed.start, owed.numbers, owed.tier, owed.period))
    return replace(
        told,
        contract=owed.contract_number,
        clause=owed.clause_number,
        clause_version=owed.clause_version,
        numbers=_numbers(rule, owed.numbers),
        start=owed.start,
        due=owed.due,
        came=owed.met_at,
        hours=clock.count if clock.kind == "hours" else None,
        strip=strip(clock, owed.start, owed.due, owed.met_at),
        conclusions=_duty(line, owed),
    )


def strip(clock: calendar.Clock, start: datetime, due: datetime, came: datetime | None) -> tuple[Day, ...]:
    """Give the days of a clock and what each counted as, and after the due those until it came; none for hours."""
    steps = calendar.steps(clock, start)
    days = [_day(step) for step in steps]
    last = calendar.civil_date(due - timedelta(microseconds=1))
    if steps and last > steps[-1].date:
        days = [Day(day.day, day.words) for day in days]
        days += [_plain_day(each, "") for each in _days_after(steps[-1].date, last)]
        days[-1] = Day(last, _DUE, "due")
    if came is None or not days:
        return tuple(days)
    late, arrived = 0, calendar.civil_date(came)
    for each in _days_after(last, min(arrived, last + timedelta(days=MOST_DAYS_AFTER))):
        late += is_working_day(each)
        days.append(_plain_day(each, f"+{late}"))
    if arrived > last:
        days = [day for day in days if day.day != arrived]
        count = working_days_between(last, arrived)
        added = plain(f"+{count} " if count else "")
        days.append(Day(arrived, added + Words(sv="INKOM", en="CAME IN"), "came"))
    return tuple(days)


_DUE = Words(sv="SENAST", en="DUE")
_STEP = {
    "trigger": Words(sv="börjar", en="begins"),
    "made_next_working_day": Words(sv="räknas som gjord", en="counts as made"),
    "weekend": plain("–"),
    "moved": Words(sv="SENAST (flyttad)", en="DUE (moved)"),
}


def _day(step: calendar.Step) -> Day:
    if step.why == "holiday":
        return Day(step.date, Words(sv=step.name_sv, en=step.name_en))
    if step.why == "due":
        number = plain(f"{step.counted_as} ") if step.counted_as is not None else plain("")
        return Day(step.date, number + _DUE, "due")
    words = _STEP.get(step.why) or plain(str(step.counted_as) if step.counted_as is not None else "")
    return Day(step.date, words, "due" if step.why == "moved" else "")


def _plain_day(day: date, counted: str) -> Day:
    name = free_day_name(day)
    if name:
        return Day(day, Words(sv=name, en=free_day_name(day, "en") or name))
    return Day(day, plain(counted if is_working_day(day) else "–"))


def _days_after(first: date, last: date) -> list[date]:
    return [first + timedelta(days=number) for number in range(1, (last - first).days + 1)]


def _numbers(rule: Rule, numbers: Mapping[str, int]) -> tuple[tuple[Words, int, bool], ...]:
    defaults = {parameter.name: parameter for parameter in rule.parameters}
    return tuple(
        (UNITS.get(name) or plain(defaults[name].unit), number, number == defaults[name].default)
        for name, number in numbers.items()
        if name in defaults
    )


def _duty(line: FindingLine, owed: Obligation) -> tuple[Words, ...]:
    what = thing(line.rule, line.period)
    due = Words(sv=instant(owed.due, "sv"), en=instant(owed.due, "en"))
    told = [Words(sv="ingen inlämning kom in före ", en="nothing came in before ") + due]
    if owed.met_at:
        came = Words(sv=instant(owed.met_at, "sv"), en=instant(owed.met_at, "en"))
        receipt = plain(short("U", owed.met_by)) if owed.met_by else plain("")
        told.append(
            what + Words(sv=" kom in ", en=" came in ") + came + Words(sv=", kvittens ", en=", receipt ") + receipt
        )
    return tuple(told)


def _condition(line: FindingLine, viewer: Any) -> tuple[Words, ...]:
    told = [
        Words(sv="gäller från ", en="holds from ")
        + Words(sv=instant(line.raised_at, "sv"), en=instant(line.raised_at, "en"))
    ]
    if line.settled_at:
        at = Words(sv=instant(line.settled_at, "sv"), en=instant(line.settled_at, "en"))
        told.append(Words(sv="upphörde ", en="ended ") + at)
    largest = line.document.get("largest")
    alone = len(line.boards) == 1 or viewer.organisation == line.provider
    if largest and alone:
        told.append(Words(sv=f"som mest {largest} placerade samtidigt", en=f"at most {largest} placed at one time"))
    return tuple(told)


def _facts(line: FindingLine, owed: Obligation | None) -> tuple[UUID, ...]:
    named = [UUID(each) for each in line.document.get("evidence", ())]
    if owed is not None:
        named += [fact for fact in (owed.trigger, owed.met_by) if fact]
    return tuple(dict.fromkeys(named))


async def _obligation(work: Work, identity: UUID | None) -> Obligation | None:
    if identity is None:
        return None
    row = await work.row("select document from provider_audit.obligation where id = :id", id=identity)
    return _OBLIGATION.validate_python(row["document"]) if row else None


async def _rests(work: Work, facts: list[UUID]) -> tuple[Rested, ...]:
    rows = await work.rows(
        "select id, type, (body::jsonb ->> 'arrived')::timestamptz as arrived, (body::jsonb ->> 'occurred')::timestamptz "
        "as occurred from provider_audit.heard where id = any(:facts) order by received, position",
        facts=facts,
    )
    found = []
    for row in rows:
        name = row["type"].split(".")[-2]
        handed_in = name in _SUBMISSIONS
        at = row["arrived"] if handed_in else row["occurred"]
        found.append(Rested(at, FACTS.get(name) or plain(name), short("U", row["id"]) if handed_in else ""))
    return tuple(found)
