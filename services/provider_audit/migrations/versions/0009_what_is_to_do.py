"""What is to be done is found without the history of what was."""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Index what is open or missing by its due."""
    op.execute("create index obligation_to_do on provider_audit.obligation (due) where state in ('open', 'missed')")
