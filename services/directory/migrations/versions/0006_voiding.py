"""What operators propose to void and have voided: two persons and a coded reason for each fact."""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_WORKER, _WEB = "utvag_directory", "utvag_directory_web"


def upgrade() -> None:
    """Make the table, the operators' own."""
    op.execute(
        """create table directory.voiding (fact uuid primary key, of_log text not null, provider_id uuid, board_id uuid,
        reason text not null, proposed_by uuid not null, proposed_at timestamptz not null, confirmed_by uuid,
        confirmed_at timestamptz, check (confirmed_by is null or confirmed_by <> proposed_by))"""
    )
    op.execute("alter table directory.voiding enable row level security")
    op.execute("alter table directory.voiding force row level security")
    op.execute(f"create policy worker on directory.voiding to {_WORKER} using (true) with check (true)")
    op.execute(
        f"create policy operators on directory.voiding to {_WEB} using (runtime.is_operator()) "
        "with check (runtime.is_operator())"
    )
    op.execute(f"grant select, insert, update, delete on directory.voiding to {_WEB}")
