"""The vault, its log of readings and the log's counters are no longer open to every portal transaction."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_STATEMENTS = (
    "revoke update on directory.vault from utvag_directory_web",
    "alter table directory.vault enable row level security",
    "alter table directory.vault force row level security",
    "create policy worker on directory.vault to utvag_directory using (true) with check (true)",
    "alter table directory.read_log enable row level security",
    "alter table directory.read_log force row level security",
    "create policy worker on directory.read_log to utvag_directory using (true) with check (true)",
    """create policy web_reads on directory.vault for select to utvag_directory_web using (exists (select from directory.attested_words w where w.key = vault.person)
or exists (select from directory.import_file f where f.id = vault.person))""",
    "create policy web_adds on directory.vault for insert to utvag_directory_web with check (true)",
    "create policy web_reads on directory.read_log for select to utvag_directory_web using (reader = runtime.me())",
    """create policy web_adds on directory.read_log for insert to utvag_directory_web with check (reader =
       runtime.me())""",
    """create function directory.take_sequences(subjects uuid[], counts bigint[])
            returns table (taken_for uuid, taken_to bigint) language sql volatile security definer set search_path = '' as $$
            insert into directory.subject_sequence as known (subject, sequence)
            select * from unnest(subjects, counts) on conflict (subject)
            do update set sequence = known.sequence + excluded.sequence returning known.subject, known.sequence $$""",
    """create function directory.move_head(by integer)
            returns table (head_position bigint, head_received timestamptz)
            language sql volatile security definer set search_path = '' as $$
            update directory.log_head set position = position + by,
            received = greatest(runtime.now(), received + interval '1 microsecond')
            where by >= 0 returning position, received $$""",
    "revoke all on function directory.take_sequences(uuid[], bigint[]), directory.move_head(integer) from public",
    """grant execute on function directory.take_sequences(uuid[], bigint[]), directory.move_head(integer) to
       utvag_directory, utvag_directory_web""",
    "revoke update on directory.log_head from utvag_directory_web",
    "revoke all on directory.subject_sequence from utvag_directory_web",
)


def upgrade() -> None:
    """Words attested and files kept are opened by those who may read them; names of staff by the worker alone."""
    for statement in _STATEMENTS:
        op.execute(statement)
