"""A pasted line, shown before it is proposed."""

from __future__ import annotations

import re
from uuid import UUID

import httpx2

from tests.directory.portal import sign_in
from tests.runtime.web.visitor import Visitor

HEAD = (
    "[tillstånd]\norganisationsnummer;enhet;beteckning;insats;åldersgrupper;målgrupper;platser;från;till;upphör;skäl\n"
)
REVOKED = "559999-0016;Nord;T-1;HVB;18-20/21-25;Kriminella nätverk;8;2020-01-01;;2026-11-28;återkallat\n"


async def preview(visitor: Visitor, text: str) -> httpx2.Response:
    """Paste a file and look at it."""
    page = await visitor.get("/imports")
    return await visitor.follow(await visitor.send(page, "/imports", {"text": text}))


def words(page: httpx2.Response) -> str:
    """Give the text of a page's main part."""
    return " ".join(re.sub(r"<[^>]+>", " ", page.text.split("<main", maxsplit=1)[1]).split())


async def ended(visitor: Visitor, ids: dict[str, UUID], who: str) -> str:
    """Propose, on the permit's page, that it is revoked; give the path of what came of it."""
    await sign_in(visitor, ids[who])
    path = f"/register/permits/{ids['permit']}"
    page = await visitor.get(path)
    empty = await visitor.send(page, path, {"act": "end"})
    assert empty.status_code == 422
    seen = await visitor.send(page, path, {"act": "end", "ends": "2026-11-28", "why": "revoked"})
    assert seen.status_code == 200
    assert "Gäller tills vidare → upphör 2026-11-28, återkallat" in words(seen)
    done = await visitor.send(seen, path)
    assert done.status_code == 303
    return done.headers["location"].split("?")[0]
