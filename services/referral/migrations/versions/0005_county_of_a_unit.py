"""The county of a unit, where the directory has told it."""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the county to the units that referral knows of."""
    op.execute("alter table referral.known_unit add column county text")
