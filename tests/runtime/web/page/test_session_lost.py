"""A session lost while typing: the same person gets everything back, nobody else does, and the page says what is so."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from fastapi import FastAPI

from services.runtime.database.pool import Database
from tests.runtime.web.sample import service
from tests.runtime.web.visitor import Visitor, forms_of, sign_in

TYPED = {
    "text": "Ja",
    "day": "20261122",
    "days": "7",
    "county": "12",
    "kind": "more",
    "areas": ["a", "b"],
    "need": "Skydd",
}
BACK = "Det du skrev sist är tillbaka i formuläret."


async def expire(database: Database) -> None:
    async with database.plain() as plain:
        await plain.run(
            "update web.session set seen_at = clock_timestamp() - cast(:idle as interval)", idle=timedelta(minutes=61)
        )


async def send(visitor: Visitor, page: httpx2.Response) -> httpx2.Response:
    """Send the page's form as it was filled in."""
    return await visitor.send(page, "/report", TYPED)


def asked(answer: httpx2.Response) -> dict[str, list[str]]:
    assert answer.status_code == 303, answer.text
    where = urlsplit(answer.headers["location"])
    assert where.path == "/signed-out"
    return parse_qs(where.query)


def holds_all(page: str) -> None:
    """Every kind of field holds what was typed, not the longer texts alone."""
    for part in ('value="Ja"', 'value="20261122"', 'value="7"', '<option value="12" selected>', ">\nSkydd</textarea>"):
        assert part in page, part
    for part in (
        'name="kind" value="more" checked',
        'name="areas" value="a" checked',
        'name="areas" value="b" checked',
    ):
        assert part in page, part


@pytest.mark.parametrize("page", ["/report", "/cases"])
async def test_a_session_that_ran_out_keeps_the_whole_form_and_leads_back(
    coordinator: Visitor, database: Database, page: str
) -> None:
    opened = await coordinator.get(page)
    await expire(database)
    lost = await send(coordinator, opened)
    assert asked(lost) == {"next": [page], "kept": ["yes"]}
    said = await coordinator.follow(lost)
    assert "<h1>Du är utloggad</h1>" in said.text
    assert "Det du skrev är sparat. Logga in och fortsätt." in said.text
    assert f'href="/sign-in?next={page.replace("/", "%2F")}"' in said.text
    assert service.SENT == []
    answer = await sign_in(coordinator, next_path=page)
    assert answer.headers["location"] == page
    again = await coordinator.get(page)
    holds_all(again.text)
    assert (BACK in again.text) == (page == "/cases")


async def test_signed_out_in_another_tab_is_the_same(coordinator: Visitor) -> None:
    opened = await coordinator.get("/cases")
    await coordinator.send(await coordinator.get("/start"), "/sign-out")
    assert asked(await send(coordinator, opened)) == {"next": ["/cases"], "kept": ["yes"]}
    await sign_in(coordinator)
    holds_all((await coordinator.get("/cases")).text)


async def test_signed_in_anew_says_so_and_that_it_is_saved(coordinator: Visitor) -> None:
    opened = await coordinator.get("/cases")
    await sign_in(coordinator)
    stale = await send(coordinator, opened)
    assert stale.status_code == 403
    assert "<h1>Du har loggat in på nytt</h1>" in stale.text
    assert "Inte för din roll" not in stale.text
    assert "Det du skrev är sparat." in stale.text
    assert 'href="/cases"' in stale.text
    holds_all((await coordinator.get("/cases")).text)
    assert service.SENT == []


async def test_another_person_never_gets_it_and_is_not_shown_it(coordinator: Visitor) -> None:
    opened = await coordinator.get("/cases")
    await sign_in(coordinator, person=22)
    stale = await send(coordinator, opened)
    assert stale.status_code == 403
    assert "Sidan öppnades av någon annan" in stale.text
    for page in (stale, await coordinator.get("/cases"), await coordinator.get("/report")):
        assert "Skydd" not in page.text
        assert BACK not in page.text
    await sign_in(coordinator, person=21)
    holds_all((await coordinator.get("/cases")).text)


async def test_an_ended_session_is_no_session(coordinator: Visitor, app: FastAPI) -> None:
    cookie = dict(coordinator.client.cookies)
    await coordinator.send(await coordinator.get("/start"), "/sign-out")
    thief = Visitor(app)
    thief.client.cookies.update(cookie)
    answer = await thief.get("/start")
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?next=%2Fstart")
    await thief.close()


async def test_what_is_kept_goes_when_it_is_sent_or_removed(coordinator: Visitor, database: Database) -> None:
    for end in ("sent", "removed"):
        opened = await coordinator.get("/cases")
        await expire(database)
        await send(coordinator, opened)
        await sign_in(coordinator)
        page = await coordinator.get("/cases")
        assert BACK in page.text
        if end == "sent":
            assert (await send(coordinator, page)).status_code == 303
        else:
            removed = await coordinator.send(page, "/drafts/remove")
            assert removed.headers["location"] == "/cases"
        assert BACK not in (await coordinator.get("/cases")).text


async def test_what_is_kept_is_sealed(coordinator: Visitor, database: Database) -> None:
    opened = await coordinator.get("/cases")
    await expire(database)
    await send(coordinator, opened)
    async with database.work("web") as work:
        (row,) = await work.rows("select form, sealed from web.draft")
    assert row["form"] == "kept/cases"
    assert b"Skydd" not in row["sealed"]


async def test_a_choice_of_the_frame_is_nothing_to_keep(coordinator: Visitor, database: Database) -> None:
    opened = await coordinator.get("/cases")
    await sign_in(coordinator)
    for action, values in (("/language", {"to": "en"}), ("/sign-out", {})):
        assert (await coordinator.send(opened, action, values)).status_code == 403
    async with database.work("web") as work:
        assert await work.rows("select 1 from web.draft") == []


async def test_a_form_to_be_corrected_is_not_brought_back_later(coordinator: Visitor) -> None:
    wrong = await coordinator.send(await coordinator.get("/cases"), "/report", {**TYPED, "text": ""})
    assert wrong.status_code == 422
    assert "Skydd" in wrong.text
    assert "Skydd" not in (await coordinator.get("/cases")).text


async def test_a_form_says_of_no_page_elsewhere_that_it_is_its_own(coordinator: Visitor, database: Database) -> None:
    fields = next(form for form in forms_of(await coordinator.get("/cases")) if form.action == "/report").fields
    await expire(database)
    for elsewhere in ("//evil.test", "https://evil.test/", "/\\evil.test", "evil"):
        answer = await coordinator.post("/report", {**fields, "form_at": elsewhere, "text": "hej"})
        assert asked(answer) == {}
    said = await coordinator.get("/signed-out?next=//evil.test")
    assert 'href="/sign-in?next=%2F"' in said.text
