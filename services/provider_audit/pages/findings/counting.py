"""How a due was counted, in words: from what, what moved it, and which of a rule's duties it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import DateTime, cast
from sqlmodel import col, select

from schemas.codes import Severity
from services.provider_audit.calendar import Clock
from services.provider_audit.calendar import due as counted_due
from services.provider_audit.calendar import hours as hours_later
from services.provider_audit.facts.records import Obligation
from services.provider_audit.judge.resolve import AFTER_INTERRUPTION, HEARING_WORKING_DAYS
from services.provider_audit.pages.findings.finding_lines import FACT, FindingLine
from services.provider_audit.pages.naming import which
from services.provider_audit.pages.wording import due_alone
from services.provider_audit.schema import InboxRow
from services.runtime.database.query import query
from services.runtime.database.work import Work
from services.runtime.language.dates import day, instant
from services.runtime.language.words import Words


@dataclass(frozen=True)
class Interruption:
    """A recorded interruption of the portal."""

    from_at: datetime
    to_at: datetime


_WHICH: dict[str, Words] = {
    "R01/return": Words(
        sv="Planen återlämnades för rättelse. Det här är fristen för den rättade.",
        en="The plan was returned for correction. This is the due of the corrected one.",
    ),
    "R02/return": Words(
        sv="Rapporten återlämnades för rättelse. Det här är fristen för den rättade.",
        en="The report was returned for correction. This is the due of the corrected one.",
    ),
    "R04/return": Words(
        sv="Slutrapporten återlämnades för rättelse. Det här är fristen för den rättade.",
        en="The end report was returned for correction. This is the due of the corrected one.",
    ),
    "R05/phone": Words(
        sv="Samtalet räknas från det tidigaste av det utföraren berättar, tills nämnden invänder, och det nämnden intygar.",
        en="The call counts from the earlier of what the provider tells, until the board objects, and what the board attests.",
    ),
    "R05/written": Words(
        sv="Tiden för den skriftliga anmälan räknas från när utföraren fick veta, eller från när nämnden berättade om det var "
        "tidigare.",
        en="The time for the written report counts from when the provider became aware, or from when the board told of it if "
        "that was earlier.",
    ),
    "R08": Words(
        sv="Fristen är samma dag kl. 24.00, dock minst {least_hours} timmar efter att utföraren märkte det.",
        en="The due is 24:00 the same day, at least {least_hours} hours after the provider noticed it.",
    ),
    "S01/start": Words(
        sv="Vid starten ska en bedömning finnas som är daterad högst {start_days} dagar före den och som kom in före den.",
        en="At the start there must be an assessment dated at most {start_days} days before it that came in before it.",
    ),
    "S01/from-start": Words(
        sv="Bedömningar daterade till och med startdagen ger tillsammans en frist, räknad från starten.",
        en="Assessments dated up to the day of the start give one due together, counted from the start.",
    ),
    "S01/day": Words(
        sv="Fristen räknas från bedömningen daterad {day} och möts av en som är daterad senare.",
        en="The due counts from the assessment dated {day} and is met by one dated later.",
    ),
    "S01/incident": Words(
        sv="Händelsen {day} kräver en ny bedömning, daterad den dagen eller senare.",
        en="The incident of {day} asks for a new assessment, dated that day or later.",
    ),
}
"""What a rule's duty is, where the rule asks for several; its numbers stand in {places}."""
_EXTRACTS: dict[Severity, Words] = {
    Severity.CRITICAL: Words(
        sv="Utdrag är redovisade, men inte två som var sedda före första passet och högst {months} månader gamla då. Bristen "
        "upphör först när goda utdrag är redovisade.",
        en="Extracts were told, but not two that were seen before the first shift and at most {months} months old then. The "
        "finding is settled only by good extracts.",
    ),
    Severity.HIGH: Words(sv="Inga utdrag är redovisade.", en="No extracts have been told."),
    Severity.MEDIUM: Words(
        sv="Goda utdrag är redovisade, men efter fristen.", en="Good extracts were told, but after the due."
    ),
}


