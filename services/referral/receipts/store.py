"""Submissions by the number of their receipt, and the line of the log that a receipt is made from."""

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from services.referral.placements.store import load_placement
from services.referral.referrals.store import absent, load_referral
from services.referral.shared.actor import Actor, side
from services.referral.shared.lifecycle import Who
from services.runtime.database.pool import Database
from services.runtime.database.transaction import Row
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


async def submissions_numbered(work: Work, actor: Actor, number: str) -> list[Row]:
    """Give the submissions of the actor's organisation with a receipt number, the newest first; mostly one.

    None when there is none. Raises Refused when the actor's unit may not see it.
    """
    column = "board_id" if side(actor) is Who.BOARD else "provider_id"
    keys = await work.rows(
        f"select fact_id, fact_id as number from referral.history where {column} = :organisation "
        "and what = any(:kinds) and fact_id is not null "
        f"union select fact_id, id from referral.submission where {column} = :organisation and fact_id <> id",
        organisation=actor.organisation,
        kinds=list(RECEIPTED),
    )
    facts = [row["fact_id"] for row in keys if short("U", row["number"]) == number]
    rows = await work.rows(
        "select h.*, c.came_by, c.attested_as, exists (select 1 from referral.history e where e.what = 'EnteredInError' "
        "and e.subject = h.subject and e.fact ->> 'fact' = cast(h.fact_id as text)) as struck "
        "from referral.history h left join referral.came_in c on c.fact_id = h.fact_id "
        "where h.fact_id = any(:facts) order by h.arrived desc, h.fact_id",
        facts=facts,
    )
    for row in rows:
        if row["placement_id"] is not None and row["what"] not in ("ReferralAccepted", "ReferralDeclined"):
            await load_placement(work, actor, row["placement_id"])
        else:
            await load_referral(work, actor, row["referral_id"])
    return rows


async def line_of(database: Database, fact: UUID) -> Mapping[str, Any]:
    """Give a fact as its line in the log. Only for one that the viewer has been found to may see: this asks as the service."""
    async with database.work("referral") as work:
        row = await work.row("select body from referral.log where id = :fact", fact=fact)
    if row is None:
        raise absent()
    line: Mapping[str, Any] = json.loads(row["body"])
    return line
