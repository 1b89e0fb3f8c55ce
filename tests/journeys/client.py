"""A person at a browser, without the browser: opens pages, fills in the forms they hold, and tries again when nobody answers."""

import asyncio
import html
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpx2

LONGEST_WAIT = 90.0


@dataclass
class Form:
    """A form of a page: where it goes, and what it holds before anybody fills it in."""

    action: str
    method: str = "get"
    values: list[tuple[str, str]] = field(default_factory=list)
    words: str = ""


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.links: list[tuple[str, str]] = []
        self.words: list[str] = []
        self._form: Form | None = None
        self._link: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has: dict[str, str] = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form = Form(has.get("action", ""), has.get("method", "get").lower())
            self.forms.append(self._form)
        elif tag == "a" and "href" in has:
            self._link = has["href"]
        elif tag == "input" and self._form is not None and "name" in has:
            kept = has.get("type") not in ("checkbox", "radio") or "checked" in has
            if kept:
                self._form.values.append((has["name"], has.get("value", "")))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "a":
            self._link = None

    def handle_data(self, data: str) -> None:
        self.words.append(data)
        if self._link is not None:
            self.links.append((self._link, " ".join(data.split())))
        if self._form is not None:
            self._form.words += data


@dataclass
class Page:
    """A page as a person sees it: its address, status, words, links and forms."""

    path: str
    status: int
    source: str
    words: str
    links: list[tuple[str, str]]
    forms: list[Form]

    def form(self, action: str) -> Form:
        """Find the form that goes to an address ending so."""
        found = [form for form in self.forms if (form.action or self.path).split("?")[0].endswith(action)]
        assert found, (
            f"{self.path} ({self.status}) has no form to {action}: {[f.action for f in self.forms]}\n{self.words[:1500]}"
        )
        return found[0]

    def link(self, pattern: str) -> str:
        """Find the first link whose address matches."""
        found = [href for href, _ in self.links if re.search(pattern, href)]
        assert found, f"{self.path} ({self.status}) has no link like {pattern}: {self.links}\n{self.words[:1500]}"
        return found[0]


class Person:
    """One person's session against the portal's address, which `address()` tells anew after a restart."""

    def __init__(self, address: Any) -> None:
        self._address = address
        self._client = httpx2.AsyncClient(timeout=30, follow_redirects=False)
        self._cookies: dict[str, str] = {}

    async def close(self) -> None:
        """End the connection."""
        await self._client.aclose()

    async def _ask(self, method: str, path: str, content: list[tuple[str, str]] | None = None) -> Any:
        """Ask until somebody answers: a portal that was killed comes back, and a form sent twice is taken once."""
        end = time.monotonic() + LONGEST_WAIT
        while True:
            base = self._address()
            headers = {"origin": base, "cookie": "; ".join(f"{k}={v}" for k, v in self._cookies.items())}
            try:
                url = urljoin(base, path)
                if content is None:
                    answer = await self._client.request(method, url, headers=headers)
                else:
                    data: dict[str, list[str]] = {}
                    for name, value in content:
                        data.setdefault(name, []).append(value)
                    answer = await self._client.request(method, url, headers=headers, data=data)
            except httpx2.TransportError:
                assert time.monotonic() < end, f"nobody answers at {base}"
                await asyncio.sleep(0.2)
                continue
            if answer.status_code in (500, 502, 503) and time.monotonic() < end:
                await asyncio.sleep(0.3)
                continue
            for line in answer.headers.get_list("set-cookie"):
                name, _, value = line.split(";")[0].partition("=")
                self._cookies[name] = value
            return answer

    async def _page(self, method: str, path: str, content: list[tuple[str, str]] | None = None) -> Page:
        answer = await self._ask(method, path, content)
        while answer.status_code in (302, 303, 307):
            where = urlsplit(urljoin(path, answer.headers["location"]))
            path = where.path + (f"?{where.query}" if where.query else "")
            answer = await self._ask("GET", path)
        reader = _Reader()
        reader.feed(answer.text)
        words = " ".join(" ".join(reader.words).split())
        return Page(path, answer.status_code, answer.text, html.unescape(words), reader.links, reader.forms)

    async def open(self, path: str) -> Page:
        """Open a page, following where it leads."""
        return await self._page("GET", path)

    async def send(self, page: Page, action: str, values: Mapping[str, str | list[str]] | None = None) -> Page:
        """Fill in a page's form and send it."""
        form = page.form(action)
        filled = dict(values or {})
        content = [(name, value) for name, value in form.values if name not in filled]
        for name, value in filled.items():
            content += [(name, one) for one in ([value] if isinstance(value, str) else value)]
        return await self._page("POST", form.action or page.path, content)

    async def sign_in(self, name: str) -> Page:
        """Sign in as somebody of the demonstration."""
        page = await self.open("/sign-in")
        assert page.status == 200, page.words[:500]
        form = next((form for form in page.forms if name in form.words), None)
        assert form is not None, f"nobody is called {name}: {page.words[:3000]}"
        return await self._page("POST", form.action or "/sign-in", form.values)
