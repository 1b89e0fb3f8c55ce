"""Storing what was heard: each fact once at its place, what cannot be read parked there, and the rest set aside."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from schemas import unread
from schemas.envelope import Event, Watermark
from schemas.unread import KEPT_BYTES, printable
from services.runtime.database.transaction import Row
from services.runtime.database.work import Work
from services.runtime.events.inbox_batch import ConflictingFact, Place, Record, Sorted
from services.runtime.telemetry import Logger, Metric, count

CLAIMS = "it stopped the hearing: another fact stands at its position of the log"
"""The reason kept for a message that nobody may hear or skip before a person has looked."""
BEATEN = "it cannot be read, and another message stands at its position of the log"
OUSTED = "it could not be read, and what stands at its position of the log now came later and can be"
READABLE = "it can be read now, and is taken in when its dossier has been judged again"
"""The reason of a fact that was passed as unreadable and has come again in a form that can be read."""
_COLUMNS = ("log", "position", "id", "type", "subject", "sequence", "received")


class Storing:
    """One transaction of a service in which heard records are stored."""

    def __init__(self, work: Work, say: Logger) -> None:
        self._work, self._service, self._say = work, work.service, say

    async def store(self, batch: Sorted) -> int:
        """Store a sorted batch; give how many facts were new. Raises ConflictingFact when a place has another fact."""
        await self.set_aside(batch.unreadable)
        fresh = await self._keep_facts(batch)
        for record, event in batch.unread:
            await self._keep_unread(record, event)
        if batch.watermarks:
            await self._run(_MARK, **_lists(batch.watermarks, ("log", "position", "received")))
        return fresh

    async def _run(self, statement: str, **values: Any) -> int:
        return await self._work.run(statement.format(s=self._service), **values)

    async def _keep_facts(self, batch: Sorted) -> int:
        """Insert what is new by one statement, and compare what was known. Gives how many were new."""
        facts = list(batch.facts.values())
        if not facts:
            return 0
        columns = _lists([event for event, _ in facts], _COLUMNS)
        fresh = await self._run(_KEEP, **columns, body=[body for _, body in facts])
        if fresh < len(facts):
            places = {name: columns[name] for name in ("log", "position", "id")}
            for other in await self._work.rows(_OTHER.format(s=self._service), **places):
                place = (other["log"], other["position"])
                await self._take_place(batch, place, other)
        return fresh

    async def _take_place(self, batch: Sorted, place: Place, other: Row) -> None:
        """Put a fact where another message stands that could not be read.

        That message is set aside; one with another id only while judgement has not passed that place: then a person must look.
        """
        (event, body), same = batch.facts[place], other["id"] == batch.facts[place][0].id
        kept = unread.kept_line(other["body"]) if other["state"] == "parked" else None
        if kept is None and same:
            return
        if kept is None or (not same and other["passed"]):
            raise ConflictingFact(self._service, *place, [batch.records[place]])
        await self._run(
            _INSTEAD,
            **{name: getattr(event, name) for name in _COLUMNS},
            body=body,
            state="parked" if other["passed"] else "waiting",
            reason=READABLE if other["passed"] else None,
        )
        self._say.say("a fact that could not be read came again and can be read", log=place[0], position=place[1])
        values = kept | {"log": place[0], "reason": OUSTED, "value": (kept["value"] or "").encode()}
        await self._run(_ASIDE, **_kept_aside(values))

    async def _keep_unread(self, record: Record, event: Event) -> None:
        """Park what cannot be read at its place. The same message again changes nothing; another there is set aside."""
        where = {"topic": record.topic, "partition": record.partition, "offset": record.offset}
        body = unread.kept_text(event, record.headers, record.value, where)
        reason = getattr(event.fact, "why", "")
        columns = {name: getattr(event, name) for name in _COLUMNS}
        if await self._run(_PARK_UNREAD, **columns, body=body, reason=reason):
            count(Metric.UNREADABLE, self._service)
            told = {"log": event.log, "position": event.position, "fact": str(event.id)}
            self._say.alarm("unreadable", "a fact cannot be read: its subject waits", reason=reason, **told)
            return
        other = await self._work.row(_THERE.format(s=self._service), log=event.log, position=event.position)
        kept = unread.kept_line(other["body"]) if other else None
        if kept is None or kept["digest"] != unread.digest(record.headers, record.value):
            await self.set_aside([(record, event.log, f"{BEATEN}. {reason}")])

    async def set_aside(self, messages: Sequence[tuple[Record, str, str]]) -> None:
        """Keep messages that are no fact, each with its log and the reason. The same one sent again is known.

        What stopped the hearing is shown wherever it lies: each has to be skipped.
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
            if reason != CLAIMS and await self._work.row(_KNOWN.format(s=self._service), **_content(values)):
                continue
            if await self._run(_ASIDE, **_kept_aside(values)):
                count(Metric.UNREADABLE, self._service)
                where = {name: values[name] for name in ("topic", "partition", "offset")}
                self._say.alarm("unreadable", "a message is no fact and was set aside", reason=reason, **where)


