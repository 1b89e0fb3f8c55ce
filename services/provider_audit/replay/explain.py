"""Why a finding stands: rule, clause, numbers, the days as they were counted, the facts, and what it would fall by."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from schemas.codes import Standing
from schemas.envelope import Event, instant_text
from services.provider_audit.calendar import ZONE, Clock, Step, calendar_source, steps
from services.provider_audit.facts.records import Finding, Obligation
from services.provider_audit.judge.resolve import HEARING_WORKING_DAYS, RULES
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

    `start` is when the clock started, `heard` when the holder heard it from another, none if the holder told it.
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
    heard: datetime | None
    due: datetime | None
    unmoved: datetime | None
    floor: datetime | None
    came: datetime | None
    days: tuple[Step, ...]
    facts: tuple[UUID, ...]
    falls_by: tuple[str, ...]
    calendar: str
    language: Language
    events: Mapping[UUID, Event]

    def lines(self) -> list[str]:
        """Tell it in plain lines of text."""
        return [*_head(self), *_arithmetic(self), *_rests(self), *_falls(self)]


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
        heard=owed.heard if owed else None,
        due=owed.due if owed else None,
        unmoved=owed.unmoved if owed else None,
        floor=owed.floor if owed else None,
        came=owed.met_at if owed else None,
        days=tuple(steps(clock, owed.start)) if clock and owed else (),
        facts=tuple(dict.fromkeys(each for each in evidence if each is not None)),
        falls_by=tuple(FALLS_BY[code].pick(language) for code in rule.falls_by),
        calendar=" ".join(calendar_source()),
        language=language,
        events=events or {},
    )


def _local(moment: datetime) -> str:
    return moment.astimezone(ZONE).strftime("%Y-%m-%d %H:%M:%S")


def _pick(told: Explanation, sv: str, en: str) -> str:
    return sv if told.language == "sv" else en


def _head(told: Explanation) -> list[str]:
    finding = told.finding
    state = finding.standing.value
    if finding.standing is Standing.SETTLED and finding.settled_at:
        state += f" {_local(finding.settled_at)}"
    elif finding.withdrawn_reason:
        state += f" ({finding.withdrawn_reason})"
    lines = [
        f"{_pick(told, 'Brist', 'Finding')} {finding.id}: {told.rule} {told.title}, {finding.severity.value}, {state}",
        f"{_pick(told, 'Regel', 'Rule')} {told.rule} version {told.version}, {told.basis}: {told.source}",
    ]
    if told.contract:
        clause = told.clause or (str(told.clause_version) if told.clause_version else "")
        words = f"{clause} version {told.clause_version}" if clause else _pick(told, "grundvärden", "defaults")
        lines.append(f"{_pick(told, 'Avtal', 'Contract')} {told.contract}, {_pick(told, 'villkor', 'clause')}: {words}")
    lines += [f"  {name} = {number}" for name, number in told.numbers.items()]
    return lines


def _arithmetic(told: Explanation) -> list[str]:
    finding = told.finding
    lines = []
    if told.clock and told.start and told.due:
        lines.append(
            f"{_pick(told, 'Klockan startade', 'The clock started')} {_local(told.start)}: {told.clock.kind} {told.clock.count}"
        )
        weekdays = _WEEKDAYS[told.language]
        for step in told.days:
            name = step.name_sv if told.language == "sv" else step.name_en
            number = "–" if step.counted_as is None else str(step.counted_as)
            lines.append(f"  {weekdays[step.weekday]} {step.date.isoformat()}  {number}  {name or step.why}")
        if told.heard:
            floor = _pick(told, "arbetsdagar efter att det hördes", "working days after hearing it at")
            lines.append(f"  {_pick(told, 'minst', 'at least')} {HEARING_WORKING_DAYS} {floor} {_local(told.heard)}")
        if told.floor:
            lines.append(f"  {_pick(told, 'inte före', 'not before')} {_local(told.floor)}")
        if told.unmoved and told.unmoved != told.due:
            why = _pick(told, "flyttad av avbrott i portalen från", "moved by an interruption of the portal from")
            lines.append(f"  {why} {_local(told.unmoved)}")
        lines.append(f"{_pick(told, 'Senast före', 'Due before')} {_local(told.due)}")
        if told.came:
            lines.append(f"{_pick(told, 'Kom in', 'Came in')} {_local(told.came)}")
    else:
        lines.append(f"{_pick(told, 'Gäller från', 'Holds from')} {_local(finding.raised_at)}")
        if finding.largest is not None:
            lines.append(f"{_pick(told, 'Som mest samtidigt', 'Most at one time')}: {finding.largest}")
    lines.append(f"{_pick(told, 'Bedömt', 'Judged')} {_local(finding.judged_at)}")
    lines.append(f"{_pick(told, 'Svar senast före', 'Reply due before')} {_local(finding.reply_due)}")
    return lines


def _rests(told: Explanation) -> list[str]:
    lines = [_pick(told, "Underlag:", "Facts:")]
    for fact in told.facts:
        event = told.events.get(fact)
        if event is None:
            lines.append(f"  {fact}")
        else:
            name = type(event.fact).__name__
            times = f"occurred {instant_text(event.occurred)} arrived {instant_text(event.arrived)}"
            lines.append(
                f"  {fact} {name} {event.log} {event.position} {times} received {instant_text(event.received)}"
            )
    return lines


def _falls(told: Explanation) -> list[str]:
    lines = [_pick(told, "Faller om:", "Falls if:"), *(f"  {reason}" for reason in told.falls_by)]
    return [*lines, f"{_pick(told, 'Kalender', 'Calendar')}: {told.calendar}"]
