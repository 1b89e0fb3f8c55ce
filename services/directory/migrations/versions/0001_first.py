"""Boards, providers, units, permits, contracts with their clauses, commissions, names in a vault, and imports."""

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_STATEMENTS = (
    "create schema if not exists directory",
    "grant usage on schema directory to utvag_directory, utvag_directory_web",
    "alter default privileges in schema directory grant select, insert, update, delete on tables to utvag_directory",
    """alter default privileges in schema directory grant usage, select on sequences to utvag_directory,
       utvag_directory_web""",
    """create table directory.log (position bigint primary key, id uuid not null unique, type text not null,
       subject uuid not null, sequence bigint not null, received timestamptz not null, body text not null,
       unique (subject, sequence))""",
    """create table directory.log_head (one boolean primary key default true check (one), epoch integer not null default 0,
       position bigint not null default 0, received timestamptz not null default '-infinity')""",
    "insert into directory.log_head default values",
    """create table directory.told (one boolean primary key default true check (one), epoch integer not null default 0,
       position bigint not null default 0)""",
    "insert into directory.told default values",
    "create table directory.subject_sequence (subject uuid primary key, sequence bigint not null)",
    "grant insert on directory.log to utvag_directory_web",
    "grant select, update on directory.log_head to utvag_directory_web",
    "grant select, insert, update on directory.subject_sequence to utvag_directory_web",
    "create table directory.board (id uuid primary key, municipality text not null, name text not null)",
    "create unique index board_name on directory.board (municipality, lower(name))",
    """create table directory.provider (id uuid primary key, orgnr text not null unique check (orgnr ~ '^[0-9]{10}$'),
       name text not null, legal_form text not null, fiscal_year_end text not null, audited_from date not null)""",
    """create table directory.unit (id uuid primary key,
       provider_id uuid not null references directory.provider, name text not null)""",
    "create unique index unit_name on directory.unit (provider_id, lower(name))",
    """create table directory.permit (id uuid primary key,
       provider_id uuid not null references directory.provider, unit_id uuid not null references directory.unit,
       orgnr text not null, number text not null, form text not null, age_bands text[] not null,
       target_groups text[] not null, maximum integer not null check (maximum >= 0),
       valid_from date not null, valid_to date check (valid_to >= valid_from), ended_at date, end_reason text)""",
    "create unique index permit_number on directory.permit (provider_id, number) where number <> ''",
    """create table directory.not_permit_bound (id uuid primary key,
       provider_id uuid not null references directory.provider, unit_id uuid not null references directory.unit,
       orgnr text not null, form text not null, decided_by uuid not null, decided_on date not null,
       unique (orgnr, form, unit_id))""",
    """create table directory.contract (id uuid primary key,
       board_id uuid not null references directory.board, provider_id uuid not null references directory.provider,
       number text not null, forms text[] not null, valid_from date not null,
       valid_to date check (valid_to >= valid_from), audited_from date not null, ended_at date,
       unique (board_id, number))""",
    "create index contract_provider on directory.contract (provider_id)",
    """create table directory.clause (contract_id uuid not null references directory.contract, id uuid not null,
       version integer not null, board_id uuid not null, provider_id uuid not null, type text not null,
       number text not null, parameters jsonb not null, valid_from date not null, valid_to date,
       primary key (contract_id, id, version))""",
    """create table directory.commission (id uuid primary key, person uuid not null, organisation uuid not null,
       role text not null, unit uuid references directory.unit, valid_from date not null, valid_to date,
       ended timestamptz, made bigint generated always as identity)""",
    "create index commission_person on directory.commission (person)",
    """create table directory.import_file (id uuid primary key, board_id uuid, person uuid not null,
       file_name text not null, content text not null, made_at timestamptz not null, done_at timestamptz,
       added integer not null default 0, changed integer not null default 0, same integer not null default 0)""",
    "create index import_file_board on directory.import_file (board_id, made_at desc)",
    "create table directory.vault (person uuid primary key, wrapped_key bytea, sealed bytea)",
    "grant select, insert, update on directory.vault to utvag_directory_web",
    """create table directory.read_log (id uuid primary key, person uuid not null, reader uuid not null,
            organisation uuid not null, about uuid not null, what text not null, why text not null,
            at timestamptz not null)""",
    "grant select, insert on directory.read_log to utvag_directory_web",
    "alter table directory.board enable row level security",
    "alter table directory.board force row level security",
    "create policy worker on directory.board to utvag_directory using (true) with check (true)",
    "create policy web_reads on directory.board for select to utvag_directory_web using (true)",
    "grant select on directory.board to utvag_directory_web",
    "alter table directory.provider enable row level security",
    "alter table directory.provider force row level security",
    "create policy worker on directory.provider to utvag_directory using (true) with check (true)",
    "create policy web_reads on directory.provider for select to utvag_directory_web using (true)",
    "grant select, insert, update on directory.provider to utvag_directory_web",
    """create policy web_adds on directory.provider for insert to utvag_directory_web with check
       (cardinality(runtime.my_boards()) > 0 or runtime.is_operator())""",
    """create policy web_changes on directory.provider for update to utvag_directory_web using
       (cardinality(runtime.my_boards()) > 0 or runtime.is_operator()) with check (cardinality(runtime.my_boards()) > 0
       or runtime.is_operator())""",
    "alter table directory.unit enable row level security",
    "alter table directory.unit force row level security",
    "create policy worker on directory.unit to utvag_directory using (true) with check (true)",
    "create policy web_reads on directory.unit for select to utvag_directory_web using (true)",
    "grant select, insert, update on directory.unit to utvag_directory_web",
    """create policy web_adds on directory.unit for insert to utvag_directory_web with check
       (cardinality(runtime.my_boards()) > 0 or runtime.is_operator())""",
    """create policy web_changes on directory.unit for update to utvag_directory_web using
       (cardinality(runtime.my_boards()) > 0 or runtime.is_operator()) with check (cardinality(runtime.my_boards()) > 0
       or runtime.is_operator())""",
    "alter table directory.permit enable row level security",
    "alter table directory.permit force row level security",
    "create policy worker on directory.permit to utvag_directory using (true) with check (true)",
    "create policy web_reads on directory.permit for select to utvag_directory_web using (true)",
    "grant select, insert, update on directory.permit to utvag_directory_web",
    """create policy web_adds on directory.permit for insert to utvag_directory_web with check
       (cardinality(runtime.my_boards()) > 0 or runtime.is_operator())""",
    """create policy web_changes on directory.permit for update to utvag_directory_web using
       (cardinality(runtime.my_boards()) > 0 or runtime.is_operator()) with check (cardinality(runtime.my_boards()) > 0
       or runtime.is_operator())""",
    "alter table directory.not_permit_bound enable row level security",
    "alter table directory.not_permit_bound force row level security",
    "create policy worker on directory.not_permit_bound to utvag_directory using (true) with check (true)",
    "create policy web_reads on directory.not_permit_bound for select to utvag_directory_web using (true)",
    "grant select, insert, update on directory.not_permit_bound to utvag_directory_web",
    """create policy web_adds on directory.not_permit_bound for insert to utvag_directory_web with check
       (cardinality(runtime.my_boards()) > 0 or runtime.is_operator())""",
    """create policy web_changes on directory.not_permit_bound for update to utvag_directory_web using
       (cardinality(runtime.my_boards()) > 0 or runtime.is_operator()) with check (cardinality(runtime.my_boards()) > 0
       or runtime.is_operator())""",
    "alter table directory.contract enable row level security",
    "alter table directory.contract force row level security",
    "create policy worker on directory.contract to utvag_directory using (true) with check (true)",
    """create policy web_reads on directory.contract for select to utvag_directory_web using (board_id =
       any(runtime.my_boards()) or provider_id = any(runtime.my_providers()) or runtime.is_supervisor() or
       runtime.is_operator())""",
    "grant select, insert, update on directory.contract to utvag_directory_web",
    """create policy web_adds on directory.contract for insert to utvag_directory_web with check (board_id =
       any(runtime.my_boards()))""",
    """create policy web_changes on directory.contract for update to utvag_directory_web using (board_id =
       any(runtime.my_boards())) with check (board_id = any(runtime.my_boards()))""",
    "alter table directory.clause enable row level security",
    "alter table directory.clause force row level security",
    "create policy worker on directory.clause to utvag_directory using (true) with check (true)",
    """create policy web_reads on directory.clause for select to utvag_directory_web using (board_id =
       any(runtime.my_boards()) or provider_id = any(runtime.my_providers()) or runtime.is_supervisor() or
       runtime.is_operator())""",
    "grant select, insert, update on directory.clause to utvag_directory_web",
    """create policy web_adds on directory.clause for insert to utvag_directory_web with check (board_id =
       any(runtime.my_boards()))""",
    """create policy web_changes on directory.clause for update to utvag_directory_web using (board_id =
       any(runtime.my_boards())) with check (board_id = any(runtime.my_boards()))""",
    "alter table directory.commission enable row level security",
    "alter table directory.commission force row level security",
    "create policy worker on directory.commission to utvag_directory using (true) with check (true)",
    """create policy web_reads on directory.commission for select to utvag_directory_web using (person = runtime.me()
       or organisation = any(runtime.my_boards()) or organisation = any(runtime.my_providers()) or
       runtime.is_operator())""",
    "grant select on directory.commission to utvag_directory_web",
    "alter table directory.import_file enable row level security",
    "alter table directory.import_file force row level security",
    "create policy worker on directory.import_file to utvag_directory using (true) with check (true)",
    """create policy web_reads on directory.import_file for select to utvag_directory_web using (board_id =
       any(runtime.my_boards()))""",
    "grant select, insert, update on directory.import_file to utvag_directory_web",
    """create policy web_adds on directory.import_file for insert to utvag_directory_web with check (board_id =
       any(runtime.my_boards()))""",
    """create policy web_changes on directory.import_file for update to utvag_directory_web using (board_id =
       any(runtime.my_boards())) with check (board_id = any(runtime.my_boards()))""",
)


def upgrade() -> None:
    """Make the schema with its policies."""
    for statement in _STATEMENTS:
        op.execute(statement)
