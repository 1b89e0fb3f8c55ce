"""Sign-in by identity providers: who vouched for a session, sign-ins that have been begun, logout tokens that were taken."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def _guarded(table: str) -> list[str]:
    return [
        f"alter table web.{table} enable row level security",
        f"alter table web.{table} force row level security",
        f"create policy worker on web.{table} to utvag_web using (true) with check (true)",
    ]


def upgrade() -> None:
    """Add the columns and the tables; both are the portal's own."""
    for statement in (
        """alter table web.session add column issuer text, add column subject text, add column sid text, add column acr text,
            add column auth_time timestamptz""",
        "create index session_vouched on web.session (issuer, subject)",
        """create table web.sign_in (
            state_hash bytea not null,
            browser_hash bytea not null,
            provider text not null,
            after text not null,
            invitation uuid,
            expires_at timestamptz not null,
            constraint sign_in_pkey primary key (state_hash),
            constraint sign_in_state_hash_check check (length(state_hash) = 32)
        )""",
        "create index sign_in_expires on web.sign_in (expires_at)",
        """create table web.logout_token (
            issuer text not null,
            jti text not null,
            expires_at timestamptz not null,
            constraint logout_token_pkey primary key (issuer, jti)
        )""",
        "create index logout_token_expires on web.logout_token (expires_at)",
        *_guarded("sign_in"),
        *_guarded("logout_token"),
    ):
        op.execute(statement)
