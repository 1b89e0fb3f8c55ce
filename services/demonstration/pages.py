"""The demonstration's own act in the portal: its clock moves on by a day, and the page says what happened."""

import asyncio
from datetime import datetime, timedelta

from fastapi import Depends, Request
from sqlalchemy import func
from sqlmodel import select
from starlette.responses import Response

from services.demonstration.loading.waiting import until_judged
from services.provider_audit.tables import FindingRow
from services.runtime.database.pool import Database
from services.runtime.database.query import query
from services.runtime.language import dates
from services.runtime.language.words import Words
from services.runtime.process import clock
from services.runtime.web import Viewer, allow, not_found, pages_router, read_form, redirect_done, safe_path

TIMEOUT = 8.0
_FINDINGS = query(select(func.count()).select_from(FindingRow), into=int)
router = pages_router("demonstration")


@router.post("/demonstration/forward")
async def forward(request: Request, viewer: Viewer = Depends(allow())) -> Response:
    """Move the demonstration's clock on by a day, wait until that day is judged, and say what it brought."""
    database: Database = request.app.state.database
    if not await clock.is_demonstration(database):
        raise not_found()
    form = await read_form(request, viewer)
    before = await _findings(database)
    await clock.move(database, timedelta(days=1))
    async with database.work("directory") as work:
        now = await work.now()
    caught_up = await _wait(database, now)
    found = await _findings(database) - before
    today = dates.day(now, "sv"), dates.day(now, "en")
    return redirect_done(request, safe_path(str(form.get("back", "/"))), _outcome(today, found, caught_up=caught_up))


def _outcome(today: tuple[str, str], found: int, *, caught_up: bool) -> Words:
    if not caught_up:
        return Words(
            sv=f"Det är nu {today[0]}. Allt är inte bedömt än, ladda om sidan om en stund.",
            en=f"It is now {today[1]}. Not everything is judged yet, reload the page in a moment.",
        )
    swedish = {0: "Inga nya brister.", 1: "1 ny brist."}.get(found, f"{found} nya brister.")
    english = {0: "No new findings.", 1: "1 new finding."}.get(found, f"{found} new findings.")
    return Words(sv=f"Det är nu {today[0]}. {swedish}", en=f"It is now {today[1]}. {english}")


async def _wait(database: Database, moment: datetime) -> bool:
    try:
        async with asyncio.timeout(TIMEOUT):
            await until_judged(database, moment)
    except TimeoutError:
        return False
    return True


async def _findings(database: Database) -> int:
    async with database.plain() as plain:
        return await plain.one(_FINDINGS) or 0
