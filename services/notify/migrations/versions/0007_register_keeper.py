"""A register keeper sees and takes what waits for the role."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_OWN = "role = 'register_keeper' and runtime.is_keeper()"


def upgrade() -> None:
    """Add the policies; those of the other roles stay as they are."""
    op.execute(f"create policy keeper_reads on notify.notice for select to utvag_notify_web using ({_OWN})")
    op.execute(
        "create policy keeper_changes on notify.notice for update to utvag_notify_web "
        f"using ({_OWN}) with check ({_OWN})"
    )
