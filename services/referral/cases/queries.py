"""The lists of cases and of requests, as SQL: chosen, counted and cut first, then read with the newest of each paper beside each line."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from schemas.codes import Tier
from schemas.reasons import ReturnReason
from services.referral.shared.states import State
from services.runtime.database.query import Query, written


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
class Counted:
    """How many cases stand somewhere, and how many of them somebody opened."""

    phase: str
    number: int
    mine: int


@dataclass(frozen=True)
class CountedPlacements:
    """How many of a provider's placements run, and how many are over."""

    running: int
    ended: int


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

_LATEST = """left join lateral (select * from referral.referral one where one.case_id = c.id
  order by (one.state in ('cancelled', 'entered-in-error')), one.opened_at desc, one.id limit 1) r on true """
_OF_BOARD = "c.board_id = :organisation and (cast(:unit as uuid) is null or c.board_unit_id = :unit)"
_OF_PROVIDER = """r.provider_id = :organisation and (cast(:unit as uuid) is null or r.unit_id = :unit)
and r.sent_at is not null"""
_PART = " limit :limit offset :offset"


def _cases(chosen: str) -> Query[Listed]:
    """Ask for the lines of chosen cases, the newest first; which ones is decided before anything is read of them."""
    return written(
        "select c.id as case, c.board_id as board, c.opened_by, "
        + _REFERRAL
        + _PLACEMENT
        + f"from (select c.* from referral.case_ c where {_OF_BOARD} and {chosen}) c "
        + _LATEST
        + _WAITING
        + "order by c.opened_at desc, c.id",
        into=Listed,
    )


def _requests(chosen: str, joined: str = "") -> Query[Listed]:
    """Ask for the lines of chosen requests, the newest first."""
    return written(
        "select r.case_id as case, r.board_id as board, r.opened_by, "
        + _REFERRAL
        + _PLACEMENT
        + f"from (select r.* from referral.referral r {joined}where {_OF_PROVIDER} and {chosen}) r "
        + _WAITING
        + "order by r.sent_at desc, r.id",
        into=Listed,
    )


CASE = _cases("c.id = :case")
CASES = _cases("c.id = any(:cases)")
CASES_UNDER = _cases(
    "c.phase = any(:phases) and (cast(:person as uuid) is null or c.opened_by = :person)"
    " order by c.opened_at desc, c.id" + _PART
)
DRAFTS = _cases("c.phase = 'draft' and c.opened_by = :person")
COUNT_CASES = written(
    f"""select c.phase, count(*) as number, count(*) filter (where c.opened_by = :person) as mine
from referral.case_ c where {_OF_BOARD} group by c.phase""",
    into=Counted,
)
# What waits for a board: an inquiry that was declined, and what has come and nobody has read, of the placement that a case's line
# is about. steps.py decides what waits; each branch here finds one kind of it by an index of what waits, and of nothing else.
WAITING_CASES = written(
    f"""with found as (
  select p.id, p.case_id, p.referral_id from referral.placement p where p.board_id = :organisation and p.concluded_at is null
    and (p.plan_version > greatest(p.plan_approved, p.plan_returned) or p.end_report_at is not null)
    and (p.plan_version > greatest(p.plan_approved, p.plan_returned) or p.state in ('completed', 'failed'))
  union select p.id, p.case_id, p.referral_id from referral.submission s join referral.placement p on p.id = s.placement_id
    where s.board_id = :organisation and s.kind = 'report' and s.accepted_at is null and s.returned_at is null
    and s.retracted_at is null and p.concluded_at is null and not exists (select from referral.submission later
      where later.placement_id = s.placement_id and later.kind = s.kind and later.period = s.period
      and later.attempt > s.attempt and later.retracted_at is null)
  union select p.id, p.case_id, p.referral_id from referral.event v join referral.placement p on p.id = v.placement_id
    where v.board_id = :organisation and v.phoned_at is not null and v.call_recorded_at is null and v.denied_at is null
    and p.concluded_at is null)
select c.id from referral.case_ c where {_OF_BOARD} and (c.phase = 'rejected' or c.phase = 'placed' and c.id = any(array(
  select found.case_id from found where found.referral_id = (select one.id from referral.referral one
    where one.case_id = found.case_id order by (one.state in ('cancelled', 'entered-in-error')), one.opened_at desc, one.id
    limit 1)))) order by c.opened_at desc, c.id""",
    into=UUID,
)
ANSWERED = "(r.state <> 'requested' or exists (select from referral.placement p where p.referral_id = r.id))"
REQUESTED = _requests(f"r.state = 'requested' and not {ANSWERED}")
ANSWERED_REQUESTS = _requests(f"{ANSWERED} order by r.sent_at desc, r.id" + _PART)
COUNT_ANSWERED = written(f"select count(*) from referral.referral r where {_OF_PROVIDER} and {ANSWERED}", into=int)
_PLACED = "join referral.placement p on p.referral_id = r.id "
_ENDED = "(p.concluded_at is not null or p.state = 'cancelled')"
PLACED = _requests(f"{_ENDED} = :ended order by r.sent_at desc, r.id" + _PART, _PLACED)
COUNT_PLACED = written(
    f"""select count(*) filter (where not {_ENDED}) as running, count(*) filter (where {_ENDED}) as ended
from referral.referral r {_PLACED}where {_OF_PROVIDER}""",
    into=CountedPlacements,
)
# What may wait for a provider; steps.py says what does.
TO_DO = _requests(
    """(r.state = 'requested' or r.id = any(array(
  select p.referral_id from referral.placement p where p.provider_id = :organisation and p.concluded_at is null
    and (p.state in ('accepted', 'completed', 'failed') or p.plan_version <= p.plan_returned)
  union select p.referral_id from referral.submission s join referral.placement p on p.id = s.placement_id
    where s.provider_id = :organisation and s.returned_at is not null and s.retracted_at is null and p.concluded_at is null
  union select p.referral_id from referral.event v join referral.placement p on p.id = v.placement_id
    where v.provider_id = :organisation and v.noticed_at is not null and v.reported_at is null and p.concluded_at is null)))"""
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
