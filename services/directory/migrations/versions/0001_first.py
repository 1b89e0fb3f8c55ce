"""Boards, providers, units, permits, contracts with their clauses, commissions, names in a vault, and imports."""

from alembic import op

from services.runtime import spine

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_TABLES = (
    """create table directory.board (id uuid primary key, municipality text not null, name text not null)""",
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
)

_HOLDS_A_BOARD = "cardinality(runtime.my_boards()) > 0 or runtime.is_operator()"
_CONTRACT_READERS = (
    "board_id = any(runtime.my_boards()) or provider_id = any(runtime.my_providers()) "
    "or runtime.is_supervisor() or runtime.is_operator()"
)
_OWN_BOARD = "board_id = any(runtime.my_boards())"
_OWN_PEOPLE = (
    "person = runtime.me() or organisation = any(runtime.my_boards()) "
    "or organisation = any(runtime.my_providers()) or runtime.is_operator()"
)


def upgrade() -> None:
    """Make the schema with its policies."""
    for statement in (*spine.first("directory", hears=False), *_TABLES, *spine.vault("directory"), *_policies()):
        op.execute(statement)


def _policies() -> list[str]:
    write = ("select", "insert", "update")
    statements = spine.protect("directory", "board", "everybody_reads")
    for table in ("provider", "unit", "permit", "not_permit_bound"):
        statements += spine.protect("directory", table, "everybody_reads", _HOLDS_A_BOARD, write)
    for table in ("contract", "clause"):
        statements += spine.protect("directory", table, _CONTRACT_READERS, _OWN_BOARD, write)
    statements += spine.protect("directory", "commission", _OWN_PEOPLE)
    return statements + spine.protect("directory", "import_file", _OWN_BOARD, _OWN_BOARD, write)
