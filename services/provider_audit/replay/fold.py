"""The pure audit over an exported log: facts and watermarks in, judged obligations and findings out, no database, no clock."""

import json
import sys
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime, timedelta
from enum import Enum
from tempfile import TemporaryFile
from typing import IO, Any
from uuid import UUID

from schemas.envelope import Event, MalformedFact, Watermark, instant_text
from schemas.unread import Unread, stand_in
from schemas.unread import read as read_fact
from services.provider_audit.facts.dossier import Dossier
from services.provider_audit.facts.records import WRITTEN_AS, Bad, Finding, Obligation, Stuck
from services.provider_audit.facts.unread import with_providers
from services.provider_audit.judge.admission import waiting_lines
from services.provider_audit.judge.order import advance, is_everybodys, providers_of

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
    document = json.loads(line)
    if not isinstance(document, dict) or document.get("kind") not in ("fact", "watermark"):
        raise FoldError("expected an object whose kind is fact or watermark")
    if document["kind"] == "watermark":
        mark = Watermark.model_validate({key: value for key, value in document.items() if key != "kind"})
        before = export.marks.get(mark.log)
        if before is None or (mark.received, mark.position) > (before.received, before.position):
            export.marks[mark.log] = mark
        return
    log = document.get("log")
    if log not in JUDGED_LOGS:
        return
    try:
        event = Event.from_line(document)
    except MalformedFact as wrong:
        event = stand_in(document, str(wrong))
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


def fold_lines(lines: Iterable[str], until: datetime | None = None) -> Iterator[str]:
    """Fold an exported log into judged lines, canonical JSON, sorted: the same however the lines were ordered.

    `until` stops the fold earlier than the watermark; the first line tells how far it came, and what is missing.
    """
    with TemporaryFile() as spool:
        export = read(lines, spool)
        through, missing = watermark(export)
        through = through if until is None else min(through, until.astimezone(UTC))
        yield _canonical({"kind": "through", "received": through, "missing": missing})
        by_provider = _by_provider(export, through)
        yield from _nobodys(export, through)
        for provider, places in sorted(by_provider.items()):
            yield from _fold_provider(spool, provider, places, through)


def _nobodys(export: Export, through: datetime) -> Iterator[str]:
    """Give the facts that cannot be read and fall into no dossier, in the order of the logs."""
    places = {place for _received, _log, _position, place in ready(export, through)} if export.unread else set[int]()
    events = [_event_at(export.spool, place) for place in export.unread.keys() & places - export.providers.keys()]
    for event in sorted(events, key=lambda each: (each.log, each.position)):
        reason = event.fact.why if isinstance(event.fact, Unread) else ""
        yield _record("parked", Bad(event.id, event.log, event.position, event.subject, reason), provider=None)


def _by_provider(export: Export, through: datetime) -> "dict[UUID, array[int]]":
    """Give the places of every provider's facts, in the one order of time."""
    places = [place for _received, _log, _position, place in ready(export, through)]
    _name_providers(export, places)
    known = {provider for place in places for provider in export.providers.get(place, ())}
    found: dict[UUID, array[int]] = {provider: array("q") for provider in known}
    for place in places:
        for provider in known if place in export.everybodys else export.providers.get(place, ()):
            found[provider].append(place)
    return found


def _name_providers(export: Export, places: Sequence[int]) -> None:
    """Find whose the facts are that cannot be read and name no provider: their subjects', as told before them."""
    nameless = {place: subject for place, subject in export.unread.items() if place not in export.providers}
    subjects, known = set(nameless.values()), dict[UUID, UUID]()
    for place in places if nameless else ():
        event = _event_at(export.spool, place)
        if event.subject in subjects:
            (placed,) = with_providers([event], known)
            if place in nameless and (providers := providers_of(placed)):
                export.providers[place] = providers


def _event_at(spool: IO[bytes], place: int) -> Event:
    spool.seek(place)
    return read_fact(spool.readline().decode())


def _fold_provider(spool: IO[bytes], provider: UUID, places: "array[int]", through: datetime) -> Iterator[str]:
    events = [_event_at(spool, place) for place in places]
    dossier, _new_events = advance(Dossier(provider), events, through)
    yield from judged_lines(dossier)


def judged_lines(dossier: Dossier) -> Iterator[str]:
    """Give everything judged of one provider in one fold, as canonical lines sorted by kind and id."""
    changes = dossier.changes
    for finding in sorted(changes.findings.values(), key=lambda each: each.id):
        yield _record("finding", finding)
    for owed in sorted(changes.obligations.values(), key=lambda each: each.id):
        yield _record("obligation", owed)
    for bad in waiting_lines(dossier):
        yield _record("parked", bad, provider=dossier.provider)
    for stuck in sorted(dossier.stuck.values(), key=lambda each: each.subject):
        yield _record("suspended", stuck, provider=dossier.provider)
    for fact, why in sorted(dossier.left.items()):
        yield _canonical({"kind": "left_out", "fact": fact, "why": why, "provider": dossier.provider})


def _record(kind: str, record: Finding | Obligation | Bad | Stuck, **more: object) -> str:
    names = WRITTEN_AS if isinstance(record, Obligation) else {}
    written = {names.get(each.name, each.name): getattr(record, each.name) for each in fields(record)}
    return _canonical({"kind": kind, **written, **more})


def _canonical(record: dict[str, Any]) -> str:
    return json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain)


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return instant_text(value)
    if isinstance(value, Enum):
        return value.value
    return str(value)


def main(stdin: Iterable[str] | None = None, stdout: IO[str] | None = None, until: datetime | None = None) -> int:
    """Fold what is read into what is written; give the exit status: 0, or 2 with one sentence when the log is not whole."""
    out = sys.stdout if stdout is None else stdout
    try:
        for line in fold_lines(sys.stdin if stdin is None else stdin, until):
            out.write(line + "\n")
    except FoldError as wrong:
        sys.stderr.write(f"The log cannot be folded: {wrong}.\n")
        return 2
    return 0
