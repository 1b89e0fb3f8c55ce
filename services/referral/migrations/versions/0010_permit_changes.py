"""A permit keeps the terms it was registered with; each change stands beside them, with the day it begins."""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_STATEMENTS = (
    "alter table referral.known_permit add column registered_on date",
    """create table referral.known_permit_change (permit_id uuid not null, position bigint not null,
        begins_on date not null, unit_id uuid not null, orgnr text not null, form text not null, age_bands text[] not null,
        target_groups text[] not null, maximum integer not null, valid_to date, primary key (permit_id, position))""",
    "create index known_permit_change_unit on referral.known_permit_change (unit_id, form)",
    "alter table referral.known_permit_change enable row level security",
    "alter table referral.known_permit_change force row level security",
    "create policy worker on referral.known_permit_change to utvag_referral using (true) with check (true)",
    "create policy web_reads on referral.known_permit_change for select to utvag_referral_web using (true)",
    "grant select on referral.known_permit_change to utvag_referral_web",
    """with told as (select distinct on (subject) subject, received, body::jsonb -> 'data' as data from referral.heard
  where type = 'se.utvag.directory.PermitRegistered.v1' and state = 'applied' order by subject, sequence)
update referral.known_permit p set registered_on = (t.received at time zone 'Europe/Stockholm')::date,
  unit_id = (data ->> 'unit')::uuid, orgnr = data ->> 'orgnr', form = data ->> 'form',
  age_bands = array(select jsonb_array_elements_text(data -> 'age_bands')),
  target_groups = array(select jsonb_array_elements_text(data -> 'target_groups')), maximum = (data ->> 'maximum')::integer,
  valid_from = (data ->> 'valid_from')::date, valid_to = (data ->> 'valid_to')::date
from told t where t.subject = p.id""",
    """insert into referral.known_permit_change (permit_id, position, begins_on, unit_id, orgnr, form, age_bands,
  target_groups, maximum, valid_to)
select subject, h.position, greatest((data ->> 'valid_from')::date,
  ((body::jsonb ->> 'occurred')::timestamptz at time zone 'Europe/Stockholm')::date), (data ->> 'unit')::uuid,
  data ->> 'orgnr', data ->> 'form', array(select jsonb_array_elements_text(data -> 'age_bands')),
  array(select jsonb_array_elements_text(data -> 'target_groups')), (data ->> 'maximum')::integer, (data ->> 'valid_to')::date
from referral.heard h cross join lateral (select body::jsonb -> 'data' as data) as said
join referral.known_permit p on p.id = h.subject
where h.type = 'se.utvag.directory.PermitChanged.v1' and h.state = 'applied' and not exists (select from referral.heard e
  where e.type = 'se.utvag.directory.EnteredInError.v1' and e.subject = h.subject
  and e.body::jsonb -> 'data' ->> 'fact' = h.id::text)""",
    "update referral.known_permit set registered_on = valid_from where registered_on is null",
    "alter table referral.known_permit alter column registered_on set not null",
)


def upgrade() -> None:
    """Make the table, and lay out again what was heard: a change had replaced the terms at once."""
    for statement in _STATEMENTS:
        op.execute(statement)
