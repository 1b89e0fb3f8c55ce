"""What still stands is found without its history, and a controller may ask the side that owes to complete its reply."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_LAPSING = "'R01', 'R03', 'R09', 'S01', 'S05'"
_ENDS = "'se.utvag.referral.PlacementEnded.v1', 'se.utvag.referral.ReferralWithdrawn.v1'"

_STATEMENTS = (
    # When the placement or referral is over, some duties about it can be fulfilled no more.
    "alter table provider_audit.matter add column ended_by uuid",
    f"""update provider_audit.matter m set ended_by = h.id from provider_audit.heard h
       where h.subject = m.id and h.state = 'applied' and h.type in ({_ENDS}) and not exists (
         select 1 from provider_audit.heard e where e.subject = h.subject and e.state = 'applied'
         and e.type = 'se.utvag.referral.EnteredInError.v1' and (e.body::jsonb #>> '{{data,fact}}')::uuid = h.id)""",
    "create index matter_ended_by on provider_audit.matter (ended_by) where ended_by is not null",
    "alter table provider_audit.finding add column over boolean not null default false",
    f"""update provider_audit.finding f set over = true from provider_audit.obligation o where o.id = f.obligation
       and (o.period like 'phone/%' or f.rule in ({_LAPSING}) and exists (
         select 1 from provider_audit.matter m where m.id = f.about and m.ended_by is not null))""",
    # What stands is little, however long the history of what is settled.
    """create index finding_stands on provider_audit.finding (provider_id) where standing = 'standing'
       and casework <> 'dismissed' and not (casework = 'closed' and over)""",
    """create index finding_undecided on provider_audit.finding (answer_by) where standing <> 'withdrawn'
       and casework in ('unanswered', 'replied', 'completion')""",
)
_CASEWORK = (
    "alter table provider_audit.finding drop constraint finding_casework_check",
    """alter table provider_audit.finding add constraint finding_casework_check
       check (casework in ('unanswered', 'replied', 'completion', 'confirmed', 'dismissed', 'closed'))""",
    "alter table provider_audit.finding add column completion_due timestamptz",
    """alter table provider_audit.finding add column answer_by timestamptz not null
       generated always as (coalesce(completion_due, reply_due)) stored""",
    # Closing is for what was confirmed; what was dismissed stays dismissed.
    """update provider_audit.finding f set casework = 'dismissed' where casework = 'closed' and 'dismissed' = (
       select e.kind from provider_audit.casework_event e where e.finding = f.id and e.kind in ('confirmed', 'dismissed')
       order by e.at desc limit 1)""",
    "alter table provider_audit.casework_event drop constraint casework_event_kind_check",
    """alter table provider_audit.casework_event add constraint casework_event_kind_check
       check (kind in ('replied', 'confirmed', 'dismissed', 'closed', 'completion_requested'))""",
    "alter table provider_audit.casework_event add column sealed_remedy bytea",
    "alter table provider_audit.casework_event add column reply_due timestamptz",
)


def upgrade() -> None:
    """Add what the pages need to find what stands, and the casework of a completion."""
    for statement in (*_CASEWORK, *_STATEMENTS):
        op.execute(statement)
