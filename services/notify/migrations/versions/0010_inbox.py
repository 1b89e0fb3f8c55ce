"""The inbox, its watermark, the relay's cursor and unreadable messages are called so; an inbox keeps what readers ask for beside the body."""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_NAMES = (
    "alter table notify.told rename to relay_cursor",
    "alter table notify.heard rename to inbox",
    "alter index notify.heard_waiting rename to inbox_waiting",
    "alter index notify.heard_parked rename to inbox_parked",
    "alter table notify.heard_watermark rename to inbox_watermark",
    "alter table notify.hear_parked rename to unreadable_message",
    "alter index notify.hear_parked_content rename to unreadable_message_content",
    # Primary keys, checks, and what says that a column is never null.
    """do $$ declare found record; begin
       for found in select c.conrelid::regclass as of_table, c.conname as name, n.new || substr(c.conname, length(n.old) + 1) as renamed
         from (values ('told', 'relay_cursor'), ('heard', 'inbox'), ('heard_watermark', 'inbox_watermark'), ('hear_parked', 'unreadable_message')) n (old, new)
         join pg_constraint c on c.conrelid = ('notify.' || n.new)::regclass and starts_with(c.conname, n.old || '_')
       loop execute format('alter table %s rename constraint %I to %I', found.of_table, found.name, found.renamed);
       end loop; end $$""",
    "alter sequence notify.hear_parked_id_seq rename to unreadable_message_id_seq",
    "alter trigger heard_moves on notify.inbox rename to inbox_moves",
    """create or replace function notify.refuse_move() returns trigger language plpgsql as $$
        begin raise exception 'an event in the inbox does not move from % to %', old.state, new.state; end $$""",
)
_COLUMNS = (
    """alter table notify.inbox add column occurred timestamptz,
       add column arrived timestamptz,
       add column teller uuid,
       add column origin text,
       add column data jsonb,
       add column provider_id uuid,
       add column board_id uuid""",
    # Whatever once came is kept: a body that is no JSON, or an envelope that cannot be read, is filled in as its reader would.
    """update notify.inbox i set occurred = coalesce(case when pg_input_is_valid(f.line ->> 'occurred', 'timestamptz') then (f.line ->> 'occurred')::timestamptz end, f.received),
       arrived = coalesce(case when pg_input_is_valid(f.line ->> 'arrived', 'timestamptz') then (f.line ->> 'arrived')::timestamptz end, f.received),
       teller = coalesce(case when pg_input_is_valid(f.line #>> '{teller}', 'uuid') then (f.line #>> '{teller}')::uuid end, '00000000-0000-0000-0000-000000000000'),
       origin = coalesce(f.line ->> 'origin', 'api'),
       data = case when jsonb_typeof(f.line -> 'data') = 'object' then f.line -> 'data' else '{}' end,
       provider_id = case when pg_input_is_valid(f.line #>> '{data,provider}', 'uuid') then (f.line #>> '{data,provider}')::uuid end,
       board_id = case when pg_input_is_valid(f.line #>> '{data,board}', 'uuid') then (f.line #>> '{data,board}')::uuid end
       from (select log, position, received, case when pg_input_is_valid(body, 'jsonb') then body::jsonb end as line
         from notify.inbox) f where f.log = i.log and f.position = i.position""",
    """alter table notify.inbox alter column occurred set not null, alter column arrived set not null, alter column teller set not null, alter column origin set not null, alter column data set not null""",
)


def upgrade() -> None:
    """Rename the tables and what is named by them, and fill the new columns from the bodies."""
    for statement in (*_NAMES, *_COLUMNS):
        op.execute(statement)
