"""Until when contracts are in force and which placements go on, for the notices before a contract ends."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_STATEMENTS = (
    """alter table notify.thing add column valid_from date, add column valid_to date, add column started_by uuid,
       add column ended_by uuid""",
    "create index thing_parties on notify.thing (provider_id, board_id)",
    "create index thing_ended on notify.thing (ended_by) where ended_by is not null",
    "create index thing_started on notify.thing (started_by) where started_by is not null",
    # What was heard before is told again from the copy of the log, so that old contracts and placements are known too.
    """update notify.thing t set valid_from = (h.body::jsonb #>> '{data,valid_from}')::date,
       valid_to = (h.body::jsonb #>> '{data,valid_to}')::date
       from notify.heard h where h.subject = t.id and h.type like '%.ContractRegistered.v1'""",
    """update notify.thing t set valid_to = least(t.valid_to, (h.body::jsonb #>> '{data,at}')::date - 1)
       from notify.heard h where h.subject = t.id and h.type like '%.ContractEnded.v1'""",
    """update notify.thing t set started_by = h.id from notify.heard h where h.subject = t.id and h.type like '%.PlacementStarted.v1'""",
    """update notify.thing t set ended_by = h.id from notify.heard h where h.subject = t.id and h.type like '%.PlacementEnded.v1'""",
)


def upgrade() -> None:
    """Add what notify keeps of contracts and placements."""
    for statement in _STATEMENTS:
        op.execute(statement)
