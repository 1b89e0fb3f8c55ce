"""The tables of notify as SQL: its copies of the directory, notices, deliveries, and why something was not sent."""

from services.runtime import spine

COPIES = (
    """create table notify.organisation (id uuid primary key, kind text not null check (kind in ('board', 'provider')),
       name text not null)""",
    """create table notify.commission (id uuid primary key, person uuid, organisation uuid, role text, unit uuid,
       valid_from date, valid_to date, ended boolean not null default false)""",
    "create index commission_organisation on notify.commission (organisation, role)",
    """create table notify.thing (id uuid primary key, kind text not null check (kind in ('referral', 'placement', 'contract')),
       case_id uuid, board_id uuid not null, provider_id uuid not null, unit uuid)""",
    """create table notify.escalation_clause (clause uuid not null, version integer not null, contract uuid not null,
       board_id uuid not null, provider_id uuid not null, hours integer not null, valid_from date not null, valid_to date,
       primary key (clause, version))""",
    "create index escalation_clause_parties on notify.escalation_clause (board_id, provider_id)",
    "create index escalation_clause_contract on notify.escalation_clause (contract)",
)

NOTICES = (
    """create table notify.notice (id uuid primary key, condition text not null, about uuid not null, matter uuid not null,
       sequence bigint not null, step integer not null check (step >= 1), organisation uuid not null, role text not null,
       board_id uuid, provider_id uuid, seen_by uuid[] not null default '{}', supervisor_sees boolean not null default false,
       finding uuid, obligation uuid, thing uuid, rule text not null default '', period text not null default '',
       severity text, due timestamptz, origin text not null, silent text not null default '', waits boolean not null,
       planned_at timestamptz not null, send_at timestamptz not null, take_by timestamptz, wait_until timestamptz,
       state text not null default 'planned' check (state in ('planned', 'told', 'dropped')), told_at timestamptz,
       over_at timestamptz, over_reason text, read_at timestamptz, taken_at timestamptz, taken_by uuid,
       check (board_id is null or provider_id is null))""",
    "create index notice_planned on notify.notice (send_at) where state = 'planned'",
    "create index notice_role on notify.notice (organisation, role, told_at desc) where state = 'told'",
    "create index notice_matter on notify.notice (matter) where over_at is null",
    "create index notice_finding on notify.notice (finding)",
    "create index notice_obligation on notify.notice (obligation)",
    """create table notify.delivery (id uuid primary key, notice uuid not null references notify.notice (id),
       channel text not null check (channel in ('portal', 'email')), person uuid, language text not null,
       state text not null default 'waiting' check (state in ('waiting', 'sent', 'failed', 'skipped')),
       attempts integer not null default 0, next_try timestamptz not null, last_reason text, sent_at timestamptz)""",
    "create index delivery_due on notify.delivery (next_try) where state = 'waiting'",
    "create index delivery_notice on notify.delivery (notice)",
    """create table notify.skip (notice uuid not null references notify.notice (id), channel text not null,
       reason text not null, at timestamptz not null, primary key (notice, channel, reason))""",
    """create table notify.reading (notice uuid not null references notify.notice (id), person uuid not null,
       at timestamptz not null, primary key (notice, person))""",
)

CHANNELS = (
    """create table notify.contact (person uuid primary key, language text not null check (language in ('sv', 'en')),
       mailable boolean not null)""",
    """create table notify.outbox (delivery uuid primary key references notify.delivery (id), message_id text not null,
       subject text not null, body text not null, language text not null, at timestamptz not null)""",
    "create index outbox_at on notify.outbox (at desc)",
)

_OWN = "(organisation = any(runtime.my_boards()) or organisation = any(runtime.my_providers()))"
_PLATFORM = "((role = 'supervisor' and state = 'told' and runtime.is_supervisor()) or (role = 'operator' and runtime.is_operator()))"
_MINE = f"({_OWN} or {_PLATFORM})"
_CONCERNED = "(seen_by && runtime.my_boards() or seen_by && runtime.my_providers())"
_NOTICE_READS = f"{_MINE} or {_CONCERNED} or (runtime.is_supervisor() and supervisor_sees) or runtime.is_operator()"
_BY_NOTICE = "exists (select from notify.notice told where told.id = {table}.notice)"
_THING_READS = (
    "board_id = any(runtime.my_boards()) or provider_id = any(runtime.my_providers()) or runtime.is_operator()"
)


def protection() -> list[str]:
    """Give the statements that put every table under row-level security; what follows a notice is seen with it."""
    operator = "runtime.is_operator()"
    mine = "person = runtime.me()"
    return [
        *spine.protect("notify", "organisation", "everybody_reads"),
        *spine.protect("notify", "commission", operator),
        *spine.protect("notify", "thing", _THING_READS),
        *spine.protect("notify", "escalation_clause", "board_or_provider"),
        *spine.protect("notify", "notice", _NOTICE_READS, _MINE, verbs=("select",)),
        "grant update (read_at, taken_at, taken_by) on notify.notice to utvag_notify_web",
        f"create policy web_changes on notify.notice for update to utvag_notify_web using ({_MINE}) with check ({_MINE})",
        *spine.protect("notify", "delivery", _BY_NOTICE.format(table="delivery")),
        *spine.protect("notify", "skip", _BY_NOTICE.format(table="skip")),
        *spine.protect("notify", "reading", mine, mine, verbs=("select", "insert")),
        *spine.protect("notify", "contact", mine),
        *spine.protect("notify", "outbox", operator),
    ]
