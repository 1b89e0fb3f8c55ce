"""Somebody who opens every page of the portal that links lead to, and notes every address met."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import unquote

import httpx2

from tests.runtime.web.visitor import Visitor

LONGEST_CRAWL = 60


@dataclass
class Browser:
    """Somebody who opens every page that can be reached by links, and notes every address met on the way."""

    visitor: Visitor
    addresses: set[str] = field(default_factory=set)
    pages: dict[str, httpx2.Response] = field(default_factory=dict)

    async def crawl(self, waiting: list[str]) -> None:
        """Open pages and follow their links, at most LONGEST_CRAWL."""
        while waiting and len(self.pages) < LONGEST_CRAWL:
            path = waiting.pop(0)
            if path in self.pages:
                continue
            answer = await self.visitor.get(path)
            self.note(answer)
            self.pages[path] = answer
            if answer.status_code < 300:
                waiting += [link for link in links(answer) if link not in self.pages]
            elif "location" in answer.headers:
                waiting.insert(0, answer.headers["location"])

    def note(self, answer: httpx2.Response) -> None:
        """Keep every address in an answer: its own, where it leads, links and forms."""
        self.addresses |= {unquote(str(answer.url)), unquote(answer.headers.get("location", ""))}
        self.addresses |= {unquote(each) for each in re.findall(r'(?:href|action|src)="([^"]*)"', answer.text)}


def links(answer: httpx2.Response) -> list[str]:
    """The portal's own pages that a page links to."""
    return [
        each.replace("&amp;", "&")
        for each in re.findall(r'<a[^>]*\shref="(/[^"#]*)', answer.text)
        if not each.startswith(("/static", "/assets"))
    ]