_INTERRUPTIONS = query(
    select(
        cast(FACT[("data", "from_at")].astext, DateTime(timezone=True)).label("from_at"),
        cast(FACT[("data", "to_at")].astext, DateTime(timezone=True)).label("to_at"),
    )
    .where(col(InboxRow.type).like("%.PortalInterrupted.v1"), InboxRow.state == "applied")
    .order_by(col(InboxRow.received)),
    into=Interruption,
)


async def interruptions(work: Work, owed: Obligation) -> list[Interruption]:
    """Read the interruptions of the portal that fell between the start of a clock and its due."""
    return [each for each in await work.all(_INTERRUPTIONS) if each.from_at < owed.due and each.to_at > owed.start]


def notes(line: FindingLine, owed: Obligation, clock: Clock, breaks: Sequence[Interruption]) -> tuple[Words, ...]:
    """Say what of a count needs saying."""
    told = [_which(line, owed)]
    ends = counted_due(clock, owed.start)
    if owed.heard and clock.kind != "hours":
        told.append(_heard(owed.heard, decided=ends < owed.unmoved))
    if owed.floor and owed.floor == owed.unmoved:
        told.append(
            Words(
                sv="Motparten rättade datumet till ett tidigare. Fristen blev inte tidigare än {at}.",
                en="The other party corrected the date to an earlier one. The due did not come before {at}.",
            ).fill(at=due_alone(owed.floor))
        )
    elif ends < owed.unmoved and not owed.heard and owed.rule != "R08":
        told.append(
            Words(
                sv="Fristen är senare än klockan ger, för att det som kom in i tid återlämnades som inte en rapport.",
                en="The due is later than the clock gives, because what came in on time was returned as no report.",
            )
        )
    if owed.due != owed.unmoved:
        told.append(_moved(owed, breaks))
    return tuple(words for words in told if words is not None)


def _which(line: FindingLine, owed: Obligation) -> Words | None:
    words = _EXTRACTS.get(line.severity) if owed.rule == "P01" else _WHICH.get(which(owed.rule, owed.period))
    if words is None:
        return None
    told = _assessed_on(owed)
    return words.fill(**owed.numbers, day=Words(sv=day(told, "sv"), en=day(told, "en")))


def _assessed_on(owed: Obligation) -> date:
    return date.fromisoformat(owed.period.removeprefix("day/")) if owed.period.startswith("day/") else owed.day


def _heard(heard: datetime, *, decided: bool) -> Words:
    told = Words(
        sv="Den som är skyldig fick veta det {at}.", en="The side that owes came to know of it {at}."
    ).fill(at=_at(heard))  # fmt: skip
    if not decided:
        return told
    return told + Words(
        sv=f" Fristen slutar tidigast {HEARING_WORKING_DAYS} arbetsdagar därefter.",
        en=f" The due is at least {HEARING_WORKING_DAYS} working days after that.",
    )


def _moved(owed: Obligation, breaks: Sequence[Interruption]) -> Words:
    told = Words(
        sv="Fristen var {was} och är flyttad till {to} på grund av avbrott i portalen",
        en="The due was {was} and is moved to {to} because of an interruption of the portal",
    ).fill(was=due_alone(owed.unmoved), to=due_alone(owed.due))
    by = next((each for each in breaks if hours_later(each.to_at, AFTER_INTERRUPTION) == owed.due), None)
    if by is None:
        return told + Words(sv=".", en=".")
    return told + Words(
        sv=f" från {{begin}} till {{end}} (slutet + {AFTER_INTERRUPTION} timmar).",
        en=f" from {{begin}} to {{end}} (its end + {AFTER_INTERRUPTION} hours).",
    ).fill(begin=_at(by.from_at), end=_at(by.to_at))


def _at(moment: datetime) -> Words:
    return Words(sv=instant(moment, "sv"), en=instant(moment, "en"))
