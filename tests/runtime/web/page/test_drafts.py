"""Forms: errors, refusals, a double click, drafts that are their writers' alone."""

from __future__ import annotations

import asyncio
from uuid import UUID

from fastapi import FastAPI

from services.runtime.database.pool import Database
from tests.runtime.web.sample import service
from tests.runtime.web.visitor import Visitor, forms_of, sign_in


async def test_errors_are_told_on_top_at_the_field_and_in_the_title(coordinator: Visitor) -> None:
    answer = await coordinator.send(await coordinator.get("/report"), "/report", {"need": "mitt <b>behov</b>"})
    assert answer.status_code == 422
    assert "<title>Fel: Lämna rapport – Utväg</title>" in answer.text
    assert "Det finns 2 fel. Rätta dem och skicka igen." in answer.text
    assert '<a href="#text">Skriv något.</a>' in answer.text
    assert "mitt &lt;b&gt;behov&lt;/b&gt;" in answer.text
    assert 'aria-invalid="true"' in answer.text


async def test_a_refusal_says_what_to_do_and_keeps_what_was_typed(coordinator: Visitor) -> None:
    page = await coordinator.get("/report")
    answer = await coordinator.send(page, "/report", {"text": "refused", "need": "en längre text"})
    assert answer.status_code == 409
    for words in ("Det gick inte.", "Ring.", "en längre text", "Det finns kvar som utkast.", 'href="/report"'):
        assert words in answer.text


async def test_after_an_act_the_next_page_says_so_once(coordinator: Visitor) -> None:
    answer = await coordinator.send(await coordinator.get("/report"), "/report", {"text": "hej"})
    assert answer.headers["location"] == "/start"
    assert "Rapporten kom in." in (await coordinator.follow(answer)).text
    assert "Rapporten kom in." not in (await coordinator.get("/start")).text


async def test_a_double_click_sends_once(coordinator: Visitor) -> None:
    page = await coordinator.get("/report")
    clicks = [coordinator.send(page, "/report", {"text": "en gång"}) for _ in range(4)]
    answers = await asyncio.gather(*clicks)
    late = await coordinator.send(page, "/report", {"text": "en gång"})
    assert [answer.status_code for answer in (*answers, late)] == [303] * 5
    assert service.SENT == ["en gång"]
    assert (await coordinator.get("/start")).text.count("Rapporten kom in.") == 1


async def test_a_form_taken_by_a_process_that_died_is_not_taken_again(coordinator: Visitor, database: Database) -> None:
    page = await coordinator.get("/report")
    form = next(form for form in forms_of(page) if form.action == "/report")
    async with database.work("web") as work:
        await work.run(
            "insert into web.submission (person, form_key, url, made_at) values (:person, :key, '/start', runtime.now())",
            person=service.PERSON,
            key=UUID(form.fields["form_key"]),
        )
    answer = await coordinator.send(page, "/report", {"text": "igen"})
    assert answer.headers["location"] == "/start"
    assert service.SENT == []


async def test_once_holds_inside_the_services_own_transaction(
    coordinator: Visitor, app: FastAPI, database: Database
) -> None:
    page = await coordinator.get("/report")
    form = next(form for form in forms_of(page) if form.action == "/report")
    answers = await asyncio.gather(
        *(coordinator.post("/report", {**form.fields, "text": "samma"}) for _ in range(2)),
    )
    assert {answer.status_code for answer in answers} == {303}
    async with database.work("web") as work:
        assert (
            len(await work.rows("select 1 from web.submission where url like '/start?sent=%' or url = '/start'")) == 1
        )


async def test_a_draft_is_kept_sealed_and_is_its_writers_alone(
    coordinator: Visitor, app: FastAPI, database: Database
) -> None:
    page = await coordinator.get("/report")
    token = next(form for form in forms_of(page) if form.action == "/report").fields["form_token"]
    values = {"form_token": token, "draft_key": "report/1", "text": "Canarysson", "areas": ["a", "b"]}
    answer = await coordinator.post("/drafts", values)
    assert answer.json()["saved"].startswith("Utkast sparat kl. ")
    text = (await coordinator.get("/report")).text
    assert 'value="Canarysson"' in text
    assert text.count(" checked") == 2
    async with database.work("web") as work:
        rows = await work.rows("select sealed from web.draft")
    assert b"Canarysson" not in bytes(rows[0]["sealed"])
    other = Visitor(app)
    await sign_in(other, person=22)
    assert "Canarysson" not in (await other.get("/report")).text
    await other.close()


async def test_a_sent_form_leaves_no_draft(coordinator: Visitor, database: Database) -> None:
    page = await coordinator.get("/report")
    token = next(form for form in forms_of(page) if form.action == "/report").fields["form_token"]
    await coordinator.post("/drafts", {"form_token": token, "draft_key": "report/1", "text": "x"})
    await coordinator.send(page, "/report", {"text": "klart"})
    async with database.work("web") as work:
        assert await work.rows("select 1 from web.draft") == []


async def test_what_was_typed_when_the_session_ended_comes_back(coordinator: Visitor, database: Database) -> None:
    page = await coordinator.get("/report")
    async with database.work("web") as work:
        await work.run("update web.session set seen_at = seen_at - interval '61 minutes'")
    answer = await coordinator.follow(await coordinator.send(page, "/report", {"text": "inte borta"}))
    assert "Det du skrev är sparat. Logga in och fortsätt." in answer.text
    assert service.SENT == []
    await sign_in(coordinator)
    assert 'value="inte borta"' in (await coordinator.get("/report")).text
