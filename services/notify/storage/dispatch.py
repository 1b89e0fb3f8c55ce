"""The loop that tells notices whose time has come: it finds who holds the role now and plans the deliveries."""

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
    Grounds,
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
from services.notify.storage.inbox import EPOCH, heard_until
from services.notify.storage.store import add_deliveries, add_skips, one_at_a_time
from services.notify.storage.telling import Told
from services.notify.storage.unreached import look_again, tell_next
from services.runtime.database.query import as_lists
from services.runtime.database.work import Work
from services.runtime.service import Context

BATCH = 500


async def step(context: Context) -> bool:
    """Tell one batch; True when there may be more."""
    async with context.database.work("notify") as work:
        await one_at_a_time(work)
        heard = await heard_until(work)
        until = decidable(heard)
        now = await work.now()
        today = civil_day(now)
        await look_again(work, now, today)
        due = await work.all(
            statements.DUE,
            now=now,
            today=today,
            known=heard.get("directory", EPOCH),
            kind=list(until),
            until=list(until.values()),
            batch=BATCH,
        )
        if due:
            await _tell(work, due, now)
    return len(due) == BATCH


@dataclass
class _Sending:
    """What goes out of a batch and what does not, and whom it reaches nobody of."""

    deliveries: list[Delivery] = field(default_factory=list)
    skips: list[Skip] = field(default_factory=list)
    unreached: list[tuple[Addressed, str]] = field(default_factory=list)

    def nobody(self) -> set[UUID]:
        """Give the notices whose role nobody holds."""
        return {notice.id for notice, reason in self.unreached if reason == "no_recipient"}


async def _tell(work: Work, due: Sequence[DueNotice], now: datetime) -> None:
    told = Told(now)
    grounds = await _grounds(work, due)
    verdicts = {notice.id: decide(notice, grounds, now) for notice in due}
    sending = await _sending(work, due, verdicts, now)
    await _keep(work, due, verdicts, sending.nobody(), now)
    await add_deliveries(work, sending.deliveries, now)
    await add_skips(work, sending.skips, now)
    origins = {notice.id: notice.origin for notice in due}
    for skip in sending.skips:
        told.skipped(skip.notice, skip.reason, origins[skip.notice], (skip.channel,))
    escalated = [one for one in due if one.condition == "escalated" and not verdicts[one.id].dropped]
    await _escalate(work, escalated, told)
    await tell_next(work, sending.unreached, told, now)
    told.tell(work)


async def _grounds(work: Work, due: Sequence[DueNotice]) -> Grounds:
    """Load what the decisions rest on beside the notices, where there are any that ask for it."""
    takings: dict[UUID, list[Taking]] = defaultdict(list)
    beside: dict[UUID, list[Beside]] = defaultdict(list)
    if findings := {one.finding for one in due if one.condition == "escalated" and one.finding}:
        for taking in await work.all(statements.TAKINGS, findings=sorted(findings)):
            takings[taking.finding].append(taking)
    if contracts := {one.thing for one in due if one.condition == "contract_ends" and one.thing}:
        for each in await work.all(statements.BESIDE, contracts=sorted(contracts)):
            beside[each.contract].append(each)
    return Grounds(takings, beside)


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
    """Keep what became of each notice; the supervisor sees the findings that it was told of."""
    outcomes = [decided(one, verdicts[one.id], now, reached=one.id not in nobody) for one in due]
    await work.run(statements.DECIDE, **as_lists([vars(one) for one in outcomes]))
    told = {one.id for one in outcomes if one.state == "told"}
    found = {one.finding for one in due if one.finding and one.role is Role.SUPERVISOR and one.id in told}
    if found:
        await work.run(statements.SHOW_SUPERVISOR, findings=sorted(found))


async def _escalate(work: Work, escalated: Sequence[DueNotice], told: Told) -> None:
    """Tell of each first notice that nobody took which notice comes after it."""
    if not escalated:
        return
    firsts = await work.all(statements.FIRST, findings=sorted({one.finding for one in escalated if one.finding}))
    for first, later in followed(firsts, escalated):
        told.add(first.id, NoticeEscalated(next=later), first.origin)
