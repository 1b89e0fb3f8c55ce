"""The board's word on what was handed in, a table each: approvals, returns, and the duties it waives."""

from collections.abc import Iterable
from dataclasses import replace

from schemas import referral as facts
from services.referral import handlers
from services.referral.imports.act import FACT, PERIOD, Act
from services.referral.imports.acts_of_papers import frame_of, period_of
from services.referral.imports.import_context import AlreadyRecorded, Faulty, ImportContext, Raw, sound
from services.referral.imports.row import codes_of
from services.referral.plans.form import PLAN_FIELDS
from services.referral.reports.end_form import end_report_fields
from services.referral.reports.monthly_fields import report_fields
from services.referral.returns.form import SURE, Returning, markable, parse_return, return_fields
from services.referral.shared.texts import SCHEMA
from services.referral.waivers.form import WAIVE_REASON, duty_code, parse_waive
from services.runtime.forms.field import Choice, Field
from services.runtime.language.duties import DeclaredRule, waivable
from services.runtime.language.words import AND, OR, Words, listed, plain


def _listed(rules: Iterable[DeclaredRule], last: Words) -> Words:
    return listed([plain(rule.id) for rule in rules], last)


def _waived_by(each: str) -> Words:
    return _listed((rule for rule in waivable("placement") if rule.waiver and rule.waiver.each == each), AND)


VERSION = Field("version", Words(sv="Version", en="Version"), "integer")
RULE = Field(
    "rule",
    Words(sv="Regel", en="Rule"),
    hint=_listed(waivable("placement"), OR),
)
RETURN_FIELDS: tuple[Field, ...] = tuple(
    replace(field, optional=True)
    if field.name == SURE
    else replace(
        field,
        hint=Words(sv="fältens nycklar eller namn, delade av |", en="the keys or names of the fields, divided by |"),
    )
    if field.name == "fields"
    else field
    for field in return_fields(())
)
WAIVE_FIELDS: tuple[Field, ...] = (
    RULE,
    replace(
        PERIOD,
        optional=True,
        hint=Words(sv="bara för {rules}: åååå-mm", en="only for {rules}: yyyy-mm").fill(rules=_waived_by("month")),
    ),
    replace(
        FACT,
        optional=True,
        hint=Words(
            sv="bara för {rules} och för rättning: planens, uppföljningens eller återlämningens nummer",
            en="only for {rules} and for a correction: the number of the plan, the review or the return",
        ).fill(rules=_waived_by("fact")),
    ),
    WAIVE_REASON,
)


async def _approved(context: ImportContext, raw: Raw) -> None:
    typed = str(raw.get("version") or "")
    await context.not_recorded(facts.PlanApproved, lambda fact: str(fact.version) == typed)
    if typed != str(context.placement.plan_version):
        what = Words(sv="Den senaste planen är version {version}.", en="The newest plan is version {version}.")
        raise Faulty({"version": what.fill(version=context.placement.plan_version)})
    await context.record(handlers.approve_plan)


async def _accepted(context: ImportContext, raw: Raw) -> None:
    period = period_of(context, raw)
    await context.not_recorded(facts.ReportAccepted, lambda fact: fact.period == period)
    await context.record(handlers.accept_report, period)


async def _plan_returned(context: ImportContext, raw: Raw) -> None:
    await context.record(handlers.return_plan, await _returning(context, raw, "plan", markable(PLAN_FIELDS)))


async def _report_returned(context: ImportContext, raw: Raw) -> None:
    period = period_of(context, raw)
    choices = markable(report_fields(await frame_of(context, period)))
    returning = await _returning(context, raw, "report", choices, period)
    await context.record(handlers.return_report, period, returning)


async def _end_report_returned(context: ImportContext, raw: Raw) -> None:
    choices = markable(end_report_fields(await context.goals()))
    await context.record(handlers.return_end_report, await _returning(context, raw, "end-report", choices))


async def _returning(
    context: ImportContext, raw: Raw, kind: str, choices: tuple[Choice, ...], period: str | None = None
) -> Returning:
    marked, fault = codes_of(str(raw.get("fields") or ""), choices)
    if fault is not None:
        raise Faulty({"fields": fault[0]})
    returning = sound(parse_return({**raw, "fields": marked}, choices, context.today, context.person))
    for one in await context.handed_in(kind, period):
        if one.return_reason == returning.reason and one.remarks_sealed:
            case = context.placement.case
            if await context.vault.open_text(context.work, SCHEMA, case, one.remarks_sealed) == returning.remarks:
                raise AlreadyRecorded
    return returning


async def _waived(context: ImportContext, raw: Raw) -> None:
    rule, period, named = (str(raw.get(name) or "") for name in ("rule", "period", "fact"))
    fact = (await context.fact(named)).id if named else None
    duty = duty_code(rule.upper(), period, fact)
    try:
        waive = sound(parse_waive({**raw, "duty": duty}, context.today, ((duty, RULE.label),)))
    except ValueError:
        raise Faulty({"rule": Words(sv="Det är ingen regel.", en="That is no rule.")}) from None
    await context.not_recorded(facts.DutyWaived, lambda fact: (fact.rule, fact.period, fact.fact) == waive.key)
    await context.record(handlers.waive_duty, waive)


DECISIONS: tuple[Act, ...] = (
    Act("plan_approved", Words(sv="godkänd plan", en="approved plan"), ("board",), (VERSION,), _approved),
    Act("report_accepted", Words(sv="godkänd månadsrapport", en="accepted report"), ("board",), (PERIOD,), _accepted),
    Act("plan_returned", Words(sv="återlämnad plan", en="returned plan"), ("board",), RETURN_FIELDS, _plan_returned),
    Act("report_returned", Words(sv="återlämnad månadsrapport", en="returned report"), ("board",),
        (PERIOD, *RETURN_FIELDS), _report_returned),
    Act("end_report_returned", Words(sv="återlämnad slutrapport", en="returned end report"), ("board",),
        RETURN_FIELDS, _end_report_returned),
    Act("waiver", Words(sv="undantag", en="waiver"), ("board",), WAIVE_FIELDS, _waived),
)  # fmt: skip
