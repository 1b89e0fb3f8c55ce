"""A message that was set aside is known again by what it holds, however often it is sent."""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the index by which a message is looked for."""
    op.execute("create index hear_parked_content on notify.hear_parked (topic, digest)")
