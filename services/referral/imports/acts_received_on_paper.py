"""Registrera inkommet, a table for each kind: what came to the board by phone or paper, as the provider's own word."""

from uuid import UUID

from services.referral import handlers
from services.referral.imports.act import EVENT_OR_NEW, PERIOD, Act, RecordRow
from services.referral.imports.acts_of_incidents import chosen, named
from services.referral.imports.import_context import ImportContext, Raw, sound
from services.referral.on_paper.domain import Kind
from services.referral.on_paper.form import NOTE, RECEIVED_FIELDS, Expected, parse_received, received_fields
from services.referral.on_paper.paper import Paper
from services.referral.placements.domain import report_periods
from services.runtime.language.identifiers import new_id
from services.runtime.language.words import Words


def _received(kind: Kind) -> RecordRow:
    async def record(context: ImportContext, typed: Raw) -> UUID:
        incident = kind is Kind.INCIDENT
        raw, submission = await context.with_event(typed) if incident else typed, new_id()
        known = await named(context, raw) if incident else []
        periods = report_periods(context.placement, context.now)
        expected = Expected(kind, periods, known, context.role, context.person)
        arrived = sound(parse_received(raw, context.now, expected))
        received = arrived.received
        paper = Paper(paper=received.note, by_whom=received.by_whom, period=arrived.period)
        content = arrived.incident or paper
        await context.not_handed_in(kind.value, content, arrived.period or None, arrived=received.arrived)
        if incident:
            chosen(raw, [event for event in await context.happenings() if event.lacks_report])
        return await context.record(handlers.register_submission, arrived, submission)

    return record


def _act(kind: Kind, swedish: str, english: str) -> Act:
    fields = (*RECEIVED_FIELDS, NOTE)
    if kind is Kind.REPORT:
        fields = (*RECEIVED_FIELDS, PERIOD, NOTE)
    elif kind is Kind.INCIDENT:
        fields = (EVENT_OR_NEW, *received_fields(kind, (), ()))
    return Act(
        f"came_in_{kind.value.replace('-', '_')}", Words(sv=swedish, en=english), ("board",), fields, _received(kind)
    )


RECEIVED_ON_PAPER: tuple[Act, ...] = (
    _act(Kind.PLAN, "inkommen plan", "plan come in"),
    _act(Kind.REPORT, "inkommen månadsrapport", "report come in"),
    _act(Kind.END_REPORT, "inkommen slutrapport", "end report come in"),
    _act(Kind.SAFETY_PLAN, "inkommen säkerhetsplan", "safety plan come in"),
    _act(Kind.INCIDENT, "inkommen händelse", "incident come in"),
)
