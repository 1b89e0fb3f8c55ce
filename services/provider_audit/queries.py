"""The audit's projections as SQL: each statement takes one JSON array of rows, so that a batch costs one statement a table."""

from services.provider_audit.rules.declaration import Duty
from services.provider_audit.rules.folder import load

SAVE_DOSSIERS = """insert into provider_audit.dossier (provider_id, document, next_due, version, judged_by)
select (d ->> 'provider')::uuid, d -> 'document', (d ->> 'next_due')::timestamptz, (d ->> 'version')::uuid,
  (d #>> '{document,version}')::integer
from jsonb_array_elements(cast(:rows as jsonb)) d
on conflict (provider_id) do update set document = excluded.document, next_due = excluded.next_due,
  version = excluded.version, judged_by = excluded.judged_by"""

LOAD_DOSSIERS = """select provider_id, document, version from provider_audit.dossier
where provider_id = any(:providers) or next_due <= :until order by provider_id"""

# Everything heard and judged of the given providers, in the one order of time, what waits behind a fact that cannot be judged
# too; an interruption of the portal is everybody's.
# One scan without a join: whatever the planner believes of a table that has just been filled, it costs no more than reading it.
# What cannot be read is parked as it is heard, before its turn.
HAD_ITS_TURN = "h.received <= (select p.until from provider_audit.progress p)"

LOAD_FACTS = f"""select state, body from provider_audit.heard h where state in ('applied', 'parked') and (provider_id = any(:providers)
  or provider_id is null and (subject = any(:providers) or type = :interruption))
and (state = 'applied' or {HAD_ITS_TURN}) order by received, log, position"""

EVERYBODYS = f"""select body from provider_audit.heard h where state <> 'waiting' and {HAD_ITS_TURN}
and provider_id is null and type = any(:types) order by received, log, position"""

HAD_THEIR_TURN = f"""select id, state, body from provider_audit.heard h where state <> 'waiting' and {HAD_ITS_TURN}
order by received, log, position"""

PROVIDERS_OF_SUBJECTS = f"""select distinct on (h.subject) h.subject, coalesce(h.provider_id, h.subject) as provider_id
from provider_audit.heard h where h.subject = any(:subjects) and (h.provider_id is not null or h.type = :registered)
and {HAD_ITS_TURN} order by h.subject, h.position"""

KEEP_PROVIDER = """update provider_audit.heard
set body = jsonb_set(body::jsonb, '{data,provider}', to_jsonb(cast(:provider as text)))::text
where log = :log and position = :position and jsonb_typeof(body::jsonb -> 'data') = 'object'"""

LOAD_OBLIGATIONS = (
    "select provider_id, document from provider_audit.obligation where provider_id = any(:providers) order by id"
)

LOAD_FINDINGS = """select provider_id, document from provider_audit.finding
where provider_id = any(:providers) and standing <> 'withdrawn' order by id"""

# A report sits in the month it covers, all else where its last day lies.
_LAST_DAY = "((d ->> 'due')::timestamptz - interval '1 microsecond') at time zone 'Europe/Stockholm'"

SAVE_OBLIGATIONS = f"""insert into provider_audit.obligation (id, provider_id, board_id, boards, rule, owes, about, period, due, state,
  opened_at, met_by, delay_seconds, finding, cell_month, cell_week, document)
select (d ->> 'id')::uuid, (d ->> 'provider')::uuid, (d ->> 'board')::uuid,
  array(select jsonb_array_elements_text(d -> 'boards'))::uuid[], d ->> 'rule', d ->> 'owes', (d ->> 'about')::uuid,
  d ->> 'period', (d ->> 'due')::timestamptz, d ->> 'state', (d ->> 'opened_at')::timestamptz, (d ->> 'met_by')::uuid,
  (d ->> 'delay_seconds')::double precision, (d ->> 'finding')::uuid,
  case when d ->> 'period' ~ '^[0-9]{{4}}-[0-9]{{2}}$' then d ->> 'period' else to_char({_LAST_DAY}, 'YYYY-MM') end,
  to_char({_LAST_DAY}, 'IYYY-"W"IW'), d
from jsonb_array_elements(cast(:rows as jsonb)) d
on conflict (id) do update set board_id = excluded.board_id, boards = excluded.boards,
  due = excluded.due, state = excluded.state, met_by = excluded.met_by,
  delay_seconds = excluded.delay_seconds, finding = excluded.finding, cell_month = excluded.cell_month,
  cell_week = excluded.cell_week, document = excluded.document"""

