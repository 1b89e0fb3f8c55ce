"""Pressing a button of a page about a parked fact."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from services.runtime.database.pool import Database
from services.runtime.service import Service
from tests.runtime.web.visitor import Visitor, forms_of

HEARER = Service("referral", consumes=("directory",))
NOW, VOIDED = datetime(2026, 3, 3, 9, tzinfo=UTC), "select body from directory.log where type like '%FactVoided%'"


async def press(visitor: Visitor, path: str, act: str, **more: str) -> str:
    """Send the form of a page that does `act`, and give the text of what follows."""
    page = await visitor.get(path)
    form = next(form for form in forms_of(page) if form.fields.get("act") == act or form.action.endswith(f"/{act}"))
    answer = await visitor.post(form.action, {**form.fields, **more})
    return (await visitor.follow(answer)).text if answer.status_code == 303 else answer.text


async def persons(database: Database) -> list[UUID]:
    """Give the operators, in the order of their commissions: the visitor's, the second's."""
    async with database.plain() as work:
        rows = await work.rows("select person from directory.commission where role = 'operator' order by made")
    return [row["person"] for row in rows]
