"""Apply in order of time: nothing is applied before every log is known up to that instant, without a hole."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from schemas.envelope import Event, MalformedFact
from schemas.unread import Unread, stand_in
from services.runtime.database.transaction import Row
from services.runtime.database.work import Work
from services.runtime.errors import Bad
from services.runtime.events.apply import DONE, PARK, Applier, lock_statement

INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True)
class Known:
    """What is known of one log beyond the progress: whole appends in order, complete up to and including `until`."""

    rows: tuple[Row, ...]
    until: datetime | None
    """None: nothing is known yet."""


def known(rows: Sequence[Row], position: int, until: datetime | None, watermark: Row | None) -> Known:
    """Find how far one log is complete, from its heard rows beyond `position` in order and its newest watermark.

    `rows` end with a whole append (as far as heard) or at the watermark. Until where the next fact would be unknown, nothing
    is taken: an append that a hole may have torn apart waits.
    """
    if watermark is None:
        return Known((), until)
    whole = [row for nth, row in enumerate(rows, 1) if row["position"] == position + nth]
    end = whole[-1]["position"] if whole else position
    if end >= watermark["position"]:
        return Known(tuple(whole), _later(until, watermark["received"]))
    if whole and whole[-1]["followed"]:
        return Known(tuple(whole), _later(until, whole[-1]["received"]))
    if not whole:
        return Known((), until)
    torn = whole[-1]["received"]
    return Known(tuple(row for row in whole if row["received"] < torn), _later(until, torn - INSTANT))


def _later(one: datetime | None, other: datetime) -> datetime:
    return other if one is None else max(one, other)


class ApplyByTime(Applier):
    """Applies facts in the order (received, log, position) up to W, the lowest instant known of all logs it hears."""

    async def step(self) -> int:
        """Apply one batch. Facts that cannot be read, or that the service names Bad, are parked; any other error ends the loop."""
        parked: dict[UUID, str] = {}
        while True:
            try:
                return await self._transaction(parked)
            except Bad as bad:
                if bad.event is None or bad.event in parked:
                    raise
                parked[bad.event] = bad.reason

    async def _transaction(self, parked: dict[UUID, str]) -> int:
        async with self.database.work(self.name) as work:
            lock = await work.row(lock_statement(self.name))
            if lock is None or not lock["mine"]:
                return 0
            progress = await work.row(f"select until, log_positions from {self.name}.progress for update")
            positions = _object(progress["log_positions"]) if progress else {}
            before = progress["until"] if progress else None
            rows, until = await self._complete(work, positions, before)
            if until is None or (until == before and not rows):
                return 0
            batch = [_parse(row) for row in rows if row["id"] not in parked]
            unread = {event.id: event.fact.why for event in batch if isinstance(event.fact, Unread)}
            reasons = parked | unread | await self.call(work, batch, until)
            await self._save(work, rows, positions, before, until, reasons)
        bad = {row["id"]: reasons[row["id"]] for row in rows if row["id"] in reasons}
        if rows:
            self.note(len(rows) - len(bad), bad, rows)
        return len(rows)

    async def _complete(
        self, work: Work, positions: dict[str, int], before: datetime | None
    ) -> tuple[list[Row], datetime | None]:
        """Give the facts to apply, in order, and the instant up to which all is known then."""
        marks = {row["log"]: row for row in await work.rows(f"select * from {self.name}.heard_watermark")}
        logs: list[Known] = []
        for log in self.service.hears:
            position, mark = positions.get(log, 0), marks.get(log)
            rows = (
                await self._read(work, log, position, mark["position"]) if mark and mark["position"] > position else []
            )
            logs.append(known(rows, position, before, mark))
        instants = [each.until for each in logs if each.until is not None]
        if len(instants) < len(self.service.hears):
            return [], None
        until = min(instants)
        rows = [row for each in logs for row in each.rows if row["received"] <= until]
        return sorted(rows, key=lambda row: (row["received"], row["log"], row["position"])), until

    async def _read(self, work: Work, log: str, position: int, end: int) -> list[Row]:
        """Read a log's heard rows beyond `position`: a batch, and the rest of the append it ends in."""
        return await work.rows(_READ.format(s=self.name), log=log, position=position, end=end, batch=self.batch)

    async def _save(
        self,
        work: Work,
        rows: Sequence[Row],
        positions: dict[str, int],
        before: datetime | None,
        until: datetime,
        reasons: dict[UUID, str],
    ) -> None:
        """Mark what was applied or parked and move the progress on, if it stands where it stood."""
        for row in rows:
            positions[row["log"]] = row["position"]
        good = [row for row in rows if row["id"] not in reasons]
        bad = [row for row in rows if row["id"] in reasons]
        if good:
            await work.run(DONE.format(s=self.name), **_places(good))
        if bad:
            await work.run(PARK.format(s=self.name), **_places(bad), reason=[reasons[row["id"]] for row in bad])
        moved = await work.run(
            f"update {self.name}.progress set until = :until, log_positions = cast(:positions as jsonb) "
            "where until is not distinct from :before",
            until=until,
            positions=json.dumps(positions, sort_keys=True),
            before=before,
        )
        if moved != 1:
            raise RuntimeError(f"{self.name}.progress moved under its judge: two judges, or its row is gone")


def _parse(row: Row) -> Event:
    """Read a fact; one that this version cannot read is a stand-in at its place, so that its subject alone waits."""
    try:
        return Event.from_text(row["body"])
    except MalformedFact as wrong:
        place = {name: row[name] for name in ("id", "type", "log", "position", "subject", "sequence", "received")}
        return stand_in(row["body"], str(wrong), place)


def _places(rows: Sequence[Row]) -> dict[str, list[Any]]:
    return {"log": [row["log"] for row in rows], "position": [row["position"] for row in rows]}


def _object(value: Any) -> dict[str, int]:
    return dict(json.loads(value)) if isinstance(value, str) else dict(value)


_READ = """with last as (select position, received from (select position, received from {s}.heard
  where log = :log and position > :position and position <= :end order by position limit :batch) as first
  order by position desc limit 1),
beyond as (select coalesce((select n.position from {s}.heard n where n.log = :log and n.position > last.position
  and n.received > last.received order by n.position limit 1), :end + 1) as position from last)
select h.log, h.position, h.id, h.type, h.subject, h.sequence, h.received, h.body,
  exists (select from {s}.heard n where n.log = h.log and n.position = h.position + 1) as followed
from {s}.heard h, beyond where h.log = :log and h.position > :position
and h.position < least(beyond.position, :end + 1) order by h.position"""
