"""What came by phone or paper, as rows beside the facts it became."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import bindparam
from sqlmodel import select

from services.referral.fact_tables import ReceivedOnPaperRow
from services.referral.on_paper.domain import CameBy, ReceivedOnPaper
from services.referral.shared.actor import Acting
from services.referral.shared.texts import SCHEMA
from services.runtime.database.expressions import fields_of
from services.runtime.database.query import query
from services.runtime.database.work import Work


@dataclass(frozen=True)
class Arrival:
    """How something came, in which role somebody attests it, and what was written of it, sealed."""

    fact: UUID
    came_by: CameBy
    attested_as: str
    sealed: bytes


_OF_CASE = query(
    select(*fields_of(ReceivedOnPaperRow, Arrival)).where(ReceivedOnPaperRow.case == bindparam("case")), into=Arrival
)


async def add_received_on_paper(
    acting: Acting, fact: UUID, places: Mapping[str, UUID | None], received: ReceivedOnPaper
) -> None:
    """Keep how, when and by whom a submission came, and who attests it; what was written about it is sealed."""
    case = places["case"]
    if case is None:
        raise ValueError("what came in belongs to a case")
    written = f"{received.by_whom}\n{received.note}"
    row = {
        "fact": fact,
        "case": case,
        "referral": places["referral"],
        "placement": places["placement"],
        "board": places["board"],
        "provider": places["provider"],
        "came_by": received.came_by,
        "arrived": received.arrived,
        "attested_by": acting.author.person or acting.author.teller,
        "attested_as": received.attested_as,
        "registered_at": acting.now,
        "sealed": await acting.vault.seal_text(acting.work, SCHEMA, case, written),
    }
    await acting.work.add(ReceivedOnPaperRow, row)


async def received_on_paper(work: Work, case: UUID) -> dict[UUID, Arrival]:
    """Give what came by phone or paper in a case, by its fact."""
    return {arrival.fact: arrival for arrival in await work.all(_OF_CASE, case=case)}
