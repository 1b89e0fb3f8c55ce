"""Decisions about what is handed in and what a board finds of it: plans, reports, end reports, safety plans."""

from dataclasses import replace
from datetime import datetime

from schemas import referral as facts
from services.referral.placements.domain import Decision, Placement, not_ahead, report_periods, step_of
from services.referral.shared.civil_time import first_instant
from services.referral.shared.commands import ReviewPlan
from services.referral.shared.states import Act, Who
from services.runtime.errors import Refused
from services.runtime.language.words import Words


def submit_plan(placement: Placement, now: datetime) -> Decision:
    """Hand in the next version of the plan. Raises Refused."""
    step_of(placement, Act.SUBMIT_PLAN, Who.PROVIDER)
    version = placement.plan_version + 1
    fact = facts.PlanSubmitted(board=placement.board, provider=placement.provider, version=version)
    return replace(placement, plan_version=version), placement.new_events(now, fact)


def revise_plan(placement: Placement, now: datetime) -> Decision:
    """Hand in a revised version of a plan that was approved before. Raises Refused."""
    step_of(placement, Act.REVISE_PLAN, Who.PROVIDER)
    if placement.plan_approved == 0:
        raise Refused(
            "nothing_to_revise",
            Words(sv="Det finns ingen godkänd plan att revidera.", en="There is no approved plan to revise."),
            Words(sv="Lämna planen i stället.", en="Submit the plan instead."),
        )
    version = placement.plan_version + 1
    fact = facts.PlanRevised(board=placement.board, provider=placement.provider, version=version)
    return replace(placement, plan_version=version), placement.new_events(now, fact)


def approve_plan(placement: Placement, now: datetime) -> Decision:
    """Approve the newest version of the plan. Raises Refused."""
    step_of(placement, Act.APPROVE_PLAN, Who.BOARD)
    if placement.plan_version == placement.plan_returned > 0:
        raise returned_already()
    if placement.plan_version == placement.plan_approved:
        raise Refused(
            "nothing_to_approve",
            Words(sv="Det finns ingen plan att godkänna.", en="There is no plan to approve."),
            Words(sv="Vänta tills utföraren har lämnat en plan.", en="Wait until the provider has submitted a plan."),
        )
    fact = facts.PlanApproved(board=placement.board, provider=placement.provider, version=placement.plan_version)
    return replace(placement, plan_approved=placement.plan_version), placement.new_events(now, fact)


def review_plan(placement: Placement, command: ReviewPlan, now: datetime) -> Decision:
    """Follow the plan up on a day, with age band and target group as they are then. Raises Refused."""
    step_of(placement, Act.REVIEW_PLAN, Who.PROVIDER)
    if placement.plan_version == 0:
        raise Refused(
            "no_plan",
            Words(sv="Det finns ingen plan att följa upp.", en="There is no plan to review."),
            Words(sv="Lämna planen först.", en="Submit the plan first."),
        )
    not_ahead(first_instant(command.on), now, "on")
    fact = facts.PlanReviewed(
        board=placement.board,
        provider=placement.provider,
        on=command.on,
        age_band=command.age_band,
        target_group=command.target_group,
    )
    changed = replace(placement, age_band=command.age_band, target_group=command.target_group)
    return changed, placement.new_events(first_instant(command.on), fact)


def submit_report(placement: Placement, period: str, attempts: int, *, accepted: bool, now: datetime) -> Decision:
    """Hand in the monthly report of a period; `attempts` were handed in before. Raises Refused."""
    step_of(placement, Act.SUBMIT_REPORT, Who.PROVIDER)
    if accepted:
        raise Refused(
            "already_accepted",
            Words(sv="Rapporten för perioden är redan godkänd.", en="The report for the period is already accepted."),
            Words(sv="Be nämnden återlämna den.", en="Ask the board to return it."),
            field="period",
        )
    if period not in report_periods(placement, now):
        raise Refused(
            "period_outside",
            Words(sv="Uppdraget pågick inte under perioden.", en="The placement did not run in the period."),
            Words(sv="Välj en månad då uppdraget pågick.", en="Choose a month in which it ran."),
            field="period",
        )
    fact = facts.ReportSubmitted(
        board=placement.board, provider=placement.provider, period=period, attempt=attempts + 1
    )
    return placement, placement.new_events(now, fact)


def accept_report(placement: Placement, period: str, now: datetime, *, returned: bool = False) -> Decision:
    """Find a report good, unless it was `returned`. Raises Refused."""
    step_of(placement, Act.ACCEPT_REPORT, Who.BOARD)
    if returned:
        raise returned_already()
    fact = facts.ReportAccepted(board=placement.board, provider=placement.provider, period=period)
    return placement, placement.new_events(now, fact)


def submit_end_report(placement: Placement, now: datetime) -> Decision:
    """Hand in the end report. Raises Refused."""
    step_of(placement, Act.SUBMIT_END_REPORT, Who.PROVIDER)
    fact = facts.EndReportSubmitted(board=placement.board, provider=placement.provider)
    return replace(placement, end_report_at=placement.end_report_at or now), placement.new_events(now, fact)


def file_safety_plan(placement: Placement, now: datetime) -> Decision:
    """Record that a personal safety plan is on file. Raises Refused."""
    step_of(placement, Act.FILE_SAFETY_PLAN, Who.PROVIDER)
    fact = facts.SafetyPlanFiled(board=placement.board, provider=placement.provider)
    return placement, placement.new_events(now, fact)


def returned_already() -> Refused:
    """Say that what was handed in last has been returned and waits for the provider."""
    return Refused(
        "returned_already",
        Words(sv="Det som lämnades senast är återlämnat.", en="What was handed in last has been returned."),
        Words(sv="Vänta tills utföraren har lämnat det igen.", en="Wait until the provider has handed it in again."),
    )
