"""Looks at pages as a test of accessibility does: axe, sideways scroll, and every page that links lead to."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

from axe_core_python.base import AXE_SCRIPT
from playwright.async_api import Page

DESKTOP, PHONE = 1280, 320
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
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


async def widen(page: Page, width: int) -> None:
    """Make the window so wide."""
    await page.set_viewport_size({"width": width, "height": 720 if width == DESKTOP else 640})


async def faults(page: Page, width: int) -> list[str]:
    """Tell what axe finds on a page as it stands at a width, and whether it scrolls sideways."""
    await widen(page, width)
    if not await page.evaluate("() => 'axe' in window"):
        await page.evaluate(AXE_SCRIPT)
    found: list[str] = await page.evaluate(_RUN)
    if sideways := await page.evaluate(_WIDEST):
        found.append(sideways)
    return [f"{urlsplit(page.url).path} at {width}: {one}" for one in found]


async def faults_at_both(page: Page) -> list[str]:
    """Tell what is wrong with a page at desktop and at phone width."""
    return [*await faults(page, PHONE), *await faults(page, DESKTOP)]


def kind_of(url: str) -> str:
    """Give a page's address without the ids and periods in it: pages of one kind look alike."""
    parts = urlsplit(url)
    path = _PERIOD.sub("/PERIOD", _ID.sub("ID", parts.path))
    return "&".join((path, *sorted(parse_qs(parts.query))))


@dataclass
class Walk:
    """A walk along every link that somebody's pages hold, one page of each kind."""

    page: Page
    address: str
    alike: set[str] = field(default_factory=set)
    """Kinds of page that somebody with the same view looked at before: opened, and not looked at again."""
    seen: dict[str, str] = field(default_factory=dict)
    found: list[str] = field(default_factory=list)

    async def everywhere(self, *first: str) -> None:
        """Follow the links from some pages on until no kind is new; `found` tells what is wrong."""
        ahead = [self.address + path for path in first]
        while ahead:
            url = ahead.pop(0)
            if kind_of(url) in self.seen:
                continue
            self.seen[kind_of(url)] = url
            answer = await self.page.goto(url)
            if answer is None or answer.status != 200:
                self.found.append(f"{urlsplit(url).path}: answers {answer and answer.status}")
                continue
            if not answer.headers["content-type"].startswith("text/html"):
                continue
            if kind_of(url) not in self.alike:
                self.found += await faults_at_both(self.page)
            links: list[str] = await self.page.evaluate(_LINKS)
            ahead += [link.split("#")[0] for link in links if link.startswith(self.address + "/")]
