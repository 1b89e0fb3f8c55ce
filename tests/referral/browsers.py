"""Referral's portal in browsers without a browser, and the way through it from a blank form to a placement that runs."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import UUID

from fastapi import FastAPI

from schemas.codes import Role
from services.runtime.settings import Settings
from tests.referral import given as made
from tests.referral.given import BOARD, PROVIDER, Given, OutsideActor
from tests.referral.portal import portal, signed_in_as
from tests.runtime.web.visitor import Visitor

Values = Mapping[str, str | Sequence[str]]


async def case_of(given: Given) -> str:
    """The address of the one case there is."""
    async with given.database.work("referral") as work:
        row = await work.row("select id from referral.case_")
    assert row is not None
    return f"/cases/{row['id']}"


class Browsers:
    """A browser for each person, signed in when first asked for."""

    def __init__(self, app: FastAPI, given: Given) -> None:
        self.app, self.given = app, given
        self.open: dict[UUID, Visitor] = {}

    async def of(self, actor: OutsideActor) -> Visitor:
        if actor.person not in self.open:
            self.open[actor.person] = await signed_in_as(self.app, actor)
        return self.open[actor.person]

    async def text(self, actor: OutsideActor, path: str, status: int = 200) -> str:
        answer = await (await self.of(actor)).get(path)
        assert answer.status_code == status, answer.text
        return answer.text

    async def do(
        self, actor: OutsideActor, path: str, values: Values, action: str | None = None, status: int = 303
    ) -> str:
        """Open a page, fill in its form and send it; give the page it leads to, or the page given back."""
        browser = await self.of(actor)
        page = await browser.get(path)
        assert page.status_code == 200, page.text
        answer = await browser.send(page, action or path, values)
        assert answer.status_code == status, answer.text
        return (await browser.follow(answer)).text

    async def hand_in(self, actor: OutsideActor, path: str, values: Values, action: str | None = None) -> str:
        """Fill in a standard form, read it once more, submit it."""
        browser = await self.of(actor)
        sent = await browser.send(await browser.get(path), action or path, values)
        assert sent.status_code == 303, sent.text
        shown = await browser.follow(sent)
        assert shown.status_code == 200, shown.text
        assert "Stämmer det?" in shown.text
        answer = await browser.send(shown, action or path, {"confirmed": "yes"})
        assert answer.status_code == 303, answer.text
        return (await browser.follow(answer)).text

    async def draft(self) -> str:
        """Fill in a whole referral; give its address."""
        now = await self.given.now()
        board = await self.of(BOARD)
        person = {"name": "Åsa O'Öberg", "personnummer": "19900101-0017"}
        opened = await board.send(await board.get("/referrals/new"), "/referrals/new", person)
        assert opened.status_code == 303, opened.text
        address = opened.headers["location"].removesuffix("/tasks")
        for part, values in made.inquiry(now.date()).items():
            await self.do(BOARD, f"{address}/part/{part}", values)
        assert "8 av 8 delar klara" in await self.text(BOARD, f"{address}/tasks")
        return address

    async def started(self) -> tuple[str, str]:
        """Go from a blank form to a placement that runs; give the addresses of referral and placement."""
        address = await self.draft()
        assert "Förfrågan skickades" in await self.do(BOARD, f"{address}/check", {})
        answer = {"answer": "accept", "contact_role": "Föreståndaren", "attest_capacity": "yes"}
        assert "Svaret kom in" in await self.hand_in(PROVIDER, f"{address}/answer", answer)
        async with self.given.database.work("referral") as work:
            row = await work.row("select id from referral.placement")
        assert row is not None
        placement = f"/placements/{row['id']}"
        assert "Uppdraget började" in await self.do(PROVIDER, f"{placement}/start", {})
        return address, placement


@asynccontextmanager
async def browsers_of(
    given: Given, folder: Path, more: Mapping[OutsideActor, Role | None] | None = None
) -> AsyncIterator[Browsers]:
    """The portal, whose vault and clock are real, with more people where named; its browsers are closed after it."""
    app, people = portal(given.database, Settings(data=folder))
    for actor, role in (more or {}).items():
        people.add(actor, role=role)
    given.vault = app.state.vault
    opened = Browsers(app, given)
    yield opened
    for visitor in opened.open.values():
        await visitor.close()
