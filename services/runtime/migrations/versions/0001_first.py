"""The roles, the clock and the functions that row-level security reads."""

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_STATEMENTS = (
    """do $$ begin if not exists (select from pg_roles where rolname = 'utvag_directory') then create role utvag_directory nologin; end if; end $$""",
    "grant utvag_directory to current_user",
    """do $$ begin if not exists (select from pg_roles where rolname = 'utvag_directory_web') then create role utvag_directory_web nologin; end if; end $$""",
    "grant utvag_directory_web to current_user",
    """do $$ begin if not exists (select from pg_roles where rolname = 'utvag_referral') then create role utvag_referral nologin; end if; end $$""",
    "grant utvag_referral to current_user",
    """do $$ begin if not exists (select from pg_roles where rolname = 'utvag_referral_web') then create role utvag_referral_web nologin; end if; end $$""",
    "grant utvag_referral_web to current_user",
    """do $$ begin if not exists (select from pg_roles where rolname = 'utvag_provider_audit') then create role utvag_provider_audit nologin; end if; end $$""",
    "grant utvag_provider_audit to current_user",
    """do $$ begin if not exists (select from pg_roles where rolname = 'utvag_provider_audit_web') then create role utvag_provider_audit_web nologin; end if; end $$""",
    "grant utvag_provider_audit_web to current_user",
    """do $$ begin if not exists (select from pg_roles where rolname = 'utvag_notify') then create role utvag_notify nologin; end if; end $$""",
    "grant utvag_notify to current_user",
    """do $$ begin if not exists (select from pg_roles where rolname = 'utvag_notify_web') then create role utvag_notify_web nologin; end if; end $$""",
    "grant utvag_notify_web to current_user",
    """do $$ begin if not exists (select from pg_roles where rolname = 'utvag_web') then create role utvag_web nologin; end if; end $$""",
    "grant utvag_web to current_user",
    """do $$ begin if not exists (select from pg_roles where rolname = 'utvag_web_web') then create role utvag_web_web nologin; end if; end $$""",
    "grant utvag_web_web to current_user",
    "create schema if not exists runtime",
    """create table runtime.instance (one boolean primary key default true check (one),
       kind text not null default 'plain' check (kind in ('plain', 'demonstration', 'test')),
       clock_offset interval not null default '0',
       check (kind <> 'plain' or clock_offset = '0'))""",
    "insert into runtime.instance default values",
    """create function runtime.now() returns timestamptz language sql volatile as
       $$ select clock_timestamp() + (select clock_offset from runtime.instance) $$""",
    """create function runtime.is_demonstration() returns boolean language sql stable as
       $$ select kind = 'demonstration' from runtime.instance $$""",
    """create function runtime.my_boards() returns uuid[] language sql stable as
       $$ select coalesce(string_to_array(nullif(current_setting('utvag.boards', true), ''), ',')::uuid[], '{}') $$""",
    """create function runtime.my_providers() returns uuid[] language sql stable as
       $$ select coalesce(string_to_array(nullif(current_setting('utvag.providers', true), ''), ',')::uuid[], '{}') $$""",
    """create function runtime.is_supervisor() returns boolean language sql stable as
       $$ select coalesce(current_setting('utvag.supervisor', true), '') = 'on' $$""",
    """create function runtime.is_operator() returns boolean language sql stable as
       $$ select coalesce(current_setting('utvag.operator', true), '') = 'on' $$""",
    """create function runtime.me() returns uuid language sql stable as
       $$ select nullif(current_setting('utvag.person', true), '')::uuid $$""",
    """grant usage on schema runtime to utvag_directory, utvag_directory_web, utvag_referral, utvag_referral_web,
       utvag_provider_audit, utvag_provider_audit_web, utvag_notify, utvag_notify_web, utvag_web, utvag_web_web""",
    """grant select on runtime.instance to utvag_directory, utvag_directory_web, utvag_referral, utvag_referral_web,
       utvag_provider_audit, utvag_provider_audit_web, utvag_notify, utvag_notify_web, utvag_web, utvag_web_web""",
)


def upgrade() -> None:
    """Make the roles, then the schema."""
    for statement in _STATEMENTS:
        op.execute(statement)
