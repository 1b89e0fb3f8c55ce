"""Messages that an operator said to skip, because another fact stands at the position they claim."""

from alembic import op

from services.runtime.spine import SERVICES, roles

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table; each service's worker reads it, and the operator's command writes it as that worker."""
    op.execute(
        """create table runtime.skipped_message (service text not null, topic text not null, partition integer not null,
        kafka_offset bigint not null, id uuid not null, reason text not null check (reason <> ''),
        at timestamptz not null default runtime.now(), primary key (service, topic, partition, kafka_offset, id))"""
    )
    workers = ", ".join(roles(service)[0] for service in SERVICES)
    op.execute(f"grant select, insert on runtime.skipped_message to {workers}")
