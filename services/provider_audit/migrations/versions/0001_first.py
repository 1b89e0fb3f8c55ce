"""The audit's tables: dossiers, obligations, findings and who sees them, casework, and names for display."""

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_STATEMENTS = (
    "create schema if not exists provider_audit",
    "grant usage on schema provider_audit to utvag_provider_audit, utvag_provider_audit_web",
    """alter default privileges in schema provider_audit grant select, insert, update, delete on tables to
       utvag_provider_audit""",
    """alter default privileges in schema provider_audit grant usage, select on sequences to utvag_provider_audit,
       utvag_provider_audit_web""",
    """create table provider_audit.log (position bigint primary key, id uuid not null unique, type text not null,
       subject uuid not null, sequence bigint not null, received timestamptz not null, body text not null,
       unique (subject, sequence))""",
    """create table provider_audit.log_head (one boolean primary key default true check (one), epoch integer not null default 0,
       position bigint not null default 0, received timestamptz not null default '-infinity')""",
    "insert into provider_audit.log_head default values",
    """create table provider_audit.told (one boolean primary key default true check (one), epoch integer not null default 0,
       position bigint not null default 0)""",
    "insert into provider_audit.told default values",
    "create table provider_audit.subject_sequence (subject uuid primary key, sequence bigint not null)",
    "grant insert on provider_audit.log to utvag_provider_audit_web",
    "grant select, update on provider_audit.log_head to utvag_provider_audit_web",
    "grant select, insert, update on provider_audit.subject_sequence to utvag_provider_audit_web",
    """create table provider_audit.heard (log text not null, position bigint not null, id uuid not null, type text not null,
       subject uuid not null, sequence bigint not null, received timestamptz not null, body text not null,
       state text not null default 'waiting' check (state in ('waiting', 'applied', 'parked', 'void')), reason text,
       primary key (log, position))""",
    "create index heard_waiting on provider_audit.heard (log, position) where state = 'waiting'",
    "create index heard_parked on provider_audit.heard (log, subject) where state = 'parked'",
    """create table provider_audit.heard_watermark (log text primary key, position bigint not null, received
       timestamptz not null)""",
    """create table provider_audit.applied (log text not null, subject uuid not null, sequence bigint not null,
       primary key (log, subject))""",
    """create table provider_audit.progress (one boolean primary key default true check (one), until timestamptz,
       log_positions jsonb not null default '{}')""",
    "insert into provider_audit.progress default values",
    """create table provider_audit.hear_parked (id bigint generated always as identity primary key, log text not null,
       topic text not null, partition integer not null, kafka_offset bigint not null, reason text not null,
       headers jsonb not null, value bytea, at timestamptz not null default runtime.now(),
       digest text generated always as (md5(coalesce(value, ''))) stored,
       unique (topic, partition, kafka_offset, digest))""",
    "grant select on provider_audit.heard_watermark, provider_audit.progress to utvag_provider_audit_web",
    """create table provider_audit.dossier (provider_id uuid primary key, document jsonb not null,
       next_due timestamptz, version uuid not null)""",
    "create index dossier_due on provider_audit.dossier (next_due) where next_due is not null",
    """create table provider_audit.obligation (id uuid primary key, provider_id uuid not null, board_id uuid,
       rule text not null, owes text not null, about uuid not null, period text not null, due timestamptz not null,
       state text not null check (state in ('open', 'met', 'missed', 'met_late', 'lapsed', 'waived')),
       opened_at timestamptz, met_by uuid, delay_seconds double precision, finding uuid,
       cell_month text not null, cell_week text not null, document jsonb not null)""",
    "create index obligation_cell on provider_audit.obligation (provider_id, cell_month)",
    "create index obligation_board on provider_audit.obligation (board_id, cell_month)",
    "create index obligation_about on provider_audit.obligation (about)",
    "create index obligation_open on provider_audit.obligation (due) where state = 'open'",
    """create table provider_audit.expected (about uuid not null, period text not null, provider_id uuid not null,
       board_id uuid not null, due timestamptz not null, primary key (about, period))""",
    "create index expected_provider on provider_audit.expected (provider_id)",
    """create table provider_audit.finding (id uuid primary key, provider_id uuid not null, rule text not null,
       owes text[] not null, boards uuid[] not null, about uuid not null, obligation uuid,
       severity text not null check (severity in ('critical', 'high', 'medium', 'low')),
       standing text not null check (standing in ('standing', 'settled', 'withdrawn')),
       raised_at timestamptz not null, judged_at timestamptz not null, reply_due timestamptz not null,
       settled_at timestamptz, document jsonb not null,
       casework text not null default 'unanswered'
         check (casework in ('unanswered', 'replied', 'confirmed', 'dismissed', 'closed')),
       replied text[] not null default '{}', decided_at timestamptz, supervisor_from timestamptz,
       revision bigint not null default 1)""",
    "create index finding_provider on provider_audit.finding (provider_id, raised_at)",
    "create index finding_about on provider_audit.finding (about)",
    """create table provider_audit.finding_party (finding uuid not null, board_id uuid, provider_id uuid,
       check (num_nonnulls(board_id, provider_id) = 1), unique nulls not distinct (finding, board_id, provider_id))""",
    """create table provider_audit.casework_event (id uuid primary key, finding uuid not null,
       at timestamptz not null, kind text not null check (kind in ('replied', 'confirmed', 'dismissed', 'closed')),
       side text not null, organisation uuid not null, role text not null, person uuid not null, stand text,
       ground text, receipt text, reason text, sealed bytea, remedy_by date)""",
    "create index casework_event_finding on provider_audit.casework_event (finding, at)",
    """create table provider_audit.stuck (provider_id uuid not null, subject uuid not null, fact uuid,
       since timestamptz not null, why text not null, primary key (provider_id, subject))""",
    "create table provider_audit.organisation (id uuid primary key, kind text not null, name text not null)",
    """create table provider_audit.matter (id uuid primary key, kind text not null, case_id uuid not null,
       board_id uuid not null, provider_id uuid not null, paused_from timestamptz)""",
    "create index matter_case on provider_audit.matter (case_id)",
    """create table provider_audit.contract (id uuid primary key, board_id uuid not null, provider_id uuid not null,
       number text not null)""",
    """create table provider_audit.clause (id uuid not null, version integer not null, contract uuid not null,
       board_id uuid not null, provider_id uuid not null, number text not null, type text not null,
       parameters jsonb not null, valid_from date not null, valid_to date, primary key (id, version))""",
    """alter table provider_audit.heard
       add column provider_id uuid generated always as ((body::jsonb #>> '{data,provider}')::uuid) stored,
       add column board_id uuid generated always as ((body::jsonb #>> '{data,board}')::uuid) stored""",
    "create index heard_provider on provider_audit.heard (provider_id, received)",
    "create index heard_id on provider_audit.heard (id)",
    "create table provider_audit.vault (person uuid primary key, wrapped_key bytea, sealed bytea)",
    "grant select, insert, update on provider_audit.vault to utvag_provider_audit_web",
    """create table provider_audit.read_log (id uuid primary key, person uuid not null, reader uuid not null,
            organisation uuid not null, about uuid not null, what text not null, why text not null,
            at timestamptz not null)""",
    "grant select, insert on provider_audit.read_log to utvag_provider_audit_web",
    "alter table provider_audit.dossier enable row level security",
    "alter table provider_audit.dossier force row level security",
    "create policy worker on provider_audit.dossier to utvag_provider_audit using (true) with check (true)",
    "create policy web_reads on provider_audit.dossier for select to utvag_provider_audit_web using (false)",
    "grant select on provider_audit.dossier to utvag_provider_audit_web",
    "alter table provider_audit.obligation enable row level security",
    "alter table provider_audit.obligation force row level security",
    "create policy worker on provider_audit.obligation to utvag_provider_audit using (true) with check (true)",
    """create policy web_reads on provider_audit.obligation for select to utvag_provider_audit_web using (board_id =
       any(runtime.my_boards()) or provider_id = any(runtime.my_providers()) or runtime.is_supervisor())""",
    "grant select on provider_audit.obligation to utvag_provider_audit_web",
    "alter table provider_audit.expected enable row level security",
    "alter table provider_audit.expected force row level security",
    "create policy worker on provider_audit.expected to utvag_provider_audit using (true) with check (true)",
    """create policy web_reads on provider_audit.expected for select to utvag_provider_audit_web using (board_id =
       any(runtime.my_boards()) or provider_id = any(runtime.my_providers()) or runtime.is_supervisor())""",
    "grant select on provider_audit.expected to utvag_provider_audit_web",
    "alter table provider_audit.finding_party enable row level security",
    "alter table provider_audit.finding_party force row level security",
    "create policy worker on provider_audit.finding_party to utvag_provider_audit using (true) with check (true)",
    """create policy web_reads on provider_audit.finding_party for select to utvag_provider_audit_web using (board_id =
       any(runtime.my_boards()) or provider_id = any(runtime.my_providers()))""",
    "grant select on provider_audit.finding_party to utvag_provider_audit_web",
    "alter table provider_audit.finding enable row level security",
    "alter table provider_audit.finding force row level security",
    "create policy worker on provider_audit.finding to utvag_provider_audit using (true) with check (true)",
    """create policy web_reads on provider_audit.finding for select to utvag_provider_audit_web using (exists (select 1
       from provider_audit.finding_party party where party.finding = finding.id) or (runtime.is_supervisor() and
       supervisor_from <= (select runtime.now())))""",
    "grant select, update on provider_audit.finding to utvag_provider_audit_web",
    """create policy web_changes on provider_audit.finding for update to utvag_provider_audit_web using (exists (select
       1 from provider_audit.finding_party party where party.finding = finding.id)) with check (exists (select 1 from
       provider_audit.finding_party party where party.finding = finding.id))""",
    "alter table provider_audit.casework_event enable row level security",
    "alter table provider_audit.casework_event force row level security",
    "create policy worker on provider_audit.casework_event to utvag_provider_audit using (true) with check (true)",
    """create policy web_reads on provider_audit.casework_event for select to utvag_provider_audit_web using (exists
       (select 1 from provider_audit.finding seen where seen.id = casework_event.finding))""",
    "grant select, insert on provider_audit.casework_event to utvag_provider_audit_web",
    """create policy web_adds on provider_audit.casework_event for insert to utvag_provider_audit_web with check
       (exists (select 1 from provider_audit.finding_party party where party.finding = casework_event.finding))""",
    "alter table provider_audit.stuck enable row level security",
    "alter table provider_audit.stuck force row level security",
    "create policy worker on provider_audit.stuck to utvag_provider_audit using (true) with check (true)",
    """create policy web_reads on provider_audit.stuck for select to utvag_provider_audit_web using (provider_id =
       any(runtime.my_providers()) or runtime.is_supervisor() or runtime.is_operator() or exists (select 1 from
       provider_audit.contract c where c.provider_id = stuck.provider_id and c.board_id = any(runtime.my_boards())))""",
    "grant select on provider_audit.stuck to utvag_provider_audit_web",
    "alter table provider_audit.organisation enable row level security",
    "alter table provider_audit.organisation force row level security",
    "create policy worker on provider_audit.organisation to utvag_provider_audit using (true) with check (true)",
    "create policy web_reads on provider_audit.organisation for select to utvag_provider_audit_web using (true)",
    "grant select on provider_audit.organisation to utvag_provider_audit_web",
    "alter table provider_audit.matter enable row level security",
    "alter table provider_audit.matter force row level security",
    "create policy worker on provider_audit.matter to utvag_provider_audit using (true) with check (true)",
    """create policy web_reads on provider_audit.matter for select to utvag_provider_audit_web using (board_id =
       any(runtime.my_boards()) or provider_id = any(runtime.my_providers()))""",
    "grant select on provider_audit.matter to utvag_provider_audit_web",
    "alter table provider_audit.contract enable row level security",
    "alter table provider_audit.contract force row level security",
    "create policy worker on provider_audit.contract to utvag_provider_audit using (true) with check (true)",
    """create policy web_reads on provider_audit.contract for select to utvag_provider_audit_web using (board_id =
       any(runtime.my_boards()) or provider_id = any(runtime.my_providers()) or runtime.is_supervisor())""",
    "grant select on provider_audit.contract to utvag_provider_audit_web",
    "alter table provider_audit.clause enable row level security",
    "alter table provider_audit.clause force row level security",
    "create policy worker on provider_audit.clause to utvag_provider_audit using (true) with check (true)",
    """create policy web_reads on provider_audit.clause for select to utvag_provider_audit_web using (board_id =
       any(runtime.my_boards()) or provider_id = any(runtime.my_providers()) or runtime.is_supervisor())""",
    "grant select on provider_audit.clause to utvag_provider_audit_web",
    "alter table provider_audit.heard enable row level security",
    "alter table provider_audit.heard force row level security",
    "create policy worker on provider_audit.heard to utvag_provider_audit using (true) with check (true)",
    """create policy web_reads on provider_audit.heard for select to utvag_provider_audit_web using (board_id =
       any(runtime.my_boards()) or provider_id = any(runtime.my_providers()) or (board_id is null and
       runtime.is_supervisor()))""",
    "grant select on provider_audit.heard to utvag_provider_audit_web",
)


def upgrade() -> None:
    """Make the schema, its tables and who may read them."""
    for statement in _STATEMENTS:
        op.execute(statement)