def _content(values: dict[str, Any]) -> dict[str, Any]:
    return {"topic": values["topic"], "headers": json.dumps(values["headers"]), "value": values["value"]}


def _kept_aside(values: dict[str, Any]) -> dict[str, Any]:
    return _content(values) | {name: values[name] for name in ("partition", "offset", "reason", "log")}


def _lists(things: Sequence[Event] | Sequence[Watermark], names: Sequence[str]) -> dict[str, list[Any]]:
    return {name: [getattr(thing, name) for thing in things] for name in names}


_KEEP = """insert into {s}.heard (log, position, id, type, subject, sequence, received, body)
select * from unnest(cast(:log as text[]), cast(:position as bigint[]), cast(:id as uuid[]), cast(:type as text[]),
cast(:subject as uuid[]), cast(:sequence as bigint[]), cast(:received as timestamptz[]), cast(:body as text[]))
on conflict (log, position) do nothing"""

# What stands where a fact of the batch belongs and is not simply that fact; `passed`: an applier by time is beyond it.
_OTHER = """select h.log, h.position, h.id, h.state, h.body,
  coalesce((p.log_positions ->> h.log)::bigint, 0) >= h.position as passed
from {s}.heard h join unnest(cast(:log as text[]), cast(:position as bigint[]), cast(:id as uuid[])) as told (log, position, id)
using (log, position) cross join {s}.progress p where h.id <> told.id or h.state = 'parked'
order by h.log, h.position for share of p"""

_INSTEAD = """update {s}.heard set id = :id, type = :type, subject = :subject, sequence = :sequence, received = :received,
body = :body, state = :state, reason = :reason where log = :log and position = :position"""

_PARK_UNREAD = """insert into {s}.heard (log, position, id, type, subject, sequence, received, body, state, reason)
values (:log, :position, :id, :type, :subject, :sequence, :received, :body, 'parked', :reason)
on conflict (log, position) do nothing"""

_THERE = "select body from {s}.heard where log = :log and position = :position"

_MARK = """insert into {s}.heard_watermark as known (log, position, received)
select distinct on (told.log) told.log, told.position, told.received
from unnest(cast(:log as text[]), cast(:position as bigint[]), cast(:received as timestamptz[])) as told (log, position, received)
where told.received <= runtime.now() + interval '10 seconds' order by told.log, told.received desc
on conflict (log) do update set position = excluded.position, received = excluded.received
where excluded.received > known.received and excluded.position >= known.position"""

_KNOWN = """select 1 from {s}.hear_parked where topic = :topic and digest = md5(coalesce(cast(:value as bytea), ''))
and value is not distinct from cast(:value as bytea) and headers = cast(:headers as jsonb) limit 1"""

_ASIDE = """insert into {s}.hear_parked (log, topic, partition, kafka_offset, reason, headers, value)
values (:log, :topic, :partition, :offset, :reason, cast(:headers as jsonb), :value)
on conflict (topic, partition, kafka_offset, digest) do nothing"""
