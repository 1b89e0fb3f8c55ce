"""Logs go to standard error as it is when something happens."""

from __future__ import annotations

import io
import logging
import sys

import pytest
import structlog

from services.runtime.telemetry import set_up_logs


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
