"""Notices decided by the time heard, and the end of the waiting of what has ended."""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_STATEMENTS = (
    "create table notify.heard_until (log text primary key, position bigint not null, until timestamptz not null)",
    "drop index notify.notice_matter",
    "create index notice_matter on notify.notice (matter) where over_at is null or state = 'planned'",
    "create index notice_about on notify.notice (about) where over_at is null or state = 'planned'",
    """create index notice_waiting on notify.notice (organisation, role)
       where state = 'told' and waits and taken_at is null and over_at is null""",
    """create index notice_taken on notify.notice (organisation, role)
       where state = 'told' and taken_at is not null and over_at is null""",
    # Of a missing duty and the reply to its finding, the reply waits; also past its date, until there is one.
    "update notify.notice set waits = false where condition = 'missed'",
    "update notify.notice set wait_until = null where condition = 'reply_needed'",
    # What was heard before is gone through once more for what it ends.
    """create table notify.settling (log text primary key, position bigint not null default 0, until bigint not null)""",
    "insert into notify.settling (log, until) select log, max(position) from notify.heard group by log",
)


def upgrade() -> None:
    """Keep how far each log is applied, and settle what waits although what ended it has been heard."""
    for statement in _STATEMENTS:
        op.execute(statement)
