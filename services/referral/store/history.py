"""What happened in a case, as its timeline shows it, and who has read its person's identity."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping

from schemas.envelope import Author, Telling
from services.referral.domain.lifecycle import Who
from services.runtime.identifiers import new_id
from services.runtime.work import Work

Places = Mapping[str, UUID | None]
"""Case, referral, placement, board and provider that facts belong to."""
_DETAILS = ("period", "reason", "version", "tier")


async def tell(work: Work, tellings: Sequence[Telling], author: Author, who: Who, places: Places) -> None:
    """Tell facts, and keep a line of each for the timeline."""
    for telling in tellings:
        await note(work, type(telling.fact).__name__, telling.occurred, author, who, places, _detail(telling))
    work.tell(tellings, author)


async def note(
    work: Work, what: str, occurred: datetime, author: Author, who: Who, places: Places, detail: str = ""
) -> None:
    """Keep one line for the timeline."""
    await work.run(
        "insert into referral.history (id, case_id, referral_id, placement_id, board_id, provider_id, what, detail, "
        "occurred, arrived, side) values (:id, :case, :referral, :placement, :board, :provider, :what, :detail, "
        ":occurred, :arrived, :side)",
        id=new_id(),
        what=what,
        detail=detail,
        occurred=occurred,
        arrived=author.arrived,
        side=who.value,
        case=places.get("case"),
        referral=places.get("referral"),
        placement=places.get("placement"),
        board=places.get("board"),
        provider=places.get("provider"),
    )


def _detail(telling: Telling) -> str:
    for name in _DETAILS:
        value = getattr(telling.fact, name, None)
        if value is not None:
            return str(getattr(value, "value", value))
    return ""


async def case_history(work: Work, case: UUID) -> list[RowMapping]:
    """List what happened in a case, newest first by when it occurred."""
    return await work.rows(
        "select * from referral.history where case_id = :case order by occurred desc, arrived desc, id desc", case=case
    )


async def placement_history(work: Work, placement: UUID, referral: UUID | None) -> list[RowMapping]:
    """List what happened in a placement and the referral before it, newest first."""
    return await work.rows(
        "select * from referral.history where placement_id = :placement or referral_id = :referral "
        "order by occurred desc, arrived desc, id desc",
        placement=placement,
        referral=referral,
    )


async def log_reading(work: Work, reading: dict[str, Any]) -> None:
    """Log that somebody reads a person's identity; before it is shown."""
    await work.run(
        "insert into referral.read_log (id, person, reader, organisation, about, what, why, at) "
        "values (:id, :person, :reader, :organisation, :about, :what, :why, :at)",
        id=new_id(),
        **reading,
    )


async def readings(work: Work, case: UUID) -> list[RowMapping]:
    """List who has read a case's person, newest first."""
    return await work.rows("select * from referral.read_log where about = :case order by at desc, id desc", case=case)
