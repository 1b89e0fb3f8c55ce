"""A fact that cannot be read, as far as its envelope can: it keeps its place in its log, and its subject waits."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from hashlib import sha256
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from schemas.checking import LARGEST_POSITION
from schemas.codes import Origin
from schemas.envelope import Event
from schemas.fact import Fact, Instant, MalformedFact

KIND = "unreadable"
KEPT_BYTES = 65_536
"""Of what cannot be read, this much is kept for the operator."""
NOBODY = UUID(int=0)
Number = Annotated[int, Field(ge=1, le=LARGEST_POSITION)]
Headers = Iterable[tuple[str, bytes]]
_IDENTITY, _INSTANT, _ORIGIN = TypeAdapter(UUID), TypeAdapter(Instant), TypeAdapter(Origin)


class Unread(Fact):
    """Stands in for what a fact says: why it cannot be read, and the provider and board that it still names, if any."""

    why: str
    provider: UUID | None = None
    board: UUID | None = None


class _Place(BaseModel):
    """What of a fact's envelope must be readable for it to have a place: without it, it is no fact of any log."""

    model_config = ConfigDict(extra="ignore")

    id: UUID
    type: Annotated[str, Field(max_length=200)]
    log: str
    position: Number
    subject: UUID
    sequence: Number
    received: Instant


def read(text: str) -> Event:
    """Read a fact's text, with a stand-in where only its place can be read. Raises MalformedFact when not even that can."""
    try:
        return Event.from_text(text)
    except MalformedFact as wrong:
        return stand_in(text, str(wrong))


def stand_in(text: str | Mapping[str, Any], why: str, place: Mapping[str, Any] | None = None) -> Event:
    """Make the event of a line that is no fact: its place as the line, or `place`, gives it, the rest as far as it goes.

    What was kept as unreadable before keeps its reason. Raises MalformedFact when the place cannot be read.
    """
    line = _object(text) if isinstance(text, str) else text
    try:
        attributes = _Place.model_validate(place or line)
    except (ValueError, OverflowError):
        raise MalformedFact(why) from None
    data = line.get("data")
    named = data if isinstance(data, dict) else {}
    kept = line.get("why") if line.get("kind") == KIND else None
    fact = Unread(
        why=str(kept or why),
        provider=_lenient(_IDENTITY, named.get("provider")),
        board=_lenient(_IDENTITY, named.get("board")),
    )
    return Event.model_construct(
        **{name: getattr(attributes, name) for name in _Place.model_fields},
        occurred=_lenient(_INSTANT, line.get("occurred")) or attributes.received,
        arrived=_lenient(_INSTANT, line.get("arrived")) or attributes.received,
        teller=_lenient(_IDENTITY, line.get("teller")) or NOBODY,
        person=_lenient(_IDENTITY, line.get("person")),
        attested_by=_lenient(_IDENTITY, line.get("attested_by")),
        origin=_lenient(_ORIGIN, line.get("origin")) or Origin.API,
        traceparent=None,
        fact=fact,
    )


def of_message(headers: Headers, value: bytes | None, why: str) -> Event:
    """Make the event of a Kafka message that is no fact. Raises MalformedFact when its headers name no place."""
    attributes = {name.removeprefix("ce_"): printable(raw) for name, raw in headers if name.startswith("ce_")}
    return stand_in({**attributes, "attested_by": attributes.get("attestedby"), "data": _object(value or b"")}, why)


def kept_text(event: Event, headers: Headers, value: bytes | None, where: Mapping[str, Any]) -> str:
    """Write what is kept of a message that cannot be read: a line of its own kind, with nothing a database would refuse."""
    fact = event.fact
    line = event.model_dump(mode="json", exclude={"fact"})
    named = {name: str(known) for name in ("provider", "board") if (known := getattr(fact, name, None)) is not None}
    kept = {
        **line,
        **where,
        "kind": KIND,
        "why": getattr(fact, "why", ""),
        "data": named,
        "headers": [[printable(name.encode()), printable(raw)] for name, raw in headers],
        "value": None if value is None else printable(value[:KEPT_BYTES]),
        "digest": digest(headers, value),
    }
    return json.dumps(kept, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def kept_line(text: str) -> dict[str, Any] | None:
    """Give what `kept_text` wrote; none for any other text."""
    line = _object(text)
    return line if line.get("kind") == KIND else None


def read_kept(kept: Mapping[str, Any]) -> Event | None:
    """Read the message of a line that `kept_text` wrote; none where it was not kept whole, or still cannot be read."""
    headers = [(str(name), str(raw).encode()) for name, raw in kept.get("headers", ())]
    value = None if kept.get("value") is None else str(kept["value"]).encode()
    if digest(headers, value) != kept.get("digest"):
        return None
    try:
        return Event.from_kafka(headers, value)
    except MalformedFact:
        return None


def digest(headers: Headers, value: bytes | None) -> str:
    """Name a message by all it holds, so that the same one sent again is known."""
    whole = sha256(b"no value" if value is None else b"\0" + value)
    for name, raw in headers:
        whole.update(b"\0" + name.encode() + b"\0" + (raw or b""))
    return whole.hexdigest()


def printable(raw: bytes | None) -> str:
    """Write any bytes as text that a database takes: what is no UTF-8, and every NUL, by its code."""
    return (raw or b"").decode("utf-8", "backslashreplace").replace("\0", "\\x00")


def _object(text: str | bytes) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _lenient(shape: TypeAdapter[Any], value: object) -> Any:
    try:
        return shape.validate_python(value) if isinstance(value, str | UUID | datetime) else None
    except (ValueError, OverflowError):
        return None
