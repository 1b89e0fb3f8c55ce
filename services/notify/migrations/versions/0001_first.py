"""The log of notify, what it heard, its notices and deliveries, and its vault of mail addresses."""

from alembic import op

from services.notify import tables
from services.runtime import spine

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    statements = [*spine.first("notify", hears=True), *spine.vault("notify")]
    statements += [*tables.COPIES, *tables.NOTICES, *tables.CHANNELS, *tables.protection()]
    for statement in statements:
        op.execute(statement)
