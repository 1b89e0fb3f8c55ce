"""Sessions: signing in and out, idle ones, and roles that ended."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

from services.runtime.database.pool import Database
from services.runtime.process import clock
from tests.runtime.web.sample import service
from tests.runtime.web.visitor import Visitor, sign_in

MISSING = "Sidan finns inte, eller så har du inte tillgång till den."


async def test_without_session_a_page_leads_to_sign_in_and_back(visitor: Visitor) -> None:
    answer = await visitor.get("/report?x=1")
    assert answer.headers["location"] == "/sign-in?next=%2Freport%3Fx%3D1"
    signed_in = await sign_in(visitor, next_path="/report?x=1")
    assert signed_in.headers["location"] == "/report?x=1"
    assert (await visitor.follow(signed_in)).status_code == 200


async def test_sign_in_leads_nowhere_else(visitor: Visitor) -> None:
    for path in ("https://evil.test/", "//evil.test", "/\\evil.test", "javascript:x"):
        answer = await sign_in(visitor, next_path=path)
        assert answer.headers["location"] == "/"
        await visitor.send(await visitor.follow(answer), "/sign-out")


async def test_the_cookie_is_strict_and_new_at_sign_in(visitor: Visitor, database: Database) -> None:
    page = await visitor.get("/sign-in")
    first = page.headers["set-cookie"]
    assert first.startswith("__Host-utvag=")
    for part in ("Path=/", "Secure", "HttpOnly", "SameSite=Lax"):
        assert part in first
    second = (await sign_in(visitor)).headers["set-cookie"]
    assert second.partition(";")[0] != first.partition(";")[0]
    async with database.work("web") as work:
        rows = await work.rows("select id_hash, person from web.session")
    assert [row["person"] for row in rows] == [service.PERSON]
    assert second.partition("=")[2].partition(";")[0].encode() not in bytes(rows[0]["id_hash"])


async def test_a_commission_that_ended_ends_at_once(coordinator: Visitor) -> None:
    assert (await coordinator.get("/start")).status_code == 200
    service.ENDED.add(UUID(int=31))
    assert (await coordinator.get("/start")).headers["location"].startswith("/sign-in")


async def test_an_idle_session_ends(coordinator: Visitor, database: Database) -> None:
    async with database.work("web") as work:
        await work.run("update web.session set seen_at = seen_at - interval '61 minutes'")
    assert (await coordinator.get("/start")).headers["location"].startswith("/sign-in")


async def test_moving_the_demonstration_clock_signs_nobody_out(coordinator: Visitor, database: Database) -> None:
    await clock.mark(database, "demonstration")
    await clock.move(database, timedelta(days=2))
    page = await coordinator.get("/start")
    assert page.status_code == 200
    assert "Demonstration." in page.text
    assert "Du är Eva Lindqvist, samordnare, Socialnämnden, Malmö." in page.text


async def test_signing_out_ends_the_session(coordinator: Visitor, database: Database) -> None:
    page = await coordinator.follow(await coordinator.send(await coordinator.get("/start"), "/sign-out"))
    assert "Du är utloggad" in page.text
    async with database.work("web") as work:
        assert await work.rows("select 1 from web.session where ended_at is null") == []


async def test_another_role_gets_the_page_that_says_whom_to_ask(visitor: Visitor) -> None:
    await sign_in(visitor, commission=32)
    answer = await visitor.get("/cases")
    assert answer.status_code == 403
    assert "Din roll kan inte göra det här." in answer.text
    assert "Fråga den som delar ut roller hos er." in answer.text


async def test_missing_forbidden_and_wrong_addresses_look_alike(coordinator: Visitor) -> None:
    pages = [await coordinator.get(path) for path in (f"/cases/{uuid4()}", "/cases/not-an-id", "/nowhere", "/drafts")]
    bodies = {_without_tokens(page.text) for page in pages}
    assert [page.status_code for page in pages] == [404] * 4
    assert len(bodies) == 1
    assert MISSING in bodies.pop()


def _without_tokens(text: str) -> str:
    lines = [line for line in text.split("<") if 'name="form_' not in line and 'name="back"' not in line]
    return "<".join(lines).replace(' aria-current="true"', "")
