"""How a due was counted, in words: from what, what moved it, and which of a rule's duties it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import DateTime, cast
from sqlmodel import col, select

from services.provider_audit.calendar import Clock
from services.provider_audit.calendar import due as counted_due
from services.provider_audit.calendar import hours as hours_later
from services.provider_audit.facts.records import Obligation
from services.provider_audit.judge.resolve import AFTER_INTERRUPTION, DUTIES, HEARING_WORKING_DAYS
from services.provider_audit.pages.findings.finding_lines import FindingLine
from services.provider_audit.pages.naming import named
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


_INTERRUPTIONS = query(
    select(
        cast(col(InboxRow.data)["from_at"].astext, DateTime(timezone=True)).label("from_at"),
        cast(col(InboxRow.data)["to_at"].astext, DateTime(timezone=True)).label("to_at"),
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
    elif ends < owed.unmoved and not owed.heard and not _has_own_floor(owed.rule):
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
    of_duty = named(owed.rule, owed.period)
    words = (of_duty.counted_by_severity.get(line.severity) or of_duty.counted) if of_duty else None
    if words is None:
        return None
    told = _assessed_on(owed)
    return words.fill(**owed.numbers, day=Words(sv=day(told, "sv"), en=day(told, "en")))


def _has_own_floor(rule: str) -> bool:
    return rule in DUTIES and DUTIES[rule].has_own_floor


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
