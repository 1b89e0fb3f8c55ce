"""A receipt is found by its number among what one organisation told."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the indexes that lead from an organisation to its facts."""
    for column in ("provider_id", "board_id"):
        op.execute(
            f"create index history_{column} on referral.history ({column}, what, fact_id) where fact_id is not null"
        )
