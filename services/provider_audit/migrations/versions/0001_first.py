"""The audit's tables: dossiers, obligations, findings and who sees them, casework, and names for display."""

from alembic import op

from services.runtime import spine

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_PARTY = "board_id = any(runtime.my_boards()) or provider_id = any(runtime.my_providers())"
_PARTY_OR_SUPERVISOR = f"{_PARTY} or runtime.is_supervisor()"
_SEES_FINDING = (
    "exists (select 1 from provider_audit.finding_party party where party.finding = finding.id) "
    "or (runtime.is_supervisor() and supervisor_from <= (select runtime.now()))"
)
_OF_FINDING = "exists (select 1 from provider_audit.finding seen where seen.id = casework_event.finding)"
_PARTY_OF_FINDING = "exists (select 1 from provider_audit.finding_party party where party.finding = finding.id)"
_PARTY_OF_EVENT = (
    "exists (select 1 from provider_audit.finding_party party where party.finding = casework_event.finding)"
)

_SEES_STUCK = (
    "provider_id = any(runtime.my_providers()) or runtime.is_supervisor() or runtime.is_operator() or exists "
    "(select 1 from provider_audit.contract c where c.provider_id = stuck.provider_id and c.board_id = any(runtime.my_boards()))"
)

_TABLES = (
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
)

_PROTECTED = (
    ("dossier", "false", None, ()),
    ("obligation", _PARTY_OR_SUPERVISOR, None, ()),
    ("expected", _PARTY_OR_SUPERVISOR, None, ()),
    ("finding_party", _PARTY, None, ()),
    ("finding", _SEES_FINDING, _PARTY_OF_FINDING, ("update",)),
    ("casework_event", _OF_FINDING, _PARTY_OF_EVENT, ("insert",)),
    ("stuck", _SEES_STUCK, None, ()),
    ("organisation", "everybody_reads", None, ()),
    ("matter", "board_or_provider", None, ()),
    ("contract", _PARTY_OR_SUPERVISOR, None, ()),
    ("clause", _PARTY_OR_SUPERVISOR, None, ()),
    ("heard", f"{_PARTY} or (board_id is null and runtime.is_supervisor())", None, ()),
)


def upgrade() -> None:
    """Make the schema, its tables and who may read them."""
    for statement in (*spine.first("provider_audit", hears=True), *_TABLES, *spine.vault("provider_audit")):
        op.execute(statement)
    for table, reads, writes, verbs in _PROTECTED:
        for statement in spine.protect("provider_audit", table, reads, writes, ("select", *verbs)):
            op.execute(statement)
