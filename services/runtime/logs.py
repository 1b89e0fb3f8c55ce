"""Where logs go and in which form: lines for people, or a JSON object a line for what collects them."""

from __future__ import annotations

import logging
import sys
from collections.abc import MutableMapping
from typing import Any, TextIO, cast

import structlog
from structlog.contextvars import merge_contextvars
from structlog.processors import JSONRenderer, TimeStamper, add_log_level
from structlog.stdlib import ProcessorFormatter
from structlog.typing import Processor


class _StandardError:
    """Standard error as it is when something is written: what it was at the start may have been closed since."""

    def write(self, text: str) -> int:
        return sys.stderr.write(text)

    def flush(self) -> None:
        sys.stderr.flush()


class _Named(structlog.PrintLogger):
    """A logger that knows the part it is for."""

    def __init__(self, name: str = "utvag") -> None:
        super().__init__(cast(TextIO, _StandardError()))
        self.name = name


def set_up_logs(level: int, *, as_json: bool = False) -> None:
    """Write logs from `level` on (of logging) to standard error, and keep the libraries' own retries out of them."""
    structlog.reset_defaults()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(level), logger_factory=_Named)
    if as_json:
        structlog.configure(processors=[merge_contextvars, _part, *_COMMON, JSONRenderer(ensure_ascii=False)])
        _libraries_too(level)
    quiet_libraries()


def quiet_libraries() -> None:
    """Keep the Kafka clients from writing a line for every retry: our own parts say it once, in words."""
    for name in ("aiokafka", "faststream", "kafka"):
        logging.getLogger(name).setLevel(logging.CRITICAL)


def _part(logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    event["logger"] = logger.name
    return event


def _kind_of_error(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Of a library's exception say the kind alone: its text and trace may repeat values of a row or a form."""
    error = event.pop("exc_info", None)
    if error:
        event["error"] = error[0].__name__ if isinstance(error, tuple) and error[0] else type(error).__name__
    return event


_COMMON: tuple[Processor, ...] = (add_log_level, TimeStamper(fmt="iso", utc=True))


def _libraries_too(level: int) -> None:
    """Let what libraries log by Python's own logging come in the same form: a line that is no JSON is lost on the way."""
    handler = logging.StreamHandler(cast(TextIO, _StandardError()))
    handler.setFormatter(
        ProcessorFormatter(
            foreign_pre_chain=[merge_contextvars, structlog.stdlib.add_logger_name, *_COMMON],
            processors=[ProcessorFormatter.remove_processors_meta, _kind_of_error, JSONRenderer(ensure_ascii=False)],
        )
    )
    logging.basicConfig(handlers=[handler], level=max(level, logging.WARNING), force=True)
