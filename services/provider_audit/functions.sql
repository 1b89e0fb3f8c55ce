create view provider_audit.being_judged with (security_barrier) as
select id, provider_id, board_id, boards, rule, owes, about, period, due, 'open'::text as state, opened_at,
  null::uuid as met_by, null::double precision as delay_seconds, null::uuid as finding, cell_month, cell_week,
  document - '{state,met_by,met_at,delay_seconds,finding,lapsed_by,waived_by}'::text[] as document
from provider_audit.obligation where runtime.is_supervisor() and state in ('missed', 'met_late') and not exists (
  select 1 from provider_audit.finding f where f.id = obligation.finding
  and f.supervisor_from <= (select runtime.now()))
--
grant create on schema provider_audit to utvag_provider_audit
--
alter view provider_audit.being_judged owner to utvag_provider_audit
--
grant select on provider_audit.being_judged to utvag_provider_audit_web
--
create view provider_audit.duty with (security_invoker) as select id, provider_id, board_id, boards, rule, owes, about, period, due, state, opened_at, met_by, delay_seconds, finding, cell_month, cell_week, document from provider_audit.obligation
union all select id, provider_id, board_id, boards, rule, owes, about, period, due, state, opened_at, met_by, delay_seconds, finding, cell_month, cell_week, document from provider_audit.being_judged
--
grant select on provider_audit.duty to utvag_provider_audit, utvag_provider_audit_web
--
-- A log keeps each event as text, to the byte as it is exported: what was said of one finding is read from it here.
create view provider_audit.finding_told with (security_barrier) as
select told.subject as finding, told.position, told.received, split_part(told.type, '.', 4) as kind,
  coalesce(told.body::jsonb #>> '{data,judged_at}', told.body::jsonb ->> 'occurred')::timestamptz as at,
  told.body::jsonb #>> '{data,reason}' as reason,
  told.body::jsonb #>> '{data,severity}' as severity
from provider_audit.log told where split_part(told.type, '.', 4) in
  ('FindingRaised', 'FindingSeverityRaised', 'FindingSettled', 'FindingWithdrawn')
and (exists (select 1 from provider_audit.finding_party party where party.finding = told.subject
    and (party.board_id = any(runtime.my_boards()) or party.provider_id = any(runtime.my_providers())))
  or (runtime.is_supervisor() and exists (select 1 from provider_audit.finding f where f.id = told.subject
    and f.supervisor_from <= (select runtime.now()))))
--
alter view provider_audit.finding_told owner to utvag_provider_audit
--
revoke create on schema provider_audit from utvag_provider_audit
--
grant select on provider_audit.finding_told to utvag_provider_audit_web
