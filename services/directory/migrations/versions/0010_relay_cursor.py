"""How far the relay has published is called so."""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_STATEMENTS = (
    "alter table directory.told rename to relay_cursor",
    # Primary keys, checks, and what says that a column is never null.
    """do $$ declare found record; begin
       for found in select c.conrelid::regclass as of_table, c.conname as name, n.new || substr(c.conname, length(n.old) + 1) as renamed
         from (values ('told', 'relay_cursor')) n (old, new)
         join pg_constraint c on c.conrelid = ('directory.' || n.new)::regclass and starts_with(c.conname, n.old || '_')
       loop execute format('alter table %s rename constraint %I to %I', found.of_table, found.name, found.renamed);
       end loop; end $$""",
)


def upgrade() -> None:
    """Rename the table and what is named by it."""
    for statement in _STATEMENTS:
        op.execute(statement)
