"""Which conditions a suspended subject holds, by name; of what was suspended before, all."""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the names; every dossier is judged again by the new version, which tells them."""
    op.execute("alter table provider_audit.stuck add column holds text[] not null default '{units,boards}'")
