"""The vault, its log of readings and the log's counters are no longer open to every portal transaction."""

from alembic import op

from services.runtime.spine import guard_counters, guard_vault

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """An address is opened by its owner, and by the worker that sends."""
    for statement in (*guard_vault("notify", "person = runtime.me()"), *guard_counters("notify")):
        op.execute(statement)
