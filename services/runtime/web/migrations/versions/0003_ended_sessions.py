"""A session that ended keeps its row for a day: a form from one of its pages is then known to be its person's."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add when a session was ended, and the hash of the token that its forms carry."""
    op.execute("alter table web.session add column ended_at timestamptz, add column token_hash bytea")
    op.execute("create index session_token on web.session (token_hash)")
