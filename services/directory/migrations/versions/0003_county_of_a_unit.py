"""The county of a unit, where it is told."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the county; no unit on file has told one yet."""
    op.execute("alter table directory.unit add column county text check (county ~ '^[0-9]{2}$')")
