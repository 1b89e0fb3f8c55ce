"""The vault, its log of readings and the log's counters are no longer open to every portal transaction."""

from alembic import op

from services.runtime.spine import guard_counters, guard_vault

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_RELATED = "exists (select from provider_audit.finding f where f.id = vault.person)"


def upgrade() -> None:
    """What was written about a finding is opened by those who may see the finding."""
    for statement in (*guard_vault("provider_audit", _RELATED), *guard_counters("provider_audit")):
        op.execute(statement)
