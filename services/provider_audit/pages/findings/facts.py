"""The facts that a finding rests on, in words, as far as the viewer may see them."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Date, cast
from sqlmodel import col, select

from services.provider_audit.page_tables import ContractRow
from services.provider_audit.schema import InboxRow
from services.runtime.database.expressions import among
from services.runtime.database.query import query
from services.runtime.database.work import Work
from services.runtime.language.dates import day
from services.runtime.language.fact_words import FACTS
from services.runtime.language.identifiers import short
from services.runtime.language.words import Words, plain

_SUBMISSIONS = (
    "ReferralAccepted",
    "ReferralDeclined",
    "PlanSubmitted",
    "PlanRevised",
    "PlanReviewed",
    "ReportSubmitted",
    "EndReportSubmitted",
    "SafetyPlanFiled",
    "IncidentReported",
    "AbsenceReported",
    "AccountsDisclosed",
    "InformationAnswered",
    "ExtractsSeen",
)
_CONTRACT = {
    "ContractRegistered": Words(
        sv="Avtalet {number}{until} registrerades", en="The contract {number}{until} was registered"
    ),
    "ContractEnded": Words(sv="Avtalet {number} upphörde", en="The contract {number} ended"),
}
_UNTIL = Words(sv=", som gäller till och med {day},", en=", in force up to {day},")


@dataclass(frozen=True)
class Rested:
    """A fact the finding rests on; `receipt` for a submission."""

    at: datetime
    words: Words
    receipt: str


@dataclass(frozen=True)
class _Fact:
    """A fact as it was consumed; `number` is the contract's, where it is one of a contract."""

    id: UUID
    type: str
    arrived: datetime
    occurred: datetime
    valid_to: date | None
    number: str | None

    @property
    def name(self) -> str:
        """Give its name, such as PlanSubmitted."""
        return self.type.split(".")[-2]


_READ: list[Any] = [
    InboxRow.id,
    InboxRow.type,
    InboxRow.arrived,
    InboxRow.occurred,
    cast(col(InboxRow.data)["valid_to"].astext, Date).label("valid_to"),
    ContractRow.number,
]
_FACTS = query(
    select(*_READ)
    .select_from(InboxRow)
    .outerjoin(ContractRow, col(ContractRow.id) == InboxRow.subject)
    .where(among(InboxRow.id, "facts"))
    .order_by(col(InboxRow.received), col(InboxRow.position)),
    into=_Fact,
)


async def evidence(work: Work, facts: list[UUID]) -> tuple[Rested, ...]:
    """Read what a finding rests on, of the facts that the viewer may see; contracts by their number."""
    found = []
    for fact in await work.all(_FACTS, facts=facts):
        handed_in = fact.name in _SUBMISSIONS
        at = fact.arrived if handed_in else fact.occurred
        found.append(Rested(at, _words(fact), short("U", fact.id) if handed_in else ""))
    return tuple(found)


def _words(fact: _Fact) -> Words:
    if fact.name not in _CONTRACT or not fact.number:
        return FACTS.get(fact.name) or plain(fact.name)
    last = fact.valid_to
    until = _UNTIL.fill(day=Words(sv=day(last, "sv"), en=day(last, "en"))) if last else plain("")
    return _CONTRACT[fact.name].fill(number=fact.number, until=until)
