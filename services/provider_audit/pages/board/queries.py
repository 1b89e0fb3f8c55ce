"""The counts of Uppföljning as SQL: read as they stand at any moment, and counted anew where something has changed."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from schemas.findings import Party
from services.provider_audit.pages.duties.queries import THAT_COMES
from services.runtime.database.query import Query, written


@dataclass(frozen=True, slots=True)
class CountLine:
    """So many duties that are counted alike. `way` is the state of those that no finding bears on, else what the finding makes of it."""

    provider: UUID
    board: UUID | None
    boards: tuple[UUID, ...]
    owes: Party
    cell: str
    way: str
    day: date | None
    number: int


_CHOSEN = """(cast(:board as uuid) is null or :board = any(boards)) and (:rule = '' or rule = :rule)
  and (:owes = '' or owes = :owes) and (cast(:provider as uuid) is null or provider_id = :provider)
  and provider_id <> all(cast(:apart as uuid[]))"""


def _counts(cell: str) -> Query[CountLine]:
    """Ask for the counts of some months or weeks, and for the reports that come, which are no duties yet."""
    return written(
        f"""select provider_id as provider, board_id as board, boards, owes, {cell} as cell, way, day,
  cast(sum(number) as bigint) as number
from provider_audit.duty_counted where {cell} = any(:periods) and {_CHOSEN} group by 1, 2, 3, 4, 5, 6, 7
union all
select provider_id, board_id, boards, owes, {cell}, case when due > :now then 'open' else 'judging' end,
  cast(last as date), count(*)
from (select provider_id, board_id, array[board_id] as boards, 'provider' as owes, '{THAT_COMES}' as rule, due, last,
    period as cell_month, to_char(last, 'IYYY-"W"IW') as cell_week
  from provider_audit.expected, lateral (select (due - interval '1 microsecond') at time zone 'Europe/Stockholm' as last) l) e
where {cell} = any(:periods) and {_CHOSEN} group by 1, 2, 3, 4, 5, 6, 7""",
        into=CountLine,
    )


COUNTS = {False: _counts("cell_month"), True: _counts("cell_week")}
"""By month, and by week."""
ONE_AT_A_TIME = written("select pg_try_advisory_xact_lock(hashtext('provider_audit.duty_count'))", into=bool)
# In one statement, and so of one moment: what is taken is exactly what the new counts have seen.
COUNT_ANEW = written(
    """with taken as (
  delete from provider_audit.duty_to_count where id = any(array(
    select id from provider_audit.duty_to_count order by id limit :most)) returning provider_id, rule, cell_month, obligation),
changed as (select provider_id, rule, cell_month from taken where obligation is null
  union select o.provider_id, o.rule, o.cell_month from taken t join provider_audit.obligation o on o.id = t.obligation),
replaced as (delete from provider_audit.duty_count k using changed c
  where c.provider_id = k.provider_id and c.rule = k.rule and c.cell_month = k.cell_month),
added as (insert into provider_audit.duty_count (provider_id, rule, cell_month, cell_week, owes, board_id, boards, way, day,
    finding_boards, hidden_until, number)
  select d.provider_id, d.rule, d.cell_month, d.cell_week, d.owes, d.board_id, d.boards, d.way, d.day, d.finding_boards,
    d.hidden_until, count(*)
  from changed c join provider_audit.duty_way d
    on d.provider_id = c.provider_id and d.rule = c.rule and d.cell_month = c.cell_month
  group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)
select count(*) from taken""",
    into=int,
)
