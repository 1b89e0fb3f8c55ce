"""The facts that a finding rests on, in words, as far as the viewer may see them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.runtime.database.transaction import Row
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


async def rests(work: Work, facts: list[UUID]) -> tuple[Rested, ...]:
    """Read what a finding rests on, of the facts that the viewer may see; contracts by their number."""
    rows = await work.rows(_RESTS, facts=facts)
    found = []
    for row in rows:
        name = row["type"].split(".")[-2]
        handed_in = name in _SUBMISSIONS
        at = row["arrived"] if handed_in else row["occurred"]
        found.append(Rested(at, _words(name, row), short("U", row["id"]) if handed_in else ""))
    return tuple(found)


_RESTS = """select h.id, h.type, (h.body::jsonb ->> 'arrived')::timestamptz as arrived,
  (h.body::jsonb ->> 'occurred')::timestamptz as occurred, c.number,
  cast(h.body::jsonb #>> '{data,valid_to}' as date) as valid_to
from provider_audit.heard h left join provider_audit.contract c on c.id = h.subject
where h.id = any(:facts) order by h.received, h.position"""


def _words(name: str, row: Row) -> Words:
    if name not in _CONTRACT or not row["number"]:
        return FACTS.get(name) or plain(name)
    last = row["valid_to"]
    until = _UNTIL.fill(day=Words(sv=day(last, "sv"), en=day(last, "en"))) if last else plain("")
    return _CONTRACT[name].fill(number=row["number"], until=until)
