"""A batch that touches many dossiers is judged in pieces: each dossier says how far it was judged."""

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the instant; where there is none, the progress says it."""
    op.execute("alter table provider_audit.dossier add column judged_until timestamptz")
