-- Where a case stands, for lists: kept when its referrals and placements change, at the end of their transaction, so that no other
-- lock is waited for after the case's. It is what services/referral/cases/lines.py makes of the latest referral and its placement.
create function referral.keep_phase() returns trigger language plpgsql security definer set search_path = '' as $$ begin
  perform from referral.case_ where id = new.case_id for no key update;
  update referral.case_ c set phase = now.phase from (
    select case when p.state = 'cancelled' or (p.id is null and r.state = 'cancelled') then 'withdrawn'
        when p.state in ('completed', 'failed') and p.concluded_at is not null then 'ended'
        when p.id is not null then 'placed' else coalesce(r.state, 'draft') end as phase
    from (select) one left join lateral (select * from referral.referral latest where latest.case_id = new.case_id
      order by (latest.state in ('cancelled', 'entered-in-error')), latest.opened_at desc, latest.id limit 1) r on true
    left join referral.placement p on p.referral_id = r.id) now
  where c.id = new.case_id and c.phase <> now.phase;
  return null; end $$
--
grant create on schema referral to utvag_referral
--
alter function referral.keep_phase() owner to utvag_referral
--
revoke create on schema referral from utvag_referral
--
create constraint trigger phase after insert or update of state on referral.referral
deferrable initially deferred for each row execute function referral.keep_phase()
--
create constraint trigger phase after insert or update of state, concluded_at on referral.placement
deferrable initially deferred for each row execute function referral.keep_phase()
