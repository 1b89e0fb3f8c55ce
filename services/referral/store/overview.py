"""Cases, requests and placements as lists show them: no person, only numbers, states and dates."""

from sqlalchemy import RowMapping

from services.referral.actor import Actor, binds
from services.runtime.work import Work

_PLACEMENT = """p.id as placement_id, p.state as placement_state, p.start_on as placement_start, p.started_at, p.ended_at,
p.concluded_at, p.plan_version, p.plan_approved, p.end_report_at, (select count(*) from referral.submission s
where s.placement_id = p.id and s.kind = 'report' and s.accepted_at is null) as unread"""
_CASES = f"""select c.id as case_id, c.opened_by, c.opened_at, r.id as referral_id, r.state as referral_state,
r.provider_id, r.unit_id, r.tier, r.answer_due, r.start_on, r.changed_at, {_PLACEMENT}
from referral.case_ c
left join lateral (select * from referral.referral one where one.case_id = c.id
  order by (one.state = 'cancelled'), one.opened_at desc, one.id limit 1) r on true
left join referral.placement p on p.referral_id = r.id
where c.board_id = :organisation and (cast(:unit as uuid) is null or c.board_unit_id = :unit)
order by c.opened_at desc, c.id limit 2000"""
_REQUESTS = f"""select r.case_id, r.opened_by, r.opened_at, r.id as referral_id, r.state as referral_state, r.provider_id,
r.unit_id, r.board_id, r.tier, r.form, r.answer_due, r.answered_at, r.start_on, r.sent_at, r.changed_at, {_PLACEMENT}
from referral.referral r left join referral.placement p on p.referral_id = r.id
where r.provider_id = :organisation and (cast(:unit as uuid) is null or r.unit_id = :unit) and r.sent_at is not null
order by r.sent_at desc, r.id limit 2000"""


async def case_lines(work: Work, actor: Actor) -> list[RowMapping]:
    """List the cases of a board, or of one of its units, each with its latest referral and placement."""
    return await work.rows(_CASES, **binds(actor))


async def request_lines(work: Work, actor: Actor) -> list[RowMapping]:
    """List the referrals sent to a provider, or to one of its units, each with its placement."""
    return await work.rows(_REQUESTS, **binds(actor))
