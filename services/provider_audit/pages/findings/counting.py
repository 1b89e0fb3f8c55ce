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
from services.provider_audit.judge.reading import AFTER_INTERRUPTION, DUTIES, HEARING_WORKING_DAYS
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
    sentences = [_which(line, owed)]
    ends = counted_due(clock, owed.start)
    if owed.known_at and clock.kind != "hours":
        sentences.append(_known(owed.known_at, decided=ends < owed.due_before_interruptions))
    if owed.earliest_due and owed.earliest_due == owed.due_before_interruptions:
        sentences.append(
            Words(
                sv="Motparten rättade datumet till ett tidigare. Fristen blev inte tidigare än {at}.",
                en="The other party corrected the date to an earlier one. The due did not come before {at}.",
            ).fill(at=due_alone(owed.earliest_due))
        )
    elif ends < owed.due_before_interruptions and not owed.known_at and not _has_own_earliest_due(owed.rule):
        sentences.append(
            Words(
                sv="Fristen är senare än klockan ger, för att det som kom in i tid återlämnades som inte en rapport.",
                en="The due is later than the clock gives, because what came in on time was returned as no report.",
            )
        )
    if owed.due != owed.due_before_interruptions:
        sentences.append(_moved(owed, breaks))
    return tuple(words for words in sentences if words is not None)


def _which(line: FindingLine, owed: Obligation) -> Words | None:
    of_duty = named(owed.rule, owed.period)
    words = (of_duty.counting_by_severity.get(line.severity) or of_duty.counting) if of_duty else None
    if words is None:
        return None
    assessed = _assessed_on(owed)
    return words.fill(**owed.numbers, day=Words(sv=day(assessed, "sv"), en=day(assessed, "en")))


def _has_own_earliest_due(rule: str) -> bool:
    return rule in DUTIES and DUTIES[rule].has_own_earliest_due


def _assessed_on(owed: Obligation) -> date:
    return date.fromisoformat(owed.period.removeprefix("day/")) if owed.period.startswith("day/") else owed.day


def _known(known_at: datetime, *, decided: bool) -> Words:
    words = Words(
        sv="Den som är skyldig fick veta det {at}.", en="The side that owes came to know of it {at}."
    ).fill(at=_at(known_at))  # fmt: skip
    if not decided:
        return words
    return words + Words(
        sv=f" Fristen slutar tidigast {HEARING_WORKING_DAYS} arbetsdagar därefter.",
        en=f" The due is at least {HEARING_WORKING_DAYS} working days after that.",
    )


def _moved(owed: Obligation, breaks: Sequence[Interruption]) -> Words:
    words = Words(
        sv="Fristen var {was} och är flyttad till {to} på grund av avbrott i portalen",
        en="The due was {was} and is moved to {to} because of an interruption of the portal",
    ).fill(was=due_alone(owed.due_before_interruptions), to=due_alone(owed.due))
    by = next((each for each in breaks if hours_later(each.to_at, AFTER_INTERRUPTION) == owed.due), None)
    if by is None:
        return words + Words(sv=".", en=".")
    return words + Words(
        sv=f" från {{begin}} till {{end}} (slutet + {AFTER_INTERRUPTION} timmar).",
        en=f" from {{begin}} to {{end}} (its end + {AFTER_INTERRUPTION} hours).",
    ).fill(begin=_at(by.from_at), end=_at(by.to_at))


def _at(moment: datetime) -> Words:
    return Words(sv=instant(moment, "sv"), en=instant(moment, "en"))
