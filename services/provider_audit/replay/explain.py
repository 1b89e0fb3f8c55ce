"""Why a finding stands: rule, clause, numbers, the days as they were counted, the facts, and what it would fall by."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from schemas.envelope import Event
from schemas.fact import instant_text
from schemas.findings import Standing
from services.provider_audit.calendar import ZONE, Clock, calendar_source
from services.provider_audit.calendar_steps import Step, steps
from services.provider_audit.facts.records import Finding, Obligation
from services.provider_audit.judge.reading import HEARING_WORKING_DAYS, RULES
from services.provider_audit.measures.falls_by import FALLS_BY
from services.provider_audit.rules.declaration import Duty, Trigger
from services.runtime.language.words import Language

_WEEKDAYS = {
    "sv": ("mån", "tis", "ons", "tor", "fre", "lör", "sön"),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything a finding rests on, as data; `days` is the count, empty for hours and for conditions.

    `start` is when the clock started, `known_at` when the holder received it from another, none if the holder recorded it.
    """

    finding: Finding
    rule: str
    version: int
    title: str
    basis: str
    source: str
    contract: str
    clause: str
    clause_version: int | None
    numbers: Mapping[str, int]
    clock: Clock | None
    start: datetime | None
    known_at: datetime | None
    due: datetime | None
    due_before_interruptions: datetime | None
    earliest_due: datetime | None
    received: datetime | None
    days: tuple[Step, ...]
    facts: tuple[UUID, ...]
    falls_by: tuple[str, ...]
    calendar: str
    language: Language
    events: Mapping[UUID, Event]

    def lines(self) -> list[str]:
        """Tell it in plain lines of text."""
        return [*_head(self), *_arithmetic(self), *_evidence(self), *_falls(self)]


def explain(
    finding: Finding, owed: Obligation | None, events: Mapping[UUID, Event] | None = None, language: Language = "sv"
) -> Explanation:
    """Explain a finding, with its obligation if it is about a duty, and the facts it rests on where they are at hand."""
    rule = RULES[finding.rule]
    clock = (
        rule.clock_of(Trigger(owed.start, owed.numbers, owed.tier, owed.period))
        if isinstance(rule, Duty) and owed
        else None
    )
    evidence = [*finding.evidence, *([owed.trigger, owed.met_by] if owed else [])]
    return Explanation(
        finding=finding,
        rule=rule.id,
        version=finding.version,
        title=rule.title_sv if language == "sv" else rule.title_en,
        basis=rule.basis,
        source=rule.source,
        contract=owed.contract_number if owed else "",
        clause=owed.clause_number if owed else "",
        clause_version=owed.clause_version if owed else None,
        numbers=owed.numbers if owed else {},
        clock=clock,
        start=owed.start if owed else None,
        known_at=owed.known_at if owed else None,
        due=owed.due if owed else None,
        due_before_interruptions=owed.due_before_interruptions if owed else None,
        earliest_due=owed.earliest_due if owed else None,
        received=owed.met_at if owed else None,
        days=tuple(steps(clock, owed.start)) if clock and owed else (),
        facts=tuple(dict.fromkeys(each for each in evidence if each is not None)),
        falls_by=tuple(FALLS_BY[code].pick(language) for code in rule.falls_by),
        calendar=" ".join(calendar_source()),
        language=language,
        events=events or {},
    )


def _local(moment: datetime) -> str:
    return moment.astimezone(ZONE).strftime("%Y-%m-%d %H:%M:%S")


def _pick(explained: Explanation, sv: str, en: str) -> str:
    return sv if explained.language == "sv" else en


def _head(explained: Explanation) -> list[str]:
    finding = explained.finding
    state = finding.standing.value
    if finding.standing is Standing.SETTLED and finding.settled_at:
        state += f" {_local(finding.settled_at)}"
    elif finding.withdrawn_reason:
        state += f" ({finding.withdrawn_reason})"
    lines = [
        f"{_pick(explained, 'Brist', 'Finding')} {finding.id}: {explained.rule} {explained.title}, {finding.severity.value}, {state}",
        f"{_pick(explained, 'Regel', 'Rule')} {explained.rule} version {explained.version}, {explained.basis}: {explained.source}",
    ]
    if explained.contract:
        clause = explained.clause or (str(explained.clause_version) if explained.clause_version else "")
        words = (
            f"{clause} version {explained.clause_version}" if clause else _pick(explained, "grundvärden", "defaults")
        )
        lines.append(
            f"{_pick(explained, 'Avtal', 'Contract')} {explained.contract}, {_pick(explained, 'villkor', 'clause')}: {words}"
        )
    lines += [f"  {name} = {number}" for name, number in explained.numbers.items()]
    return lines


def _arithmetic(explained: Explanation) -> list[str]:
    finding = explained.finding
    lines = []
    if explained.clock and explained.start and explained.due:
        started, clock = _pick(explained, "Klockan startade", "The clock started"), explained.clock
        lines.append(f"{started} {_local(explained.start)}: {clock.kind} {clock.count}")
        weekdays = _WEEKDAYS[explained.language]
        for step in explained.days:
            name = step.name_sv if explained.language == "sv" else step.name_en
            number = "–" if step.counted_as is None else str(step.counted_as)
            lines.append(f"  {weekdays[step.weekday]} {step.date.isoformat()}  {number}  {name or step.why}")
        if explained.known_at:
            at_least = _pick(explained, "arbetsdagar efter att det hördes", "working days after hearing it at")
            lines.append(
                f"  {_pick(explained, 'minst', 'at least')} {HEARING_WORKING_DAYS} {at_least} {_local(explained.known_at)}"
            )
        if explained.earliest_due:
            lines.append(f"  {_pick(explained, 'inte före', 'not before')} {_local(explained.earliest_due)}")
        if explained.due_before_interruptions and explained.due_before_interruptions != explained.due:
            why = _pick(explained, "flyttad av avbrott i portalen från", "moved by an interruption of the portal from")
            lines.append(f"  {why} {_local(explained.due_before_interruptions)}")
        lines.append(f"{_pick(explained, 'Senast före', 'Due before')} {_local(explained.due)}")
        if explained.received:
            lines.append(f"{_pick(explained, 'Kom in', 'Came in')} {_local(explained.received)}")
    else:
        lines.append(f"{_pick(explained, 'Gäller från', 'Holds from')} {_local(finding.raised_at)}")
        if finding.largest is not None:
            lines.append(f"{_pick(explained, 'Som mest samtidigt', 'Most at one time')}: {finding.largest}")
    lines.append(f"{_pick(explained, 'Bedömt', 'Judged')} {_local(finding.judged_at)}")
    lines.append(f"{_pick(explained, 'Svar senast före', 'Reply due before')} {_local(finding.reply_due)}")
    return lines


def _evidence(explained: Explanation) -> list[str]:
    lines = [_pick(explained, "Underlag:", "Facts:")]
    for fact in explained.facts:
        event = explained.events.get(fact)
        if event is None:
            lines.append(f"  {fact}")
        else:
            name = type(event.fact).__name__
            times = f"occurred {instant_text(event.occurred)} arrived {instant_text(event.arrived)}"
            lines.append(
                f"  {fact} {name} {event.log} {event.position} {times} received {instant_text(event.received)}"
            )
    return lines


def _falls(explained: Explanation) -> list[str]:
    lines = [_pick(explained, "Faller om:", "Falls if:"), *(f"  {reason}" for reason in explained.falls_by)]
    return [*lines, f"{_pick(explained, 'Kalender', 'Calendar')}: {explained.calendar}"]
