"""Where a case stands is kept for its lists, and what waits has indexes of its own."""

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_PHASE = """
    select case when p.state = 'cancelled' or (p.id is null and r.state = 'cancelled') then 'withdrawn'
        when p.state in ('completed', 'failed') and p.concluded_at is not null then 'ended'
        when p.id is not null then 'placed' else coalesce(r.state, 'draft') end as phase
    from (select) one left join lateral (select * from referral.referral latest where latest.case_id = {case}
      order by (latest.state in ('cancelled', 'entered-in-error')), latest.opened_at desc, latest.id limit 1) r on true
    left join referral.placement p on p.referral_id = r.id"""
_STATEMENTS = (
    "alter table referral.case_ add column phase text not null default 'draft'",
    f"update referral.case_ c set phase = ({_PHASE.format(case='c.id')})",
    """alter table referral.case_ add constraint case__phase_check check (phase in ('draft', 'requested', 'rejected', 'accepted',
      'entered-in-error', 'placed', 'ended', 'withdrawn'))""",
    """create index case_phase on referral.case_ (board_id, phase, opened_at desc, id) include (opened_by, board_unit_id)""",
    "create index referral_sent on referral.referral (provider_id, sent_at desc, id) where sent_at is not null",
    """create index placement_to_read on referral.placement (board_id) where concluded_at is null
      and (plan_version > greatest(plan_approved, plan_returned) or end_report_at is not null)""",
    """create index placement_to_do on referral.placement (provider_id) where concluded_at is null
      and (state in ('accepted', 'completed', 'failed') or plan_version <= plan_returned)""",
    """create index event_to_report on referral.event (provider_id) where noticed_at is not null and reported_at is null""",
    """create index submission_returned on referral.submission (provider_id) where returned_at is not null and retracted_at is null""",
    """create index submission_unread on referral.submission (board_id) where kind = 'report' and accepted_at is null
      and returned_at is null and retracted_at is null""",
    f"""create function referral.keep_phase() returns trigger language plpgsql security definer set search_path = '' as $$ begin
  perform from referral.case_ where id = new.case_id for no key update;
  update referral.case_ c set phase = now.phase from ({_PHASE.format(case="new.case_id")}) now
  where c.id = new.case_id and c.phase <> now.phase;
  return null; end $$""",
    "grant create on schema referral to utvag_referral",
    "alter function referral.keep_phase() owner to utvag_referral",
    "revoke create on schema referral from utvag_referral",
    """create constraint trigger phase after insert or update of state on referral.referral
      deferrable initially deferred for each row execute function referral.keep_phase()""",
    """create constraint trigger phase after insert or update of state, concluded_at on referral.placement
      deferrable initially deferred for each row execute function referral.keep_phase()""",
)


def upgrade() -> None:
    """Add the column and its triggers, and fill it; add the indexes."""
    for statement in _STATEMENTS:
        op.execute(statement)
