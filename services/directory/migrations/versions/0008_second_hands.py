"""Who is a second hand, as the database says it too; since when a contract is on file; and the unit a proposal is about.

A board enters contracts by itself. So a contract counts against others only from the instant it was entered: it makes no second
hand for what was proposed before it, and opens nothing that a provider had attested before it.
"""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_WEB = "utvag_directory_web"
_PLATFORM = "cast('00000000-0000-0000-0000-000000000000' as uuid)"
_TODAY = "cast(runtime.now() at time zone 'Europe/Stockholm' as date)"
_MINE = "(proposer = any(runtime.my_boards()) or proposer = any(runtime.my_providers()))"
_IN_FORCE = (
    f"c.board_id = any(runtime.my_boards()) and not c.struck and c.valid_from <= {_TODAY} "
    f"and (c.valid_to is null or c.valid_to >= {_TODAY}) and (c.ended_at is null or c.ended_at > {_TODAY})"
)
_ON_FILE = (
    "alter table directory.contract add column on_file timestamptz",
    """update directory.contract c set on_file = coalesce((select min(a.told_at) from directory.attested a
       where a.subject = c.id and a.type like '%.ContractRegistered.v1'), runtime.now())""",
    "alter table directory.contract alter column on_file set not null",
    """create function directory.keep_on_file() returns trigger language plpgsql as $$ begin
       if tg_op = 'INSERT' or (old.struck and not new.struck) then new.on_file := runtime.now();
       else new.on_file := old.on_file; end if;
       return new; end $$""",
    """create trigger on_file before insert or update on directory.contract
       for each row execute function directory.keep_on_file()""",
)
_UNIT = (
    "alter table directory.proposal add column unit_id uuid",
    "alter table directory.proposal disable trigger decided",
    """update directory.proposal p set unit_id = coalesce(
       (select cast(act ->> 'unit' as uuid) from jsonb_array_elements(cast(p.acts as jsonb)) act where act ? 'unit' limit 1),
       (select unit_id from directory.permit where id = p.about),
       (select unit_id from directory.not_permit_bound where id = p.about),
       (select id from directory.unit where id = p.about))""",
    "alter table directory.proposal enable trigger decided",
)
_INDICES = (
    "create index proposal_by on directory.proposal (proposer, decided_at) where outcome is not null",
    "create index proposal_decided_by on directory.proposal (decided_by, decided_at) where outcome is not null",
    "create index proposal_decided_of on directory.proposal (provider_id, decided_at) where outcome is not null",
)
_MAY_DECIDE = f"""create function directory.may_decide(p directory.proposal) returns boolean language sql stable as $$
  select p.person <> runtime.me() and not (p.proposer = any(runtime.my_boards()))
  and not exists (select from directory.commission k where k.person = runtime.me() and k.organisation in (p.proposer, p.provider_id)
    and k.valid_from <= {_TODAY} and (k.ended is null or k.ended >= p.at)
    and (k.valid_to is null or k.valid_to >= cast(p.at at time zone 'Europe/Stockholm' as date)))
  and (runtime.is_keeper() or exists (select from directory.contract c
    where c.provider_id = p.provider_id and c.on_file < p.at and {_IN_FORCE})) $$"""
_DECIDES = (
    "(outcome in ('confirmed', 'declined') and decided_person = runtime.me() and directory.may_decide(proposal) "
    f"and ((runtime.is_keeper() and decided_by = {_PLATFORM}) or decided_by = any(runtime.my_boards()))) "
    f"or (outcome = 'withdrawn' and {_MINE})"
)
_SIDES = (
    "provider_id = any(runtime.my_providers()) or board_id = any(runtime.my_boards()) "
    "or (with_supervisor and runtime.is_supervisor())"
)
_UNDER_CONTRACT = (
    "board_id is null and not with_supervisor and exists (select from directory.contract c "
    f"where c.provider_id = attested.provider_id and c.on_file < attested.told_at and {_IN_FORCE})"
)
_OPERATOR = "provider_id is null and runtime.is_operator()"


def upgrade() -> None:
    """Add the columns, filled from what was told, and have the policies ask what the domain asks."""
    for statement in (
        *_ON_FILE,
        *_UNIT,
        *_INDICES,
        _MAY_DECIDE,
        f"grant execute on function directory.may_decide(directory.proposal) to {_WEB}",
        f"alter policy web_changes on directory.proposal using (outcome is null) with check ({_DECIDES})",
        f"alter policy web_reads on directory.attested using ({_SIDES} or ({_UNDER_CONTRACT}) or ({_OPERATOR}))",
    ):
        op.execute(statement)
