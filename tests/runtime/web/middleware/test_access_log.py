"""The access line: by route, with a number that the other lines of the request carry, and nothing of who or what was asked."""

from __future__ import annotations

import json
import logging

import pytest

from services.runtime.logs import set_up_logs
from tests.runtime.web.visitor import Visitor, sign_in


def _lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, str]]:
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


@pytest.fixture
def as_json() -> None:
    """Logs as an operator collects them; the test's own logging is put back afterwards."""
    set_up_logs(logging.INFO, as_json=True)


async def test_a_request_is_one_line_by_its_route(
    visitor: Visitor, as_json: None, capsys: pytest.CaptureFixture[str]
) -> None:
    await visitor.get("/sign-in?next=/cases/199001011234")
    await visitor.get("/nowhere/199001011234")
    await visitor.get("/static/theme.css")
    first, second = _lines(capsys)
    assert (first["event"], first["method"], first["route"], first["status"]) == ("answered", "GET", "/sign-in", 200)
    assert (second["route"], second["status"]) == ("none", 404)
    assert first["request"] != second["request"]
    assert "199001011234" not in json.dumps([first, second])


async def test_what_is_said_of_a_request_carries_its_number(
    visitor: Visitor, as_json: None, capsys: pytest.CaptureFixture[str]
) -> None:
    await sign_in(visitor, commission=32)
    capsys.readouterr()
    await visitor.get("/start")
    *said, answered = _lines(capsys)
    assert answered["route"] == "/start"
    assert said, "a panel of this page breaks, and says so"
    assert {line["request"] for line in said} == {answered["request"]}
