"""The journey that everything stands on, over HTTP: from a referral to a confirmed finding, each step recorded once."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from schemas.codes import AgeBand, TargetGroup, Tier
from services.demonstration.acts import form_values as papers
from services.demonstration.acts.placement import Placement
from services.demonstration.fixtures.people import BOARDS, PROVIDERS
from services.runtime.language.identifiers import new_id
from tests.journeys.client import Page, Person

_LATE_PLAN = re.compile(
    r'<tr>(?:(?!</tr>).)*href="/findings/([0-9a-f-]{36})"(?:(?!</tr>).)*[Gg]enomförandeplan', re.DOTALL
)
"""The row of the list of findings that is about the plan: others, such as the safety plan's, stand there before it."""
MOTIVE = "Planen kom efter fristen, och svaret visar inget hinder utanför er kontroll."
NAME, NUMBER = "Alva Påhitt", "199801012387"


@dataclass
class Journey:
    """One case lived through; `between` is called after every request, so that a test may do harm there."""

    address: Callable[[], str]
    today: date
    between: Callable[[], Awaitable[None]]
    placement: Placement
    referral: str = ""
    placed: str = ""
    finding: str = ""
    people: dict[str, Person] = field(default_factory=dict)

    async def person(self, name: str) -> Person:
        """Give somebody's session, signed in at first use."""
        if name not in self.people:
            self.people[name] = Person(self.address)
            await self.people[name].sign_in(name)
        return self.people[name]

    async def close(self) -> None:
        """End every session."""
        for person in self.people.values():
            await person.close()

    async def send(self, name: str, path: str, action: str, values: dict[str, Any]) -> Page:
        """Open a page, fill in its form, send it."""
        person = await self.person(name)
        page = await person.open(path)
        await self.between()
        answer = await person.send(page, action, values)
        if "Stämmer det?" in answer.words and answer.status == 200:
            await self.between()
            answer = await person.send(answer, action, {"confirmed": "yes"})
        assert answer.status == 200, f"{path}: {answer.status} {answer.words[-1500:]}"
        await self.between()
        return answer

    async def live(self) -> None:
        """Live the whole journey."""
        await self.refer()
        await self.accept()
        await self.be_late()
        await self.reply_and_confirm()

    async def refer(self) -> None:
        """As the coordinator: fill in every part and send."""
        coordinator = self.placement.board.people[0]
        page = await self.send(coordinator, "/referrals/new", "/referrals/new", {"name": NAME, "personnummer": NUMBER})
        self.referral = page.path.split("/")[2]
        wished = self.today + timedelta(days=7)
        parts = papers.inquiry(self.placement, wished, self.today - timedelta(days=10))
        for name, values in parts.items():
            path = f"/referrals/{self.referral}/part/{name}"
            if name == "provider":
                path = f"/find?referral={self.referral}"
                await self._choose(coordinator, path, values)
                continue
            await self.send(coordinator, path, f"/part/{name}", values)
        await self.send(coordinator, f"/referrals/{self.referral}/check", "/check", {})

    async def _choose(self, coordinator: str, path: str, values: dict[str, Any]) -> None:
        person = await self.person(coordinator)
        page = await person.open(path)
        await self.between()
        form = next(form for form in page.forms if ("choice", values["choice"]) in form.values)
        page.forms[:] = [form]
        await person.send(page, "/choose")

    async def accept(self) -> None:
        """As the provider's manager: accept, then tell the start."""
        manager, start = self.placement.provider.manager, self.today + timedelta(days=7)
        values = {"answer": "accept", "start_on": start.isoformat(), "contact_role": "Jouren", "attest_capacity": "yes"}
        page = await self.send(manager, f"/referrals/{self.referral}/answer", "/answer", values)
        person = await self.person(manager)
        listed = await person.open("/placements")
        self.placed = listed.link(r"^/placements/[0-9a-f-]{36}").split("/")[2]
        assert page.status == 200
        opened = await person.open(f"/placements/{self.placed}/start")
        assert opened.status == 200, opened.words[-800:]
        await self.send(manager, f"/placements/{self.placed}/start", "/start", {})

    async def be_late(self) -> None:
        """Let the clock go on, a day at a time, until the plan is missed."""
        controller = self.placement.board.people[2]
        for _ in range(30):
            await self.send(controller, "/findings", "/demonstration/forward", {})
            page = await (await self.person(controller)).open("/findings")
            found = _LATE_PLAN.search(page.source)
            if found:
                self.finding = found[1]
                return
        raise AssertionError(f"30 days and no finding: {page.words[-1500:]}")

    async def reply_and_confirm(self) -> None:
        """As the provider's manager reply, as the controller confirm."""
        reply = {
            "stand": "agree",
            "text": "Det stämmer, planen blev sen. Vi har ändrat våra rutiner.",
            "remedy": "Ny rutin för planer",
            "remedy_role": "Föreståndaren",
            "remedy_by": (self.today + timedelta(days=60)).isoformat(),
        }
        await self.send(self.placement.provider.manager, f"/findings/{self.finding}/reply", "/reply", reply)
        controller = self.placement.board.people[2]
        await self.send(controller, f"/findings/{self.finding}", "/decision", {"decision": "confirm", "text": MOTIVE})
        page = await (await self.person(controller)).open(f"/findings/{self.finding}")
        assert "Fastställd" in page.words, page.words[-2000:]


def journey(address: Callable[[], str], today: date, between: Callable[[], Awaitable[None]]) -> Journey:
    """Make the journey of one invented person from Malmö to Nordviken."""
    placement = Placement(
        number=1,
        case=new_id(),
        referral=new_id(),
        id=new_id(),
        board=BOARDS[0],
        provider=PROVIDERS[1],
        age_band=AgeBand.AGE_26_PLUS,
        target_group=TargetGroup.CRIMINAL_NETWORK,
        tier=Tier.STANDARD,
        name=NAME,
        personnummer=NUMBER,
    )
    return Journey(address, today, between, placement)
