"""The vault, its log of readings and the log's counters are no longer open to every portal transaction."""

from alembic import op

from services.runtime.spine import guard_counters, guard_vault

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_RELATED = """exists (select from directory.attested_words w where w.key = vault.person)
or exists (select from directory.import_file f where f.id = vault.person)"""


def upgrade() -> None:
    """Words attested and files kept are opened by those who may read them; names of staff by the worker alone."""
    for statement in (*guard_vault("directory", _RELATED), *guard_counters("directory")):
        op.execute(statement)
