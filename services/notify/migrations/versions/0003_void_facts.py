"""A heard fact may be void, and moves from state to state only as the table of its transitions allows."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_MOVES = (
    "('waiting', 'applied'), ('waiting', 'parked'), ('waiting', 'void'), ('parked', 'waiting'), ('parked', 'applied'), "
    "('parked', 'void'), ('applied', 'parked'), ('applied', 'void'), ('void', 'parked'), ('void', 'applied')"
)


def upgrade() -> None:
    """Allow the state, and guard the moves."""
    op.execute("alter table notify.heard drop constraint heard_state_check")
    op.execute(
        "alter table notify.heard add constraint heard_state_check "
        "check (state in ('waiting', 'applied', 'parked', 'void'))"
    )
    op.execute(
        """create function notify.refuse_move() returns trigger language plpgsql as $$
        begin raise exception 'a heard fact does not move from % to %', old.state, new.state; end $$"""
    )
    op.execute(
        f"""create trigger heard_moves before update of state on notify.heard for each row
        when (old.state <> new.state and (old.state, new.state) not in ({_MOVES})) execute function notify.refuse_move()"""
    )
