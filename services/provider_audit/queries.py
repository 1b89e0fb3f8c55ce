"""The audit's projections as SQL: each statement takes one JSON array of rows, so that a batch costs one statement a table."""

from services.provider_audit.rules.declaration import Duty
from services.provider_audit.rules.folder import load
from services.runtime.database.query import written

# Bulk: the records of a batch as one array, written by the judge's own adapter. A report sits in the month it covers, all else
# where its last day lies.
SAVE_OBLIGATIONS = written("""insert into provider_audit.obligation (id, provider_id, board_id, boards, rule, owes, about, period, due,
  state, opened_at, met_by, delay_seconds, finding, cell_month, cell_week, document)
select (d ->> 'id')::uuid, (d ->> 'provider')::uuid, (d ->> 'board')::uuid,
  array(select jsonb_array_elements_text(d -> 'boards'))::uuid[], d ->> 'rule', d ->> 'owes', (d ->> 'about')::uuid,
  d ->> 'period', (d ->> 'due')::timestamptz, d ->> 'state', (d ->> 'opened_at')::timestamptz, (d ->> 'met_by')::uuid,
  (d ->> 'delay_seconds')::double precision, (d ->> 'finding')::uuid,
  case when d ->> 'period' ~ '^[0-9]{4}-[0-9]{2}$' then d ->> 'period' else to_char(last.day, 'YYYY-MM') end,
  to_char(last.day, 'IYYY-"W"IW'), d
from jsonb_array_elements(cast(:rows as jsonb)) d,
  lateral (select ((d ->> 'due')::timestamptz - interval '1 microsecond') at time zone 'Europe/Stockholm' as day) last
on conflict (id) do update set board_id = excluded.board_id, boards = excluded.boards,
  due = excluded.due, state = excluded.state, met_by = excluded.met_by,
  delay_seconds = excluded.delay_seconds, finding = excluded.finding, cell_month = excluded.cell_month,
  cell_week = excluded.cell_week, document = excluded.document""")

# Duties that end with what they are about: when it is over, nothing can be handed in for them any more.
_DUTIES = [rule for rule in load().values() if isinstance(rule, Duty)]
_LAPSING = "(" + ", ".join("'" + rule.id + "'" for rule in _DUTIES if rule.ends_with_subject) + ")"
# Those that another duty takes the place of, once they are missed.
_REPLACED = ", ".join(
    "'" + rule.id + "/" + part + "'"
    for rule in _DUTIES
    for part, of_duty in rule.parts.items()
    if of_duty.replaced_when_missed
)
_OVER = (
    "(d ->> 'rule' in "
    + _LAPSING
    + """ and exists (select 1 from provider_audit.matter m
    where m.id = (d ->> 'about')::uuid and m.ended_by is not null)
  or exists (select 1 from provider_audit.obligation o where o.id = (d ->> 'obligation')::uuid
    and o.rule || '/' || split_part(o.period, '/', 1) in ("""
    + _REPLACED
    + ")))"
)

# Bulk too, and what becomes of casework depends on what stands. A finding that concerns no board is the supervisor's own from the
# first; one that is judged anew is answered anew.
SAVE_FINDINGS = written(
    """insert into provider_audit.finding as known (id, provider_id, rule, owes, boards, about, obligation,
  severity, standing, raised_at, judged_at, reply_due, settled_at, document, over, supervisor_from)
select (d ->> 'id')::uuid, (d ->> 'provider')::uuid, d ->> 'rule', array(select jsonb_array_elements_text(d -> 'owes')),
  array(select jsonb_array_elements_text(d -> 'boards'))::uuid[], (d ->> 'about')::uuid, (d ->> 'obligation')::uuid,
  d ->> 'severity', d ->> 'standing', (d ->> 'raised_at')::timestamptz, (d ->> 'judged_at')::timestamptz,
  (d ->> 'reply_due')::timestamptz, (d ->> 'settled_at')::timestamptz, d, """
    + _OVER
    + """,
  case when d ->> 'severity' = 'critical' or d -> 'boards' = '[]' then (d ->> 'judged_at')::timestamptz
    else (d ->> 'reply_due')::timestamptz end
from jsonb_array_elements(cast(:rows as jsonb)) d
on conflict (id) do update set boards = excluded.boards, about = excluded.about, severity = excluded.severity,
  standing = excluded.standing, raised_at = excluded.raised_at, judged_at = excluded.judged_at, reply_due = excluded.reply_due,
  settled_at = excluded.settled_at, document = excluded.document, over = excluded.over,
  (casework, completion_due, replied, revision, supervisor_from) = (select
    case when judged.anew then 'unanswered' else known.casework end,
    case when not judged.anew then known.completion_due end,
    case when judged.anew then '{}' else known.replied end,
    known.revision + case when judged.anew then 1 else 0 end,
    case when known.supervisor_from <= :until then known.supervisor_from
      when not (known.casework = 'unanswered' or excluded.severity = 'critical' or judged.anew) then known.supervisor_from
      when excluded.severity = 'critical' or cardinality(excluded.boards) = 0 then excluded.judged_at
      else excluded.reply_due end
    from (select excluded.judged_at <> known.judged_at and excluded.standing <> 'withdrawn' as anew) judged)"""
)

# The rows that findings come as, once more: the provider and each board.
SAVE_PARTIES = written("""insert into provider_audit.finding_party (finding, board_id, provider_id)
select (d ->> 'id')::uuid, null, (d ->> 'provider')::uuid from jsonb_array_elements(cast(:rows as jsonb)) d
union select (d ->> 'id')::uuid, board::uuid, null
from jsonb_array_elements(cast(:rows as jsonb)) d, jsonb_array_elements_text(d -> 'boards') board
on conflict do nothing""")

SAVE_ENDS = written(
    """with ended as (update provider_audit.matter m set ended_by = (d ->> 'fact')::uuid
  from jsonb_array_elements(cast(:rows as jsonb)) d where m.id = (d ->> 'id')::uuid returning m.id)
update provider_audit.finding f set over = true from ended where f.about = ended.id and f.rule in """
    + _LAPSING
)

UNDO_ENDS = written(
    """with undone as (update provider_audit.matter m set ended_by = null
  from jsonb_array_elements(cast(:rows as jsonb)) d where m.ended_by = (d ->> 'fact')::uuid returning m.id)
update provider_audit.finding f set over = false from undone where f.about = undone.id and f.rule in """
    + _LAPSING
)
