"""The middleware: headers, origin and token, size, arrival, faults."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from fastapi import FastAPI, Request

from schemas.codes import Role
from services.runtime.database.pool import Database
from services.runtime.process.health import Health as FixedHealth
from services.runtime.settings import Settings
from services.runtime.web import Panel, Viewer, context_of, create_app, create_watch_app
from services.runtime.web.page.access import Allow, Anyone, Files, IdentityProviderAlone, Watchers
from services.runtime.web.page.menu import page_routes
from services.runtime.web.request.guard import FORWARDING
from services.runtime.web.write_probe import WriteProbe
from tests.runtime.web.sample import service
from tests.runtime.web.visitor import Visitor, forms_of, sign_in


async def test_every_answer_carries_the_strict_headers(visitor: Visitor) -> None:
    for path in ("/sign-in", "/nowhere", "/static/theme.css", "/assets/fkui.css", "/health/live"):
        answer = await visitor.get(path)
        policy = answer.headers["content-security-policy"]
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["strict-transport-security"].startswith("max-age=")


async def test_pages_are_kept_by_no_cache_and_files_for_ever(visitor: Visitor) -> None:
    assert (await visitor.get("/sign-in")).headers["cache-control"] == "no-store"
    page = (await visitor.get("/sign-in")).text
    address = next(part for part in page.split('"') if part.startswith("/static/theme.css?"))
    answer = await visitor.get(address)
    assert "immutable" in answer.headers["cache-control"]
    assert "--petrol" in answer.text


@pytest.mark.parametrize("path", ["/static/..%2fsettings.py", "/static/nothing.css", "/assets/package.json"])
async def test_only_listed_files_are_served(visitor: Visitor, path: str) -> None:
    assert (await visitor.get(path)).status_code == 404


async def test_a_form_from_another_origin_is_refused(coordinator: Visitor) -> None:
    page = await coordinator.get("/report")
    fields = next(form for form in forms_of(page) if form.action == "/report").fields
    for headers in (
        {"origin": "https://evil.test"},
        {"origin": "null"},
        {"origin": "null", "sec-fetch-site": "cross-site"},
    ):
        answer = await coordinator.post("/report", {**fields, "text": "hej"}, headers)
        assert answer.status_code == 403
        assert "kom inte från en sida i Utväg" in answer.text
    nothing = await coordinator.client.post("/report", data={**fields, "text": "hej"})
    assert nothing.status_code == 403
    assert service.SENT == []


async def test_a_browser_that_hides_its_origin_is_known_by_sec_fetch_site(coordinator: Visitor) -> None:
    page = await coordinator.get("/report")
    fields = next(form for form in forms_of(page) if form.action == "/report").fields
    headers = {"origin": "null", "sec-fetch-site": "same-origin"}
    assert (await coordinator.post("/report", {**fields, "text": "hej"}, headers)).status_code == 303


async def test_a_form_without_the_sessions_token_is_refused_and_its_text_shown(
    coordinator: Visitor, app: FastAPI
) -> None:
    other = Visitor(app)
    await sign_in(other, person=22)
    fields = next(form for form in forms_of(await other.get("/report")) if form.action == "/report").fields
    await other.close()
    for token in ("", "wrong", fields["form_token"]):
        answer = await coordinator.post("/report", {"form_token": token, "text": "En längre text som jag skrev"})
        assert answer.status_code == 403
        assert ("En längre text som jag skrev" in answer.text) == (token != fields["form_token"])
    assert service.SENT == []


async def test_a_fault_of_ours_says_nothing_of_it_and_keeps_the_draft(
    coordinator: Visitor, capsys: pytest.CaptureFixture[str]
) -> None:
    page = await coordinator.get("/report")
    answer = await coordinator.send(page, "/report", {"text": "broken", "need": "en längre text om behovet"})
    assert answer.status_code == 500
    assert "Något gick fel hos oss. Ditt utkast från kl." in answer.text
    assert "Canarysson" not in answer.text
    assert "content-security-policy" in answer.headers
    assert 'value="broken"' in (await coordinator.get("/report")).text
    assert "kind=RuntimeError" in capsys.readouterr().out


async def test_arrival_is_the_database_clock_less_what_the_request_waited(
    database: Database, app: FastAPI, coordinator: Visitor
) -> None:
    seen: list[tuple[datetime, datetime]] = []

    async def noting(request: Request, viewer: Viewer) -> None:
        assert viewer.role is Role.COORDINATOR
        assert request.state.arrived == context_of(request).arrived
        seen.append((request.state.arrived, request.state.now))

    app.state.panels["start"] = [Panel("start", (), noting, "sample/panel.html")]
    async with database.work("web") as work:
        before = await work.now()
    await coordinator.get("/start")
    async with database.work("web") as work:
        after = await work.now()
    arrived, now = seen[0]
    assert before - timedelta(milliseconds=50) <= arrived <= now <= after


@pytest.mark.parametrize("name", FORWARDING)
async def test_what_watches_is_for_this_machine_alone(visitor: Visitor, name: str) -> None:
    for path in ("/health/ready", "/metrics"):
        assert (await visitor.get(path)).status_code == 200
        assert (await visitor.client.get(path, headers={name: ""})).status_code == 404


async def test_watchers_with_an_address_of_their_own_are_answered_there_alone(
    database: Database, tmp_path: Path
) -> None:
    settings = Settings(data=tmp_path, watch="127.0.0.1:0")
    whole = Visitor(create_app(settings, database, (service.SERVICE,), service.identify))
    apart = Visitor(create_watch_app(settings, database, FixedHealth(), lambda: b"utvag_x 1\n"))
    for path in ("/health/live", "/health/ready", "/health/caught-up", "/metrics"):
        assert (await whole.get(path)).status_code == 404
        assert (await apart.get(path)).status_code == 200
    for path in ("/", "/sign-in", "/static/theme.css"):
        assert (await apart.get(path)).status_code == 404
    await whole.close()
    await apart.close()


def test_every_route_names_who_may_see_it(app: FastAPI) -> None:
    for route in page_routes(app.state.page_routes):
        said = [dependency.call for dependency in route.dependant.dependencies]
        kinds = [call for call in said if isinstance(call, (Allow, Anyone, Files, IdentityProviderAlone, Watchers))]
        assert kinds, (
            f"{route.path}: add `viewer: Viewer = Depends(allow(...))`, or Depends(anyone) for a page without sign-in"
        )


async def test_ready_says_when_nothing_can_be_submitted(database: Database, app: FastAPI, visitor: Visitor) -> None:
    assert (await visitor.get("/health/ready")).json() == {"ok": True, "wrong": []}
    async with database.plain() as plain:
        await plain.run("alter table runtime.write_probe add constraint full_disk check (false) not valid")
    try:
        app.state.write_probe = WriteProbe(database)
        answer = await visitor.get("/health/ready")
        assert answer.status_code == 503
        assert answer.json()["wrong"][0].startswith("the database takes nothing in")
        assert (await visitor.get("/sign-in")).status_code == 200
    finally:
        async with database.plain() as plain:
            await plain.run("alter table runtime.write_probe drop constraint full_disk")
