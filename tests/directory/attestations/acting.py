"""Acts of attesting in the portal."""

from uuid import UUID

import httpx2

from schemas.envelope import Event
from services.runtime.database.pool import Database
from tests.directory.portal import sign_in
from tests.runtime.web.visitor import Form, Visitor, forms_of

QUESTION, ANSWER, LABEL = "Skicka bemanningen för oktober.", "Bemanningen var full hela månaden.", "A-4711"


async def last_event(database: Database) -> Event:
    async with database.plain() as plain:
        return Event.from_text(await plain.value("select body from directory.log order by position desc limit 1"))


async def ask(visitor: Visitor, ids: dict[str, UUID], who: str = "eva") -> UUID:
    await sign_in(visitor, ids[who])
    path = f"/providers/{ids['provider']}/information-requests/new"
    answer = await visitor.send(await visitor.get(path), path, {"question": QUESTION})
    page = await visitor.follow(answer)
    assert "Begäran är skickad." in page.text
    return UUID(page.text.split("/information-requests/")[1].split('"')[0])


def _form(page: httpx2.Response, kind: str) -> Form:
    return next(form for form in forms_of(page) if form.fields.get("act") == kind)


async def act(visitor: Visitor, kind: str, **values: str) -> httpx2.Response:
    page = await visitor.get("/attest")
    form = next(form for form in forms_of(page) if form.fields.get("act") == kind)
    return await visitor.post("/attest", {**form.fields, **values})


async def staff_choice(visitor: Visitor) -> str:
    page = await visitor.get("/attest")
    return page.text.split('id="staff"')[1].split('<option value="')[2].split('"')[0]


async def engage(visitor: Visitor, ids: dict[str, UUID], **more: str) -> httpx2.Response:
    values = {"unit": str(ids["unit"]), "label": LABEL, "shift_day": "2026-01-09", "shift_time": "07.00", **more}
    return await act(visitor, "staff", **values)
