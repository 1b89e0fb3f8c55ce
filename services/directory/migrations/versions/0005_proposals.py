"""The register's own facts by their ids, proposals to change it, and rows that were entered in error.

What others rely on is written by a register keeper, or in the very transaction in which another than proposed it confirms.
"""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_WEB = "utvag_directory_web"
_MINE = "(proposer = any(runtime.my_boards()) or proposer = any(runtime.my_providers()))"
_TODAY = "cast(runtime.now() at time zone 'Europe/Stockholm' as date)"
_CONTRACTED = (
    "exists (select from directory.contract c where c.provider_id = {table}.provider_id "
    "and c.board_id = any(runtime.my_boards()) and not c.struck and c.valid_from <= {today} "
    "and (c.valid_to is null or c.valid_to >= {today}) and (c.ended_at is null or c.ended_at > {today}))"
)
_TABLES = (
    *(
        f"alter table directory.{table} add column struck boolean not null default false"
        for table in ("provider", "unit", "permit", "not_permit_bound", "contract", "clause")
    ),
    "alter table directory.provider drop constraint provider_orgnr_key",
    "create unique index provider_orgnr on directory.provider (orgnr) where not struck",
    "drop index directory.unit_name",
    "create unique index unit_name on directory.unit (provider_id, lower(name)) where not struck",
    "drop index directory.permit_number",
    "create unique index permit_number on directory.permit (provider_id, number) where number <> '' and not struck",
    "alter table directory.not_permit_bound drop constraint not_permit_bound_orgnr_form_unit_id_key",
    "create unique index not_permit_bound_unit on directory.not_permit_bound (orgnr, form, unit_id) where not struck",
    "alter table directory.contract drop constraint contract_board_id_number_key",
    "create unique index contract_number on directory.contract (board_id, number) where not struck",
    "alter table directory.attested add column register boolean not null default false",
    "alter table directory.import_file add column proposed integer not null default 0",
    """create table directory.proposal (id uuid primary key, provider_id uuid not null references directory.provider,
       board_id uuid references directory.board, proposer uuid not null, person uuid not null, about uuid not null,
       acts text not null, at timestamptz not null, revoked_at date,
       outcome text check (outcome in ('confirmed', 'declined', 'withdrawn')), decided_by uuid, decided_person uuid,
       decided_at timestamptz, decided_in timestamptz, words_sealed bytea,
       check ((outcome is null) = (decided_at is null)))""",
    """create function directory.mark_decided() returns trigger language plpgsql as
       $$ begin new.decided_in := transaction_timestamp(); return new; end $$""",
    """create trigger decided before update on directory.proposal for each row execute function directory.mark_decided()""",
    "create index proposal_waiting on directory.proposal (at) where outcome is null",
    "create index proposal_provider on directory.proposal (provider_id, at)",
    "create index proposal_decided on directory.proposal (decided_at) where outcome is not null",
)
_TOLD_BEFORE = """insert into directory.attested (id, type, subject, teller, provider_id, board_id, occurred, told_at, body, register)
select l.id, l.type, l.subject, cast(f.body ->> 'teller' as uuid),
case when l.type like '%.ProviderRegistered.v1' then l.subject else cast(f.body #>> '{data,provider}' as uuid) end,
cast(f.body #>> '{data,board}' as uuid), cast(f.body ->> 'occurred' as timestamptz), l.received,
cast(f.body -> 'data' as text), l.type !~ '\\.(Contract|Clause)'
from directory.log l cross join lateral (select cast(l.body as jsonb) as body) f
where l.type ~ '\\.(ProviderRegistered|UnitRegistered|Permit[A-Z][a-z]+|NotPermitBound|Contract[A-Z][a-z]+|ClauseRegistered)\\.v1$'
order by l.position"""
_READS = (
    "cardinality(runtime.my_boards()) > 0 or runtime.is_keeper() or runtime.is_supervisor() "
    "or runtime.is_operator() or provider_id = any(runtime.my_providers())"
)


def upgrade() -> None:
    """Make the tables, keep what was told before, and give what others rely on to the register."""
    for statement in (*_TABLES, _TOLD_BEFORE, *_proposals(), *_register(), *_readers()):
        op.execute(statement)


def _proposals() -> list[str]:
    contracted = _CONTRACTED.format(table="proposal", today=_TODAY)
    proposes = (
        f"outcome is null and person = runtime.me() and ((board_id = any(runtime.my_boards()) and proposer = board_id "
        f"and {contracted}) or (board_id is null and proposer = provider_id and proposer = any(runtime.my_providers())))"
    )
    decides = (
        f"(outcome in ('confirmed', 'declined') and decided_person = runtime.me() and decided_person <> person "
        f"and not {_MINE} and (runtime.is_keeper() or {contracted})) or (outcome = 'withdrawn' and {_MINE})"
    )
    words = "exists (select from directory.proposal p where p.id = vault.person)"
    return [
        "alter table directory.proposal enable row level security",
        "alter table directory.proposal force row level security",
        "create policy worker on directory.proposal to utvag_directory using (true) with check (true)",
        f"create policy web_reads on directory.proposal for select to {_WEB} using ({_READS})",
        f"create policy web_adds on directory.proposal for insert to {_WEB} with check ({proposes})",
        f"create policy web_changes on directory.proposal for update to {_WEB} using (outcome is null) with check ({decides})",
        f"grant select, insert on directory.proposal to {_WEB}",
        f"create policy words_of_proposals on directory.vault for select to {_WEB} using ({words})",
        f"grant update (outcome, decided_by, decided_person, decided_at, words_sealed) on directory.proposal to {_WEB}",
    ]


def _confirmed(table: str, about: str) -> str:
    """Say that a proposal about a row was confirmed in this very transaction."""
    return (
        "exists (select from directory.proposal p where p.outcome = 'confirmed' and p.decided_in = transaction_timestamp() "
        f"and p.decided_person = runtime.me() and p.about = {table}.{about})"
    )


def _register() -> list[str]:
    statements = []
    for table in ("provider", "unit", "permit", "not_permit_bound"):
        writes = f"runtime.is_keeper() or {_confirmed(table, 'id')}"
        adds = {
            "provider": "cardinality(runtime.my_boards()) > 0",
            "unit": f"provider_id = any(runtime.my_providers()) or {_CONTRACTED.format(table='unit', today=_TODAY)}",
        }.get(table, "false")
        statements += [
            f"alter policy web_adds on directory.{table} with check ({writes} or {adds})",
            f"alter policy web_changes on directory.{table} using ({writes}) with check ({writes})",
        ]
    word = f"register and (runtime.is_keeper() or {_confirmed('attested', 'subject')})"
    own = (
        "board_id = any(runtime.my_boards()) and exists (select from directory.contract c where c.id = attested.subject "
        "and c.board_id = attested.board_id)"
    )
    return [
        *statements,
        f"create policy register_adds on directory.attested for insert to {_WEB} with check ({word})",
        f"create policy own_contract_adds on directory.attested for insert to {_WEB} with check ({own})",
        f"create policy register_reads on directory.attested for select to {_WEB} using (register)",
    ]


def _readers() -> list[str]:
    """A register keeper sees which boards have contracts: who is hit, and who may confirm."""
    return [
        f"create policy keeper_reads on directory.{table} for select to {_WEB} using (runtime.is_keeper())"
        for table in ("contract", "clause")
    ]
