"""Which program ran last for each service, so that another one tries once more what was parked."""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_STATEMENTS = (
    "create table runtime.program_seen (service text primary key, program text not null check (program <> ''))",
    """grant select, insert, update on runtime.program_seen to utvag_directory, utvag_referral, utvag_provider_audit,
       utvag_notify""",
)


def upgrade() -> None:
    """Make the table; each service's worker reads and writes its own row."""
    for statement in _STATEMENTS:
        op.execute(statement)
