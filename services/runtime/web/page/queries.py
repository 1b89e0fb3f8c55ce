"""What the runtime's own pages ask as SQL: a draft and its instant in one statement, and how far a service has consumed each log."""

from dataclasses import dataclass
from datetime import datetime

from services.runtime.database.query import written

SAVE_DRAFT = written(
    "insert into web.draft (person, organisation, form, sealed, saved_at) "
    "values (:person, :organisation, :form, :sealed, runtime.now()) "
    "on conflict (person, organisation, form) do update set sealed = excluded.sealed, saved_at = excluded.saved_at "
    "returning saved_at",
    into=datetime,
)


@dataclass(frozen=True)
class LogState:
    """How far a service has consumed one log; `received` is None before the first watermark."""

    log: str
    consumed: int
    received: datetime | None
    waiting: int
    parked: int
    unreadable: int


LOG_STATES = written(
    """select k.log, coalesce((select max(position) from this_schema.inbox h where h.log = k.log), 0) as consumed, w.received,
(select count(*) from this_schema.inbox h where h.log = k.log and h.state = 'waiting') as waiting,
(select count(*) from this_schema.inbox h where h.log = k.log and h.state = 'parked') as parked,
(select count(*) from this_schema.unreadable_message p where p.log = k.log) as unreadable
from unnest(cast(:logs as text[])) as k (log) left join this_schema.inbox_watermark w on w.log = k.log order by k.log""",
    into=LogState,
)
