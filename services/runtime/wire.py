"""A logged fact's body in the form it takes in Kafka, without building the fact: the relay only carries it."""

from __future__ import annotations

import json

from schemas.envelope import Watermark

_PLAIN = "id type log subject occurred arrived received teller person origin traceparent".split()
_FIXED = (("content-type", b"application/json"), ("ce_specversion", b"1.0"))


def kafka_form(body: str) -> tuple[list[tuple[str, bytes]], bytes]:
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
