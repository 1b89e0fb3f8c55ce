"""The vault, its log of readings and the log's counters are no longer open to every portal transaction."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_STATEMENTS = (
    "revoke update on referral.vault from utvag_referral_web",
    "alter table referral.vault enable row level security",
    "alter table referral.vault force row level security",
    "create policy worker on referral.vault to utvag_referral using (true) with check (true)",
    "alter table referral.read_log enable row level security",
    "alter table referral.read_log force row level security",
    "create policy worker on referral.read_log to utvag_referral using (true) with check (true)",
    """create policy web_reads on referral.vault for select to utvag_referral_web using (exists (select from referral.case_ c where c.id = vault.person)
or exists (select from referral.referral r where r.case_id = vault.person)
or exists (select from referral.placement p where p.case_id = vault.person))""",
    "create policy web_adds on referral.vault for insert to utvag_referral_web with check (true)",
    "create policy web_reads on referral.read_log for select to utvag_referral_web using (reader = runtime.me())",
    "create policy web_adds on referral.read_log for insert to utvag_referral_web with check (reader = runtime.me())",
    """create policy web_reads_own_cases on referral.read_log for select to utvag_referral_web using (exists (select
       from referral.case_ c where c.id = read_log.about))""",
    "drop policy web_adds on referral.capacity",
    "drop policy web_changes on referral.capacity",
    """create policy web_adds on referral.capacity for insert to utvag_referral_web with check (provider_id = any(runtime.my_providers())
or exists (select from referral.referral r where r.unit_id = capacity.unit_id and r.provider_id = capacity.provider_id)
or exists (select from referral.placement p where p.unit_id = capacity.unit_id and p.provider_id = capacity.provider_id))""",
    """create policy web_changes on referral.capacity for update to utvag_referral_web using (provider_id = any(runtime.my_providers())
or exists (select from referral.referral r where r.unit_id = capacity.unit_id and r.provider_id = capacity.provider_id)
or exists (select from referral.placement p where p.unit_id = capacity.unit_id and p.provider_id = capacity.provider_id))""",
    """create function referral.take_sequences(subjects uuid[], counts bigint[])
            returns table (taken_for uuid, taken_to bigint) language sql volatile security definer set search_path = '' as $$
            insert into referral.subject_sequence as known (subject, sequence)
            select * from unnest(subjects, counts) on conflict (subject)
            do update set sequence = known.sequence + excluded.sequence returning known.subject, known.sequence $$""",
    """create function referral.move_head(by integer)
            returns table (head_position bigint, head_received timestamptz)
            language sql volatile security definer set search_path = '' as $$
            update referral.log_head set position = position + by,
            received = greatest(runtime.now(), received + interval '1 microsecond')
            where by >= 0 returning position, received $$""",
    "revoke all on function referral.take_sequences(uuid[], bigint[]), referral.move_head(integer) from public",
    """grant execute on function referral.take_sequences(uuid[], bigint[]), referral.move_head(integer) to
       utvag_referral, utvag_referral_web""",
    "revoke update on referral.log_head from utvag_referral_web",
    "revoke all on referral.subject_sequence from utvag_referral_web",
)


def upgrade() -> None:
    """A person is opened by the board of the case, and by a provider that was asked; each board sees who read its cases."""
    for statement in _STATEMENTS:
        op.execute(statement)
