"""The first tables of referral."""

from alembic import op

from services.referral.tables import statements

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the schema's log, what it hears, and its own tables."""
    for statement in statements():
        op.execute(statement)
