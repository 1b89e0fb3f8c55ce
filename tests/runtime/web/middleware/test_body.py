"""Bodies and addresses of requests: too long, broken, a null, a control character, a stranger's."""

from __future__ import annotations

import pytest

from tests.runtime.web.sample import service
from tests.runtime.web.visitor import ORIGIN, Visitor


async def test_a_body_over_the_limit_is_refused_clearly(coordinator: Visitor) -> None:
    answer = await coordinator.post("/report", {"text": "x" * 1_100_000})
    assert answer.status_code == 413
    assert "Gränsen är 1 MB" in answer.text
    huge = await coordinator.post("/report", {"text": "x" * 10_000_000})
    assert huge.status_code == 413


async def test_a_broken_form_is_refused(coordinator: Visitor) -> None:
    headers = {"content-type": "multipart/form-data; boundary=x", "origin": ORIGIN}
    answer = await coordinator.client.post("/report", content=b"--x\r\nnonsense", headers=headers)
    assert answer.status_code in (400, 403)


@pytest.mark.parametrize(
    "path", ["/static/logo.svg%00", "/sign-in%00", "/sign-in?next=%00", "/static/%0d%0aX:1", "/start%1b"]
)
async def test_an_address_with_a_control_character_is_refused_with_the_headers(visitor: Visitor, path: str) -> None:
    answer = await visitor.get(path)
    assert answer.status_code == 400
    assert "control" in answer.text or "null" in answer.text
    assert "content-security-policy" in answer.headers


async def test_a_null_in_a_form_is_refused_before_any_page(coordinator: Visitor) -> None:
    page = await coordinator.get("/report")
    answer = await coordinator.send(page, "/report", {"text": "hej\0hopp"})
    assert answer.status_code == 400
    assert service.SENT == []


async def test_head_is_get_without_the_body(visitor: Visitor) -> None:
    for path in ("/sign-in", "/static/theme.css", "/health/live"):
        got, head = await visitor.get(path), await visitor.client.head(path)
        assert (head.status_code, head.content) == (got.status_code, b"")
        assert head.headers["content-type"] == got.headers["content-type"]
    assert (await visitor.client.head("/start")).status_code == 303
    assert (await visitor.client.head("/nowhere")).status_code == 404


async def test_a_stranger_sends_little(visitor: Visitor, coordinator: Visitor) -> None:
    text = {"text": "x" * 100_000}
    assert (await visitor.post("/report", text)).status_code == 413
    assert "Logga in" in (await visitor.post("/report", text)).text
    assert (await coordinator.post("/report", text)).status_code == 403
