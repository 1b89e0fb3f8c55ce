"""The vault, its log of readings and the log's counters are no longer open to every portal transaction."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_STATEMENTS = (
    "revoke update on notify.vault from utvag_notify_web",
    "alter table notify.vault enable row level security",
    "alter table notify.vault force row level security",
    "create policy worker on notify.vault to utvag_notify using (true) with check (true)",
    "alter table notify.read_log enable row level security",
    "alter table notify.read_log force row level security",
    "create policy worker on notify.read_log to utvag_notify using (true) with check (true)",
    "create policy web_reads on notify.vault for select to utvag_notify_web using (person = runtime.me())",
    "create policy web_adds on notify.vault for insert to utvag_notify_web with check (true)",
    "create policy web_reads on notify.read_log for select to utvag_notify_web using (reader = runtime.me())",
    "create policy web_adds on notify.read_log for insert to utvag_notify_web with check (reader = runtime.me())",
    """create function notify.take_sequences(subjects uuid[], counts bigint[])
            returns table (taken_for uuid, taken_to bigint) language sql volatile security definer set search_path = '' as $$
            insert into notify.subject_sequence as known (subject, sequence)
            select * from unnest(subjects, counts) on conflict (subject)
            do update set sequence = known.sequence + excluded.sequence returning known.subject, known.sequence $$""",
    """create function notify.move_head(by integer)
            returns table (head_position bigint, head_received timestamptz)
            language sql volatile security definer set search_path = '' as $$
            update notify.log_head set position = position + by,
            received = greatest(runtime.now(), received + interval '1 microsecond')
            where by >= 0 returning position, received $$""",
    "revoke all on function notify.take_sequences(uuid[], bigint[]), notify.move_head(integer) from public",
    """grant execute on function notify.take_sequences(uuid[], bigint[]), notify.move_head(integer) to utvag_notify,
       utvag_notify_web""",
    "revoke update on notify.log_head from utvag_notify_web",
    "revoke all on notify.subject_sequence from utvag_notify_web",
)


def upgrade() -> None:
    """An address is opened by its owner, and by the worker that sends."""
    for statement in _STATEMENTS:
        op.execute(statement)
