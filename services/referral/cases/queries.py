"""The lists of cases and of requests, as SQL: the newest of each paper and the first open event stand in laterals beside each line."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from schemas.codes import Tier
from schemas.reasons import ReturnReason
from services.referral.shared.lifecycle import State
from services.runtime.database.query import written


@dataclass(frozen=True)
class Listed:
    """A case with its latest referral, or a request, each with its placement; and what of it waits for somebody."""

    case: UUID
    board: UUID
    opened_by: UUID
    referral: UUID | None
    referral_state: State | None
    provider: UUID | None
    tier: Tier | None
    answer_due: datetime | None
    changed_at: datetime | None
    placement: UUID | None
    placement_state: State | None
    placement_start: date | None
    started_at: datetime | None
    concluded_at: datetime | None
    plan_version: int
    plan_approved: int
    plan_returned: int
    end_report_at: datetime | None
    unread: int
    returned_period: str | None
    end_returned: bool
    correct_by: datetime | None
    to_attest: UUID | None
    to_report: UUID | None


@dataclass(frozen=True)
class ToCorrect:
    """Something that a board returned: of which kind and month, why, and until when it is to be handed in again."""

    placement: UUID
    kind: str
    period: str
    returned_fact: UUID | None
    return_due: datetime | None
    return_reason: ReturnReason
    not_a_report: bool


_REFERRAL = (
    """r.id as referral, r.state as referral_state, r.provider_id as provider, r.tier, r.answer_due, r.changed_at, """
)
_PLACEMENT = """p.id as placement, p.state as placement_state, p.start_on as placement_start, p.started_at, p.concluded_at,
coalesce(p.plan_version, 0) as plan_version, coalesce(p.plan_approved, 0) as plan_approved,
coalesce(p.plan_returned, 0) as plan_returned, p.end_report_at, b.unread, b.returned_period, b.end_returned, b.correct_by,
e.to_attest, e.to_report """
_WAITING = """left join referral.placement p on p.referral_id = r.id
left join lateral (select count(*) filter (where kind = 'report' and accepted_at is null
    and returned_at is null) as unread,
  min(period) filter (where kind = 'report' and returned_at is not null) as returned_period,
  coalesce(bool_or(kind = 'end-report' and returned_at is not null), false) as end_returned,
  min(return_due) filter (where returned_at is not null and not not_a_report) as correct_by
  from (select distinct on (s.kind, s.period) s.* from referral.submission s where s.placement_id = p.id
    and s.kind in ('plan', 'report', 'end-report') and s.retracted_at is null
    order by s.kind, s.period, s.attempt desc) newest) b on true
left join lateral (select (array_agg(v.id order by v.first_reported) filter (where v.phoned_at is not null
    and v.call_recorded_at is null and v.denied_at is null))[1] as to_attest,
  (array_agg(v.id order by v.first_reported) filter (where v.noticed_at is not null and v.reported_at is null))[1]
    as to_report from referral.event v where v.placement_id = p.id) e on true """

CASES = written(
    "select c.id as case, c.board_id as board, c.opened_by, "
    + _REFERRAL
    + _PLACEMENT
    + """from referral.case_ c
left join lateral (select * from referral.referral one where one.case_id = c.id
  order by (one.state in ('cancelled', 'entered-in-error')), one.opened_at desc, one.id limit 1) r on true """
    + _WAITING
    + """where c.board_id = :organisation and (cast(:unit as uuid) is null or c.board_unit_id = :unit)
and (cast(:case as uuid) is null or c.id = :case) order by c.opened_at desc, c.id""",
    into=Listed,
)
REQUESTS = written(
    "select r.case_id as case, r.board_id as board, r.opened_by, "
    + _REFERRAL
    + _PLACEMENT
    + "from referral.referral r "
    + _WAITING
    + """where r.provider_id = :organisation and (cast(:unit as uuid) is null or r.unit_id = :unit)
and r.sent_at is not null order by r.sent_at desc, r.id""",
    into=Listed,
)
TO_CORRECT = written(
    """select placement_id as placement, kind, period, returned_fact, return_due, return_reason, not_a_report
from (select distinct on (s.placement_id, s.kind, s.period) s.* from referral.submission s
  join referral.placement p on p.id = s.placement_id where p.provider_id = :organisation
  and (cast(:unit as uuid) is null or p.unit_id = :unit) and p.concluded_at is null and s.retracted_at is null
  order by s.placement_id, s.kind, s.period, s.attempt desc) newest where returned_at is not null
order by return_due, placement_id""",
    into=ToCorrect,
)
