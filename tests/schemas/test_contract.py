"""The contract between services stays readable for ever: examples parse, schemas stay, every fact has somebody who consumes it."""

import copy
import json
from typing import Any

import pytest
from cloudevents.core.bindings.kafka import KafkaMessage, from_binary_event
from cloudevents.core.formats.json import JSONFormat

from schemas import publish
from schemas.envelope import Event
from schemas.fact import FACTS, MalformedFact

TYPES = sorted(FACTS)
EXAMPLES = sorted(publish.EXAMPLES.glob("*/*.json"))


@pytest.mark.parametrize("name", TYPES)
def test_a_locked_schema_gains_optional_fields_only(name: str) -> None:
    locked = json.loads((publish.LOCKED / f"{name}.json").read_text())
    assert publish.breaks(locked, publish.schema_of(FACTS[name])) == [], "tell a new fact instead of changing this one"


def test_the_published_documents_are_up_to_date() -> None:
    for name, fact in FACTS.items():
        text = (publish.LOCKED / f"{name}.json").read_text()
        assert text == publish.document(publish.schema_of(fact)), "run: .venv/bin/python -m schemas.publish"
    assert publish.ASYNCAPI.read_text() == publish.document(publish.asyncapi()), (
        "run: .venv/bin/python -m schemas.publish"
    )
    assert {path.stem for path in publish.LOCKED.glob("*.json")} == set(FACTS), "a fact once told may not vanish"


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_golden_example_parses_and_comes_out_the_same(path: Any) -> None:
    line = json.loads(path.read_text())
    event = Event.from_line(line)
    assert event.type == path.parent.name
    again = event.line()
    assert {key: again["data"][key] for key in line["data"]} == line["data"]
    assert Event.from_kafka(event.headers(), event.value()) == event
    assert Event.from_text(event.text()) == event


def test_every_fact_has_an_example() -> None:
    assert {path.parent.name for path in EXAMPLES} == set(FACTS)


@pytest.mark.parametrize("name", TYPES)
def test_every_fact_is_heard_or_says_why_not(name: str) -> None:
    fact = FACTS[name]
    assert fact.consumers or fact.not_consumed_because, f"{name}: name who hears it, or the reason that nobody does"


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.parent.name)
def test_the_cloudevents_sdk_accepts_what_we_send(path: Any) -> None:
    event = Event.from_line(json.loads(path.read_text()))
    message = KafkaMessage(headers=dict(event.headers()), key=str(event.subject).encode(), value=event.value())
    read = from_binary_event(message, JSONFormat())
    assert read.get_id() == str(event.id)
    assert read.get_type() == event.type
    assert read.get_subject() == str(event.subject)
    assert read.get_extension("position") == str(event.position)


def _schema() -> dict[str, Any]:
    return publish.schema_of(FACTS["se.utvag.referral.ReportSubmitted.v1"])


def test_a_required_field_added_is_seen() -> None:
    changed = copy.deepcopy(_schema())
    changed["properties"]["extra"] = {"type": "string"}
    assert publish.breaks(_schema(), changed) == []
    changed["required"].append("extra")
    assert publish.breaks(_schema(), changed)


@pytest.mark.parametrize("change", ["drop", "type", "format", "pattern"])
def test_a_changed_field_is_seen(change: str) -> None:
    changed = copy.deepcopy(_schema())
    if change == "drop":
        del changed["properties"]["attempt"]
    elif change == "type":
        changed["properties"]["attempt"]["type"] = "string"
    elif change == "format":
        changed["properties"]["board"]["format"] = "uri"
    else:
        changed["properties"]["period"]["pattern"] = "^.*$"
    assert publish.breaks(_schema(), changed)


def test_a_malformed_message_is_told_without_its_values() -> None:
    example = Event.from_line(json.loads(EXAMPLES[0].read_text()))
    headers = [(name, b"SECRET-CANARY" if name == "ce_position" else value) for name, value in example.headers()]
    with pytest.raises(MalformedFact) as refused:
        Event.from_kafka(headers, example.value())
    assert "position" in str(refused.value)
    assert "CANARY" not in str(refused.value)


def test_an_unknown_type_is_malformed() -> None:
    example = Event.from_line(json.loads(EXAMPLES[0].read_text()))
    headers = [
        (name, b"se.utvag.referral.Nothing.v1" if name == "ce_type" else value) for name, value in example.headers()
    ]
    with pytest.raises(MalformedFact, match="unknown fact type"):
        Event.from_kafka(headers, example.value())


def test_a_code_list_gains_codes_at_its_end_and_loses_none() -> None:
    locked = publish.schema_of(FACTS["se.utvag.directory.PersonCommissioned.v1"])
    longer, shorter = copy.deepcopy(locked), copy.deepcopy(locked)
    longer["$defs"]["Role"]["enum"].append("gardener")
    shorter["$defs"]["Role"]["enum"].pop(0)
    assert publish.breaks(locked, longer) == []
    assert publish.breaks(locked, shorter)
