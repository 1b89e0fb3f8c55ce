"""The roles, the clock and the functions that row-level security reads."""

from alembic import op

from services.runtime.spine import SERVICES, roles

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_FUNCTIONS = (
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
)


def upgrade() -> None:
    """Make the roles, then the schema."""
    for service in (*SERVICES, "web"):
        for role in roles(service):
            op.execute(
                f"do $$ begin if not exists (select from pg_roles where rolname = '{role}') then "
                f"create role {role} nologin; end if; end $$"
            )
            op.execute(f"grant {role} to current_user")
    op.execute("create schema if not exists runtime")
    for statement in _FUNCTIONS:
        op.execute(statement)
    everybody = ", ".join(role for service in (*SERVICES, "web") for role in roles(service))
    op.execute(f"grant usage on schema runtime to {everybody}")
    op.execute(f"grant select on runtime.instance to {everybody}")
