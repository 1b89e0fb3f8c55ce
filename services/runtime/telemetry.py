"""Metrics under one typed list of names, structured logs, and alarms that are both."""

from __future__ import annotations

import traceback
from enum import StrEnum

import structlog
from prometheus_client import CollectorRegistry, Counter, Gauge, generate_latest

from services.runtime.errors import StatementFailed


class Metric(StrEnum):
    """Every metric Utväg gives, by its name in Prometheus. Labels are names of services, logs and parts, never ids."""

    PUBLISHED = "utvag_told_position"
    PUBLISHED_FACTS = "utvag_told_facts_total"
    RELAY_HELD = "utvag_watermark_held"
    CONSUMED = "utvag_heard_position"
    CONSUMED_FACTS = "utvag_heard_facts_total"
    WATERMARK = "utvag_watermark_position"
    WATERMARK_AGE = "utvag_watermark_age_seconds"
    LAG = "utvag_lag_facts"
    WAITING = "utvag_waiting_facts"
    PARKED = "utvag_parked_facts"
    UNREADABLE = "utvag_unreadable_messages_total"
    HOLES = "utvag_holes"
    APPLIED = "utvag_applied_facts_total"
    PART_RUNNING = "utvag_part_running"
    PART_FAILURES = "utvag_part_failures_total"
    ALARMS = "utvag_alarms_total"
    DELIVERIES = "utvag_deliveries_total"
    NOTICES_HELD = "utvag_notices_held"
    NOTICES_UNREACHED = "utvag_notices_unreached"


REGISTRY = CollectorRegistry()

_LABELS: dict[Metric, tuple[str, ...]] = {
    Metric.PUBLISHED: ("log",),
    Metric.PUBLISHED_FACTS: ("log",),
    Metric.RELAY_HELD: ("log",),
    Metric.CONSUMED: ("service", "log"),
    Metric.CONSUMED_FACTS: ("service",),
    Metric.WATERMARK: ("service", "log"),
    Metric.WATERMARK_AGE: ("service", "log"),
    Metric.LAG: ("service", "log"),
    Metric.WAITING: ("service", "log"),
    Metric.PARKED: ("service", "log"),
    Metric.UNREADABLE: ("service",),
    Metric.HOLES: ("service", "log"),
    Metric.APPLIED: ("service",),
    Metric.PART_RUNNING: ("part",),
    Metric.PART_FAILURES: ("part",),
    Metric.ALARMS: ("alarm",),
    Metric.DELIVERIES: ("channel", "outcome"),
    Metric.NOTICES_HELD: ("severity",),
    Metric.NOTICES_UNREACHED: ("severity",),
}

_HELP: dict[Metric, str] = {
    Metric.PUBLISHED: "position up to which the log has been told to Kafka",
    Metric.PUBLISHED_FACTS: "facts told to Kafka, again ones included",
    Metric.RELAY_HELD: "1 while the watermark is held because clocks differ",
    Metric.CONSUMED: "position up to which a service has heard a log without a hole",
    Metric.CONSUMED_FACTS: "facts stored in heard for the first time",
    Metric.WATERMARK: "position of the newest watermark heard",
    Metric.WATERMARK_AGE: "seconds since the instant of the newest watermark heard",
    Metric.LAG: "facts told about by the watermark and not yet heard",
    Metric.WAITING: "heard facts not yet applied",
    Metric.PARKED: "facts set aside because they can never be applied as they are",
    Metric.UNREADABLE: "messages that are no fact, set aside",
    Metric.HOLES: "1 while a position is missing below the watermark",
    Metric.APPLIED: "facts applied",
    Metric.PART_RUNNING: "1 while the part runs",
    Metric.PART_FAILURES: "times the part failed and was started again",
    Metric.ALARMS: "alarms raised, by kind",
    Metric.DELIVERIES: "tries to deliver a notice, by what became of them: sent, kept, waiting, failed",
    Metric.NOTICES_HELD: "notices that wait minutes past their instant for the logs they rest on",
    Metric.NOTICES_UNREACHED: "notices of which nobody holds the role",
}

_COUNTERS = {
    name: Counter(name.value, _HELP[name], _LABELS[name], registry=REGISTRY)
    for name in Metric
    if name.value.endswith("_total")
}
_GAUGES = {
    name: Gauge(name.value, _HELP[name], _LABELS[name], registry=REGISTRY)
    for name in Metric
    if not name.value.endswith("_total")
}


def count(metric: Metric, *labels: str, by: float = 1) -> None:
    """Add to a counter."""
    _COUNTERS[metric].labels(*labels).inc(by)


def show(metric: Metric, *labels: str, value: float) -> None:
    """Set a gauge."""
    _GAUGES[metric].labels(*labels).set(value)


def metrics_text() -> bytes:
    """Give every metric in Prometheus' text format."""
    return generate_latest(REGISTRY)


class Logger:
    """A structured log of one part of the runtime: an event in words, and fields that hold opaque ids only."""

    def __init__(self, part: str) -> None:
        """Begin a log for `part`."""
        self.part = part
        self._log = structlog.get_logger(part)

    def say(self, event: str, **fields: object) -> None:
        """Write what happened."""
        self._log.info(event, **fields)

    def warn(self, event: str, **fields: object) -> None:
        """Write what went wrong and is being tried again."""
        self._log.warning(event, **fields)

    def alarm(self, kind: str, what: str, **fields: object) -> None:
        """Write what a person must act on, and count it under its kind."""
        count(Metric.ALARMS, kind)
        self._log.error(what, alarm=kind, **fields)


def short_error(error: BaseException) -> str:
    """Give an error's kind without its text, which may repeat values of a row or message; the database's is ours to show."""
    return str(error) if isinstance(error, StatementFailed) else type(error).__name__


def where(error: BaseException, frames: int = 3) -> str:
    """Give the last places an error passed through, as file:line function; no values."""
    passed = traceback.extract_tb(error.__traceback__)[-frames:]
    return " < ".join(f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno} {frame.name}" for frame in reversed(passed))
