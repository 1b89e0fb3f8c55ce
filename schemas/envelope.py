"""The envelope: what every fact carries, and its form in Kafka (CloudEvents 1.0, binary mode) and in an exported log."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from schemas.codes import Origin
from schemas.fact import FACTS, Fact, Instant, MalformedFact, instant_text


class Event(BaseModel):
    """A fact in a log.

    `position` is gapless within the log, `sequence` within the subject; `received` rises strictly with each append and is
    shared by the facts of one append; `arrived` is when the whole request had been read; `occurred` what the teller says.
    """

    model_config = ConfigDict(frozen=True)

    id: UUID
    type: str
    log: str
    position: Annotated[int, Field(ge=1)]
    subject: UUID
    sequence: Annotated[int, Field(ge=1)]
    occurred: Instant
    arrived: Instant
    received: Instant
    teller: UUID
    person: UUID | None = None
    attested_by: UUID | None = None
    origin: Origin
    traceparent: str | None = None
    fact: Fact

    @property
    def order(self) -> tuple[datetime, str, int]:
        """Where the fact stands in the judge's one order of time."""
        return (self.received, self.log, self.position)

    def line(self) -> dict[str, Any]:
        """Give the fact as one line of an exported log. Raises ValueError when a field is no value of its type."""
        body = self.model_dump(mode="json", exclude={"fact"}, warnings="error")
        return {"kind": "fact", **body, "data": self.fact.model_dump(mode="json", warnings="error")}

    def text(self) -> str:
        """Give the exported line as canonical JSON text: sorted keys, no spaces, UTF-8."""
        return json.dumps(self.line(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    @classmethod
    def from_line(cls, line: Mapping[str, Any]) -> Self:
        """Read an exported line.

        Raises MalformedFact when the type is unknown or a field is missing or wrong.
        """
        body = {key: value for key, value in line.items() if key not in ("kind", "data")}
        return cls._build(body, line.get("data"))

    @classmethod
    def from_text(cls, text: str | bytes) -> Self:
        """Read canonical JSON text."""
        try:
            line = json.loads(text)
        except (ValueError, RecursionError) as wrong:
            raise MalformedFact(f"not JSON: {type(wrong).__name__}") from wrong
        if not isinstance(line, dict):
            raise MalformedFact("a fact must be a JSON object")
        return cls.from_line(line)

    @classmethod
    def _build(cls, body: Mapping[str, Any], data: object) -> Self:
        kind = body.get("type")
        fact_class = FACTS.get(str(kind))
        if fact_class is None:
            raise MalformedFact(f"unknown fact type {str(kind)[:80]!r}: this version knows {len(FACTS)} types")
        try:
            event = cls.model_validate({**body, "fact": fact_class.model_validate(data)})
        except (ValueError, OverflowError) as wrong:
            raise MalformedFact(_without_values(kind, wrong)) from None
        if event.log != fact_class.log:
            raise MalformedFact(f"{kind} belongs to the log {fact_class.log}, not {event.log[:40]!r}")
        return event

    def headers(self) -> list[tuple[str, bytes]]:
        """Give the CloudEvents attributes as Kafka headers (binary mode)."""
        attributes: dict[str, object] = {
            "specversion": "1.0",
            "id": self.id,
            "type": self.type,
            "source": f"/utvag/{self.log}",
            "subject": self.subject,
            "time": instant_text(self.occurred),
            "log": self.log,
            "position": self.position,
            "sequence": self.sequence,
            "occurred": instant_text(self.occurred),
            "arrived": instant_text(self.arrived),
            "received": instant_text(self.received),
            "teller": self.teller,
            "person": self.person,
            "attestedby": self.attested_by,
            "origin": self.origin.value,
            "traceparent": self.traceparent,
        }
        named = [(f"ce_{name}", str(value).encode()) for name, value in attributes.items() if value is not None]
        return [("content-type", b"application/json"), *named]

    def value(self) -> bytes:
        """Give the fact's own fields as the Kafka message's value."""
        data = self.fact.model_dump(mode="json", warnings="error")
        return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()

    @classmethod
    def from_kafka(cls, headers: Iterable[tuple[str, bytes]], value: bytes | None) -> Self:
        """Read a Kafka message.

        Raises MalformedFact; its text never repeats a value of the message.
        """
        attributes = {name: raw.decode("utf-8", "replace") for name, raw in headers if name.startswith("ce_")}
        if attributes.get("ce_specversion") != "1.0":
            raise MalformedFact("no CloudEvents 1.0 message: the header ce_specversion is missing or another")
        body: dict[str, Any] = {name: attributes.get(f"ce_{name}") for name in _HEADER_FIELDS}
        body["attested_by"] = attributes.get("ce_attestedby")
        try:
            data = json.loads(value or b"")
        except (ValueError, RecursionError) as wrong:
            raise MalformedFact(f"the value is not JSON: {type(wrong).__name__}") from None
        return cls._build(body, data)


_HEADER_FIELDS = (
    "id type log position subject sequence occurred arrived received teller person origin traceparent".split()
)


def _without_values(kind: object, wrong: Exception) -> str:
    errors = getattr(wrong, "errors", None)
    if errors is None:
        return f"{kind}: {type(wrong).__name__}"
    problems = "; ".join(
        f"{'.'.join(str(part) for part in error['loc']) or 'the whole'}: {error['type']}" for error in errors()[:5]
    )
    return f"{kind}: {problems}"


class Watermark(BaseModel):
    """Everything of `log` received at or before `received` stands at or before `position`."""

    model_config = ConfigDict(frozen=True)

    log: str
    position: Annotated[int, Field(ge=0)]
    received: Instant

    def line(self) -> dict[str, Any]:
        """Give the watermark as one line of an exported log."""
        return {"kind": "watermark", **self.model_dump(mode="json")}
