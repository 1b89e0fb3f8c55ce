"""What was entered in error is called retracted, in the tables as in the code."""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_TABLES = ("provider", "contract", "unit", "clause", "not_permit_bound", "permit")
_KEEP_ON_FILE = """create or replace function directory.keep_on_file() returns trigger language plpgsql as $$ begin
       if tg_op = 'INSERT' or (old.retracted and not new.retracted) then new.on_file := runtime.now();
       else new.on_file := old.on_file; end if;
       return new; end $$"""
_TODAY = "cast(runtime.now() at time zone 'Europe/Stockholm' as date)"
_MAY_DECIDE = f"""create or replace function directory.may_decide(p directory.proposal) returns boolean language sql stable as $$
  select p.person <> runtime.me() and not (p.proposer = any(runtime.my_boards()))
  and not exists (select from directory.commission k where k.person = runtime.me() and k.organisation in (p.proposer, p.provider_id)
    and k.valid_from <= {_TODAY} and (k.ended is null or k.ended >= p.at)
    and (k.valid_to is null or k.valid_to >= cast(p.at at time zone 'Europe/Stockholm' as date)))
  and (runtime.is_keeper() or exists (select from directory.contract c
    where c.provider_id = p.provider_id and c.on_file < p.at and c.board_id = any(runtime.my_boards()) and not c.retracted and c.valid_from <= {_TODAY} and (c.valid_to is null or c.valid_to >= {_TODAY}) and (c.ended_at is null or c.ended_at > {_TODAY}))) $$"""


def upgrade() -> None:
    """Rename the columns; not-null constraints follow by name, indexes and policies by themselves, the bodies of functions do not."""
    for table in _TABLES:
        op.execute(f"alter table directory.{table} rename column struck to retracted")
        op.execute(
            f"alter table directory.{table} rename constraint {table}_struck_not_null to {table}_retracted_not_null"
        )
    op.execute(_KEEP_ON_FILE)
    op.execute(_MAY_DECIDE)
