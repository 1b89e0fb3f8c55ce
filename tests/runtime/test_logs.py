"""Logs go to standard error as it is when something happens; as JSON each line stands by itself."""

from __future__ import annotations

import io
import json
import logging
import sys
from collections.abc import Iterator

import pytest
import structlog
from structlog.contextvars import bound_contextvars

from services.runtime.logs import set_up_logs
from services.runtime.telemetry import Logger


@pytest.fixture
def libraries_as_before() -> Iterator[None]:
    """Python's own logging as the test found it."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


def test_a_log_line_outlives_the_stream_that_was_standard_error_at_the_start(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with monkeypatch.context() as then:
        stream = io.StringIO()
        then.setattr(sys, "stderr", stream)
        set_up_logs(logging.INFO)
        stream.close()
    structlog.get_logger("apply").warning("a batch failed")
    assert "a batch failed" in capsys.readouterr().err


def test_as_json_every_line_is_an_object(capsys: pytest.CaptureFixture[str], libraries_as_before: None) -> None:
    set_up_logs(logging.INFO, as_json=True)
    with bound_contextvars(request="abc"):
        Logger("apply").warn("tried again", subject="1")
    Logger("apply").say("blått\nljus")
    structlog.get_logger("apply").debug("nothing of this")
    logging.getLogger("asyncio").error("a task failed", exc_info=ValueError("Anna Andersson"))
    first, second, third = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert first.pop("timestamp").endswith("Z")
    assert first == {"level": "warning", "logger": "apply", "event": "tried again", "subject": "1", "request": "abc"}
    assert second["event"] == "blått\nljus"
    assert (third["logger"], third["event"], third["error"]) == ("asyncio", "a task failed", "ValueError")
    assert "Anna" not in json.dumps(third)
