"""What is applied in order of time is decided outside of any transaction, and saved only where the fence still stands."""

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the fence; no batch has moved it yet."""
    op.execute("alter table referral.progress add column fence uuid")
