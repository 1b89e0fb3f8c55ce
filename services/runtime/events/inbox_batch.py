"""A batch of Kafka's records, sorted: facts, facts that cannot be read but have a place, watermarks, and what is neither."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeAlias
from uuid import UUID

from aiokafka import ConsumerRecord

from schemas import unread
from schemas.checking import LARGEST_POSITION
from schemas.envelope import Event, Watermark
from schemas.fact import MalformedFact
from schemas.unread import printable
from services.runtime.events.inbox_row import inbox_row

Record: TypeAlias = ConsumerRecord[Any, Any]
Place: TypeAlias = tuple[str, int]
CONFLICT = "`utvag parked` shows the message and how to go on"


class ConflictingFact(Exception):
    """Two different facts claim one position of a log: nobody may go on before a person has looked."""

    def __init__(self, service: str, log: str, position: int, records: Sequence[Record]) -> None:
        """Keep the messages that claim a place which another fact has."""
        self.log, self.records = log, records
        super().__init__(
            f"two different facts claim position {position} of the log {log}: {service} stopped hearing. {CONFLICT}"
        )


@dataclass
class Sorted:
    """What some records hold."""

    facts: dict[Place, tuple[Event, dict[str, Any]]] = field(default_factory=dict)
    """Each fact, and the columns that are kept of it."""
    records: dict[Place, Record] = field(default_factory=dict)
    """The message that brought each fact."""
    unread: list[tuple[Record, Event]] = field(default_factory=list)
    """Facts of which only the envelope can be read."""
    watermarks: list[Watermark] = field(default_factory=list)
    unreadable: list[tuple[Record, str, str]] = field(default_factory=list)
    """(record, log, reason)"""


class Sorter:
    """Sorts the records that one service consumes. `logs` gives the log of each topic; other topics bring watermarks."""

    def __init__(self, service: str, logs: Mapping[str, str]) -> None:
        self.service, self.logs = service, logs

    def sort(self, records: Sequence[Record]) -> Sorted:
        """Sort a batch. Raises ConflictingFact when two facts of it claim one place."""
        batch = Sorted()
        for record in records:
            log = self.logs.get(record.topic, "")
            try:
                if log:
                    self._fact(batch, log, record)
                else:
                    self._watermark(batch, record)
            except ConflictingFact:
                raise
            except MalformedFact as wrong:
                self._spoiled(batch, log, record, str(wrong))
            except Exception as wrong:  # noqa: BLE001
                # Whatever a stranger's bytes set off in a parser is about the bytes: set aside, never in the way.
                self._spoiled(batch, log, record, f"unreadable: {type(wrong).__name__}")
        return batch

    def refused(self, record: Record, *, again: bool) -> Sorted:
        """Sort a record whose values the database refuses: it keeps its place, unless that was refused too (`again`)."""
        batch, why = Sorted(), "the database refuses a value"
        log = self.logs.get(record.topic, "")
        if again:
            batch.unreadable.append((record, log, why))
        else:
            self._spoiled(batch, log, record, why)
        return batch

    def _spoiled(self, batch: Sorted, log: str, record: Record, why: str) -> None:
        """Keep what cannot be read at its place in its own log; what has none is set aside."""
        with contextlib.suppress(Exception):  # As above: about the bytes, whatever it is.
            event = unread.of_message(record.headers, record.value, why)
            if event.log == log:
                batch.unread.append((record, event))
                return
        batch.unreadable.append((record, log, why))

    def _fact(self, batch: Sorted, log: str, record: Record) -> None:
        event = Event.from_kafka(record.headers, record.value)
        if event.log != log:
            raise MalformedFact(f"a fact of the log {event.log} came on the topic of {log}")
        if max(event.position, event.sequence) > LARGEST_POSITION:
            raise MalformedFact("position and sequence are at most 2^63 - 1")
        known, _ = batch.facts.setdefault((log, event.position), (event, inbox_row(event)))
        first = batch.records.setdefault((log, event.position), record)
        if known.id != event.id:
            raise ConflictingFact(self.service, log, event.position, [first, record])

    def _watermark(self, batch: Sorted, record: Record) -> None:
        try:
            mark = Watermark.model_validate_json(record.value or b"")
        except ValueError:
            raise MalformedFact("no watermark: log, position and received are expected") from None
        if mark.position > LARGEST_POSITION:
            raise MalformedFact("position is at most 2^63 - 1")
        if mark.log in self.logs.values():
            batch.watermarks.append(mark)


class RecordPlace(NamedTuple):
    """Where a message stands in Kafka, and the fact it claims to be: a topic that is made anew counts from 0 again."""

    topic: str
    partition: int
    kafka_offset: int
    id: UUID | str


def place_of(record: Record) -> RecordPlace:
    """Give where a message stands, and what it claims to be: an id, or whatever it says."""
    claimed: UUID | str = printable(dict(record.headers).get("ce_id"))
    with contextlib.suppress(ValueError):
        claimed = UUID(str(claimed))
    return RecordPlace(record.topic, record.partition, record.offset, claimed)
