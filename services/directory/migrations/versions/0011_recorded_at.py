"""The instant at which an attestation was recorded is called so."""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Rename the column and its constraint; indexes and policies follow by themselves."""
    op.execute("alter table directory.attested rename column told_at to recorded_at")
    op.execute(
        "alter table directory.attested rename constraint attested_told_at_not_null to attested_recorded_at_not_null"
    )
