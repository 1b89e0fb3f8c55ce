"""A board with many cases, put straight into the tables that pages read, the same every time; nothing is clicked or judged."""

from __future__ import annotations

from uuid import UUID

from services.provider_audit.pages.board import counting
from services.runtime.database.pool import Database
from services.runtime.service import Context
from services.runtime.settings import Settings

PROVIDERS = 40
MONTHS = 60
"""Over so many months the cases were opened; each runs for six, so that one in ten runs still."""
BOARD = UUID("00000000-0000-4000-8000-0000000000b0")
COORDINATOR = UUID("00000000-0000-4000-8000-0000000000c0")
"""Whose every twentieth case is."""

_ORGANISATIONS = f"""
create temporary table provider as select n, md5('provider' || n)::uuid as id, md5('unit' || n)::uuid as unit,
  md5('contract' || n)::uuid as contract, md5('permit' || n)::uuid as permit, '55' || lpad(n::text, 8, '0') as orgnr,
  'Utförare ' || n || ' AB' as name from generate_series(1, {PROVIDERS}) n;
insert into directory.board (id, municipality, name) values ('{BOARD}', '1280', 'Socialnämnden');
insert into directory.provider (id, orgnr, name, legal_form, fiscal_year_end, audited_from)
  select id, orgnr, name, 'AB', '12-31', current_date - 2000 from provider;
insert into directory.unit (id, provider_id, name, county) select unit, id, 'Enhet ' || n, '12' from provider;
insert into directory.contract (id, board_id, provider_id, number, forms, valid_from, audited_from, on_file)
  select contract, '{BOARD}', id, 'MA-' || n, '{{HVB}}', current_date - 2000, current_date - 2000, now() from provider;
insert into directory.permit (id, provider_id, unit_id, orgnr, number, form, age_bands, target_groups, maximum, valid_from)
  select permit, id, unit, orgnr, 'T-' || n, 'HVB', '{{26+}}', '{{CRIMINAL_NETWORK}}', 9999, current_date - 2000 from provider;
insert into referral.known_board (id, name, municipality) values ('{BOARD}', 'Socialnämnden', '1280');
insert into referral.known_provider (id, orgnr, name, legal_form) select id, orgnr, name, 'AB' from provider;
insert into referral.known_unit (id, provider_id, name, county) select unit, id, 'Enhet ' || n, '12' from provider;
insert into referral.known_contract (id, board_id, provider_id, number, forms, valid_from, position)
  select contract, '{BOARD}', id, 'MA-' || n, '{{HVB}}', current_date - 2000, n from provider;
insert into referral.known_permit (id, provider_id, unit_id, orgnr, form, age_bands, target_groups, maximum, valid_from, position,
  registered_on) select permit, id, unit, orgnr, 'HVB', '{{26+}}', '{{CRIMINAL_NETWORK}}', 9999, current_date - 2000, n,
  current_date - 2000 from provider;
insert into provider_audit.organisation (id, kind, name) select id, 'provider', name from provider
  union all select '{BOARD}'::uuid, 'board', 'Socialnämnden';
insert into provider_audit.contract (id, board_id, provider_id, number) select contract, '{BOARD}', id, 'MA-' || n from provider
"""
_CASES = f"""
create temporary table course as
select c.n, md5('case' || c.n)::uuid as id, md5('referral' || c.n)::uuid as referral, md5('placement' || c.n)::uuid as placement,
  p.id as provider, p.unit, p.contract, p.permit, p.orgnr, began, began < now() - interval '6 months' as over,
  case when c.n % 20 = 0 then '{COORDINATOR}'::uuid else md5('somebody' || c.n % 9)::uuid end as opened_by
from (select n, now() - (n::float / :cases) * interval '{MONTHS} months' - interval '3 days' as began
  from generate_series(1, :cases) n) c join provider p on p.n = 1 + c.n % {PROVIDERS};
insert into referral.case_ (id, board_id, opened_by, opened_at, phase) select id, '{BOARD}', opened_by, began,
  case when began > now() - interval '7 days' then 'requested' when n % 50 = 0 then 'withdrawn' when over then 'ended' else 'placed' end
  from course;
insert into referral.referral (id, case_id, board_id, provider_id, unit_id, contract_id, permit_id, form, age_band, target_group, tier,
  start_on, state, opened_by, opened_at, changed_at, sent_at, answer_due, answered_at, placement_id, parts_sealed)
select referral, id, '{BOARD}', provider, unit, contract, permit, 'HVB', '26+', 'CRIMINAL_NETWORK', 'standard', began::date,
  case when began > now() - interval '7 days' then 'requested' when n % 50 = 0 then 'cancelled' else 'accepted' end,
  opened_by, began, began,
  began, began + interval '3 days', case when began < now() - interval '7 days' then began + interval '1 day' end,
  case when began < now() - interval '7 days' and n % 50 > 0 then placement end, '\\x00' from course;
delete from course where began > now() - interval '7 days' or n % 50 = 0;
insert into referral.placement (id, case_id, referral_id, board_id, provider_id, unit_id, orgnr, form, contract_id, permit_id, age_band,
  target_group, state, accepted_at, start_on, started_at, audited_from, ended_at, end_reason, concluded_at, plan_version,
  plan_approved, end_report_at)
select placement, id, referral, '{BOARD}', provider, unit, orgnr, 'HVB', contract, permit, '26+', 'CRIMINAL_NETWORK',
  case when over then 'completed' else 'in-progress' end, began + interval '1 day', began::date, began + interval '2 days', began::date,
  case when over then began + interval '6 months' end, case when over then 'COMPLETED' end,
  case when over then began + interval '7 months' end, 1, 1, case when over then began + interval '6 months' end from course;
insert into provider_audit.matter (id, kind, case_id, board_id, provider_id, ended_by)
  select placement, 'placement', id, '{BOARD}', provider, case when over then id end from course
"""
_PAPERS = f"""
create temporary table paper as
select c.*, m, to_char(covers, 'YYYY-MM') as period, md5('duty' || n || '/' || m)::uuid as duty,
  md5('finding' || n || '/' || m)::uuid as finding,
  due, case when due > now() then 'open' when (n * 7 + m * 13) % 50 = 0 then 'missed'
    when (n * 7 + m * 13) % 17 = 0 then 'met_late' else 'met' end as state, due - interval '1 microsecond' as last
from course c, generate_series(0, 5) m, lateral (select date_trunc('month', began) + m * interval '1 month' as covers) a,
  lateral (select date_trunc('day', covers + interval '1 month 9 days') + interval '23 hours' as due) d where covers < now();
insert into referral.submission (id, placement_id, case_id, board_id, provider_id, kind, period, attempt, occurred, arrived,
  submitted_by, sealed, accepted_at, fact_id)
select md5('paper' || n || '/' || m)::uuid, placement, id, '{BOARD}', provider, 'report', period, 1, due, due, provider, '\\x00',
  case when due < now() - interval '10 days' then due + interval '1 day' end, md5('paper' || n || '/' || m)::uuid
from paper where state in ('met', 'met_late');
insert into provider_audit.obligation (id, provider_id, board_id, boards, rule, owes, about, period, due, state, opened_at, met_by,
  delay_seconds, finding, cell_month, cell_week, document)
select duty, provider, '{BOARD}'::uuid, array['{BOARD}'::uuid], 'R02', 'provider', placement, period, due, state, began,
  case when state like 'met%' then md5('paper' || n || '/' || m)::uuid end, case when state = 'met_late' then 86400 end,
  case when state in ('missed', 'met_late') then finding end, period, to_char(last at time zone 'Europe/Stockholm', 'IYYY-"W"IW'),
  jsonb_build_object('subject', placement, 'contract', contract, 'day', began::date) from paper
union all
select md5('plan' || n)::uuid, provider, '{BOARD}'::uuid, array['{BOARD}'::uuid], 'R01', 'provider', placement, '', due_by, 'met', began,
  md5('plan paper' || n)::uuid, null, null, to_char(due_by, 'YYYY-MM'), to_char(due_by, 'IYYY-"W"IW'),
  jsonb_build_object('subject', placement, 'contract', contract) from course, lateral (select began + interval '14 days' as due_by) d
  where began < now() - interval '14 days';
insert into provider_audit.finding (id, provider_id, rule, owes, boards, about, obligation, severity, standing, raised_at, judged_at,
  reply_due, settled_at, document, casework, decided_at, supervisor_from, over)
select finding, provider, 'R02', '{{provider}}', array['{BOARD}'::uuid], placement, duty, 'medium',
  case when state = 'missed' then 'standing' else 'settled' end, due, due, due + interval '14 days',
  case when state = 'met_late' then due + interval '1 day' end, '{{}}',
  case when over or due < now() - interval '60 days' then case when n % 3 = 0 then 'dismissed' else 'closed' end
    when n % 2 = 0 then 'confirmed' else 'unanswered' end,
  case when over or due < now() - interval '60 days' then due + interval '20 days' end, due + interval '14 days', over
from paper where state in ('missed', 'met_late');
insert into provider_audit.finding_party (finding, board_id) select finding, '{BOARD}' from paper where state in ('missed', 'met_late');
insert into provider_audit.finding_party (finding, provider_id) select finding, provider from paper where state in ('missed', 'met_late');
insert into provider_audit.expected (about, period, provider_id, board_id, due)
select placement, to_char(now() + interval '1 month', 'YYYY-MM'), provider, '{BOARD}',
  date_trunc('month', now()) + interval '2 months 9 days 23 hours' from course where not over;
insert into notify.notice (id, condition, about, resolve_key, sequence, step, organisation, role, board_id, seen_by, finding, obligation,
  rule, period, severity, due, origin, waits, planned_at, send_at, state, notified_at)
select md5('notice' || duty)::uuid, 'missed', placement, finding, 1, 1, '{BOARD}', 'coordinator', '{BOARD}', array['{BOARD}'::uuid],
  finding, duty, 'R02', period,
  'medium', due, 'portal', true, due, due, 'told', due from paper where state = 'missed' and not over and n % 2 = 1;
insert into provider_audit.duty_to_count (provider_id, rule, cell_month)
  select distinct provider_id, rule, cell_month from provider_audit.obligation;
update provider_audit.progress set until = now()
"""


async def fill(database: Database, cases: int) -> None:
    """Put so many cases of one board into a migrated, empty database, with what is owed and found in them."""
    async with database.pool.acquire() as connection:
        await connection.execute("set session_replication_role = replica; set synchronous_commit = off")
        for part in (_ORGANISATIONS, _CASES, _PAPERS):
            await connection.execute(part.replace(":cases", str(cases)))
        await connection.execute("reset all; drop table provider, course, paper")
        await connection.execute("vacuum analyze")
    while await counting.step(Context(database, Settings())):
        pass
