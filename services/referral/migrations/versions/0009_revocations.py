"""Revocations of permits that somebody has proposed and nobody has confirmed yet."""

from alembic import op

from services.runtime import spine

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table; everybody reads it, as the permits themselves."""
    op.execute(
        """create table referral.known_revocation (proposal uuid primary key, provider_id uuid not null,
        permit_id uuid not null, board_id uuid, from_day date not null)"""
    )
    op.execute("create index known_revocation_provider on referral.known_revocation (provider_id)")
    for statement in spine.protect("referral", "known_revocation", "everybody_reads"):
        op.execute(statement)
