"""A browser for tests without a browser: keeps cookies, sends the origin, fills in a page's own forms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from uuid import UUID

import httpx2
from fastapi import FastAPI

ORIGIN = "https://localhost"


@dataclass
class Form:
    """A form of a page: where it goes and what its fields hold."""

    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Collect forms and what their fields hold."""
        fields = dict(attrs)
        if tag == "form":
            self.forms.append(Form(fields.get("action") or "", (fields.get("method") or "get").lower()))
        elif tag == "input" and self.forms and fields.get("name"):
            kind = fields.get("type", "text")
            if kind not in ("radio", "checkbox") or "checked" in fields:
                self.forms[-1].fields[str(fields["name"])] = fields.get("value") or ""


def forms_of(page: httpx2.Response) -> list[Form]:
    """Give the forms of a page."""
    parser = _Forms()
    parser.feed(page.text)
    return parser.forms


class Visitor:
    """One browser with one session."""

    def __init__(self, app: FastAPI) -> None:
        transport = httpx2.ASGITransport(app=app, raise_app_exceptions=False)
        self.client = httpx2.AsyncClient(transport=transport, base_url=ORIGIN)

    async def get(self, path: str) -> httpx2.Response:
        """Open a page, without following a redirect."""
        return await self.client.get(path)

    async def follow(self, answer: httpx2.Response) -> httpx2.Response:
        """Follow redirects to a page."""
        while answer.status_code == 303:
            answer = await self.client.get(answer.headers["location"])
        return answer

    async def post(
        self, path: str, values: Mapping[str, str | Sequence[str]], headers: Mapping[str, str] | None = None
    ) -> httpx2.Response:
        """Send fields as they are, from our own origin."""
        return await self.client.post(path, data=dict(values), headers={"origin": ORIGIN, **(headers or {})})

    async def send(
        self, page: httpx2.Response, action: str, values: Mapping[str, str | Sequence[str]] | None = None
    ) -> httpx2.Response:
        """Fill in and send the form of a page that goes to `action`."""
        form = next(form for form in forms_of(page) if form.action == action)
        return await self.post(action or str(page.url.path), {**form.fields, **(values or {})})

    async def close(self) -> None:
        """Close the browser."""
        await self.client.aclose()


async def sign_in(visitor: Visitor, commission: int = 31, person: int = 21, next_path: str = "/") -> httpx2.Response:
    """Sign in as a person of the sample service."""
    page = await visitor.get("/sign-in")
    values = {"person": str(UUID(int=person)), "commission": str(UUID(int=commission)), "next": next_path}
    answer = await visitor.send(page, "/sign-in", values)
    assert answer.status_code == 303, answer.text
    return answer
