"""A heard fact may be void; a dossier says which version of the judge judged it, and what fell when it was judged again stays."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_MOVES = (
    "('waiting', 'applied'), ('waiting', 'parked'), ('waiting', 'void'), ('parked', 'waiting'), ('parked', 'applied'), "
    "('parked', 'void'), ('applied', 'parked'), ('applied', 'void'), ('void', 'parked'), ('void', 'applied')"
)


def upgrade() -> None:
    """Allow the state, and guard the moves."""
    op.execute("alter table provider_audit.heard drop constraint heard_state_check")
    op.execute(
        "alter table provider_audit.heard add constraint heard_state_check "
        "check (state in ('waiting', 'applied', 'parked', 'void'))"
    )
    op.execute(
        """create function provider_audit.refuse_move() returns trigger language plpgsql as $$
        begin raise exception 'a heard fact does not move from % to %', old.state, new.state; end $$"""
    )
    op.execute(
        f"""create trigger heard_moves before update of state on provider_audit.heard for each row
        when (old.state <> new.state and (old.state, new.state) not in ({_MOVES})) execute function provider_audit.refuse_move()"""
    )
    # What an older version judged is found by its number; what no version gives any more stays to be seen, as fallen.
    op.execute("alter table provider_audit.dossier add column judged_by integer not null default 0")
    op.execute("create index dossier_judged_by on provider_audit.dossier (judged_by)")
    for table in ("obligation", "finding"):
        op.execute(f"alter table provider_audit.{table} add column fallen_at timestamptz")
