"""The panels that say who was notified of a finding or a duty, who takes care of it, and what comes next."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from fastapi import Request

from services.notify.pages import deliveries, queries
from services.notify.texts import conditions, reasons
from services.notify.views import RoleNotice, Way
from services.runtime.language import dates
from services.runtime.language.words import Words
from services.runtime.web import Viewer


async def load_who_knows(request: Request, viewer: Viewer, about: UUID) -> Mapping[str, Any]:
    """Load who was notified of a finding or an obligation, on what channel, who read and took it, and what comes next."""
    async with request.app.state.database.work("notify", scope=viewer.scope) as work:
        rows = await queries.about(work, viewer, about)
        ways = await deliveries.ways(work, [row.id for row in rows])
    notified = [_notified(row, ways[row.id]) for row in rows if row.state == "told"]
    return {
        "told": notified,
        "unreached": [_unreached(row, ways[row.id]) for row in rows if row.state == "unreached"],
        "next": _next_steps(rows),
        "unsent": [_unsent(row, way, way.reason) for row in rows for way in ways[row.id] if way.reason],
    }


async def load_who_takes(request: Request, viewer: Viewer, finding: UUID) -> Mapping[str, Any] | None:
    """Load who takes care of a finding, and since when; nothing to show while nobody does."""
    async with request.app.state.database.work("notify", scope=viewer.scope) as work:
        rows = await queries.about(work, viewer, finding)
    taken = [(row.taken_at, row.role) for row in rows if row.taken_at]
    if not taken:
        return None
    at, role = max(taken, key=lambda each: each[0])
    return {"who": conditions.ROLES[role], "taken_at": at}


def _who(row: RoleNotice) -> Words:
    return conditions.role_words(row.role, row.name)


def _unreached(row: RoleNotice, ways: Sequence[Way]) -> dict[str, Any]:
    reason = next((way.reason for way in ways if way.reason), "no_recipient")
    return {"who": _who(row), "words": conditions.notice_words(row), "reason": reasons.reason_words(reason)}


def _notified(row: RoleNotice, ways: Sequence[Way]) -> dict[str, Any]:
    sent = [reasons.CHANNELS[way.channel] for way in ways if way.state == "sent"]
    channels = Words(sv=" och ".join(one.sv for one in sent), en=" and ".join(one.en for one in sent))
    return {
        "who": _who(row),
        "words": conditions.notice_words(row),
        "channels": channels,
        "notified_at": row.notified_at,
        "read_at": row.read_at,
        "taken_at": row.taken_at,
    }


_NEXT = {
    "escalated": Words(
        sv="{who} får veta det {when} om ingen tar hand om det.", en="{who} is told {when} if nobody takes it."
    ),
    "finding_unanswered": Words(
        sv="{who} ser den från {when} om ingen svarar.", en="{who} sees it from {when} if nobody replies."
    ),
}


def _next_steps(rows: Sequence[RoleNotice]) -> list[Words]:
    """Say what happens if nobody acts; an escalation is over once somebody has taken the finding."""
    taken = any(row.taken_at for row in rows)
    planned = [row for row in rows if row.state == "planned" and row.condition in _NEXT]
    return [_next_step(row) for row in planned if not (taken and row.condition == "escalated")]


def _next_step(row: RoleNotice) -> Words:
    when = Words(sv=dates.instant(row.send_at, "sv"), en=dates.instant(row.send_at, "en"))
    return _NEXT[row.condition].fill(who=_who(row), when=when)


def _unsent(row: RoleNotice, way: Way, reason: str) -> dict[str, Any]:
    return {
        "who": _who(row),
        "channel": reasons.CHANNELS[way.channel],
        "reason": reasons.reason_words(reason),
        "at": way.at,
    }
