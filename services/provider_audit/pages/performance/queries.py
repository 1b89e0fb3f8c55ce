"""What the figures of a provider are counted from, as SQL: the view that hides what a supervisor may not see yet is no table."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.provider_audit.measures.records import Owed
from services.runtime.database.query import written


@dataclass(frozen=True)
class StandingFinding:
    """A finding that stands and that the provider answers for, with the contract and the board of the duty it is of."""

    rule: str
    boards: tuple[UUID, ...]
    open_from: datetime | None
    of_duty: bool
    contract: UUID | None
    board: UUID | None


PROVIDERS = written(
    "select provider_id from provider_audit.contract union select provider_id from provider_audit.duty", into=UUID
)
OWED = written(
    """select o.id, o.rule, o.period, cast(o.document ->> 'contract' as uuid) as contract, o.board_id as board,
  o.cell_month as month, o.due, o.state, o.delay_seconds as delay, f.supervisor_from as open_from,
  coalesce(f.casework = 'dismissed', false) as dismissed, f.id as finding
from provider_audit.duty o left join provider_audit.finding f on f.id = o.finding and f.standing <> 'withdrawn'
where o.provider_id = :provider and o.owes = 'provider' and o.cell_month = any(:months) order by o.due, o.id""",
    into=Owed,
)
STANDING = written(
    """select f.rule, f.boards, f.supervisor_from as open_from, f.obligation is not null as of_duty,
  cast(o.document ->> 'contract' as uuid) as contract, o.board_id as board
from provider_audit.finding f left join provider_audit.duty o on o.id = f.obligation
where f.provider_id = :provider and f.standing = 'standing' and f.casework <> 'dismissed' and 'provider' = any(f.owes)""",
    into=StandingFinding,
)
