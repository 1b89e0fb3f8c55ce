"""Sessions, accounts, messages after an act, forms already sent, and drafts."""

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_STATEMENTS = (
    "create schema if not exists web",
    "grant usage on schema web to utvag_web, utvag_web_web",
    "alter default privileges in schema web grant select, insert, update, delete on tables to utvag_web",
    """create table web.session (id_hash bytea primary key check (length(id_hash) = 32), person uuid not null,
       commission uuid, language text not null default 'sv' check (language in ('sv', 'en')),
       opened_at timestamptz not null, seen_at timestamptz not null, expires_at timestamptz not null)""",
    "create index session_person on web.session (person)",
    "create index session_expires on web.session (expires_at)",
    "create table web.account (person uuid primary key, language text not null check (language in ('sv', 'en')))",
    """create table web.done (id uuid primary key, session bytea not null, sv text not null, en text not null,
       made_at timestamptz not null)""",
    "create index done_session on web.done (session)",
    """create table web.submission (person uuid not null, form_key uuid not null, url text not null, sv text, en text,
       made_at timestamptz not null, primary key (person, form_key))""",
    "create index submission_made on web.submission (made_at)",
    """create table web.draft (person uuid not null, organisation uuid not null, form text not null,
       sealed bytea not null, saved_at timestamptz not null, primary key (person, organisation, form))""",
    "create index draft_saved on web.draft (saved_at)",
    "create table web.vault (person uuid primary key, wrapped_key bytea, sealed bytea)",
    "grant select, insert, update on web.vault to utvag_web_web",
    """create table web.read_log (id uuid primary key, person uuid not null, reader uuid not null,
            organisation uuid not null, about uuid not null, what text not null, why text not null,
            at timestamptz not null)""",
    "grant select, insert on web.read_log to utvag_web_web",
    "alter table web.session enable row level security",
    "alter table web.session force row level security",
    "create policy worker on web.session to utvag_web using (true) with check (true)",
    "alter table web.account enable row level security",
    "alter table web.account force row level security",
    "create policy worker on web.account to utvag_web using (true) with check (true)",
    "alter table web.done enable row level security",
    "alter table web.done force row level security",
    "create policy worker on web.done to utvag_web using (true) with check (true)",
    "alter table web.submission enable row level security",
    "alter table web.submission force row level security",
    "create policy worker on web.submission to utvag_web using (true) with check (true)",
    "create policy web_reads on web.submission for select to utvag_web_web using (person = runtime.me())",
    "grant select, insert, update, delete on web.submission to utvag_web_web",
    "create policy web_adds on web.submission for insert to utvag_web_web with check (person = runtime.me())",
    """create policy web_changes on web.submission for update to utvag_web_web using (person = runtime.me()) with check
       (person = runtime.me())""",
    "create policy web_removes on web.submission for delete to utvag_web_web using (person = runtime.me())",
    "grant usage on schema web to utvag_directory, utvag_directory_web",
    "grant select, insert, update, delete on web.submission to utvag_directory, utvag_directory_web",
    "create policy directory_worker on web.submission to utvag_directory using (true) with check (true)",
    """create policy directory_web on web.submission to utvag_directory_web using (person = runtime.me()) with check
       (person = runtime.me())""",
    "grant usage on schema web to utvag_referral, utvag_referral_web",
    "grant select, insert, update, delete on web.submission to utvag_referral, utvag_referral_web",
    "create policy referral_worker on web.submission to utvag_referral using (true) with check (true)",
    """create policy referral_web on web.submission to utvag_referral_web using (person = runtime.me()) with check
       (person = runtime.me())""",
    "grant usage on schema web to utvag_provider_audit, utvag_provider_audit_web",
    "grant select, insert, update, delete on web.submission to utvag_provider_audit, utvag_provider_audit_web",
    "create policy provider_audit_worker on web.submission to utvag_provider_audit using (true) with check (true)",
    """create policy provider_audit_web on web.submission to utvag_provider_audit_web using (person = runtime.me())
       with check (person = runtime.me())""",
    "grant usage on schema web to utvag_notify, utvag_notify_web",
    "grant select, insert, update, delete on web.submission to utvag_notify, utvag_notify_web",
    "create policy notify_worker on web.submission to utvag_notify using (true) with check (true)",
    """create policy notify_web on web.submission to utvag_notify_web using (person = runtime.me()) with check (person
       = runtime.me())""",
    "alter table web.draft enable row level security",
    "alter table web.draft force row level security",
    "create policy worker on web.draft to utvag_web using (true) with check (true)",
    "create policy web_reads on web.draft for select to utvag_web_web using (person = runtime.me())",
    "grant select, insert, update, delete on web.draft to utvag_web_web",
    "create policy web_adds on web.draft for insert to utvag_web_web with check (person = runtime.me())",
    """create policy web_changes on web.draft for update to utvag_web_web using (person = runtime.me()) with check
       (person = runtime.me())""",
    "create policy web_removes on web.draft for delete to utvag_web_web using (person = runtime.me())",
    "grant usage on schema web to utvag_directory, utvag_directory_web",
    "grant select, insert, update, delete on web.draft to utvag_directory, utvag_directory_web",
    "create policy directory_worker on web.draft to utvag_directory using (true) with check (true)",
    """create policy directory_web on web.draft to utvag_directory_web using (person = runtime.me()) with check (person
       = runtime.me())""",
    "grant usage on schema web to utvag_referral, utvag_referral_web",
    "grant select, insert, update, delete on web.draft to utvag_referral, utvag_referral_web",
    "create policy referral_worker on web.draft to utvag_referral using (true) with check (true)",
    """create policy referral_web on web.draft to utvag_referral_web using (person = runtime.me()) with check (person =
       runtime.me())""",
    "grant usage on schema web to utvag_provider_audit, utvag_provider_audit_web",
    "grant select, insert, update, delete on web.draft to utvag_provider_audit, utvag_provider_audit_web",
    "create policy provider_audit_worker on web.draft to utvag_provider_audit using (true) with check (true)",
    """create policy provider_audit_web on web.draft to utvag_provider_audit_web using (person = runtime.me()) with
       check (person = runtime.me())""",
    "grant usage on schema web to utvag_notify, utvag_notify_web",
    "grant select, insert, update, delete on web.draft to utvag_notify, utvag_notify_web",
    "create policy notify_worker on web.draft to utvag_notify using (true) with check (true)",
    """create policy notify_web on web.draft to utvag_notify_web using (person = runtime.me()) with check (person =
       runtime.me())""",
    "grant select, insert on web.vault to utvag_directory, utvag_directory_web",
    "grant select, insert on web.vault to utvag_referral, utvag_referral_web",
    "grant select, insert on web.vault to utvag_provider_audit, utvag_provider_audit_web",
    "grant select, insert on web.vault to utvag_notify, utvag_notify_web",
)


def upgrade() -> None:
    """Make the tables; a session is read by its hash before anybody is known, so only the worker role sees it."""
    for statement in _STATEMENTS:
        op.execute(statement)
