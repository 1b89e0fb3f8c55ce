"""The tables every service has in its own schema, its two roles, and row-level security, as SQL for migrations."""

from collections.abc import Sequence

SERVICES = ("directory", "referral", "provider_audit", "notify")

_LOG = (
    """create table {s}.log (position bigint primary key, id uuid not null unique, type text not null,
       subject uuid not null, sequence bigint not null, received timestamptz not null, body text not null,
       unique (subject, sequence))""",
    """create table {s}.log_head (one boolean primary key default true check (one), epoch integer not null default 0,
       position bigint not null default 0, received timestamptz not null default '-infinity')""",
    "insert into {s}.log_head default values",
    """create table {s}.told (one boolean primary key default true check (one), epoch integer not null default 0,
       position bigint not null default 0)""",
    "insert into {s}.told default values",
    "create table {s}.subject_sequence (subject uuid primary key, sequence bigint not null)",
    "grant insert on {s}.log to {web}",
    "grant select, update on {s}.log_head to {web}",
    "grant select, insert, update on {s}.subject_sequence to {web}",
)

_HEARD = (
    """create table {s}.heard (log text not null, position bigint not null, id uuid not null, type text not null,
       subject uuid not null, sequence bigint not null, received timestamptz not null, body text not null,
       state text not null default 'waiting' check (state in ('waiting', 'applied', 'parked', 'void')), reason text,
       primary key (log, position))""",
    "create index heard_waiting on {s}.heard (log, position) where state = 'waiting'",
    "create index heard_parked on {s}.heard (log, subject) where state = 'parked'",
    "create table {s}.heard_watermark (log text primary key, position bigint not null, received timestamptz not null)",
    """create table {s}.applied (log text not null, subject uuid not null, sequence bigint not null,
       primary key (log, subject))""",
    """create table {s}.progress (one boolean primary key default true check (one), until timestamptz,
       log_positions jsonb not null default '{{}}')""",
    "insert into {s}.progress default values",
    """create table {s}.hear_parked (id bigint generated always as identity primary key, log text not null,
       topic text not null, partition integer not null, kafka_offset bigint not null, reason text not null,
       headers jsonb not null, value bytea, at timestamptz not null default runtime.now(),
       digest text generated always as (md5(coalesce(value, ''))) stored,
       unique (topic, partition, kafka_offset, digest))""",
    "grant select on {s}.heard_watermark, {s}.progress to {web}",
)


def roles(service: str) -> tuple[str, str]:
    """Give the worker role and the web role of a service."""
    return f"utvag_{service}", f"utvag_{service}_web"


def everybody() -> list[str]:
    """Give the roles of every service, the portal's not among them."""
    return [role for service in SERVICES for role in roles(service)]


def workers() -> list[str]:
    """Give the worker role of every service."""
    return [roles(service)[0] for service in SERVICES]


def first(service: str, *, hears: bool) -> list[str]:
    """Give the statements for a service's schema: its log, and what it has heard if it hears anybody."""
    worker, web = roles(service)
    statements = [
        f"create schema if not exists {service}",
        f"grant usage on schema {service} to {worker}, {web}",
        f"alter default privileges in schema {service} grant select, insert, update, delete on tables to {worker}",
        f"alter default privileges in schema {service} grant usage, select on sequences to {worker}, {web}",
    ]
    parts = _LOG + (_HEARD if hears else ())
    return statements + [part.format(s=service, web=web) for part in parts]


_BOARD = "board_id = any(runtime.my_boards())"
_PROVIDER = "provider_id = any(runtime.my_providers())"
SCOPES = {
    "board": _BOARD,
    "provider": _PROVIDER,
    "board_or_provider": f"{_BOARD} or {_PROVIDER}",
    "everybody_reads": "true",
}


