"""Every told fact is known by its id and content; what came by phone or paper; overrides by two; struck submissions."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_STATEMENTS = (
    """alter table referral.history add column told bigint generated always as identity, add column subject uuid,
       add column fact_id uuid, add column teller uuid, add column person uuid, add column attested_by uuid,
       add column fact jsonb""",
    """with line as (select id, subject, split_part(type, '.', 4) as what, position, cast(body as jsonb) as body
       from referral.log),
       numbered as (select *, row_number() over (partition by subject, what, body ->> 'occurred', body ->> 'arrived'
       order by position) as turn from line),
       kept as (select id, what, occurred, arrived, case when what = 'CaseOpened' then case_id
       when what like 'Referral%' then referral_id else placement_id end as about from referral.history),
       turned as (select *, row_number() over (partition by about, what, occurred, arrived order by id) as turn from kept)
       update referral.history h set subject = n.subject, fact_id = n.id, fact = n.body -> 'data',
       teller = cast(n.body ->> 'teller' as uuid), person = cast(n.body ->> 'person' as uuid),
       attested_by = cast(n.body ->> 'attested_by' as uuid)
       from turned t join numbered n on n.subject = t.about and n.what = t.what and n.turn = t.turn
       and cast(n.body ->> 'occurred' as timestamptz) = t.occurred and cast(n.body ->> 'arrived' as timestamptz) = t.arrived
       where h.id = t.id""",
    "create unique index history_fact on referral.history (fact_id)",
    "create index history_subject on referral.history (subject, told)",
    "alter table referral.submission drop constraint submission_placement_id_kind_period_attempt_key",
    "alter table referral.submission add column struck_at timestamptz, add column struck_by uuid",
    """create unique index submission_attempt on referral.submission (placement_id, kind, period, attempt)
       where struck_at is null""",
    """create table referral.came_in (fact_id uuid primary key, case_id uuid not null, referral_id uuid,
       placement_id uuid, board_id uuid not null, provider_id uuid not null,
       came_by text not null check (came_by in ('phone', 'paper')), arrived timestamptz not null,
       attested_by uuid not null, attested_as text not null, registered_at timestamptz not null,
       sealed bytea not null)""",
    "create index came_in_case on referral.came_in (case_id)",
    """create table referral.override (id uuid primary key, referral_id uuid not null references referral.referral,
       board_id uuid not null, provider_id uuid not null, unit_id uuid not null, form text not null,
       rules text[] not null, reason text not null, asked_by uuid not null, asked_at timestamptz not null,
       agreed_by uuid, agreed_at timestamptz, check (agreed_by <> asked_by),
       check ((agreed_by is null) = (agreed_at is null)))""",
    "create index override_referral on referral.override (referral_id)",
    "alter table referral.came_in enable row level security",
    "alter table referral.came_in force row level security",
    "create policy worker on referral.came_in to utvag_referral using (true) with check (true)",
    """create policy web_reads on referral.came_in for select to utvag_referral_web using (board_id =
       any(runtime.my_boards()) or provider_id = any(runtime.my_providers()))""",
    "grant select, insert on referral.came_in to utvag_referral_web",
    """create policy web_adds on referral.came_in for insert to utvag_referral_web with check (board_id =
       any(runtime.my_boards()))""",
    "alter table referral.override enable row level security",
    "alter table referral.override force row level security",
    "create policy worker on referral.override to utvag_referral using (true) with check (true)",
    """create policy web_reads on referral.override for select to utvag_referral_web using (board_id =
       any(runtime.my_boards()) or (provider_id = any(runtime.my_providers()) and agreed_at is not null))""",
    "grant select, insert, update on referral.override to utvag_referral_web",
    """create policy web_adds on referral.override for insert to utvag_referral_web with check (board_id =
       any(runtime.my_boards()))""",
    """create policy web_changes on referral.override for update to utvag_referral_web using (board_id =
       any(runtime.my_boards())) with check (board_id = any(runtime.my_boards()))""",
)


def upgrade() -> None:
    """Add them; what was told before is filled in from the log."""
    for statement in _STATEMENTS:
        op.execute(statement)