# Duties that end with what they are about: when it is over, nothing can be handed in for them any more.
_DUTIES = [rule for rule in load().values() if isinstance(rule, Duty)]
_LAPSING = "(" + ", ".join(f"'{rule.id}'" for rule in _DUTIES if rule.ends_with_matter) + ")"
# Those that another duty takes the place of, once they are missed.
_REPLACED = ", ".join(
    f"'{rule.id}/{part}'" for rule in _DUTIES for part, of_duty in rule.parts.items() if of_duty.replaced_when_missed
)
_OVER = f"""(d ->> 'rule' in {_LAPSING} and exists (select 1 from provider_audit.matter m
    where m.id = (d ->> 'about')::uuid and m.ended_by is not null)
  or exists (select 1 from provider_audit.obligation o where o.id = (d ->> 'obligation')::uuid
    and o.rule || '/' || split_part(o.period, '/', 1) in ({_REPLACED})))"""

# A finding that concerns no board is the supervisor's own from the first; one that is judged anew is answered anew.
_SUPERVISOR = """case when excluded.severity = 'critical' or cardinality(excluded.boards) = 0 then excluded.judged_at
  else excluded.reply_due end"""
_ANEW = "(excluded.judged_at <> known.judged_at and excluded.standing <> 'withdrawn')"

SAVE_FINDINGS = f"""insert into provider_audit.finding as known (id, provider_id, rule, owes, boards, about, obligation,
  severity, standing, raised_at, judged_at, reply_due, settled_at, document, over, supervisor_from)
select (d ->> 'id')::uuid, (d ->> 'provider')::uuid, d ->> 'rule', array(select jsonb_array_elements_text(d -> 'owes')),
  array(select jsonb_array_elements_text(d -> 'boards'))::uuid[], (d ->> 'about')::uuid, (d ->> 'obligation')::uuid,
  d ->> 'severity', d ->> 'standing', (d ->> 'raised_at')::timestamptz, (d ->> 'judged_at')::timestamptz,
  (d ->> 'reply_due')::timestamptz, (d ->> 'settled_at')::timestamptz, d, {_OVER},
  case when d ->> 'severity' = 'critical' or d -> 'boards' = '[]' then (d ->> 'judged_at')::timestamptz
    else (d ->> 'reply_due')::timestamptz end
from jsonb_array_elements(cast(:rows as jsonb)) d
on conflict (id) do update set boards = excluded.boards, about = excluded.about, severity = excluded.severity,
  standing = excluded.standing, raised_at = excluded.raised_at, judged_at = excluded.judged_at, reply_due = excluded.reply_due,
  settled_at = excluded.settled_at, document = excluded.document,
  over = excluded.over, casework = case when {_ANEW} then 'unanswered' else known.casework end,
  completion_due = case when {_ANEW} then null else known.completion_due end,
  replied = case when {_ANEW} then '{{}}' else known.replied end,
  revision = known.revision + case when {_ANEW} then 1 else 0 end,
  supervisor_from = case when known.supervisor_from <= :until then known.supervisor_from
    when known.casework = 'unanswered' or excluded.severity = 'critical' or {_ANEW} then {_SUPERVISOR}
    else known.supervisor_from end"""

SAVE_PARTIES = """insert into provider_audit.finding_party (finding, board_id, provider_id)
select (d ->> 'id')::uuid, null, (d ->> 'provider')::uuid from jsonb_array_elements(cast(:rows as jsonb)) d
union select (d ->> 'id')::uuid, board::uuid, null
from jsonb_array_elements(cast(:rows as jsonb)) d, jsonb_array_elements_text(d -> 'boards') board
on conflict do nothing"""

FORGET_EXPECTED = "delete from provider_audit.expected where provider_id = any(:providers)"

SAVE_EXPECTED = """insert into provider_audit.expected (about, period, provider_id, board_id, due)
select (d ->> 'about')::uuid, d ->> 'period', (d ->> 'provider')::uuid, (d ->> 'board')::uuid, (d ->> 'due')::timestamptz
from jsonb_array_elements(cast(:rows as jsonb)) d on conflict do nothing"""

FORGET_STUCK = "delete from provider_audit.stuck where provider_id = any(:providers)"

SAVE_STUCK = """insert into provider_audit.stuck (provider_id, subject, fact, since, why, holds)
select (d ->> 'provider')::uuid, (d ->> 'subject')::uuid, (d ->> 'fact')::uuid, (d ->> 'since')::timestamptz, d ->> 'why',
  array(select jsonb_array_elements_text(d -> 'holds'))
from jsonb_array_elements(cast(:rows as jsonb)) d on conflict do nothing"""

