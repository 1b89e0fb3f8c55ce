"""Pages in the frame: sign-in, roles, language, messages, forms, drafts, slots."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from uuid import UUID, uuid4

from fastapi import FastAPI

from services.runtime.database.pool import Database
from services.runtime.process import clock
from tests.runtime.web.sample import service
from tests.runtime.web.visitor import Visitor, forms_of, sign_in

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


async def test_the_language_stays_on_page_and_account(coordinator: Visitor, app: FastAPI) -> None:
    page = await coordinator.get("/cases")
    answer = await coordinator.send(page, "/language", {"to": "en"})
    assert answer.headers["location"] == "/cases"
    page = await coordinator.follow(answer)
    assert '<html lang="en"' in page.text
    assert "<h1>Cases</h1>" in page.text
    again = Visitor(app)
    assert '<html lang="en"' in (await again.follow(await sign_in(again))).text
    await again.close()


async def test_a_visitor_without_account_may_read_english(visitor: Visitor) -> None:
    answer = await visitor.send(await visitor.get("/sign-in"), "/language", {"to": "en"})
    assert "<h1>Sign in</h1>" in (await visitor.follow(answer)).text


async def test_the_menu_shows_only_pages_that_exist(coordinator: Visitor) -> None:
    page = (await coordinator.get("/start")).text
    assert 'href="/start" aria-current="page"' in page
    assert 'href="/cases"' in page
    assert 'href="/find"' not in page
    assert 'href="/rules"' not in page


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


async def test_panels_fill_a_slot_by_role_and_a_broken_one_says_so(coordinator: Visitor, visitor: Visitor) -> None:
    assert "<li>Månadsrapport</li>" in (await coordinator.get("/start")).text
    await sign_in(visitor, commission=32)
    page = await visitor.get("/start")
    assert page.status_code == 200
    assert "Den här delen gick inte att visa." in page.text
    assert "Försök igen" in page.text


async def test_breadcrumbs_names_and_unsafe_text(visitor: Visitor, coordinator: Visitor) -> None:
    page = (await coordinator.get("/report")).text
    assert '<a href="/cases">Ärenden</a>' in page
    await sign_in(visitor, person=22)
    assert "Åsa O&#39;Öberg &lt;b&gt;" in (await visitor.get("/start")).text


async def test_help_accessibility_and_front_door(visitor: Visitor, coordinator: Visitor) -> None:
    assert (await visitor.get("/")).headers["location"] == "/sign-in"
    assert (await coordinator.get("/")).headers["location"] == "/start"
    for path in ("/help", "/accessibility"):
        assert (await visitor.get(path)).status_code == 200


async def test_health_and_metrics(visitor: Visitor, app: FastAPI) -> None:
    for path in ("/health/live", "/health/ready", "/health/caught-up"):
        assert (await visitor.get(path)).json() == {"ok": True, "wrong": []}
    app.state.health = Behind()
    app.state.metrics = lambda: b"utvag_x 1\n"
    answer = await visitor.get("/health/caught-up")
    assert answer.status_code == 503
    assert answer.json()["wrong"] == ["12 facts behind"]
    assert (await visitor.get("/health/live")).status_code == 200
    assert (await visitor.get("/metrics")).text == "utvag_x 1\n"


class Behind:
    """A process that lives but is behind."""

    def alive(self) -> list[str]:
        """It lives."""
        return []

    def ready(self) -> list[str]:
        """It is ready."""
        return []

    def caught_up(self) -> list[str]:
        """It is behind."""
        return ["12 facts behind"]
