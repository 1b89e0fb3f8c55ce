"""What the provider hands in, a table each: plan, its follow-up, safety plan, monthly report and end report."""

from dataclasses import replace
from datetime import date
from uuid import UUID

from services.referral import handlers
from services.referral.imports.act import PERIOD, Act
from services.referral.imports.import_context import Faulty, ImportContext, Raw, sound
from services.referral.placements.domain import report_periods
from services.referral.placements.submissions import submissions
from services.referral.plans.form import PLAN_FIELDS, REVIEW_FIELDS, parse_plan, parse_review
from services.referral.referrals.answer_form import WARNING
from services.referral.referrals.inquiry_fields import MOST_GOALS
from services.referral.referrals.inquiry_parts import Goal
from services.referral.reports.end_form import end_report_fields, parse_end_report
from services.referral.reports.monthly_fields import MonthlyReport, ReportFrame, report_fields
from services.referral.reports.monthly_form import parse_report
from services.referral.safety.form import SAFETY_FIELDS, parse_safety_plan
from services.referral.shared.civil_time import first_instant
from services.runtime.forms.field import Field
from services.runtime.language.words import Words

_GOALS = tuple(Goal(area="", goal="", seen="") for _ in range(MOST_GOALS))
_LISTED = Words(sv="Händelserna stämmer", en="The incidents are right")
REPORT_FIELDS: tuple[Field, ...] = (
    PERIOD,
    *(
        replace(field, label=_LISTED) if field.name == "incidents" else field
        for field in report_fields(ReportFrame("", date.min, _GOALS))
    ),
    replace(WARNING, optional=True),
)


async def _plan(context: ImportContext, raw: Raw) -> UUID:
    plan = sound(parse_plan(raw, context.today, context.person))
    await context.not_handed_in("plan", plan)
    hand_over = handlers.revise_plan if context.placement.plan_approved else handlers.submit_plan
    return await context.record(hand_over, plan)


async def _review(context: ImportContext, raw: Raw) -> UUID:
    review = sound(parse_review(raw, context.today, context.person))
    await context.not_handed_in("review", review, occurred=first_instant(review.on))
    return await context.record(handlers.review_plan, review)


async def _safety_plan(context: ImportContext, raw: Raw) -> UUID:
    plan = sound(parse_safety_plan(raw, context.today, context.person))
    await context.not_handed_in("safety-plan", plan)
    return await context.record(handlers.file_safety_plan, plan)


def period_of(context: ImportContext, raw: Raw) -> str:
    """Give the month of a row, which the placement must have touched. Raises Faulty."""
    typed = str(raw.get("period") or "")
    if typed not in report_periods(context.placement, context.now):
        what = Words(sv="Uppdraget pågick inte under den månaden.", en="The placement did not run in that month.")
        raise Faulty({"period": what})
    return typed


async def frame_of(context: ImportContext, period: str) -> ReportFrame:
    """Give what the report of a month is measured against."""
    reports = await submissions(context.work, context.placement.id, "report")
    before = [report for report in reports if report.period < period][-1:]
    contents = [await context.opened(report) for report in before if report.came_by is None]
    previous = MonthlyReport.model_validate(contents[0]) if contents and contents[0] else None
    return ReportFrame(period, context.today, await context.goals(), previous, person=context.person)


async def _report(context: ImportContext, raw: Raw) -> UUID:
    period = period_of(context, raw)
    report = sound(parse_report(raw, await frame_of(context, period)))
    await context.not_handed_in("report", report, period)
    return await context.record(handlers.submit_report, report)


async def _end_report(context: ImportContext, raw: Raw) -> UUID:
    report = sound(parse_end_report(raw, await context.goals(), context.today, context.person))
    await context.not_handed_in("end-report", report)
    return await context.record(handlers.submit_end_report, report)


PAPERS: tuple[Act, ...] = (
    Act("plan", Words(sv="plan", en="plan"), ("provider",), PLAN_FIELDS, _plan),
    Act("plan_review", Words(sv="uppföljning av planen", en="review of the plan"), ("provider",), REVIEW_FIELDS, _review),
    Act("safety_plan", Words(sv="säkerhetsplan", en="safety plan"), ("provider",), SAFETY_FIELDS, _safety_plan),
    Act("report", Words(sv="månadsrapport", en="monthly report"), ("provider",), REPORT_FIELDS, _report),
    Act("end_report", Words(sv="slutrapport", en="end report"), ("provider",), end_report_fields(_GOALS), _end_report),
)  # fmt: skip
