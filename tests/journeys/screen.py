"""The journey in Chromium: what each person sees and does, from a referral to a confirmed finding and its mails."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from http import HTTPStatus
from pathlib import Path

from playwright.async_api import Browser, BrowserContext, Page

from schemas.codes import AgeBand, TargetGroup, Tier
from services.demonstration.acts import form_values as papers
from services.demonstration.acts.placement import Placement
from services.demonstration.fixtures.kinds import with_check_digit
from services.demonstration.fixtures.people import BOARDS, PROVIDERS
from services.runtime.language.identifiers import new_id
from tests.parts.looking import DESKTOP, PHONE, faults, kind_of

ROOT = Path(__file__).resolve().parents[2]
PICTURES = ROOT / ".artifacts" / "screenshots"
LONGEST_WAIT = 60_000
MOTIVE = "Planen kom efter fristen, och svaret visar inget hinder utanför er kontroll."
NAME, NUMBER = "Alva Påhitt", "20" + with_check_digit("040115980")
COORDINATOR, _, CONTROLLER = BOARDS[0].people
MANAGER = PROVIDERS[0].manager
OPERATOR = "Erik Driftman"
LAST_DAYS = 25


async def press(page: Page, selector: str) -> None:
    """Press a button or a link and wait for the page it leads to."""
    async with page.expect_navigation(timeout=LONGEST_WAIT) as led:
        await page.locator(selector).first.click(timeout=LONGEST_WAIT)
    answer = await led.value
    assert answer is not None
    assert answer.status < HTTPStatus.INTERNAL_SERVER_ERROR, f"{answer.url}: {answer.status}"


async def fill_in(page: Page, values: Mapping[str, str | list[str]]) -> None:
    """Fill in a form's fields by their names."""
    for name, value in values.items():
        field_ = page.locator(f'main [name="{name}"]').first
        kind = await field_.evaluate("element => element.type")
        if kind in ("checkbox", "radio"):
            for one in [value] if isinstance(value, str) else value:
                await page.check(f'main [name="{name}"][value="{one}"]')
        elif kind.startswith("select"):
            await field_.select_option(value)
        else:
            assert isinstance(value, str)
            await field_.fill(value)


@dataclass
class Screen:
    """Chromium on one installation: a window a person, each signed in at first use."""

    chromium: Browser
    address: str
    windows: dict[str, Page] = field(default_factory=dict)
    contexts: list[BrowserContext] = field(default_factory=list)

    async def nobody(self) -> Page:
        """Give a window in which nobody has signed in."""
        context = await self.chromium.new_context(
            locale="sv-SE", timezone_id="Europe/Stockholm", viewport={"width": DESKTOP, "height": 720}
        )
        context.set_default_timeout(LONGEST_WAIT)
        self.contexts.append(context)
        return await context.new_page()

    async def person(self, name: str) -> Page:
        """Give somebody's window."""
        if name not in self.windows:
            page = await self.nobody()
            await page.goto(f"{self.address}/sign-in")
            async with page.expect_navigation():
                await page.get_by_role("button", name=name).first.click()
            self.windows[name] = page
        return self.windows[name]

    async def open(self, name: str, path: str) -> Page:
        """Open a page as somebody; it must be there."""
        page = await self.person(name)
        answer = await page.goto(self.address + path)
        assert answer is not None
        assert answer.status == 200, f"{path}: {answer.status}"
        return page

    async def close(self) -> None:
        """Close every window."""
        for context in self.contexts:
            await context.close()


