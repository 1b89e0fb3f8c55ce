"""The form of a fact in Kafka is put together from its text in the log: the check before an append reads that text alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from schemas import publish
from schemas.envelope import Event
from services.runtime.kafka.wire import kafka_form

EXAMPLES = sorted(publish.EXAMPLES.glob("*/*.json"))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.parent.name)
def test_what_is_carried_is_read_as_what_was_logged(path: Path) -> None:
    event = Event.from_line(json.loads(path.read_text()))
    headers, value = kafka_form(event.text())
    assert Event.from_kafka(headers, value) == Event.from_text(event.text()) == event
    assert sorted(headers) == sorted(event.headers())
    assert value == event.value()
