"""What was entered in error is called retracted, in the tables as in the code."""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Rename the columns; the index follows by itself."""
    for column in ("at", "by"):
        op.execute(f"alter table referral.submission rename column struck_{column} to retracted_{column}")
