"""Writes what was consumed into the inbox: each event once at its place, what cannot be read parked there, the rest set aside."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam
from sqlmodel import col, select

from schemas import unread
from schemas.envelope import Event, Watermark
from schemas.unread import KEPT_BYTES, printable
from services.runtime.database.query import query, written
from services.runtime.database.tables.this_service import InboxRow, UnreadableMessageRow
from services.runtime.database.work import Work
from services.runtime.events.inbox_batch import ConflictingFact, Place, Record, Sorted
from services.runtime.events.inbox_row import inbox_row, put_instead
from services.runtime.telemetry import Logger, Metric, count

CLAIMS = "it stopped the hearing: another fact stands at its position of the log"
"""The reason kept for a message that nobody may consume or skip before a person has looked."""
BEATEN = "it cannot be read, and another message stands at its position of the log"
OUSTED = "it could not be read, and what stands at its position of the log now came later and can be"


@dataclass(frozen=True)
class Other:
    """What stands where a fact of the batch belongs and is not simply that fact."""

    log: str
    position: int
    id: UUID
    state: str
    body: str
    passed: bool
    """An applier by time is beyond it."""


_THERE = query(
    select(InboxRow.body).where(col(InboxRow.log) == bindparam("log"), col(InboxRow.position) == bindparam("position")),
    into=str,
)
# A whole batch of places is looked up at once, and the progress is held until the transaction ends.
_OTHER = written(
    """select h.log, h.position, h.id, h.state, h.body,
  coalesce((p.log_positions ->> h.log)::bigint, 0) >= h.position as passed
from this_schema.inbox h join unnest(cast(:log as text[]), cast(:position as bigint[]), cast(:id as uuid[])) as given (log, position, id)
using (log, position) cross join this_schema.progress p where h.id <> given.id or h.state = 'parked'
order by h.log, h.position for share of p""",
    into=Other,
)
# The newest of each log alone, and none that would set the log's time back.
_MARK = written("""insert into this_schema.inbox_watermark as known (log, position, received)
select distinct on (given.log) given.log, given.position, given.received
from unnest(cast(:log as text[]), cast(:position as bigint[]), cast(:received as timestamptz[])) as given (log, position, received)
where given.received <= runtime.now() + interval '10 seconds' order by given.log, given.received desc
on conflict (log) do update set position = excluded.position, received = excluded.received
where excluded.received > known.received and excluded.position >= known.position""")
# Two messages are the same by the digest, which has an index, and then by all they hold.
_KNOWN = written(
    """select true from this_schema.unreadable_message where topic = :topic and digest = md5(coalesce(cast(:value as bytea), ''))
and value is not distinct from cast(:value as bytea) and headers = cast(:headers as jsonb) limit 1""",
    into=bool,
)


class InboxWriter:
    """One transaction of a service that writes consumed records into its inbox."""

    def __init__(self, work: Work, say: Logger) -> None:
        self._work, self._service, self._say = work, work.service, say

    async def store(self, batch: Sorted) -> int:
        """Store a sorted batch; give how many facts were new. Raises ConflictingFact when a place has another fact."""
        await self.set_aside(batch.unreadable)
        fresh = await self._keep_facts(batch)
        for record, event in batch.unread:
            await self._keep_unread(record, event)
        if batch.watermarks:
            await self._work.run(_MARK.of(self._service), **_lists(batch.watermarks, ("log", "position", "received")))
        return fresh

    async def _keep_facts(self, batch: Sorted) -> int:
        """Insert what is new by one statement, and compare what was known. Gives how many were new."""
        facts = list(batch.facts.values())
        if not facts:
            return 0
        fresh = await self._work.add_new(InboxRow, [row for _, row in facts], schema=self._service)
        if fresh < len(facts):
            places = _lists([event for event, _ in facts], ("log", "position", "id"))
            for other in await self._work.all(_OTHER.of(self._service), **places):
                await self._take_place(batch, (other.log, other.position), other)
        return fresh

    async def _take_place(self, batch: Sorted, place: Place, other: Other) -> None:
        """Put a fact where another message stands that could not be read.

        That message is set aside; one with another id only while judgement has not passed that place: then a person must look.
        """
        (_, row), same = batch.facts[place], other.id == batch.facts[place][0].id
        kept = unread.kept_line(other.body) if other.state == "parked" else None
        if kept is None and same:
            return
        if kept is None or (not same and other.passed):
            raise ConflictingFact(self._service, *place, [batch.records[place]])
        await put_instead(self._work, row, passed=other.passed)
        self._say.say("a fact that could not be read came again and can be read", log=place[0], position=place[1])
        names = ("topic", "partition", "offset", "headers")
        aside = {name: kept[name] for name in names} | {"log": place[0], "reason": OUSTED}
        await self._keep_aside(aside | {"value": (kept["value"] or "").encode()})

    async def _keep_aside(self, message: dict[str, Any]) -> int:
        return await self._work.add_new(UnreadableMessageRow, message, schema=self._service)

    async def _keep_unread(self, record: Record, event: Event) -> None:
        """Park what cannot be read at its place. The same message again changes nothing; another there is set aside."""
        where = {"topic": record.topic, "partition": record.partition, "offset": record.offset}
        body = unread.kept_text(event, record.headers, record.value, where)
        reason = getattr(event.fact, "why", "")
        parked = inbox_row(event, body) | {"state": "parked", "reason": reason}
        if await self._work.add_new(InboxRow, parked, schema=self._service):
            count(Metric.UNREADABLE, self._service)
            where = {"log": event.log, "position": event.position, "fact": str(event.id)}
            self._say.alarm("unreadable", "a fact cannot be read: its subject waits", reason=reason, **where)
            return
        there = await self._work.one(_THERE.of(self._service), log=event.log, position=event.position)
        kept = unread.kept_line(there) if there else None
        if kept is None or kept["digest"] != unread.digest(record.headers, record.value):
            await self.set_aside([(record, event.log, f"{BEATEN}. {reason}")])

    async def set_aside(self, messages: Sequence[tuple[Record, str, str]]) -> None:
        """Keep messages that are no fact, each with its log and the reason. The same one sent again is known.

        What stopped a consumer is shown wherever it lies: each has to be skipped.
        """
        for record, log, reason in messages:
            values = {
                "log": log or "watermarks",
                "topic": record.topic,
                "partition": record.partition,
                "offset": record.offset,
                "reason": reason,
                "headers": [[printable(name.encode()), printable(raw)] for name, raw in record.headers],
                "value": None if record.value is None else bytes(record.value[:KEPT_BYTES]),
            }
            content = {"topic": record.topic, "headers": json.dumps(values["headers"]), "value": values["value"]}
            if reason != CLAIMS and await self._work.one(_KNOWN.of(self._service), **content):
                continue
            if await self._keep_aside(values):
                count(Metric.UNREADABLE, self._service)
                where = {name: values[name] for name in ("topic", "partition", "offset")}
                self._say.alarm("unreadable", "a message is no fact and was set aside", reason=reason, **where)


def _lists(entries: Sequence[Event] | Sequence[Watermark], names: Sequence[str]) -> dict[str, list[Any]]:
    return {name: [getattr(entry, name) for entry in entries] for name in names}
