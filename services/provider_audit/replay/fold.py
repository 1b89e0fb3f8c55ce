"""The pure audit over an exported log: facts and watermarks in, judged obligations and findings out, no database, no clock."""

import json
import sys
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields
from datetime import UTC, datetime
from enum import Enum
from tempfile import TemporaryFile
from typing import IO, Any
from uuid import UUID

from schemas.envelope import Event
from schemas.fact import instant_text
from schemas.unread import Unread
from schemas.unread import read as read_fact
from services.provider_audit.facts.dossier import Dossier
from services.provider_audit.facts.records import WRITTEN_AS, Bad, Finding, Obligation, Stuck
from services.provider_audit.facts.unread import with_providers
from services.provider_audit.judge.admission import waiting_lines
from services.provider_audit.judge.order import proceed, providers_of
from services.provider_audit.replay.exported_log import Export, FoldError, read, ready, watermark


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
    """Find whose the facts are that cannot be read and name no provider: their subjects', as recorded before them."""
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
    dossier = proceed(Dossier(provider), events, through)
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
