"""The lists of proposals on the page Register: filtered, ordered, counted and cut by the database, however many there have been."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from services.directory.register.store import proposal_of
from services.directory.shared.state import Proposal
from services.runtime.database.work import Work


@dataclass(frozen=True)
class Whose:
    """Whose lists they are: an organisation's, or one unit's of it, or everything there is for a register keeper."""

    organisation: UUID
    unit: UUID | None
    keeper: bool

    def values(self) -> dict[str, Any]:
        """Give the values that the statements take."""
        return {"organisation": self.organisation, "unit": self.unit, "keeper": self.keeper}


@dataclass(frozen=True)
class Waiting:
    """How many wait and concern the reader; of them those to decide, and of these those that are late."""

    total: int
    to_decide: int
    late: int


async def count_waiting(work: Work, whose: Whose, late_before: datetime) -> Waiting:
    """Count what waits, as far as the work's role may read."""
    row = await work.row(COUNT, late_before=late_before, **whose.values())
    return Waiting(row["total"], row["to_decide"], row["late"]) if row else Waiting(0, 0, 0)


async def waiting(work: Work, whose: Whose, most: int, offset: int) -> list[Proposal]:
    """Give what waits, from a place on: what the reader is to decide before the rest, urgent before other, oldest first."""
    rows = await work.rows(PAGE, most=most, offset=offset, **whose.values())
    return [proposal_of(row) for row in rows]


async def newest_decided(work: Work, whose: Whose, most: int) -> list[Proposal]:
    """Give the proposals decided last that the reader made or decided, or that are about it, the newest first."""
    if whose.keeper:
        rows = await work.rows(DECIDED, most=most)
    else:
        rows = await work.rows(DECIDED_OF, most=most, organisation=whose.organisation, unit=whose.unit)
    return [proposal_of(row) for row in rows]


_WAITS = """from (select p.*, directory.may_decide(p) as to_decide from directory.proposal p
  where outcome is null and (cast(:unit as uuid) is null or unit_id = :unit)) waits
where cast(:keeper as boolean) or to_decide or proposer = :organisation or provider_id = :organisation"""
COUNT = f"""select count(*) as total, count(*) filter (where to_decide) as to_decide,
count(*) filter (where to_decide and at < :late_before) as late {_WAITS}"""
PAGE = f"""select * {_WAITS}
order by to_decide desc, (to_decide and revoked_at is not null) desc, at, id limit :most offset :offset"""
DECIDED = "select * from directory.proposal where outcome is not null order by decided_at desc, id limit :most"
_NEWEST = """(select id from directory.proposal where outcome is not null and {whose} = :organisation
and (cast(:unit as uuid) is null or unit_id = :unit) order by decided_at desc limit :most)"""
# One index a side: each gives its newest without reading what is older, or anybody else's.
DECIDED_OF = f"""select * from directory.proposal where id in ({
    " union all ".join(_NEWEST.format(whose=column) for column in ("proposer", "decided_by", "provider_id"))
}) order by decided_at desc, id limit :most"""