@dataclass
class ScreenJourney:
    """One case lived through on the screen, once a session: the first who asks lives it."""

    screen: Screen
    today: date
    pictures: list[Path] = field(default_factory=list)
    seen: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    """The kinds of page looked at on the way, by whose window it was."""
    found: list[str] = field(default_factory=list)
    referral: str = ""
    placement: str = ""
    finding: str = ""
    mails: str = ""
    _lived: asyncio.Task[None] | None = None

    async def lived(self) -> None:
        """Live the journey, or wait for whoever does."""
        self._lived = self._lived or asyncio.create_task(self._live())
        await self._lived

    async def picture(self, page: Page, words: str) -> None:
        """Keep what the page looks like at both widths, and what axe finds on it."""
        whose = next(name for name, window in self.screen.windows.items() if window is page)
        self.seen[whose].add(kind_of(page.url))
        for width in (PHONE, DESKTOP):
            self.found += await faults(page, width)
            path = PICTURES / f"{len(self.pictures) // 2 + 1:02}-{words}-{width}.png"
            await page.screenshot(path=path, full_page=True)
            self.pictures.append(path)

    async def _live(self) -> None:
        PICTURES.mkdir(parents=True, exist_ok=True)
        await self._refer()
        await self._accept_and_start()
        await self._be_late()
        await self._reply_and_confirm()
        await self._read_the_mails()

    async def _refer(self) -> None:
        page = await self.screen.open(COORDINATOR, "/start")
        await self.picture(page, "start")
        await self.screen.open(COORDINATOR, "/referrals/new")
        await fill_in(page, {"name": NAME, "personnummer": NUMBER})
        await press(page, "main button.button--primary")
        self.referral = page.url.split("/")[4]
        for name, values in self._parts().items():
            if name == "provider":
                await self.screen.open(COORDINATOR, f"/find?referral={self.referral}")
                await self.picture(page, "find")
                await press(page, f"main button:has-text('{PROVIDERS[0].name}')")
                continue
            await self.screen.open(COORDINATOR, f"/referrals/{self.referral}/part/{name}")
            await fill_in(page, values)
            await self.picture(page, f"part-{name}")
            await press(page, "main button.button--primary")
        await self.screen.open(COORDINATOR, f"/referrals/{self.referral}/tasks")
        await self.picture(page, "tasks")
        await press(page, "main a[href$='/check']")
        await self.picture(page, "check")
        await press(page, "main button.button--primary")
        await self.picture(page, "sent")

    def _parts(self) -> dict[str, dict[str, str | list[str]]]:
        placement = Placement(
            number=1,
            case=new_id(),
            referral=new_id(),
            id=new_id(),
            board=BOARDS[0],
            provider=PROVIDERS[0],
            age_band=AgeBand.AGE_21_25,
            target_group=TargetGroup.CRIMINAL_NETWORK,
            tier=Tier.STANDARD,
            name=NAME,
            personnummer=NUMBER,
        )
        return papers.inquiry(placement, self.today, self.today - timedelta(days=10))

    async def _accept_and_start(self) -> None:
        page = await self.screen.open(MANAGER, "/start")
        await self.picture(page, "manager-start")
        await self.screen.open(MANAGER, "/referrals")
        await press(page, f"main a[href='/referrals/{self.referral}/answer']")
        await fill_in(page, {"answer": "accept", "contact_role": "Jouren", "attest_capacity": "yes"})
        await self.picture(page, "answer")
        await press(page, "main button.button--primary")
        await self.picture(page, "answer-check")
        await press(page, "main button[name=confirmed]")
        await self.picture(page, "answered")
        await self.screen.open(MANAGER, "/placements")
        await press(page, "main a[href^='/placements/']:not([href*='?'])")
        self.placement = f"/placements/{page.url.split('/')[4]}"
        await self.screen.open(MANAGER, self.placement)
        await press(page, "main a[href$='/start']")
        await self.picture(page, "begin")
        await press(page, "main button.button--primary")
        await self.picture(page, "placement")

    async def _be_late(self) -> None:
        page = await self.screen.open(CONTROLLER, "/compliance?kind=R01")
        await self.picture(page, "compliance-before")
        missing = page.locator("main td.grid__cell--missing a")
        for _ in range(LAST_DAYS):
            await press(page, "button:has-text('Gå fram en dag')")
            if await missing.count():
                break
        await self.picture(page, "compliance-missing")
        await missing.first.click(timeout=LONGEST_WAIT)
        await page.locator(".grid__opened").wait_for(timeout=LONGEST_WAIT)
        await self.picture(page, "period")
        await press(page, "main .grid__opened tr:has-text('Genomförandeplan') a[href^='/findings/']")
        self.finding = page.url.split("/")[4].split("?")[0]
        assert await page.get_by_role("heading", name="Varför").count() == 1
        assert "R01" in await page.inner_text("main")
        await self.picture(page, "finding-why")

    async def _reply_and_confirm(self) -> None:
        page = await self.screen.open(MANAGER, "/findings")
        await self.picture(page, "manager-findings")
        await press(page, f"main a[href^='/findings/{self.finding}']")
        await press(page, "main a[href$='/reply']")
        await fill_in(
            page, {"stand": "agree", "text": "Det stämmer, planen blev sen. Vi har ändrat rutinen för nya uppdrag."}
        )
        await self.picture(page, "reply")
        await press(page, "main button.button--primary")
        await self.picture(page, "replied")
        page = await self.screen.open(CONTROLLER, f"/findings/{self.finding}")
        await fill_in(page, {"decision": "confirm", "text": MOTIVE})
        await self.picture(page, "decision")
        await press(page, "main button.button--primary")
        assert "Fastställd" in await page.inner_text("main")
        await self.picture(page, "confirmed")

    async def _read_the_mails(self) -> None:
        page = await self.screen.open(OPERATOR, "/outbox")
        until = asyncio.get_running_loop().time() + LONGEST_WAIT / 1000
        while not await page.locator("main dl").count() and asyncio.get_running_loop().time() < until:
            await page.reload()
        self.mails = await page.inner_text("main")
        await self.picture(page, "outbox")
