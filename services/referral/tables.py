"""The tables of referral, and who may see and change their rows."""

from services.runtime.spine import first, protect, vault

_KNOWN = (
    """create table referral.known_position (one boolean primary key default true check (one), position bigint not null)""",
    "insert into referral.known_position (position) values (0)",
    "create table referral.known_board (id uuid primary key, name text not null, municipality text not null)",
    """create table referral.known_provider (id uuid primary key, orgnr text not null, name text not null,
       legal_form text not null)""",
    "create table referral.known_unit (id uuid primary key, provider_id uuid not null, name text not null)",
    """create table referral.known_permit (id uuid primary key, provider_id uuid not null, unit_id uuid not null,
       orgnr text not null, form text not null, age_bands text[] not null, target_groups text[] not null,
       maximum integer not null, valid_from date not null, valid_to date, ended_at date, position bigint not null)""",
    "create index known_permit_unit on referral.known_permit (unit_id, form)",
    """create table referral.known_not_bound (id uuid primary key, provider_id uuid not null, unit_id uuid not null,
       orgnr text not null, form text not null, from_day date not null, position bigint not null)""",
    """create table referral.known_contract (id uuid primary key, board_id uuid not null, provider_id uuid not null,
       number text not null, forms text[] not null, valid_from date not null, valid_to date, ended_at date,
       position bigint not null)""",
    """create table referral.known_clause (contract_id uuid not null, id uuid not null, version integer not null,
       board_id uuid not null, provider_id uuid not null, type text not null, parameters jsonb not null,
       valid_from date not null, valid_to date, primary key (contract_id, id, version))""",
)

_OWN = (
    """create table referral.case_ (id uuid primary key, board_id uuid not null, board_unit_id uuid, opened_by uuid not null,
       opened_at timestamptz not null)""",
    "create index case_board on referral.case_ (board_id, opened_at)",
    """create table referral.consent (id uuid primary key, case_id uuid not null references referral.case_,
       board_id uuid not null, scope_sealed bytea not null, receivers text[] not null, valid_from date not null,
       valid_to date not null, registered_at timestamptz not null, registered_by uuid not null, withdrawn_at timestamptz,
       check (valid_to >= valid_from))""",
    "create index consent_case on referral.consent (case_id)",
    """create table referral.referral (id uuid primary key, case_id uuid not null references referral.case_,
       board_id uuid not null, board_unit_id uuid, provider_id uuid, unit_id uuid, contract_id uuid, permit_id uuid,
       form text, age_band text, target_group text, tier text, threat_assessed_on date, start_on date,
       state text not null check (state in ('draft', 'requested', 'accepted', 'rejected', 'cancelled',
       'entered-in-error')), version integer not null default 1, opened_by uuid not null, opened_at timestamptz not null,
       changed_at timestamptz not null, sent_at timestamptz, answer_due timestamptz, answered_at timestamptz,
       reason text, placement_id uuid, parts_sealed bytea not null, answer_sealed bytea)""",
    "create index referral_case on referral.referral (case_id)",
    "create index referral_provider on referral.referral (provider_id, state) where sent_at is not null",
    "create index referral_draft on referral.referral (changed_at) where state = 'draft'",
    """create table referral.placement (id uuid primary key, case_id uuid not null references referral.case_,
       referral_id uuid unique references referral.referral, board_id uuid not null, board_unit_id uuid,
       provider_id uuid not null, unit_id uuid not null, orgnr text not null, form text not null, contract_id uuid,
       permit_id uuid, age_band text not null, target_group text not null, state text not null check (state in
       ('accepted', 'in-progress', 'on-hold', 'completed', 'failed', 'cancelled', 'entered-in-error')),
       accepted_at timestamptz not null, start_on date not null, started_at timestamptz, audited_from date,
       held_from timestamptz, ended_at timestamptz, end_reason text, concluded_at timestamptz,
       plan_version integer not null default 0, plan_approved integer not null default 0,
       end_report_at timestamptz)""",
    "create index placement_case on referral.placement (case_id)",
    "create index placement_provider on referral.placement (provider_id, state)",
    "create index placement_board on referral.placement (board_id, state)",
    """create table referral.capacity (orgnr text not null, form text not null, unit_id uuid not null,
       provider_id uuid not null, placed integer not null default 0 check (placed >= 0),
       primary key (orgnr, form, unit_id))""",
    """create table referral.submission (id uuid primary key, placement_id uuid not null references referral.placement,
       case_id uuid not null, board_id uuid not null, provider_id uuid not null,
       kind text not null check (kind in ('plan', 'review', 'report', 'end-report')), period text not null default '',
       attempt integer not null, occurred timestamptz not null, arrived timestamptz not null, submitted_by uuid not null,
       sealed bytea not null, accepted_at timestamptz, unique (placement_id, kind, period, attempt))""",
    """create table referral.history (id uuid primary key, case_id uuid not null, referral_id uuid, placement_id uuid,
       board_id uuid not null, provider_id uuid, what text not null, detail text not null default '',
       occurred timestamptz not null, arrived timestamptz not null, side text not null)""",
    "create index history_case on referral.history (case_id, occurred)",
    "create index history_placement on referral.history (placement_id, occurred)",
)

_BOARD = "board_id = any(runtime.my_boards())"
_SENT = f"{_BOARD} or (provider_id = any(runtime.my_providers()) and sent_at is not null)"
_EITHER = f"{_BOARD} or provider_id = any(runtime.my_providers())"
_WRITES = ("select", "insert", "update")


def statements() -> list[str]:
    """Give everything the first migration does, in order."""
    made = [*first("referral", hears=True), *_KNOWN, *_OWN, *vault("referral")]
    for table in ("board", "provider", "unit", "permit", "not_bound", "position"):
        made += protect("referral", f"known_{table}", "everybody_reads")
    for table in ("contract", "clause"):
        made += protect("referral", f"known_{table}", "board_or_provider")
    made += protect("referral", "case_", "board", verbs=_WRITES)
    made += protect("referral", "consent", "board", verbs=_WRITES)
    made += protect("referral", "referral", _SENT, verbs=_WRITES)
    made += protect("referral", "placement", _EITHER, verbs=_WRITES)
    made += protect("referral", "capacity", "everybody_reads", verbs=_WRITES)
    made += protect("referral", "submission", _EITHER, verbs=_WRITES)
    made += protect("referral", "history", _EITHER, verbs=("select", "insert"))
    return made
