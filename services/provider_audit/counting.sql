-- How duties are counted by the cells of Uppföljning: which way each stands as far as no clock and no viewer is asked. `hidden_until`
-- is from when a supervisor may know, `day` the last day of one that is open.
create view provider_audit.duty_way as
select o.provider_id, o.rule, o.cell_month, o.cell_week, o.owes, o.board_id, o.boards,
  case when o.state in ('open', 'met', 'lapsed', 'waived') then o.state when o.finding is null then 'covered'
    when f.id is null then 'judging' when f.casework = 'dismissed' then 'dismissed'
    when f.casework = 'closed' and (f.over or o.state = 'met_late') then 'closed_' || o.state else o.state end as way,
  case when o.state = 'open' then cast((o.due - interval '1 microsecond') at time zone 'Europe/Stockholm' as date) end as day,
  case when o.state in ('missed', 'met_late') then coalesce(f.boards, '{}') else '{}' end as finding_boards,
  case when o.state in ('missed', 'met_late') and f.id is not null and (f.supervisor_from is null or f.supervisor_from > (select runtime.now()))
    then coalesce(f.supervisor_from, 'infinity') end as hidden_until
from provider_audit.obligation o left join provider_audit.finding f on f.id = o.finding and f.standing <> 'withdrawn'
--
-- What has changed since it was counted last: a rule's duties of a provider in a month, or those where one duty stands.
create view provider_audit.duty_uncounted as
select provider_id, rule, cell_month from provider_audit.duty_to_count where obligation is null
union select o.provider_id, o.rule, o.cell_month from provider_audit.duty_to_count d join provider_audit.obligation o on o.id = d.obligation
--
-- The counts that a viewer may know, exact at any moment: what is not counted yet is counted here.
create view provider_audit.duty_counted with (security_barrier) as
with whose as materialized (select runtime.my_boards() as boards, runtime.my_providers() as providers, runtime.is_supervisor() as supervisor,
  runtime.now() as now)
select c.provider_id, c.rule, c.cell_month, c.cell_week, c.owes, c.board_id, c.boards, c.day, c.number,
  case when w.supervisor and (c.way = 'covered' or c.hidden_until > w.now) then 'judging'
    when c.finding_boards <> '{}' and cardinality(w.boards) > 0 and not c.finding_boards && w.boards then 'judging' else c.way end as way
from (
  select provider_id, rule, cell_month, cell_week, owes, board_id, boards, way, day, finding_boards, hidden_until, number
  from provider_audit.duty_count k where not exists (select from provider_audit.duty_uncounted u
    where u.provider_id = k.provider_id and u.rule = k.rule and u.cell_month = k.cell_month)
  union all
  select d.provider_id, d.rule, d.cell_month, d.cell_week, d.owes, d.board_id, d.boards, d.way, d.day, d.finding_boards, d.hidden_until,
    count(*)
  from provider_audit.duty_uncounted u join provider_audit.duty_way d
    on d.provider_id = u.provider_id and d.rule = u.rule and d.cell_month = u.cell_month
  group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11) c, whose w
where w.supervisor or c.boards && w.boards or c.provider_id = any(w.providers)
--
create function provider_audit.note_duties() returns trigger language plpgsql security definer set search_path = '' as $$ begin
  if tg_op = 'UPDATE' then
    insert into provider_audit.duty_to_count (provider_id, rule, cell_month)
    select n.provider_id, n.rule, n.cell_month from now_so n join was_so w using (id)
      where (n.state, n.due, n.finding, n.boards, n.cell_month, n.cell_week) is distinct from
        (w.state, w.due, w.finding, w.boards, w.cell_month, w.cell_week)
    union select w.provider_id, w.rule, w.cell_month from now_so n join was_so w using (id) where n.cell_month <> w.cell_month;
  elsif tg_op = 'INSERT' then
    insert into provider_audit.duty_to_count (provider_id, rule, cell_month) select distinct provider_id, rule, cell_month from now_so;
  else
    insert into provider_audit.duty_to_count (provider_id, rule, cell_month) select distinct provider_id, rule, cell_month from was_so;
  end if;
  return null; end $$
--
create function provider_audit.note_findings() returns trigger language plpgsql security definer set search_path = '' as $$ begin
  if tg_op = 'UPDATE' then
    insert into provider_audit.duty_to_count (obligation) select n.obligation from now_so n join was_so w using (id)
      where n.obligation is not null and (n.standing, n.casework, n.over, n.boards, n.supervisor_from) is distinct from
        (w.standing, w.casework, w.over, w.boards, w.supervisor_from);
  elsif tg_op = 'INSERT' then
    insert into provider_audit.duty_to_count (obligation) select obligation from now_so where obligation is not null;
  else
    insert into provider_audit.duty_to_count (obligation) select obligation from was_so where obligation is not null;
  end if;
  return null; end $$
--
grant create on schema provider_audit to utvag_provider_audit
--
alter view provider_audit.duty_way owner to utvag_provider_audit
--
alter view provider_audit.duty_uncounted owner to utvag_provider_audit
--
alter view provider_audit.duty_counted owner to utvag_provider_audit
--
alter function provider_audit.note_duties() owner to utvag_provider_audit
--
alter function provider_audit.note_findings() owner to utvag_provider_audit
--
revoke create on schema provider_audit from utvag_provider_audit
--
grant select on provider_audit.duty_counted to utvag_provider_audit_web
--
create trigger counted_anew after insert on provider_audit.obligation referencing new table as now_so
for each statement execute function provider_audit.note_duties()
--
create trigger counted_changed after update on provider_audit.obligation referencing old table as was_so new table as now_so
for each statement execute function provider_audit.note_duties()
--
create trigger counted_gone after delete on provider_audit.obligation referencing old table as was_so
for each statement execute function provider_audit.note_duties()
--
create trigger counted_anew after insert on provider_audit.finding referencing new table as now_so
for each statement execute function provider_audit.note_findings()
--
create trigger counted_changed after update on provider_audit.finding referencing old table as was_so new table as now_so
for each statement execute function provider_audit.note_findings()
--
create trigger counted_gone after delete on provider_audit.finding referencing old table as was_so
for each statement execute function provider_audit.note_findings()
