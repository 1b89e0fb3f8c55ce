"""Sessions, accounts, messages after an act, forms already sent, and drafts."""

from alembic import op

from services.runtime.spine import SERVICES, protect, roles, vault

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_WORKER, _WEB = roles("web")
_EVERY_VERB = ("select", "insert", "update", "delete")
_MINE = "person = runtime.me()"

_TABLES = (
    "create schema if not exists web",
    f"grant usage on schema web to {_WORKER}, {_WEB}",
    f"alter default privileges in schema web grant select, insert, update, delete on tables to {_WORKER}",
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
)


def _shared(table: str) -> list[str]:
    """Let every service save, in its own transaction, what belongs to the person it acts for."""
    statements = []
    for service in SERVICES:
        worker, web = roles(service)
        statements += [
            f"grant usage on schema web to {worker}, {web}",
            f"grant select, insert, update, delete on web.{table} to {worker}, {web}",
            f"create policy {service}_worker on web.{table} to {worker} using (true) with check (true)",
            f"create policy {service}_web on web.{table} to {web} using ({_MINE}) with check ({_MINE})",
        ]
    return statements


def upgrade() -> None:
    """Make the tables; a session is read by its hash before anybody is known, so only the worker role sees it."""
    for statement in (*_TABLES, *vault("web")):
        op.execute(statement)
    for table in ("session", "account", "done"):
        op.execute(f"alter table web.{table} enable row level security")
        op.execute(f"alter table web.{table} force row level security")
        op.execute(f"create policy worker on web.{table} to {_WORKER} using (true) with check (true)")
    for table in ("submission", "draft"):
        for statement in (*protect("web", table, _MINE, _MINE, _EVERY_VERB), *_shared(table)):
            op.execute(statement)
    for service in SERVICES:
        op.execute(f"grant select, insert on web.vault to {', '.join(roles(service))}")
