"""What people attest, its words apart and sealed, and import files of a provider."""

from alembic import op

from services.runtime import spine

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_PLATFORM = "cast('00000000-0000-0000-0000-000000000000' as uuid)"
_TABLES = (
    """create table directory.attested (id uuid primary key, type text not null, subject uuid not null,
       teller uuid not null, provider_id uuid references directory.provider, board_id uuid references directory.board,
       with_supervisor boolean not null default false, occurred timestamptz not null, told_at timestamptz not null,
       body text not null, made bigint generated always as identity)""",
    "create index attested_provider on directory.attested (provider_id, made)",
    "create index attested_board on directory.attested (board_id) where board_id is not null",
    "create index attested_subject on directory.attested (subject)",
    """create table directory.attested_words (fact uuid primary key references directory.attested,
       provider_id uuid not null references directory.provider, board_id uuid, with_supervisor boolean not null,
       key uuid not null, sealed bytea not null)""",
    "alter table directory.import_file add column provider_id uuid references directory.provider",
    "alter table directory.import_file add column sealed bytea",
    "create index import_file_provider on directory.import_file (provider_id, made_at desc)",
)
_SIDES = (
    "provider_id = any(runtime.my_providers()) or board_id = any(runtime.my_boards()) "
    "or (with_supervisor and runtime.is_supervisor())"
)
_UNDER_CONTRACT = (
    "board_id is null and not with_supervisor and exists (select from directory.contract c "
    "where c.provider_id = attested.provider_id and c.board_id = any(runtime.my_boards()))"
)
_OPERATOR = "provider_id is null and runtime.is_operator()"
_OWN_WORD = (
    "(teller = any(runtime.my_providers()) and provider_id = teller) or teller = any(runtime.my_boards()) "
    f"or (teller = {_PLATFORM} and with_supervisor and runtime.is_supervisor()) "
    f"or (teller = {_PLATFORM} and {_OPERATOR})"
)
_OWN_FILE = "board_id = any(runtime.my_boards()) or provider_id = any(runtime.my_providers())"


def upgrade() -> None:
    """Make the tables with their policies, and open import files to providers for their own."""
    add = ("select", "insert")
    for statement in (
        *_TABLES,
        *spine.protect("directory", "attested", f"{_SIDES} or ({_UNDER_CONTRACT}) or ({_OPERATOR})", _OWN_WORD, add),
        *spine.protect("directory", "attested_words", _SIDES, _SIDES, add),
        f"alter policy web_reads on directory.import_file using ({_OWN_FILE})",
        f"alter policy web_adds on directory.import_file with check ({_OWN_FILE})",
        f"alter policy web_changes on directory.import_file using ({_OWN_FILE}) with check ({_OWN_FILE})",
    ):
        op.execute(statement)
