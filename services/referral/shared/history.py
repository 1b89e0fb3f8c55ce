"""What happened in a case, as its timeline shows it, and who has read its person's identity."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from schemas.codes import Origin
from schemas.envelope import Author, Telling
from services.referral.shared.lifecycle import Who
from services.runtime.database.transaction import Row
from services.runtime.database.work import Work
from services.runtime.language.identifiers import derived, new_id

Places = Mapping[str, UUID | None]
"""Case, referral, placement, board and provider that facts belong to."""
_DETAILS = ("period", "reason", "version", "tier")


async def tell(work: Work, tellings: Sequence[Telling], author: Author, who: Who, places: Places) -> None:
    """Tell facts, each with an id that its page can name, and keep a line of each for the timeline."""
    for telling in tellings:
        named = telling.model_copy(update={"id": telling.id or await _new_fact(work, telling, author)})
        work.tell([named], author)
        what = type(telling.fact).__name__
        await note(work, what, telling.occurred, author, who, places, _detail(telling), named)


async def _new_fact(work: Work, telling: Telling, author: Author) -> UUID:
    """Give the id of a fact; in the demonstration the same again for the same story."""
    if author.origin is not Origin.DEMONSTRATION:
        return new_id()
    row = await work.row(
        "select count(*) as before from referral.history where subject = :subject", subject=telling.subject
    )
    return derived("demonstration fact", "referral", telling.subject, row["before"] if row else 0)


async def note(
    work: Work,
    what: str,
    occurred: datetime,
    author: Author,
    who: Who,
    places: Places,
    detail: str = "",
    telling: Telling | None = None,
) -> None:
    """Keep one line for the timeline; of a fact told, also its id and content, which are ids and codes only."""
    await work.run(
        "insert into referral.history (id, case_id, referral_id, placement_id, board_id, provider_id, what, detail, "
        "occurred, arrived, side, subject, fact_id, teller, person, attested_by, fact) values (:id, :case, :referral, "
        ":placement, :board, :provider, :what, :detail, :occurred, :arrived, :side, :subject, :fact_id, :teller, "
        ":person, :attested_by, cast(:fact as jsonb))",
        id=new_id(),
        what=what,
        detail=detail,
        occurred=occurred,
        arrived=author.arrived,
        side=who.value,
        subject=telling.subject if telling else None,
        fact_id=telling.id if telling else None,
        teller=author.teller,
        person=author.person,
        attested_by=author.attested_by,
        fact=json.dumps(telling.fact.model_dump(mode="json")) if telling else None,
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


_LINES = "select h.*, c.came_by, c.attested_as from referral.history h left join referral.came_in c using (fact_id)"


async def referral_history(work: Work, referral: UUID) -> list[Row]:
    """List what happened to a referral, newest first."""
    return await work.rows(f"{_LINES} where h.referral_id = :referral order by h.told desc", referral=referral)


async def case_history(work: Work, case: UUID) -> list[Row]:
    """List what happened in a case, newest first by when it occurred."""
    return await work.rows(
        f"{_LINES} where h.case_id = :case order by h.occurred desc, h.arrived desc, h.id desc", case=case
    )


async def placement_history(work: Work, placement: UUID, referral: UUID | None) -> list[Row]:
    """List what happened in a placement and the referral before it, newest first."""
    return await work.rows(
        f"{_LINES} where h.placement_id = :placement or h.referral_id = :referral "
        "order by h.occurred desc, h.arrived desc, h.id desc",
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


async def readings(work: Work, case: UUID) -> list[Row]:
    """List who has read a case's person, newest first."""
    return await work.rows("select * from referral.read_log where about = :case order by at desc, id desc", case=case)
