"""Looks at pages as a test of accessibility does: axe, sideways scroll, and every page that links lead to."""

from __future__ import annotations

import asyncio
import os
import re
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from axe_core_python.base import AXE_SCRIPT
from playwright.async_api import Page

DESKTOP, TABLET, PHONE = 1280, 768, 320
BETWEEN = (640, TABLET, 1000, 1024, 1279)
"""Widths between a phone and a desk: both sides of where rows become cards and where tables are drawn tighter."""
LOOKED: set[str] = set()
"""The paths, by kind, that the tests of this session have looked at."""
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_NUMBER = re.compile(r"/[A-Z]-[0-9A-Z]{4,8}\b")
_PERIOD = re.compile(r"/\d{4}-(\d\d|W\d\d)\b")
_RUN = """async () => (await axe.run({resultTypes: ['violations']})).violations
  .map(one => one.id + ': ' + one.nodes.map(node => node.html.slice(0, 200)).slice(0, 3).join(' | '))"""
_LINKS = "() => [...document.querySelectorAll('a[href]:not([download])')].map(link => link.href)"
_WIDEST = """() => {
  const wide = document.documentElement.scrollWidth;
  if (wide <= innerWidth) return '';
  const out = [...document.querySelectorAll('body *')].filter(one => one.getBoundingClientRect().right > innerWidth);
  return 'scrolls sideways, ' + wide + ' wide: ' + out.slice(0, 3).map(one => one.outerHTML.slice(0, 160)).join(' | ');
}"""
_HIDDEN = """() => [...document.querySelectorAll('.table-frame')].filter(one => one.scrollWidth > one.clientWidth + 1)
  .map(one => 'columns out of sight, ' + one.scrollWidth + ' wide in ' + one.clientWidth + ': '
    + one.innerText.slice(0, 80))"""
_HEADINGS = "() => document.querySelectorAll('h1').length"


async def widen(page: Page, width: int) -> None:
    """Make the window so wide."""
    await page.set_viewport_size({"width": width, "height": 720 if width == DESKTOP else 640})


async def faults(page: Page, width: int) -> list[str]:
    """Tell what axe finds on a page as it stands at a width, whether it scrolls sideways and has its one heading."""
    LOOKED.add(path_of(page.url))
    await widen(page, width)
    if not await page.evaluate("() => 'axe' in window"):
        await page.evaluate(AXE_SCRIPT)
    found: list[str] = await page.evaluate(_RUN)
    if sideways := await page.evaluate(_WIDEST):
        found.append(sideways)
    if width >= BETWEEN[0]:
        found += await page.evaluate(_HIDDEN)
    if (headings := await page.evaluate(_HEADINGS)) != 1:
        found.append(f"{headings} headings of the first level")
    if folder := os.environ.get("UTVAG_PICTURES"):
        name = path_of(page.url).strip("/").replace("/", "-")
        await page.screenshot(path=Path(folder) / f"{name or 'front'}-{width}.png", full_page=True)
    return [f"{urlsplit(page.url).path} at {width}: {one}" for one in found]


async def faults_at_both(page: Page) -> list[str]:
    """Tell what is wrong with a page at desktop and at phone width, and whether anything scrolls sideways between."""
    found = await faults(page, PHONE)
    for width in BETWEEN:
        await widen(page, width)
        sideways = [await page.evaluate(_WIDEST), *await page.evaluate(_HIDDEN)]
        found += [f"{urlsplit(page.url).path} at {width}: {one}" for one in sideways if one]
    return [*found, *await faults(page, DESKTOP)]


async def faults_of(page: Page, address: str, *paths: str, status: int = 200) -> list[str]:
    """Open pages and tell what is wrong with each at both widths."""
    found = []
    for path in paths:
        answer = await page.goto(address + path)
        assert answer is not None
        assert answer.status == status, f"{path}: {answer.status}"
        found += await faults_at_both(page)
    return found


async def faults_with_errors(
    page: Page, address: str, *paths: str, button: str = "main button.button--primary"
) -> list[str]:
    """Open forms, send each as it stands, and tell what is wrong with the page that says so."""
    found = []
    for path in paths:
        await page.goto(address + path)
        async with page.expect_navigation():
            await page.locator(button).last.click()
        assert (await page.title()).startswith("Fel:"), f"{path}: {await page.title()}"
        assert await page.evaluate("() => document.activeElement.id") == "error-summary", path
        found += await faults_at_both(page)
    return found


def path_of(url: str) -> str:
    """Give a page's path without the ids, numbers and periods in it."""
    return _PERIOD.sub("/PERIOD", _NUMBER.sub("/NUMBER", _ID.sub("ID", urlsplit(url).path)))


def kind_of(url: str) -> str:
    """Give a page's path so, and what its query asks for: pages of one kind look alike."""
    return "&".join((path_of(url), *sorted(parse_qs(urlsplit(url).query))))


@dataclass
class Walk:
    """A walk along every link that somebody's pages hold, one page of each kind."""

    page: Page
    address: str
    alike: set[str] = field(default_factory=set)
    """Kinds of page that somebody with the same view has looked at, or is about to: opened, and not looked at again."""
    seen: set[str] = field(default_factory=set)
    found: list[str] = field(default_factory=list)

    async def everywhere(self, *first: str) -> None:
        """Follow the links from some pages on until no kind is new; `found` tells what is wrong."""
        ahead = [self.address + path for path in first]
        own = {kind_of(path) for path in first}
        while ahead:
            url = ahead.pop(0)
            kind = kind_of(url)
            if kind in self.seen:
                continue
            self.seen.add(kind)
            answer = await self.page.goto(url)
            if answer is None or answer.status != HTTPStatus.OK:
                self.found.append(f"{urlsplit(url).path}: answers {answer and answer.status}")
                continue
            if not answer.headers["content-type"].startswith("text/html"):
                continue
            if kind in own or kind not in self.alike:
                self.alike.add(kind)
                self.found += await faults_at_both(self.page)
            links: list[str] = await self.page.evaluate(_LINKS)
            ahead += [link.split("#")[0] for link in links if link.startswith(self.address + "/")]


async def together(*walks: tuple[Walk, tuple[str, ...]]) -> None:
    """Take several walks, two at a time: one waits for the portal while the other looks."""
    two = asyncio.Semaphore(2)

    async def take(walk: Walk, first: tuple[str, ...]) -> None:
        async with two:
            await walk.everywhere(*first)

    await asyncio.gather(*(take(walk, first) for walk, first in walks))
