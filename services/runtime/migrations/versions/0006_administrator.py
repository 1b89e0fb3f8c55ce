"""The function by which row-level security knows whose people an administrator looks after."""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the function; every role may call it."""
    op.execute(
        "create function runtime.my_administered() returns uuid language sql stable as "
        "$$ select nullif(current_setting('utvag.administers', true), '')::uuid $$"
    )
