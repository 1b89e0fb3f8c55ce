"""Why a finding stands: rule, clause, the days as they were counted, what it rests on and what it would fall by."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam
from sqlmodel import select

from services.provider_audit.facts.records import Obligation
from services.provider_audit.measures.falls_by import FALLS_BY
from services.provider_audit.pages.findings.counting import Interruption, interruptions, notes
from services.provider_audit.pages.findings.facts import Rested, evidence
from services.provider_audit.pages.findings.finding_lines import FindingLine
from services.provider_audit.pages.findings.strip import Day, strip
from services.provider_audit.pages.naming import handed_in, named
from services.provider_audit.pages.wording import RULES, by_the_clock, due_alone, rule_title, what_is_owed
from services.provider_audit.rules.declaration import Duty, Rule, Trigger
from services.provider_audit.tables import ObligationRow
from services.runtime.database.query import query
from services.runtime.database.work import Work
from services.runtime.language.dates import instant
from services.runtime.language.identifiers import short
from services.runtime.language.words import Words, plain


@dataclass(frozen=True)
class _Kept:
    document: Obligation


_OBLIGATION = query(select(ObligationRow.document).where(ObligationRow.id == bindparam("id")), into=_Kept)


@dataclass(frozen=True)
class Why:
    """Everything the page says of why; `due_words` says the due as the strip of an hour clock does."""

    rule: str
    version: int
    title: Words
    source: str
    basis: str
    contract: str = ""
    clause: str = ""
    clause_version: int | None = None
    numbers: tuple[tuple[Words, bool], ...] = ()
    start: datetime | None = None
    due: datetime | None = None
    due_words: Words | None = None
    received: datetime | None = None
    hours: int | None = None
    strip: tuple[Day, ...] = ()
    notes: tuple[Words, ...] = ()
    breaks: tuple[Interruption, ...] = ()
    evidence: tuple[Rested, ...] = ()
    conclusions: tuple[Words, ...] = ()
    falls: tuple[Words, ...] = ()
    facts: tuple[UUID, ...] = field(default=())


async def why(work: Work, line: FindingLine, viewer: Any) -> Why:
    """Gather why a finding stands, from what the viewer may see."""
    rule = RULES.get(line.rule)
    owed = await _obligation(work, line.obligation)
    facts = _facts(line, owed)
    found = await evidence(work, [fact for fact in facts if owed is None or fact != owed.met_by])
    why = Why(
        rule=line.rule,
        version=int(line.document["version"]),
        title=rule_title(line.rule),
        source=rule.source if rule else "",
        basis=rule.basis if rule else "",
        evidence=found,
        falls=tuple(FALLS_BY[code] for code in (rule.falls_by if rule else ()) if code in FALLS_BY),
        facts=facts,
    )
    if owed is None or not isinstance(rule, Duty):
        return replace(why, conclusions=_condition(line, viewer))
    clock = rule.clock_of(Trigger(owed.start, owed.numbers, owed.tier, owed.period))
    breaks = await interruptions(work, owed)
    return replace(
        why,
        contract=owed.contract_number,
        clause=owed.clause_number,
        clause_version=owed.clause_version,
        numbers=_numbers(rule, owed.numbers),
        start=owed.start,
        due=owed.due,
        due_words=due_alone(owed.due),
        received=owed.met_at,
        hours=clock.count if clock.kind == "hours" else None,
        strip=strip(clock, owed.start, owed.due, owed.met_at, moved=owed.due != owed.due_before_interruptions),
        notes=notes(line, owed, clock, breaks),
        breaks=tuple(breaks) if rule.interruption_moves(owed.period) else (),
        conclusions=_duty(line, owed),
    )


def _numbers(rule: Rule, numbers: Mapping[str, int]) -> tuple[tuple[Words, bool], ...]:
    defaults = {parameter.name: parameter for parameter in rule.parameters}
    return tuple(
        (defaults[name].words(number), number == defaults[name].default)
        for name, number in numbers.items()
        if name in defaults
    )


_NOTHING = Words(sv="ingen inlämning kom in {by}", en="nothing came in {by}")
_BEFORE = Words(sv="före {due}", en="before {due}")
_UP_TO = Words(sv="till och med {due}", en="up to and including {due}")


def _duty(line: FindingLine, owed: Obligation) -> tuple[Words, ...]:
    of_duty = named(owed.rule, owed.period)
    nothing = (of_duty and of_duty.missing) or _NOTHING
    by = _BEFORE if by_the_clock(owed.due) else _UP_TO
    sentences = [nothing.fill(by=by.fill(due=due_alone(owed.due)))]
    if owed.met_at:
        received = Words(sv=instant(owed.met_at, "sv"), en=instant(owed.met_at, "en"))
        what = (
            what_is_owed(line.rule, line.period, line.day, line.month) + Words(sv=" kom in ", en=" came in ") + received
        )
        if owed.met_by and handed_in(owed.rule, owed.period):
            what += Words(sv=", kvittens ", en=", receipt ") + plain(short("U", owed.met_by))
        sentences.append(what)
    return tuple(sentences)


def _condition(line: FindingLine, viewer: Any) -> tuple[Words, ...]:
    sentences = [
        Words(sv="gäller från ", en="holds from ")
        + Words(sv=instant(line.raised_at, "sv"), en=instant(line.raised_at, "en"))
    ]
    if line.settled_at:
        at = Words(sv=instant(line.settled_at, "sv"), en=instant(line.settled_at, "en"))
        sentences.append(Words(sv="upphörde ", en="ended ") + at)
    largest = line.document.get("largest")
    alone = len(line.boards) == 1 or viewer.organisation == line.provider
    if largest and alone:
        sentences.append(
            Words(sv=f"som mest {largest} placerade samtidigt", en=f"at most {largest} placed at one time")
        )
    return tuple(sentences)


def _facts(line: FindingLine, owed: Obligation | None) -> tuple[UUID, ...]:
    named = [UUID(each) for each in line.document.get("evidence", ())]
    if owed is not None:
        named += [fact for fact in (owed.trigger, owed.met_by) if fact]
    return tuple(dict.fromkeys(named))


async def _obligation(work: Work, identity: UUID | None) -> Obligation | None:
    if identity is None:
        return None
    kept = await work.one(_OBLIGATION, id=identity)
    return kept.document if kept else None