def protect(
    service: str, table: str, reads: str, writes: str | None = None, verbs: Sequence[str] = ("select",)
) -> list[str]:
    """Give the statements that put a table under row-level security.

    `reads` and `writes` are a name in SCOPES or an SQL condition; `verbs` is what the web role is granted.
    """
    worker, web = roles(service)
    reading = SCOPES.get(reads, reads)
    writing = SCOPES.get(writes, writes) if writes else reading
    statements = [
        f"alter table {service}.{table} enable row level security",
        f"alter table {service}.{table} force row level security",
        f"create policy worker on {service}.{table} to {worker} using (true) with check (true)",
        f"create policy web_reads on {service}.{table} for select to {web} using ({reading})",
        f"grant {', '.join(verbs)} on {service}.{table} to {web}",
    ]
    if "insert" in verbs:
        statements.append(f"create policy web_adds on {service}.{table} for insert to {web} with check ({writing})")
    if "update" in verbs:
        statements.append(
            f"create policy web_changes on {service}.{table} for update to {web} using ({writing}) with check ({writing})"
        )
    if "delete" in verbs:
        statements.append(f"create policy web_removes on {service}.{table} for delete to {web} using ({writing})")
    return statements


def vault(service: str) -> list[str]:
    """Give the statements for a service's vault of sealed person data and its log of readings.

    Reading goes through the owning service's code, which decides and logs first; a key says nothing about anybody.
    """
    _, web = roles(service)
    return [
        f"create table {service}.vault (person uuid primary key, wrapped_key bytea, sealed bytea)",
        f"grant select, insert, update on {service}.vault to {web}",
        f"""create table {service}.read_log (id uuid primary key, person uuid not null, reader uuid not null,
            organisation uuid not null, about uuid not null, what text not null, why text not null,
            at timestamptz not null)""",
        f"grant select, insert on {service}.read_log to {web}",
    ]


def guard_vault(service: str, related: str) -> list[str]:
    """Give the statements that put a vault and its log of readings under row-level security.

    `related` is the SQL condition under which the web role may open a row of the vault, itself read under that role's own
    policies. The web role adds keys and never replaces or destroys one; it logs its own readings, and sees them.
    """
    worker, web = roles(service)
    statements = [f"revoke update on {service}.vault from {web}"]
    for table in ("vault", "read_log"):
        statements += [
            f"alter table {service}.{table} enable row level security",
            f"alter table {service}.{table} force row level security",
            f"create policy worker on {service}.{table} to {worker} using (true) with check (true)",
        ]
    return [
        *statements,
        f"create policy web_reads on {service}.vault for select to {web} using ({related})",
        f"create policy web_adds on {service}.vault for insert to {web} with check (true)",
        f"create policy web_reads on {service}.read_log for select to {web} using (reader = runtime.me())",
        f"create policy web_adds on {service}.read_log for insert to {web} with check (reader = runtime.me())",
    ]


def guard_counters(service: str) -> list[str]:
    """Give the statements that put a log's counters behind functions: a portal's role takes the next numbers and reads no others."""
    _, web = roles(service)
    names = f"{service}.take_sequences(uuid[], bigint[])", f"{service}.move_head(integer)"
    return [
        f"""create function {service}.take_sequences(subjects uuid[], counts bigint[])
            returns table (taken_for uuid, taken_to bigint) language sql volatile security definer set search_path = '' as $$
            insert into {service}.subject_sequence as known (subject, sequence)
            select * from unnest(subjects, counts) on conflict (subject)
            do update set sequence = known.sequence + excluded.sequence returning known.subject, known.sequence $$""",
        f"""create function {service}.move_head(by integer)
            returns table (head_position bigint, head_received timestamptz)
            language sql volatile security definer set search_path = '' as $$
            update {service}.log_head set position = position + by,
            received = greatest(runtime.now(), received + interval '1 microsecond')
            where by >= 0 returning position, received $$""",
        f"revoke all on function {', '.join(names)} from public",
        f"grant execute on function {', '.join(names)} to {', '.join(roles(service))}",
        f"revoke update on {service}.log_head from {web}",
        f"revoke all on {service}.subject_sequence from {web}",
    ]
