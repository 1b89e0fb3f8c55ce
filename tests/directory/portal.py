"""Signing in to the portal of directory's tests."""

from uuid import UUID

import httpx2

from tests.runtime.web.visitor import Visitor

NAMES = {
    "eva": "Eva Lindqvist",
    "åsa": "Åsa O'Öberg <b>",
    "per": "Per Holm",
    "tove": "Tove Ek",
    "olle": "Olle Berg",
    "stina": "Stina Registrand",
    "bo": "Bo Ek",
}


async def sign_in(visitor: Visitor, commission: UUID, after: str = "/me") -> httpx2.Response:
    page = await visitor.get("/sign-in")
    answer = await visitor.send(page, "/sign-in", {"commission": str(commission), "next": after})
    assert answer.status_code == 303
    return await visitor.follow(answer)
