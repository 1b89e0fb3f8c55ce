"""What is parked, read by SQL: with counts beside it, or beside how far judgement has come."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.runtime.database.query import written


@dataclass(frozen=True)
class ParkedThere:
    """A fact as one service parked it; so many of its subject wait behind it there."""

    log: str
    position: int
    id: UUID
    type: str
    subject: UUID
    received: datetime
    teller: UUID
    provider: UUID | None
    board: UUID | None
    reason: str
    behind: int


@dataclass(frozen=True)
class Parked:
    """A parked fact; `passed` tells that judgement in the order of time is beyond it."""

    id: UUID
    log: str
    position: int
    subject: UUID
    sequence: int
    received: datetime
    body: str
    passed: bool


# What only waits behind another is counted there. Both indices of the inbox hold parked or waiting facts alone, so this costs what is
# parked and not what was consumed.
FACTS = written(
    """select h.log, h.position, h.id, h.type, h.subject, h.received, h.teller,
  case when h.type like '%.ProviderRegistered.v1' then h.subject else h.provider_id end as provider, h.board_id as board,
  coalesce(h.reason, 'no reason kept') as reason,
  (select count(*) from this_schema.inbox w
    where w.log = h.log and w.subject = h.subject and w.state = 'parked' and w.id <> h.id)
  + (select count(*) from this_schema.inbox w
    where w.log = h.log and w.subject = h.subject and w.state = 'waiting') as behind
from this_schema.inbox h where h.state = 'parked' and h.reason is distinct from :waits
and (cast(:fact as uuid) is null or h.id = :fact) order by h.received, h.log, h.position limit :most""",
    into=ParkedThere,
)
# Beside the progress, whose positions stand in a document.
PARKED = written(
    """select h.id, h.log, h.position, h.subject, h.sequence, h.received, h.body,
  coalesce((p.log_positions ->> h.log)::bigint, 0) >= h.position as passed
from this_schema.inbox h cross join this_schema.progress p where h.state = 'parked'
order by h.log, h.position for update of h""",
    into=Parked,
)
