"""Revocations of permits that somebody has proposed and nobody has confirmed yet."""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_STATEMENTS = (
    """create table referral.known_revocation (proposal uuid primary key, provider_id uuid not null,
        permit_id uuid not null, board_id uuid, from_day date not null)""",
    "create index known_revocation_provider on referral.known_revocation (provider_id)",
    "alter table referral.known_revocation enable row level security",
    "alter table referral.known_revocation force row level security",
    "create policy worker on referral.known_revocation to utvag_referral using (true) with check (true)",
    "create policy web_reads on referral.known_revocation for select to utvag_referral_web using (true)",
    "grant select on referral.known_revocation to utvag_referral_web",
)


def upgrade() -> None:
    """Make the table; everybody reads it, as the permits themselves."""
    for statement in _STATEMENTS:
        op.execute(statement)
