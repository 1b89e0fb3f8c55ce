"""When something was recorded, and what was received on paper, is called so."""

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_NEVER_NULL = (
    ("history", "told", "entry"),
    ("event", "first_told", "first_reported"),
    ("threat_assessment", "told", "recorded_at"),
    ("threat_assessment", "told_by", "recorded_by"),
)
_COLUMNS = (
    *_NEVER_NULL,
    ("event", "call_told", "call_recorded_at"),
    ("event", "absence_told", "absence_recorded_at"),
)
# Primary key, checks, and what says that a column is never null.
_OF_PAPER = """do $$ declare found text; begin
       for found in select conname from pg_constraint
         where conrelid = cast('referral.received_on_paper' as regclass) and starts_with(conname, 'came_in_')
       loop execute format('alter table referral.received_on_paper rename constraint %I to %I', found,
         'received_on_paper' || substr(found, length('came_in') + 1));
       end loop; end $$"""


def upgrade() -> None:
    """Rename the columns and the table, and what is named by them."""
    for table, old, new in _COLUMNS:
        op.execute(f"alter table referral.{table} rename column {old} to {new}")
    for table, old, new in _NEVER_NULL:
        names = f"{table}_{old}_not_null to {table}_{new}_not_null"
        op.execute(f"alter table referral.{table} rename constraint {names}")
    op.execute("alter sequence referral.history_told_seq rename to history_entry_seq")
    op.execute("alter table referral.came_in rename to received_on_paper")
    op.execute(_OF_PAPER)
