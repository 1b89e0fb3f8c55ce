"""What came by phone or paper, as rows beside the facts it became."""

from collections.abc import Mapping
from uuid import UUID

from schemas.envelope import Author
from services.referral.on_paper.domain import CameIn
from services.referral.shared.texts import SCHEMA
from services.runtime.database.transaction import Row
from services.runtime.database.work import Work
from services.runtime.vault.vault import Vault


async def add_came_in(
    work: Work, vault: Vault, author: Author, fact: UUID, places: Mapping[str, UUID | None], came: CameIn
) -> None:
    """Keep how, when and by whom a submission came, and who attests it; what was written about it is sealed."""
    case = places["case"]
    if case is None:
        raise ValueError("what came in belongs to a case")
    await work.run(
        "insert into referral.came_in (fact_id, case_id, referral_id, placement_id, board_id, provider_id, came_by, "
        "arrived, attested_by, attested_as, registered_at, sealed) values (:fact, :case, :referral, :placement, :board, "
        ":provider, :came_by, :arrived, :attested_by, :attested_as, :at, :sealed)",
        fact=fact,
        case=case,
        referral=places["referral"],
        placement=places["placement"],
        board=places["board"],
        provider=places["provider"],
        came_by=came.came_by.value,
        arrived=came.arrived,
        attested_by=author.person or author.teller,
        attested_as=came.attested_as.value,
        at=author.arrived,
        sealed=await vault.seal_text(work, SCHEMA, case, f"{came.by_whom}\n{came.note}"),
    )


async def came_in(work: Work, case: UUID) -> dict[UUID, Row]:
    """Give what came by phone or paper in a case, by its fact."""
    rows = await work.rows("select * from referral.came_in where case_id = :case", case=case)
    return {row["fact_id"]: row for row in rows}
