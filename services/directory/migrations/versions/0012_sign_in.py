"""Accounts of identity providers, invitations, and what an administrator may touch."""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_WEB = "utvag_directory_web"
_MINE = "organisation = runtime.my_administered()"
_READS = f"""person = runtime.me() or organisation = any(runtime.my_boards()) or organisation = any(runtime.my_providers())
    or runtime.is_operator() or {_MINE}"""
_VAULT = """exists (select from directory.attested_words w where (w.key = vault.person))
    or exists (select from directory.import_file f where (f.id = vault.person))
    or exists (select from directory.invitation i where (i.id = vault.person))
    or exists (select from directory.commission k
        where (k.person = vault.person) and (k.organisation = runtime.my_administered()))"""


def _guarded(table: str) -> list[str]:
    return [
        f"alter table directory.{table} enable row level security",
        f"alter table directory.{table} force row level security",
        f"create policy worker on directory.{table} to utvag_directory using (true) with check (true)",
    ]


def upgrade() -> None:
    """Make the tables; let an administrator read and change the roles of one organisation, and invite to them."""
    for statement in (
        """create table directory.account (
            issuer text not null,
            subject text not null,
            person uuid not null,
            bound_at timestamptz not null,
            last_on date not null,
            constraint account_pkey primary key (issuer, subject)
        )""",
        "create index account_person on directory.account (person)",
        """create table directory.invitation (
            id uuid not null,
            organisation uuid not null,
            role text not null,
            unit uuid,
            valid_to date not null,
            token_hash bytea not null,
            invited_by uuid,
            expires timestamptz not null,
            accepted_at timestamptz,
            refused_at timestamptz,
            constraint invitation_pkey primary key (id),
            constraint invitation_token_hash_check check (length(token_hash) = 32),
            constraint invitation_unit_fkey foreign key (unit) references directory.unit (id)
        )""",
        "create unique index invitation_token on directory.invitation (token_hash)",
        "create index invitation_organisation on directory.invitation (organisation)",
        *_guarded("account"),
        *_guarded("invitation"),
        f"""create policy web_reads on directory.account for select to {_WEB} using (exists (select from directory.commission k
            where (k.person = account.person) and (k.organisation = runtime.my_administered())))""",
        f"grant select on directory.account to {_WEB}",
        f"create policy web_reads on directory.invitation for select to {_WEB} using ({_MINE})",
        f"create policy web_adds on directory.invitation for insert to {_WEB} with check ({_MINE})",
        f"create policy web_changes on directory.invitation for update to {_WEB} using ({_MINE}) with check ({_MINE})",
        f"grant select, insert, update on directory.invitation to {_WEB}",
        f"alter policy web_reads on directory.commission using ({_READS})",
        f"create policy web_adds on directory.commission for insert to {_WEB} with check ({_MINE})",
        f"create policy web_changes on directory.commission for update to {_WEB} using ({_MINE}) with check ({_MINE})",
        f"grant insert, update on directory.commission to {_WEB}",
        f"alter policy web_reads on directory.vault using ({_VAULT})",
    ):
        op.execute(statement)