SAVE_ORGANISATIONS = """insert into provider_audit.organisation (id, kind, name)
select (d ->> 'id')::uuid, d ->> 'kind', d ->> 'name' from jsonb_array_elements(cast(:rows as jsonb)) d
on conflict (id) do update set name = excluded.name"""

SAVE_MATTERS = """insert into provider_audit.matter (id, kind, case_id, board_id, provider_id)
select (d ->> 'id')::uuid, d ->> 'kind', (d ->> 'case')::uuid, (d ->> 'board')::uuid, (d ->> 'provider')::uuid
from jsonb_array_elements(cast(:rows as jsonb)) d on conflict (id) do nothing"""

SAVE_HOLDS = """update provider_audit.matter m set paused_from = (d ->> 'from')::timestamptz
from jsonb_array_elements(cast(:rows as jsonb)) d where m.id = (d ->> 'id')::uuid"""

SAVE_ENDS = f"""with ended as (update provider_audit.matter m set ended_by = (d ->> 'fact')::uuid
  from jsonb_array_elements(cast(:rows as jsonb)) d where m.id = (d ->> 'id')::uuid returning m.id)
update provider_audit.finding f set over = true from ended where f.about = ended.id and f.rule in {_LAPSING}"""

UNDO_ENDS = f"""with undone as (update provider_audit.matter m set ended_by = null
  from jsonb_array_elements(cast(:rows as jsonb)) d where m.ended_by = (d ->> 'fact')::uuid returning m.id)
update provider_audit.finding f set over = false from undone where f.about = undone.id and f.rule in {_LAPSING}"""

SAVE_CONTRACTS = """insert into provider_audit.contract (id, board_id, provider_id, number)
select (d ->> 'id')::uuid, (d ->> 'board')::uuid, (d ->> 'provider')::uuid, d ->> 'number'
from jsonb_array_elements(cast(:rows as jsonb)) d on conflict (id) do nothing"""

SAVE_CLAUSES = """insert into provider_audit.clause
  (id, version, contract, board_id, provider_id, number, type, parameters, valid_from, valid_to)
select (d ->> 'id')::uuid, (d ->> 'version')::integer, (d ->> 'contract')::uuid, (d ->> 'board')::uuid,
  (d ->> 'provider')::uuid, d ->> 'number', d ->> 'type', d -> 'parameters', (d ->> 'valid_from')::date, (d ->> 'valid_to')::date
from jsonb_array_elements(cast(:rows as jsonb)) d on conflict (id, version) do nothing"""

LOAD_ALL_FACTS = f"""select body, state, received from provider_audit.heard h where state <> 'waiting' and received > :after
and received <= :until and {HAD_ITS_TURN} and (provider_id = :provider
  or provider_id is null and (subject = :provider or type = any(:everybodys)))
order by received, log, position"""

# Facts that had their turn as unreadable and have come again in a form that can be read.
READ_AT_LAST = "select body from provider_audit.heard where state = 'parked' and reason = :reason"

# One dossier that another version judged, or that an operator asked for; what falls due first is first.
NEXT_JUDGED_BEFORE = """select provider_id, judged_by from provider_audit.dossier where judged_by <> :version
order by next_due nulls last, provider_id limit 1"""

JUDGED_BEFORE = """select provider_id, judged_by from provider_audit.dossier where judged_by <> :version
and (provider_id = any(:providers) or next_due <= :until)"""

STUCK = "select subject, fact from provider_audit.stuck where provider_id = :provider"

LEFT_JUDGED_BEFORE = "select count(*) from provider_audit.dossier where judged_by <> :version"

STANDS = {
    kind: f"select document, fallen_at from provider_audit.{kind} where provider_id = :provider"
    for kind in ("obligation", "finding")
}

FALL = {
    kind: f"""update provider_audit.{kind} set fallen_at = case when id = any(:fallen) then cast(:at as timestamptz) end
where provider_id = :provider and (fallen_at is null) = (id = any(:fallen))"""
    for kind in ("obligation", "finding")
}

# Whoever answers a finding that judging again raised has as long as any other, before the supervisor sees it unanswered.
LEAVE_TIME = """update provider_audit.finding set supervisor_from = greatest(supervisor_from, :reply_due)
where id = any(:ids) and severity <> 'critical' and cardinality(boards) > 0"""

# The facts of earlier batches that a batch took in or left out, and those whose reason is another now.
MOVE_HEARD = """update provider_audit.heard h set state = told.state, reason = told.reason
from unnest(cast(:id as uuid[]), cast(:state as text[]), cast(:reason as text[])) as told (id, state, reason)
where h.id = told.id and (h.state, h.reason) is distinct from (told.state, told.reason)"""
