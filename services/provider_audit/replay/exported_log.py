"""Reading an exported log: every line kept in a file, its facts found by position, and whether it is whole."""

import json
from array import array
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import IO
from uuid import UUID

from schemas.envelope import Event, Watermark
from schemas.fact import MalformedFact
from schemas.unread import Unread, stand_in
from services.provider_audit.judge.order import is_everybodys, providers_of

JUDGED_LOGS = ("directory", "referral")


EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


MICROSECOND = timedelta(microseconds=1)


class FoldError(ValueError):
    """The exported log cannot be folded; the text names the line and says what is wrong."""


@dataclass(slots=True)
class Keys:
    """Where every fact of one log stands: received in microseconds, position, and the line's place in the spool."""

    received: "array[int]" = field(default_factory=lambda: array("q"))
    places: "array[int]" = field(default_factory=lambda: array("q"))
    ids: dict[int, tuple[bytes, int]] = field(default_factory=dict)
    """By position: the id, and which of the facts it is."""


@dataclass(slots=True)
class Export:
    """An exported log, read once: the lines in a spool, the keys and the watermarks in memory."""

    spool: IO[bytes]
    size: int = 0
    logs: dict[str, Keys] = field(default_factory=lambda: {log: Keys() for log in JUDGED_LOGS})
    marks: dict[str, Watermark] = field(default_factory=dict)
    providers: dict[int, tuple[UUID, ...]] = field(default_factory=dict)
    """The dossiers a fact falls into, by its place; facts that are not judged fall into none."""
    everybodys: set[int] = field(default_factory=set)
    """The places of facts that fall into every dossier."""
    unread: dict[int, UUID] = field(default_factory=dict)
    """The places of facts that cannot be read, with the subject of each."""

    def forget(self, place: int) -> None:
        """Leave out a line that could not be read, because the same fact stands in another that can."""
        del self.unread[place]
        self.providers.pop(place, None)


def read(lines: Iterable[str], spool: IO[bytes]) -> Export:
    """Read an exported log in any order; a line that comes again is skipped.

    Raises FoldError, with the number of the line, for what is no line of an exported log, and for two facts at one position.
    """
    export = Export(spool)
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                _take(export, line)
            except (MalformedFact, FoldError, ValueError, TypeError, KeyError) as wrong:
                raise FoldError(f"line {number}: {_plainly(wrong)}") from None
    return export


def _plainly(wrong: Exception) -> str:
    if isinstance(wrong, json.JSONDecodeError):
        return f"not JSON: {wrong.msg} at column {wrong.colno}"
    if isinstance(wrong, FoldError | MalformedFact):
        return str(wrong)
    errors = getattr(wrong, "errors", None)
    if errors is not None:
        return "; ".join(f"{'.'.join(map(str, each['loc']))}: {each['type']}" for each in errors()[:5])
    return f"{type(wrong).__name__}: {wrong}"


def _take(export: Export, line: str) -> None:
    fields = json.loads(line)
    if not isinstance(fields, dict) or fields.get("kind") not in ("fact", "watermark"):
        raise FoldError("expected an object whose kind is fact or watermark")
    if fields["kind"] == "watermark":
        mark = Watermark.model_validate({key: value for key, value in fields.items() if key != "kind"})
        before = export.marks.get(mark.log)
        if before is None or (mark.received, mark.position) > (before.received, before.position):
            export.marks[mark.log] = mark
        return
    log = fields.get("log")
    if log not in JUDGED_LOGS:
        return
    try:
        event = Event.from_line(fields)
    except MalformedFact as wrong:
        event = stand_in(fields, str(wrong))
    _keep(export, export.logs[log], event, line)


def _keep(export: Export, keys: Keys, event: Event, line: str) -> None:
    place, known = export.size, keys.ids.get(event.position)
    if known is None:
        keys.ids[event.position] = (event.id.bytes, len(keys.places))
        keys.received.append((event.received - EPOCH) // MICROSECOND)
        keys.places.append(place)
    elif known[0] != event.id.bytes:
        raise FoldError(f"another fact already stands at position {event.position} of the log {event.log}")
    elif keys.places[known[1]] in export.unread and not isinstance(event.fact, Unread):
        export.forget(keys.places[known[1]])
        keys.received[known[1]], keys.places[known[1]] = (event.received - EPOCH) // MICROSECOND, place
    else:
        return
    raw = line.strip().encode() + b"\n"
    export.size += len(raw)
    export.spool.write(raw)
    providers = providers_of(event)
    if isinstance(event.fact, Unread):
        export.unread[place] = event.subject
    if providers:
        export.providers[place] = providers
    elif is_everybodys(event):
        export.everybodys.add(place)


def _whole(keys: Keys, mark: Watermark) -> tuple[datetime, int]:
    """Say up to when a log is whole, and its first missing position up to the watermark's; 0 if none is missing."""
    position = 1
    while position <= mark.position:
        if position not in keys.ids:
            before = keys.received[keys.ids[position - 1][1]] * MICROSECOND + EPOCH if position > 1 else EPOCH
            return min(before - MICROSECOND, mark.received), position
        position += 1
    return mark.received, 0


def watermark(export: Export) -> tuple[datetime, dict[str, int]]:
    """Give W, the instant up to which both judged logs are whole, and the first missing position of each that has a hole.

    Raises FoldError when a log has no watermark.
    """
    missing = [log for log in JUDGED_LOGS if log not in export.marks]
    if missing:
        raise FoldError(f"no watermark of the log {', '.join(missing)}: nothing can be judged without it")
    whole = {log: _whole(export.logs[log], export.marks[log]) for log in JUDGED_LOGS}
    return min(when for when, _hole in whole.values()), {log: hole for log, (_when, hole) in whole.items() if hole}


def ready(export: Export, through: datetime) -> list[tuple[int, str, int, int]]:
    """Give the keys of all facts that may be judged, in the one order of time: (received, log, position, place)."""
    latest = (through - EPOCH) // MICROSECOND
    found = []
    for log, keys in export.logs.items():
        for position, (_id, index) in keys.ids.items():
            if position <= export.marks[log].position and keys.received[index] <= latest:
                found.append((keys.received[index], log, position, keys.places[index]))
    found.sort()
    return found
