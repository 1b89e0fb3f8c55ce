"""Pages in the frame: sign-in, roles, language, messages, forms, drafts, slots."""

from __future__ import annotations

from fastapi import FastAPI

from tests.runtime.web.visitor import Visitor, sign_in


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
