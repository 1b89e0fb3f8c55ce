"""On the page of a receipt: when it was due, and whether it was in time, as the audit has judged it."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from fastapi import Request
from sqlalchemy import bindparam
from sqlmodel import select

from schemas.codes import Role
from services.provider_audit.pages.duties import queries as duty_queries
from services.provider_audit.pages.duties.duty import shown
from services.provider_audit.pages.states import KINDS, LOOKS, OWED_NO_MORE
from services.provider_audit.pages.wording import due_alone, duty_title, late
from services.provider_audit.schema import InboxRow
from services.runtime.database.query import query
from services.runtime.web import Panel, Viewer

READERS = (Role.PROVIDER_MANAGER, Role.COORDINATOR, Role.UNIT_MANAGER, Role.CONTROLLER)
_STATE = query(select(InboxRow.state).where(InboxRow.id == bindparam("fact")), into=str)


async def load(request: Request, viewer: Viewer, fact: UUID, subject: UUID, **_: Any) -> Mapping[str, Any]:
    """Give the duties that a submission fulfilled; none yet while it has not been judged."""
    now = request.state.now
    async with request.app.state.database.work("provider_audit", scope=viewer.scope) as work:
        duties = [duty for duty in await duty_queries.duties_of(work, [subject]) if duty.met_by == fact]
        kept = await work.one(_STATE, fact=fact)
    lines = []
    for duty in duties:
        state = shown(duty, now)
        if state not in OWED_NO_MORE:
            delay = late(duty.due, duty.met_at) if duty.met_at and duty.met_at >= duty.due else None
            title, due = duty_title(duty.rule, duty.period, duty.day, duty.month), due_alone(duty.due)
            lines.append((title, due, KINDS[state], LOOKS[state], delay))
    return {"lines": lines, "judged": kept == "applied"}


RECEIPT_PANELS = (Panel("receipt", READERS, load, "provider_audit/panel_receipt.html"),)
