"""What is handed in knows its fact and may be returned; incidents and absences, and the board's threat assessments."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_STATEMENTS = (
    "alter table referral.submission drop constraint submission_kind_check",
    """alter table referral.submission add constraint submission_kind_check check (kind in ('plan', 'review', 'report',
       'end-report', 'safety-plan', 'incident', 'absence'))""",
    """alter table referral.submission add column fact_id uuid, add column revised boolean not null default false,
       add column returned_at timestamptz, add column returned_fact uuid, add column returned_by uuid,
       add column return_reason text, add column not_a_report boolean not null default false,
       add column return_fields text[] not null default '{}', add column return_due timestamptz,
       add column remarks_sealed bytea""",
    """with told as (select id, subject, split_part(type, '.', 4) as what, period, row_number() over (
       partition by subject, type, period order by position) as attempt
       from (select *, coalesce(cast(body as jsonb) -> 'data' ->> 'period', '') as period from referral.log) l)
       update referral.submission s set fact_id = told.id from told
       where told.subject = s.placement_id and told.period = s.period and told.attempt = s.attempt
       and told.what = case s.kind when 'plan' then 'PlanSubmitted' when 'review' then 'PlanReviewed'
       when 'report' then 'ReportSubmitted' else 'EndReportSubmitted' end""",
    "alter table referral.placement add column plan_returned integer not null default 0",
    """create table referral.event (id uuid primary key, placement_id uuid not null references referral.placement,
       case_id uuid not null, board_id uuid not null, provider_id uuid not null, first_told timestamptz not null,
       kind text, noticed_at timestamptz, noticed_sealed bytea, aware_at timestamptz, phoned_at timestamptz,
       reported_at timestamptz, report_id uuid, call_at timestamptz, call_told timestamptz, denied_at timestamptz,
       absence_kind text, absence_noticed timestamptz, absence_told timestamptz, absence_id uuid,
       ended_at timestamptz)""",
    "create index event_placement on referral.event (placement_id, first_told)",
    """create index event_to_attest on referral.event (board_id)
       where phoned_at is not null and call_told is null and denied_at is null""",
    """create table referral.threat_assessment (id uuid primary key,
       placement_id uuid not null references referral.placement, case_id uuid not null, board_id uuid not null,
       provider_id uuid not null, assessed_on date not null, number_sealed bytea not null, told timestamptz not null,
       told_by uuid not null)""",
    "create index threat_placement on referral.threat_assessment (placement_id, assessed_on)",
    "alter table referral.event enable row level security",
    "alter table referral.event force row level security",
    "create policy worker on referral.event to utvag_referral using (true) with check (true)",
    """create policy web_reads on referral.event for select to utvag_referral_web using (board_id =
       any(runtime.my_boards()) or provider_id = any(runtime.my_providers()))""",
    "grant select, insert, update on referral.event to utvag_referral_web",
    """create policy web_adds on referral.event for insert to utvag_referral_web with check (board_id =
       any(runtime.my_boards()) or provider_id = any(runtime.my_providers()))""",
    """create policy web_changes on referral.event for update to utvag_referral_web using (board_id =
       any(runtime.my_boards()) or provider_id = any(runtime.my_providers())) with check (board_id =
       any(runtime.my_boards()) or provider_id = any(runtime.my_providers()))""",
    "alter table referral.threat_assessment enable row level security",
    "alter table referral.threat_assessment force row level security",
    "create policy worker on referral.threat_assessment to utvag_referral using (true) with check (true)",
    """create policy web_reads on referral.threat_assessment for select to utvag_referral_web using (board_id =
       any(runtime.my_boards()))""",
    "grant select, insert on referral.threat_assessment to utvag_referral_web",
    """create policy web_adds on referral.threat_assessment for insert to utvag_referral_web with check (board_id =
       any(runtime.my_boards()))""",
)


def upgrade() -> None:
    """Add the columns of returns, the fact of every earlier submission, and the two new tables."""
    for statement in _STATEMENTS:
        op.execute(statement)
