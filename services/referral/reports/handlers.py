"""What providers hand in, and what boards find good: plans, follow-ups, monthly reports, end reports."""

from uuid import UUID

from services.referral.on_paper.paper import Paper
from services.referral.placements.domain import Placement
from services.referral.placements.handlers import keep
from services.referral.placements.store import load_placement
from services.referral.placements.submissions import accept_submission, submissions
from services.referral.plans.form import Plan, Review
from services.referral.referrals.store import absent
from services.referral.reports import domain as decisions
from services.referral.reports.end_form import EndReport
from services.referral.reports.handing_in import Submitted, hand_in, named
from services.referral.reports.monthly_fields import MonthlyReport
from services.referral.safety.form import SafetyPlan
from services.referral.shared.actor import Acting
from services.referral.shared.civil_time import first_instant
from services.referral.shared.states import Who


async def submit_plan(acting: Acting, placement: UUID, plan: Plan | Paper, submission: UUID | None = None) -> UUID:
    """Hand in a plan; give the submission's id. Raises Refused."""
    current = await load_placement(acting.work, acting.actor, placement, lock=True)
    changed, new_events = decisions.submit_plan(current, acting.now)
    made = await hand_in(acting, changed, Submitted("plan", plan, attempt=changed.plan_version, given=submission))
    await keep(acting, Who.PROVIDER, changed, named(new_events, made))
    return made


async def revise_plan(acting: Acting, placement: UUID, plan: Plan, submission: UUID | None = None) -> UUID:
    """Hand in a revised version of a plan that was approved; give the submission's id. Raises Refused."""
    current = await load_placement(acting.work, acting.actor, placement, lock=True)
    changed, new_events = decisions.revise_plan(current, acting.now)
    made = await hand_in(
        acting, changed, Submitted("plan", plan, attempt=changed.plan_version, revised=True, given=submission)
    )
    await keep(acting, Who.PROVIDER, changed, named(new_events, made))
    return made


async def approve_plan(acting: Acting, placement: UUID) -> Placement:
    """Find the newest plan good. Raises Refused."""
    current = await load_placement(acting.work, acting.actor, placement, lock=True)
    changed, new_events = decisions.approve_plan(current, acting.now)
    for newest in (await submissions(acting.work, placement, "plan"))[-1:]:
        await accept_submission(acting.work, newest.id, acting.now)
    return await keep(acting, Who.BOARD, changed, new_events)


async def review_plan(acting: Acting, placement: UUID, review: Review, submission: UUID | None = None) -> UUID:
    """Record that the plan was followed up; give the submission's id. Raises Refused."""
    current = await load_placement(acting.work, acting.actor, placement, lock=True)
    changed, new_events = decisions.review_plan(current, review.command(), acting.now)
    attempt = len(await submissions(acting.work, placement, "review")) + 1
    occurred = first_instant(review.on)
    made = await hand_in(
        acting, changed, Submitted("review", review, attempt=attempt, occurred=occurred, given=submission)
    )
    await keep(acting, Who.PROVIDER, changed, named(new_events, made))
    return made


async def submit_report(
    acting: Acting, placement: UUID, report: MonthlyReport | Paper, submission: UUID | None = None
) -> UUID:
    """Hand in the monthly report of its period; give the submission's id. Raises Refused."""
    current = await load_placement(acting.work, acting.actor, placement, lock=True)
    earlier = await submissions(acting.work, placement, "report", report.period)
    accepted = acting.author.attested_by is None and any(report.accepted_at for report in earlier)
    changed, new_events = decisions.submit_report(
        current, report.period, len(earlier), accepted=accepted, now=acting.now
    )
    made = await hand_in(
        acting, changed, Submitted("report", report, attempt=len(earlier) + 1, period=report.period, given=submission)
    )
    await keep(acting, Who.PROVIDER, changed, named(new_events, made))
    return made


async def accept_report(acting: Acting, placement: UUID, period: str) -> Placement:
    """Find the newest report of a period good. Raises Refused."""
    current = await load_placement(acting.work, acting.actor, placement, lock=True)
    reports = await submissions(acting.work, placement, "report", period)
    if not reports:
        raise absent()
    newest = reports[-1]
    returned = newest.returned_at is not None
    changed, new_events = decisions.accept_report(current, period, acting.now, returned=returned)
    if newest.accepted_at is None:
        await accept_submission(acting.work, newest.id, acting.now)
        await keep(acting, Who.BOARD, changed, new_events)
    return changed


async def submit_end_report(
    acting: Acting, placement: UUID, report: EndReport | Paper, submission: UUID | None = None
) -> UUID:
    """Hand in the end report; give the submission's id. Raises Refused."""
    current = await load_placement(acting.work, acting.actor, placement, lock=True)
    changed, new_events = decisions.submit_end_report(current, acting.now)
    attempt = len(await submissions(acting.work, placement, "end-report")) + 1
    made = await hand_in(acting, changed, Submitted("end-report", report, attempt=attempt, given=submission))
    await keep(acting, Who.PROVIDER, changed, named(new_events, made))
    return made


async def file_safety_plan(
    acting: Acting, placement: UUID, plan: SafetyPlan | Paper, submission: UUID | None = None
) -> UUID:
    """Record that a personal safety plan is on file; what it says stays in the vault; give the submission's id. Raises Refused."""
    current = await load_placement(acting.work, acting.actor, placement, lock=True)
    changed, new_events = decisions.file_safety_plan(current, acting.now)
    attempt = len(await submissions(acting.work, placement, "safety-plan")) + 1
    made = await hand_in(acting, changed, Submitted("safety-plan", plan, attempt=attempt, given=submission))
    await keep(acting, Who.PROVIDER, changed, named(new_events, made))
    return made
