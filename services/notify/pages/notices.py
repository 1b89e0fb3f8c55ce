"""The page Aviseringar: what waits for the role, what is taken care of, and the rest."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from fastapi import Depends, Request
from fastapi.responses import RedirectResponse
from starlette.responses import Response

from schemas.codes import Origin
from schemas.new_event import Author
from services.notify import handlers
from services.notify.channels.mail import notice_reference
from services.notify.domain.notice import Recipient
from services.notify.pages import queries
from services.notify.pages.targets import target
from services.notify.texts import conditions, dues, reasons
from services.notify.views import NoticeLine
from services.runtime.language.identifiers import reference
from services.runtime.language.words import Words, count_words
from services.runtime.web import (
    Paging,
    Viewer,
    allow,
    not_found,
    pages_router,
    read_form,
    redirect_done,
    render,
    safe_path,
)

router = pages_router("notify")
TITLE = Words(sv="Aviseringar", en="Notices")
_NOTHING = Words(sv="Inget väntar på dig.", en="Nothing waits for you.")
_TAKEN = Words(
    sv="Du tar hand om {reference}. Den skickas inte vidare till nästa steg.",
    en="You take care of {reference}. It goes no further.",
)
_TOO_LATE = Words(
    sv="{reference} väntar inte längre: någon har redan tagit hand om den, eller så är saken klar.",
    en="{reference} waits no more: somebody has taken it already, or the matter is done.",
)


PER_PAGE = 50
SHOWN: dict[str, Callable[..., Awaitable[Sequence[NoticeLine]]]] = {
    "waiting": queries.waiting,
    "taken": queries.taken,
    "other": queries.others,
}
"""The three lists of the page, by name."""


def shown(row: NoticeLine, now: datetime) -> dict[str, Any]:
    """Give a notice as the templates show it."""
    due = row.take_by if row.condition in ("finding_raised", "finding_again") else row.due
    return {
        "id": row.id,
        "reference": notice_reference(row.id),
        "words": conditions.notice_words(row),
        "due": _due(row.condition, due, now),
        "severity": row.severity,
        "notified_at": row.notified_at,
        "taken_at": row.taken_at,
        "read": row.read_by_me,
        "over": reasons.OVER.get(row.over_reason or ""),
    }


def _due(condition: str, due: datetime | None, now: datetime) -> Words | None:
    if due is None or due > now:
        return dues.due_words(due, now, condition) if due else None
    return dues.passed_words(due) if condition == "reply_needed" else None


def by_case(rows: Sequence[NoticeLine], now: datetime) -> list[tuple[Words, list[dict[str, Any]]]]:
    """Group notices by case, in the order of each group's first notice."""
    place: dict[object, int] = {}
    for row in rows:
        place.setdefault(_group(row), len(place))
    ordered = sorted(rows, key=lambda row: place[_group(row)])
    groups = [list(found) for _, found in groupby(ordered, key=_group)]
    return [(_group_words(members[0]), [shown(row, now) for row in members]) for members in groups]


def _group(row: NoticeLine) -> object:
    return row.case or row.kind or ""


def _group_words(row: NoticeLine) -> Words:
    if row.case:
        number = reference(row.case)
        return Words(sv=f"Ärende {number}", en=f"Case {number}")
    return Words(sv="Avtal", en="Contracts") if row.kind == "contract" else Words(sv="Utan ärende", en="Without a case")


@router.get("/notices")
async def notices_page(
    request: Request, page: str = "", show: str = "waiting", viewer: Viewer = Depends(allow())
) -> Response:
    """Show the notices of the viewer's role: those that wait, those somebody takes care of, or the rest."""
    now = request.state.now
    chosen = show if show in SHOWN else "waiting"
    async with request.app.state.database.work("notify", scope=viewer.scope) as work:
        counts = {"waiting": await queries.count_waiting(work, viewer, now)}
        counts["taken"] = await queries.count_taken(work, viewer)
        total = counts[chosen] if chosen in counts else await queries.count_others(work, viewer, now)
        own = await queries.count_own_work(work, viewer, now)
        query = {} if chosen == "waiting" else {"show": chosen}
        paging = Paging("/notices", query, total, page, PER_PAGE)
        rows = await SHOWN[chosen](work, viewer, now, paging.offset, paging.size)
    return render(
        request,
        "notify/notices.html",
        viewer,
        title=TITLE,
        answer=_waiting_words(counts["waiting"]),
        counts=counts,
        own=own,
        chosen=chosen,
        notices=by_case(rows, now),
        paging=paging,
    )


def _waiting_words(number: int) -> Words:
    if not number:
        return _NOTHING
    entities = count_words(number, Words(sv="sak väntar", en="thing waits"), Words(sv="saker väntar", en="things wait"))
    return entities + Words(sv=" på dig.", en=" for you.")


@router.get("/notices/{notice}")
async def open_notice(request: Request, notice: UUID, viewer: Viewer = Depends(allow())) -> Response:
    """Keep that the viewer opened the notice, and lead to the page it is about. Opening is not taking."""
    database = request.app.state.database
    async with database.work("notify", scope=viewer.scope) as work:
        row = await queries.one(work, viewer, notice)
    if row is None:
        not_found()
    await handlers.read_notice(database, viewer.scope, _author(request, viewer), notice)
    return RedirectResponse(target(row, viewer.role), status_code=303)


@router.post("/notices/{notice}/take")
async def take(request: Request, notice: UUID, viewer: Viewer = Depends(allow())) -> Response:
    """Let the viewer take care of a notice."""
    database = request.app.state.database
    async with database.work("notify", scope=viewer.scope) as work:
        row = await queries.one(work, viewer, notice)
    if row is None:
        not_found()
    to = Recipient(viewer.organisation, viewer.role)
    taken = await handlers.take_notice(database, viewer.scope, _author(request, viewer), notice, to)
    form = await read_form(request, viewer)
    words = (_TAKEN if taken else _TOO_LATE).fill(reference=notice_reference(notice))
    return redirect_done(request, safe_path(str(form.get("back") or "/notices")), words)


def _author(request: Request, viewer: Viewer) -> Author:
    return Author(teller=viewer.organisation, person=viewer.person, origin=Origin.PORTAL, arrived=request.state.arrived)
