"""A logged fact's body in the form it takes in Kafka, without building the fact: the relay only carries it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from schemas.envelope import Watermark
from schemas.fact import instant_text

LARGEST_CARRIED = 950_000
"""Bytes of a message's value at most; the topics take 1,000,000 with its headers."""
Form = tuple[list[tuple[str, bytes]], bytes]
_PLAIN = "id type log subject occurred arrived received teller person origin traceparent".split()
_FIXED = (("content-type", b"application/json"), ("ce_specversion", b"1.0"))


@dataclass(frozen=True, slots=True)
class Logged:
    """A fact as it stands in its log: its place, and its body as text."""

    position: int
    id: UUID
    type: str
    subject: UUID
    sequence: int
    received: datetime
    body: str


def carried(log: str, fact: Logged) -> tuple[Form, str | None]:
    """Give a logged fact's message, and why it had to be sent as its place alone, if so: nothing may hold back what comes after.

    A body that no message can hold, or that names another place than its own, is sent so that all who consume it park it.
    """
    try:
        headers, value = kafka_form(fact.body)
        attributes = dict(headers)
        same = all(attributes.get(f"ce_{name}") == raw for name, raw in _place(log, fact))
        why = "it tells another place than its own" if not same else "it is too large"
        if same and len(value) <= LARGEST_CARRIED:
            return (headers, value), None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as wrong:
        why = f"it is no fact: {type(wrong).__name__}"
    headers = [*_FIXED, *((f"ce_{name}", raw) for name, raw in _place(log, fact))]
    headers.append(("ce_received", instant_text(fact.received).encode()))
    return (headers, fact.body.encode()[: LARGEST_CARRIED // 2]), why


def _place(log: str, fact: Logged) -> list[tuple[str, bytes]]:
    attributes = {name: str(getattr(fact, name)) for name in ("id", "type", "subject", "position", "sequence")}
    return [(name, value.encode()) for name, value in {"log": log, **attributes}.items()]


def kafka_form(body: str) -> Form:
    """Give headers and value of a message from a log row's body: what Event.headers() and Event.value() give."""
    line = json.loads(body)
    headers = list(_FIXED)
    headers.append(("ce_source", f"/utvag/{line['log']}".encode()))
    headers.append(("ce_time", line["occurred"].encode()))
    headers.append(("ce_position", b"%d" % line["position"]))
    headers.append(("ce_sequence", b"%d" % line["sequence"]))
    headers.extend((f"ce_{name}", line[name].encode()) for name in _PLAIN if line.get(name) is not None)
    if (attested := line.get("attested_by")) is not None:
        headers.append(("ce_attestedby", attested.encode()))
    value = json.dumps(line["data"], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return headers, value.encode()


def watermark_text(mark: Watermark) -> str:
    """Give a watermark as canonical JSON text: a message's value, and a line of an exported log."""
    return json.dumps(mark.line(), sort_keys=True, separators=(",", ":"))
