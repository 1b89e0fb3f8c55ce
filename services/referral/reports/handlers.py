"""What providers hand in, and what boards find good: plans, follow-ups, monthly reports, end reports."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from pydantic import BaseModel

from schemas.new_event import Author, NewEvent
from services.referral.on_paper.paper import Paper
from services.referral.placements import domain as decisions
from services.referral.placements.domain import Placement
from services.referral.placements.handlers import keep
from services.referral.placements.store import accept_submission, add_submission, load_placement, submissions
from services.referral.plans.form import Plan, Review
from services.referral.referrals.store import absent
from services.referral.reports.end_form import EndReport
from services.referral.reports.monthly_fields import MonthlyReport
from services.referral.safety.form import SafetyPlan
from services.referral.shared.actor import Actor
from services.referral.shared.civil_time import first_instant
from services.referral.shared.lifecycle import Who
from services.referral.shared.naming import fresh
from services.referral.shared.texts import seal
from services.runtime.database.work import Work
from services.runtime.vault.vault import Vault


async def submit_plan(
    work: Work,
    vault: Vault,
    actor: Actor,
    author: Author,
    placement: UUID,
    plan: Plan | Paper,
    submission: UUID | None = None,
) -> UUID:
    """Hand in a plan; give the submission's id. Raises Refused."""
    current = await load_placement(work, actor, placement, lock=True)
    changed, new_events = decisions.submit_plan(current, author.arrived)
    made = await hand_in(work, vault, author, changed, "plan", plan, attempt=changed.plan_version, given=submission)
    await keep(work, author, Who.PROVIDER, changed, named(new_events, made))
    return made


async def revise_plan(
    work: Work, vault: Vault, actor: Actor, author: Author, placement: UUID, plan: Plan, submission: UUID | None = None
) -> UUID:
    """Hand in a revised version of a plan that was approved; give the submission's id. Raises Refused."""
    current = await load_placement(work, actor, placement, lock=True)
    changed, new_events = decisions.revise_plan(current, author.arrived)
    made = await hand_in(
        work, vault, author, changed, "plan", plan, attempt=changed.plan_version, revised=True, given=submission
    )
    await keep(work, author, Who.PROVIDER, changed, named(new_events, made))
    return made


async def approve_plan(work: Work, actor: Actor, author: Author, placement: UUID) -> Placement:
    """Find the newest plan good. Raises Refused."""
    current = await load_placement(work, actor, placement, lock=True)
    changed, new_events = decisions.approve_plan(current, author.arrived)
    for newest in (await submissions(work, placement, "plan"))[-1:]:
        await accept_submission(work, newest.id, author.arrived)
    return await keep(work, author, Who.BOARD, changed, new_events)


async def review_plan(
    work: Work,
    vault: Vault,
    actor: Actor,
    author: Author,
    placement: UUID,
    review: Review,
    submission: UUID | None = None,
) -> UUID:
    """Tell that the plan was followed up; give the submission's id. Raises Refused."""
    current = await load_placement(work, actor, placement, lock=True)
    changed, new_events = decisions.review_plan(current, review.command(), author.arrived)
    attempt = len(await submissions(work, placement, "review")) + 1
    occurred = first_instant(review.on)
    made = await hand_in(
        work, vault, author, changed, "review", review, attempt=attempt, occurred=occurred, given=submission
    )
    await keep(work, author, Who.PROVIDER, changed, named(new_events, made))
    return made


async def submit_report(
    work: Work,
    vault: Vault,
    actor: Actor,
    author: Author,
    placement: UUID,
    report: MonthlyReport | Paper,
    submission: UUID | None = None,
) -> UUID:
    """Hand in the monthly report of its period; give the submission's id. Raises Refused."""
    current = await load_placement(work, actor, placement, lock=True)
    earlier = await submissions(work, placement, "report", report.period)
    accepted = author.attested_by is None and any(report.accepted_at for report in earlier)
    changed, new_events = decisions.submit_report(
        current, report.period, len(earlier), accepted=accepted, now=author.arrived
    )
    made = await hand_in(
        work, vault, author, changed, "report", report, attempt=len(earlier) + 1, period=report.period, given=submission
    )
    await keep(work, author, Who.PROVIDER, changed, named(new_events, made))
    return made


async def accept_report(work: Work, actor: Actor, author: Author, placement: UUID, period: str) -> Placement:
    """Find the newest report of a period good. Raises Refused."""
    current = await load_placement(work, actor, placement, lock=True)
    reports = await submissions(work, placement, "report", period)
    if not reports:
        raise absent()
    newest = reports[-1]
    returned = newest.returned_at is not None
    changed, new_events = decisions.accept_report(current, period, author.arrived, returned=returned)
    if newest.accepted_at is None:
        await accept_submission(work, newest.id, author.arrived)
        await keep(work, author, Who.BOARD, changed, new_events)
    return changed


async def submit_end_report(
    work: Work,
    vault: Vault,
    actor: Actor,
    author: Author,
    placement: UUID,
    report: EndReport | Paper,
    submission: UUID | None = None,
) -> UUID:
    """Hand in the end report; give the submission's id. Raises Refused."""
    current = await load_placement(work, actor, placement, lock=True)
    changed, new_events = decisions.submit_end_report(current, author.arrived)
    attempt = len(await submissions(work, placement, "end-report")) + 1
    made = await hand_in(work, vault, author, changed, "end-report", report, attempt=attempt, given=submission)
    await keep(work, author, Who.PROVIDER, changed, named(new_events, made))
    return made


async def file_safety_plan(
    work: Work,
    vault: Vault,
    actor: Actor,
    author: Author,
    placement: UUID,
    plan: SafetyPlan | Paper,
    submission: UUID | None = None,
) -> UUID:
    """Tell that a personal safety plan is on file; what it says stays in the vault; give the submission's id. Raises Refused."""
    current = await load_placement(work, actor, placement, lock=True)
    changed, new_events = decisions.file_safety_plan(current, author.arrived)
    attempt = len(await submissions(work, placement, "safety-plan")) + 1
    made = await hand_in(work, vault, author, changed, "safety-plan", plan, attempt=attempt, given=submission)
    await keep(work, author, Who.PROVIDER, changed, named(new_events, made))
    return made


def named(new_events: Sequence[NewEvent], fact: UUID) -> list[NewEvent]:
    """Give the fact of a submission the submission's id, so that a return, a receipt and a correction can name it."""
    return [new_event.model_copy(update={"id": fact}) for new_event in new_events]


async def hand_in(
    work: Work,
    vault: Vault,
    author: Author,
    placement: Placement,
    kind: str,
    content: BaseModel,
    *,
    attempt: int,
    period: str = "",
    occurred: datetime | None = None,
    revised: bool = False,
    given: UUID | None = None,
) -> UUID:
    """Keep what was handed in, sealed; give its id, which its fact is to carry as well."""
    identity = given or fresh(author, "submission", placement.id, kind, period, attempt, author.arrived)
    values = {
        "id": identity,
        "kind": kind,
        "period": period,
        "attempt": attempt,
        "revised": revised,
        "occurred": occurred or author.arrived,
        "arrived": author.arrived,
        "submitted_by": author.person or author.teller,
        "sealed": await seal(work, vault, placement.case, content),
    }
    await add_submission(work, placement, values)
    return identity
