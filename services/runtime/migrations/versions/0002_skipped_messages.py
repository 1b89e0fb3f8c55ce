"""Messages that an operator said to skip, because another fact stands at the position they claim."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_STATEMENTS = (
    """create table runtime.skipped_message (service text not null, topic text not null, partition integer not null,
        kafka_offset bigint not null, id uuid not null, reason text not null check (reason <> ''),
        at timestamptz not null default runtime.now(), primary key (service, topic, partition, kafka_offset, id))""",
    """grant select, insert on runtime.skipped_message to utvag_directory, utvag_referral, utvag_provider_audit,
       utvag_notify""",
)


def upgrade() -> None:
    """Make the table; each service's worker reads it, and the operator's command writes it as that worker."""
    for statement in _STATEMENTS:
        op.execute(statement)
