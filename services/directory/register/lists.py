"""The lists of proposals on the page Register: filtered, ordered, counted and cut by the database, however many there have been."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, union_all
from sqlmodel import col, select

from services.directory.paper_tables import ProposalRow
from services.directory.register.queries import COUNT, PAGE, Waiting
from services.directory.register.store import LINES, ProposalLine, proposal_of
from services.directory.shared.attested import Proposal
from services.runtime.database.expressions import if_given
from services.runtime.database.query import query
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


_DECIDED = col(ProposalRow.outcome).is_not(None)
_NEWEST_FIRST = LINES.order_by(col(ProposalRow.decided_at).desc(), col(ProposalRow.id)).limit(bindparam("most"))
DECIDED = query(_NEWEST_FIRST.where(_DECIDED), into=ProposalLine)


def _newest_of(organisation: Any) -> Any:
    """Give the newest of one side by that side's own index, without reading what is older or anybody else's."""
    return (
        select(ProposalRow.id)
        .where(_DECIDED, col(organisation) == bindparam("organisation"), if_given(ProposalRow.unit, "unit"))
        .order_by(col(ProposalRow.decided_at).desc())
        .limit(bindparam("most"))
    )


DECIDED_OF = query(
    _NEWEST_FIRST.where(
        col(ProposalRow.id).in_(
            union_all(
                _newest_of(ProposalRow.proposer), _newest_of(ProposalRow.decided_by), _newest_of(ProposalRow.provider)
            )
        )
    ),
    into=ProposalLine,
)


async def count_waiting(work: Work, whose: Whose, late_before: datetime) -> Waiting:
    """Count what waits, as far as the work's role may read."""
    return await work.one(COUNT, late_before=late_before, **whose.values()) or Waiting(0, 0, 0)


async def waiting(work: Work, whose: Whose, most: int, offset: int) -> list[Proposal]:
    """Give what waits, from a place on: what the reader is to decide before the rest, urgent before other, oldest first."""
    lines = await work.all(PAGE, most=most, offset=offset, **whose.values())
    return [proposal_of(line) for line in lines]


async def newest_decided(work: Work, whose: Whose, most: int) -> list[Proposal]:
    """Give the proposals decided last that the reader made or decided, or that are about it, the newest first."""
    if whose.keeper:
        lines = await work.all(DECIDED, most=most)
    else:
        lines = await work.all(DECIDED_OF, most=most, organisation=whose.organisation, unit=whose.unit)
    return [proposal_of(line) for line in lines]
