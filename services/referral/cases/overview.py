"""Cases, requests and placements as lists show them: no person, only numbers, states and dates."""

from uuid import UUID

from services.referral.shared.actor import Actor, binds
from services.runtime.database.transaction import Row
from services.runtime.database.work import Work

_PLACEMENT = """p.id as placement_id, p.state as placement_state, p.start_on as placement_start, p.started_at, p.ended_at,
p.concluded_at, p.plan_version, p.plan_approved, p.plan_returned, p.end_report_at, b.unread, b.returned_period,
b.end_returned, b.correct_by, e.to_attest, e.to_report"""
_WAITING = """left join lateral (select count(*) filter (where kind = 'report' and accepted_at is null
    and returned_at is null) as unread,
  min(period) filter (where kind = 'report' and returned_at is not null) as returned_period,
  coalesce(bool_or(kind = 'end-report' and returned_at is not null), false) as end_returned,
  min(return_due) filter (where returned_at is not null and not not_a_report) as correct_by
  from (select distinct on (s.kind, s.period) s.* from referral.submission s where s.placement_id = p.id
    and s.kind in ('plan', 'report', 'end-report') and s.struck_at is null
    order by s.kind, s.period, s.attempt desc) newest) b on true
left join lateral (select (array_agg(v.id order by v.first_told) filter (where v.phoned_at is not null
    and v.call_told is null and v.denied_at is null))[1] as to_attest,
  (array_agg(v.id order by v.first_told) filter (where v.noticed_at is not null and v.reported_at is null))[1]
    as to_report from referral.event v where v.placement_id = p.id) e on true"""
_CASES = f"""select c.id as case_id, c.opened_by, c.opened_at, r.id as referral_id, r.state as referral_state,
r.provider_id, r.unit_id, r.tier, r.answer_due, r.start_on, r.changed_at, {_PLACEMENT}
from referral.case_ c
left join lateral (select * from referral.referral one where one.case_id = c.id
  order by (one.state in ('cancelled', 'entered-in-error')), one.opened_at desc, one.id limit 1) r on true
left join referral.placement p on p.referral_id = r.id
{_WAITING}
where c.board_id = :organisation and (cast(:unit as uuid) is null or c.board_unit_id = :unit)
and (cast(:case as uuid) is null or c.id = :case) order by c.opened_at desc, c.id"""
_REQUESTS = f"""select r.case_id, r.opened_by, r.opened_at, r.id as referral_id, r.state as referral_state, r.provider_id,
r.unit_id, r.board_id, r.tier, r.form, r.answer_due, r.answered_at, r.start_on, r.sent_at, r.changed_at, {_PLACEMENT}
from referral.referral r left join referral.placement p on p.referral_id = r.id
{_WAITING}
where r.provider_id = :organisation and (cast(:unit as uuid) is null or r.unit_id = :unit) and r.sent_at is not null
order by r.sent_at desc, r.id"""


async def case_lines(work: Work, actor: Actor, case: UUID | None = None) -> list[Row]:
    """List the cases of a board, or of one of its units, or the one named, each with its latest referral and placement."""
    return await work.rows(_CASES, case=case, **binds(actor))


async def request_lines(work: Work, actor: Actor) -> list[Row]:
    """List the referrals sent to a provider, or to one of its units, each with its placement."""
    return await work.rows(_REQUESTS, **binds(actor))


_TO_CORRECT = """select * from (select distinct on (s.placement_id, s.kind, s.period) s.placement_id, s.kind, s.period,
s.returned_at, s.returned_fact, s.return_due, s.return_reason, s.not_a_report, p.board_id from referral.submission s
join referral.placement p on p.id = s.placement_id where p.provider_id = :organisation
and (cast(:unit as uuid) is null or p.unit_id = :unit) and p.concluded_at is null and s.struck_at is null
order by s.placement_id, s.kind, s.period, s.attempt desc) newest where returned_at is not null
order by return_due, placement_id"""
_TO_REPORT = """select v.id, v.placement_id, v.kind, v.noticed_at, p.board_id from referral.event v
join referral.placement p on p.id = v.placement_id where p.provider_id = :organisation
and (cast(:unit as uuid) is null or p.unit_id = :unit) and p.concluded_at is null and v.noticed_at is not null
and v.reported_at is null order by v.noticed_at, v.id"""


async def to_correct(work: Work, actor: Actor) -> list[Row]:
    """List what boards have returned and a provider has not handed in again, first due first."""
    return await work.rows(_TO_CORRECT, **binds(actor))


async def to_report(work: Work, actor: Actor) -> list[Row]:
    """List the incidents boards have told of and a provider has not reported, oldest first."""
    return await work.rows(_TO_REPORT, **binds(actor))
