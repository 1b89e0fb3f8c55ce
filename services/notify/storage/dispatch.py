"""The loop that dispatches notices that are due: it finds who holds the role now and plans the deliveries."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from schemas.codes import Channel, Role
from schemas.notify import NoticeEscalated
from services.notify.domain import delivery
from services.notify.domain.delivery import Delivery, Skip
from services.notify.domain.dispatch import (
    Beside,
    DueNotice,
    Evidence,
    Taking,
    Verdict,
    decidable,
    decide,
    decided,
    followed,
)
from services.notify.domain.ladder import UNREACHED
from services.notify.domain.notice import Addressed
from services.notify.domain.times import civil_day
from services.notify.storage import due as statements
from services.notify.storage import people
from services.notify.storage.inbox import EPOCH, applied_until
from services.notify.storage.notice_events import NoticeEvents
from services.notify.storage.store import add_deliveries, add_skips, one_at_a_time
from services.notify.storage.unreached import notify_next_step, retry_unreached
from services.runtime.database.expressions import as_lists
from services.runtime.database.work import Work
from services.runtime.service import Context

BATCH = 500


async def step(context: Context) -> bool:
    """Dispatch one batch; True when there may be more."""
    async with context.database.work("notify") as work:
        await one_at_a_time(work)
        known_until = await applied_until(work)
        until = decidable(known_until)
        now = await work.now()
        today = civil_day(now)
        await retry_unreached(work, now, today)
        due = await work.all(
            statements.DUE,
            now=now,
            today=today,
            known=known_until.get("directory", EPOCH),
            kind=list(until),
            until=list(until.values()),
            batch=BATCH,
        )
        if due:
            await _dispatch(work, due, now)
    return len(due) == BATCH


@dataclass
class _Sending:
    """What of a batch goes out, what does not, and which notices reach nobody."""

    deliveries: list[Delivery] = field(default_factory=list)
    skips: list[Skip] = field(default_factory=list)
    unreached: list[tuple[Addressed, str]] = field(default_factory=list)

    def nobody(self) -> set[UUID]:
        """Give the notices whose role nobody holds."""
        return {notice.id for notice, reason in self.unreached if reason == "no_recipient"}


async def _dispatch(work: Work, due: Sequence[DueNotice], now: datetime) -> None:
    events = NoticeEvents(now)
    evidence = await _evidence(work, due)
    verdicts = {notice.id: decide(notice, evidence, now) for notice in due}
    sending = await _sending(work, due, verdicts, now)
    await _keep(work, due, verdicts, sending.nobody(), now)
    await add_deliveries(work, sending.deliveries, now)
    await add_skips(work, sending.skips, now)
    origins = {notice.id: notice.origin for notice in due}
    for skip in sending.skips:
        events.skipped(skip.notice, skip.reason, origins[skip.notice], (skip.channel,))
    escalated = [one for one in due if one.condition == "escalated" and not verdicts[one.id].dropped]
    await _escalate(work, escalated, events)
    await notify_next_step(work, sending.unreached, events, now)
    events.emit(work)


async def _evidence(work: Work, due: Sequence[DueNotice]) -> Evidence:
    """Load what the decisions need besides the notices, where any of them needs it."""
    takings: dict[UUID, list[Taking]] = defaultdict(list)
    beside: dict[UUID, list[Beside]] = defaultdict(list)
    if findings := {one.finding for one in due if one.condition == "escalated" and one.finding}:
        for taking in await work.all(statements.TAKINGS, findings=sorted(findings)):
            takings[taking.finding].append(taking)
    if contracts := {one.entity for one in due if one.condition == "contract_ends" and one.entity}:
        for each in await work.all(statements.BESIDE, contracts=sorted(contracts)):
            beside[each.contract].append(each)
    return Evidence(takings, beside)


async def _sending(work: Work, due: Sequence[DueNotice], verdicts: Mapping[UUID, Verdict], now: datetime) -> _Sending:
    made = _Sending()
    held = await people.holders(work, {notice.organisation for notice in due}, civil_day(now))
    for notice in due:
        verdict = verdicts[notice.id]
        if verdict.dropped:
            made.skips += [Skip(notice.id, channel, verdict.dropped) for channel in Channel]
            continue
        holders = delivery.of_unit(held.get((notice.organisation, notice.role), ()), notice.unit)
        sent, skipped = delivery.deliveries(notice.id, notice.silent or verdict.over, holders)
        made.deliveries += sent
        made.skips += skipped
        made.unreached += [(notice, skip.reason) for skip in skipped[:1] if skip.reason in UNREACHED]
    return made


async def _keep(
    work: Work, due: Sequence[DueNotice], verdicts: Mapping[UUID, Verdict], nobody: AbstractSet[UUID], now: datetime
) -> None:
    """Keep what became of each notice; the supervisor sees the findings it was notified of."""
    outcomes = [decided(one, verdicts[one.id], now, reached=one.id not in nobody) for one in due]
    await work.run(statements.DECIDE, **as_lists([vars(one) for one in outcomes]))
    events = {one.id for one in outcomes if one.state == "told"}
    found = {one.finding for one in due if one.finding and one.role is Role.SUPERVISOR and one.id in events}
    if found:
        await work.run(statements.SHOW_SUPERVISOR, findings=sorted(found))


async def _escalate(work: Work, escalated: Sequence[DueNotice], events: NoticeEvents) -> None:
    """Add the event that says, of each first notice that nobody took, which notice comes after it."""
    if not escalated:
        return
    firsts = await work.all(statements.FIRST, findings=sorted({one.finding for one in escalated if one.finding}))
    for first, later in followed(firsts, escalated):
        events.add(first.id, NoticeEscalated(next=later), first.origin)
