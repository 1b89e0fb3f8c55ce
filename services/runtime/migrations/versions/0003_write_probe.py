"""A table that health writes to, to see whether the database takes anything in."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table; its text is kept uncompressed and outside the row, so that every probe needs room of its own."""
    op.execute("create table runtime.write_probe (at timestamptz not null, filling text not null)")
    op.execute("alter table runtime.write_probe alter column filling set storage external")
