"""What people attest, its words apart and sealed, and import files of a provider."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_STATEMENTS = (
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
    "alter table directory.attested enable row level security",
    "alter table directory.attested force row level security",
    "create policy worker on directory.attested to utvag_directory using (true) with check (true)",
    """create policy web_reads on directory.attested for select to utvag_directory_web using (provider_id =
       any(runtime.my_providers()) or board_id = any(runtime.my_boards()) or (with_supervisor and
       runtime.is_supervisor()) or (board_id is null and not with_supervisor and exists (select from directory.contract
       c where c.provider_id = attested.provider_id and c.board_id = any(runtime.my_boards()))) or (provider_id is null
       and runtime.is_operator()))""",
    "grant select, insert on directory.attested to utvag_directory_web",
    """create policy web_adds on directory.attested for insert to utvag_directory_web with check ((teller =
       any(runtime.my_providers()) and provider_id = teller) or teller = any(runtime.my_boards()) or (teller =
       cast('00000000-0000-0000-0000-000000000000' as uuid) and with_supervisor and runtime.is_supervisor()) or (teller
       = cast('00000000-0000-0000-0000-000000000000' as uuid) and provider_id is null and runtime.is_operator()))""",
    "alter table directory.attested_words enable row level security",
    "alter table directory.attested_words force row level security",
    "create policy worker on directory.attested_words to utvag_directory using (true) with check (true)",
    """create policy web_reads on directory.attested_words for select to utvag_directory_web using (provider_id =
       any(runtime.my_providers()) or board_id = any(runtime.my_boards()) or (with_supervisor and
       runtime.is_supervisor()))""",
    "grant select, insert on directory.attested_words to utvag_directory_web",
    """create policy web_adds on directory.attested_words for insert to utvag_directory_web with check (provider_id =
       any(runtime.my_providers()) or board_id = any(runtime.my_boards()) or (with_supervisor and
       runtime.is_supervisor()))""",
    """alter policy web_reads on directory.import_file using (board_id = any(runtime.my_boards()) or provider_id =
       any(runtime.my_providers()))""",
    """alter policy web_adds on directory.import_file with check (board_id = any(runtime.my_boards()) or provider_id =
       any(runtime.my_providers()))""",
    """alter policy web_changes on directory.import_file using (board_id = any(runtime.my_boards()) or provider_id =
       any(runtime.my_providers())) with check (board_id = any(runtime.my_boards()) or provider_id =
       any(runtime.my_providers()))""",
)


def upgrade() -> None:
    """Make the tables with their policies, and open import files to providers for their own."""
    for statement in _STATEMENTS:
        op.execute(statement)
