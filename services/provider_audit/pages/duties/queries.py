"""Duties as the pages read them."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, not_
from sqlmodel import col, select

from schemas.findings import Casework, ObligationState, Party, Standing
from services.provider_audit.judge.forecast import FORESEEN
from services.provider_audit.pages.duties.duty import Duty
from services.provider_audit.tables import FindingRow, ObligationRow
from services.runtime.database.expressions import if_given
from services.runtime.database.query import Query, query, written
from services.runtime.database.work import Work

THAT_COMES = FORESEEN[0].id
"""The rule whose duties are shown before they are owed."""
_DUTY = """
select o.id, o.rule, o.owes, o.provider_id as provider, o.board_id as board, o.boards, o.about, o.period, o.due, o.state,
  o.met_by, o.met_at, o.delay_seconds, o.day, o.month, o.due_before_interruptions, o.lapsed_by, o.silent,
  f.id as finding, f.severity, f.casework, coalesce(f.over, false) as over, f.answer_by,
  f.supervisor_from, m.case_id as case,
  (select min(s.since) from provider_audit.stuck s where s.provider_id = o.provider_id
    and s.subject in (o.about, o.subject, o.contract)) as stuck_since, """


_OWED = (
    """ as cell
from (
  select d.id, d.rule, d.owes, d.provider_id, d.board_id, d.boards, d.about, d.period, d.due, d.state, d.cell_month, d.cell_week,
    d.met_by, cast(d.document ->> 'met_at' as timestamptz) as met_at, d.delay_seconds, d.finding,
    cast(d.document ->> 'day' as date) as day,
    coalesce(case when d.period like 'return/%' then (select h.data ->> 'period' from provider_audit.inbox h
      where h.id = cast(d.document ->> 'trigger' as uuid)) end, '') as month,
    cast(d.document ->> 'unmoved' as timestamptz) as due_before_interruptions, d.document ->> 'lapsed_by' as lapsed_by,
    d.state in ('missed', 'met_late') and d.finding is null as silent,
    cast(d.document ->> 'subject' as uuid) as subject, cast(d.document ->> 'contract' as uuid) as contract
  from provider_audit.duty d
  union all
  select about, '"""
    + THAT_COMES
    + """', 'provider', provider_id, board_id, array[board_id], about, period, due, 'open', period,
    to_char((due - interval '1 microsecond') at time zone 'Europe/Stockholm', 'IYYY-"W"IW'), null, null, null, null, null, '',
    null, null, false, about, null
  from provider_audit.expected) o
left join provider_audit.finding f on f.id = o.finding and f.standing <> 'withdrawn'
left join provider_audit.matter m on m.id = o.about
where """
)
"""Every duty and every report that comes; read through the view that shows a supervisor what is judged only when it may see it."""


_BY_MONTH = _DUTY + "o.cell_month" + _OWED


_BY_WEEK = _DUTY + "o.cell_week" + _OWED


_CHOSEN = """ = any(:periods) and (:owes = '' or o.owes = :owes)
and (cast(:board as uuid) is null or :board = any(o.boards)) and (:rule = '' or o.rule = :rule)
and (cast(:board_owes as uuid) is null or (o.owes = 'board' and :board_owes = any(o.boards)))
and (cast(:providers as uuid[]) is null or o.provider_id = any(:providers)) order by o.due, o.id"""


_FOUND = """o.id = any(:found) and (cast(:board as uuid) is null or :board = any(o.boards))
and (:rule = '' or o.rule = :rule) order by o.due, o.id"""


_TO_DO = """o.state in ('open', 'missed') and (o.state = 'open' or (o.state = 'missed' and coalesce(f.casework, '') <> 'dismissed'
  and not (coalesce(f.casework, '') = 'closed' and f.over)))
and o.owes = any(cast(:owes as text[]))"""


DUTIES_IN = {
    "month": written(_BY_MONTH + "o.cell_month" + _CHOSEN, into=Duty),
    "week": written(_BY_WEEK + "o.cell_week" + _CHOSEN, into=Duty),
}


DUTIES_FOUND = {"month": written(_BY_MONTH + _FOUND, into=Duty), "week": written(_BY_WEEK + _FOUND, into=Duty)}


DUTIES_ABOUT = written(_BY_MONTH + "o.about = any(:abouts) order by o.due desc, o.id", into=Duty)


DUTIES_TO_DO = written(
    _BY_MONTH + _TO_DO + " and (cast(:until as timestamptz) is null or o.due <= :until) order by o.due, o.id", into=Duty
)


NEXT_TO_DO = written(_BY_MONTH + _TO_DO + " and o.due > :after order by o.due, o.id limit 1", into=Duty)


def _standing() -> Query[UUID]:
    outstanding = select(FindingRow.obligation).where(
        FindingRow.standing == Standing.STANDING.value,
        FindingRow.casework != Casework.DISMISSED.value,
        not_((col(FindingRow.casework) == Casework.CLOSED.value) & col(FindingRow.over)),
        col(FindingRow.obligation).is_not(None),
        if_given(FindingRow.provider, "provider"),
    )
    unjudged = select(ObligationRow.id).where(
        ObligationRow.state == ObligationState.OPEN.value,
        ObligationRow.due <= bindparam("now"),
        if_given(ObligationRow.provider, "provider"),
    )
    return query(outstanding.union(unjudged), into=UUID)


STANDING = _standing()
"""What is missing, by the findings that stand, and what is being judged or cannot be: found without the history."""


async def duties_in(
    work: Work,
    periods: Sequence[str],
    *,
    weekly: bool,
    board: UUID | None = None,
    rule: str = "",
    providers: Collection[UUID] | None = None,
    board_owes: UUID | None = None,
    owes: str = "",
) -> list[Duty]:
    """Read the duties shown in the given months or weeks; where providers are named, theirs alone."""
    return await work.all(
        DUTIES_IN["week" if weekly else "month"],
        periods=list(periods),
        board=board,
        board_owes=board_owes,
        owes=owes,
        rule=rule,
        providers=None if providers is None else list(providers),
    )


async def standing(
    work: Work,
    now: datetime,
    *,
    weekly: bool = False,
    board: UUID | None = None,
    rule: str = "",
    provider: UUID | None = None,
) -> list[Duty]:
    """Read everything that stands: what is missing, whenever it was due, and what is due and not judged."""
    found = await work.all(STANDING, now=now, provider=provider)
    return await work.all(DUTIES_FOUND["week" if weekly else "month"], found=found, board=board, rule=rule)


async def duties_of(work: Work, abouts: Iterable[UUID]) -> list[Duty]:
    """Read every duty about the given placements, referrals or contracts."""
    return await work.all(DUTIES_ABOUT, abouts=list(abouts))


async def open_duties(work: Work, owes: Iterable[Party], until: datetime | None = None) -> list[Duty]:
    """Read what is not done yet, the earliest due first: open ones, and missed ones whose finding nobody dismissed."""
    return await work.all(DUTIES_TO_DO, owes=list(owes), until=until)


async def next_duty(work: Work, owes: Iterable[Party], after: datetime) -> Duty | None:
    """Read the first that is due after an instant, None when there is none."""
    return await work.one(NEXT_TO_DO, owes=list(owes), after=after)
