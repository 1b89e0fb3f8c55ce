"""The function by which row-level security knows a register keeper."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the function; every role may call it."""
    op.execute(
        "create function runtime.is_keeper() returns boolean language sql stable as "
        "$$ select coalesce(current_setting('utvag.keeper', true), '') = 'on' $$"
    )
