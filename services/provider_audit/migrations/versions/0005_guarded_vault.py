"""The vault, its log of readings and the log's counters are no longer open to every portal transaction."""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_STATEMENTS = (
    "revoke update on provider_audit.vault from utvag_provider_audit_web",
    "alter table provider_audit.vault enable row level security",
    "alter table provider_audit.vault force row level security",
    "create policy worker on provider_audit.vault to utvag_provider_audit using (true) with check (true)",
    "alter table provider_audit.read_log enable row level security",
    "alter table provider_audit.read_log force row level security",
    "create policy worker on provider_audit.read_log to utvag_provider_audit using (true) with check (true)",
    """create policy web_reads on provider_audit.vault for select to utvag_provider_audit_web using (exists (select
       from provider_audit.finding f where f.id = vault.person))""",
    "create policy web_adds on provider_audit.vault for insert to utvag_provider_audit_web with check (true)",
    """create policy web_reads on provider_audit.read_log for select to utvag_provider_audit_web using (reader =
       runtime.me())""",
    """create policy web_adds on provider_audit.read_log for insert to utvag_provider_audit_web with check (reader =
       runtime.me())""",
    """create function provider_audit.take_sequences(subjects uuid[], counts bigint[])
            returns table (taken_for uuid, taken_to bigint) language sql volatile security definer set search_path = '' as $$
            insert into provider_audit.subject_sequence as known (subject, sequence)
            select * from unnest(subjects, counts) on conflict (subject)
            do update set sequence = known.sequence + excluded.sequence returning known.subject, known.sequence $$""",
    """create function provider_audit.move_head(by integer)
            returns table (head_position bigint, head_received timestamptz)
            language sql volatile security definer set search_path = '' as $$
            update provider_audit.log_head set position = position + by,
            received = greatest(runtime.now(), received + interval '1 microsecond')
            where by >= 0 returning position, received $$""",
    """revoke all on function provider_audit.take_sequences(uuid[], bigint[]), provider_audit.move_head(integer) from
       public""",
    """grant execute on function provider_audit.take_sequences(uuid[], bigint[]), provider_audit.move_head(integer) to
       utvag_provider_audit, utvag_provider_audit_web""",
    "revoke update on provider_audit.log_head from utvag_provider_audit_web",
    "revoke all on provider_audit.subject_sequence from utvag_provider_audit_web",
)


def upgrade() -> None:
    """What was written about a finding is opened by those who may see the finding."""
    for statement in _STATEMENTS:
        op.execute(statement)
