"""Submissions by the number of their receipt, and the line of the log that a receipt is made from."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Text, bindparam, cast, exists, select, union
from sqlalchemy.orm import aliased
from sqlmodel import col

from services.referral.fact_tables import HistoryRow, ReceivedOnPaperRow, SubmissionRow
from services.referral.placements.store import load_placement
from services.referral.placements.submissions import FROM_PAPER
from services.referral.referrals.store import absent, load_referral
from services.referral.schema import LogRow
from services.referral.shared.actor import Actor, side
from services.referral.shared.states import Who
from services.runtime.database.expressions import among, fields_of
from services.runtime.database.pool import Database
from services.runtime.database.query import Query, query
from services.runtime.database.work import Work
from services.runtime.language.identifiers import short

RECEIPTED = (
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
)
"""The facts of a provider that have a receipt."""


@dataclass(frozen=True, slots=True)
class Receipted:
    """Something that was received, as its receipt tells of it; `came_by` is phone or paper, None for a form of ours."""

    fact_id: UUID
    subject: UUID
    referral: UUID | None
    placement: UUID | None
    what: str
    detail: str
    arrived: datetime
    teller: UUID
    attested_by: UUID | None
    came_by: str | None
    attested_as: str | None
    retracted: bool

    @property
    def about_placement(self) -> bool:
        """Tell whether it is about a placement and not about a referral."""
        return self.placement is not None and self.placement == self.subject


@dataclass(frozen=True, slots=True)
class _Numbered:
    """A fact, and the id that its receipt's number is made of."""

    fact: UUID
    number: UUID


def _numbered(who: Who) -> Query[_Numbered]:
    """Ask for what has a receipt at an organisation; what was handed in before facts had ids has its own id as number."""
    board = who is Who.BOARD
    fact: Any = col(HistoryRow.fact_id)
    submitted = select(fact.label("fact"), fact.label("number")).where(
        col(HistoryRow.board if board else HistoryRow.provider) == bindparam("organisation"),
        among(HistoryRow.what, "kinds"),
        col(HistoryRow.fact_id).is_not(None),
    )
    handed_in = select(col(SubmissionRow.fact), col(SubmissionRow.id)).where(
        col(SubmissionRow.board if board else SubmissionRow.provider) == bindparam("organisation"),
        col(SubmissionRow.fact) != SubmissionRow.id,
    )
    return query(union(submitted, handed_in), into=_Numbered)


NUMBERED = {who: _numbered(who) for who in (Who.BOARD, Who.PROVIDER)}
_ERROR = aliased(HistoryRow)
_RETRACTED = exists().where(
    col(_ERROR.what) == "EnteredInError",
    col(_ERROR.subject) == HistoryRow.subject,
    col(_ERROR.fact)["fact"].astext == cast(HistoryRow.fact_id, Text),
)
RECEIPTS = query(
    select(
        *fields_of(HistoryRow, Receipted, (*FROM_PAPER, "retracted")),
        col(ReceivedOnPaperRow.came_by),
        col(ReceivedOnPaperRow.attested_as),
        _RETRACTED.label("retracted"),
    )
    .outerjoin(ReceivedOnPaperRow, col(ReceivedOnPaperRow.fact) == HistoryRow.fact_id)
    .where(among(HistoryRow.fact_id, "facts"))
    .order_by(col(HistoryRow.arrived).desc(), col(HistoryRow.fact_id)),
    into=Receipted,
)
LINE = query(select(col(LogRow.body)).where(col(LogRow.id) == bindparam("fact")), into=str)


async def submissions_numbered(work: Work, actor: Actor, number: str) -> list[Receipted]:
    """Give the submissions of the actor's organisation with a receipt number, the newest first; mostly one.

    None when there is none. Raises Refused when the actor's unit may not see it.
    """
    theirs = await work.all(NUMBERED[side(actor)], organisation=actor.organisation, kinds=list(RECEIPTED))
    found = await work.all(RECEIPTS, facts=[each.fact for each in theirs if short("U", each.number) == number])
    for each in found:
        if each.placement is not None and each.what not in ("ReferralAccepted", "ReferralDeclined"):
            await load_placement(work, actor, each.placement)
        elif each.referral is not None:
            await load_referral(work, actor, each.referral)
        else:
            raise absent()
    return found


async def line_of(database: Database, fact: UUID) -> Mapping[str, Any]:
    """Give a fact as its line in the log. Only for one that the viewer has been found to may see: this asks as the service."""
    async with database.work("referral") as work:
        body = await work.one(LINE, fact=fact)
    if body is None:
        raise absent()
    line: Mapping[str, Any] = json.loads(body)
    return line
