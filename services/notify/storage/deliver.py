"""The loop that sends what is due: claim, send outside any transaction, write the outcome or the next try."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from schemas.codes import Channel
from schemas.notify import NoticeDelivered, NoticeFailed
from services.notify.channels.email import Email
from services.notify.channels.mail import write
from services.notify.channels.outbox import Outbox
from services.notify.channels.outcome import Kept, Letter, Outcome, Refused, Sender, Sent
from services.notify.channels.portal import Portal
from services.notify.domain.delivery import Skip, pause_after
from services.notify.storage.deliveries import CLAIM, GIVE_UP, NO_MAIL_LEFT, NOTIFIED_ROLES, WRITE, Claimed, Written
from services.notify.storage.notice_events import NoticeEvents
from services.notify.storage.store import add_skips, one_at_a_time
from services.notify.storage.unreached import mail_arrives, notify_next_step
from services.runtime.database.expressions import as_lists
from services.runtime.database.work import Work
from services.runtime.process import clock
from services.runtime.service import Context
from services.runtime.telemetry import Metric, count
from services.runtime.vault.master_key import master_key
from services.runtime.vault.vault import Erased, Vault

CLAIM_RESTS = timedelta(minutes=2)
"""How long a claimed delivery is left alone when its sender died; then it is sent again with the same Message-ID."""
BATCHES = {Channel.PORTAL: 1000, Channel.EMAIL: 40}
AT_ONCE = 8


async def step(context: Context, mail: Sender | None = None) -> bool:
    """Send one batch on every channel; True when there may be more. `mail` replaces the channel of the settings."""
    sender = mail or await mail_channel(context)
    full = [await _send_due(context, Channel.PORTAL, Portal()), await _send_due(context, Channel.EMAIL, sender)]
    return any(full)


async def mail_channel(context: Context) -> Sender:
    """Choose how mail leaves: by SMTP only where a server is set and the database is no demonstration."""
    if await clock.is_demonstration(context.database):
        return Outbox(context.database, "outbox")
    return Outbox(context.database, "no_server") if context.settings.smtp is None else Email(context.settings)


async def _send_due(context: Context, channel: Channel, sender: Sender) -> bool:
    batch = BATCHES[channel]
    async with context.database.work("notify") as work:
        now = await work.now()
        claimed = await work.all(CLAIM, now=now, until=now + CLAIM_RESTS, channel=channel, batch=batch)
        needed = [one for one in claimed if not one.needless]
        letters = [await _letter(work, context, one, now) for one in needed]
        await _give_up(work, [one for one in claimed if one.needless], channel, now)
    gate = asyncio.Semaphore(AT_ONCE)

    async def send(letter: Letter) -> Outcome:
        async with gate:
            return await sender.send(letter)

    outcomes = await asyncio.gather(*(send(letter) for letter in letters))
    if needed:
        await _write(context, channel, list(zip(needed, outcomes, strict=True)))
    return len(claimed) == batch


async def _letter(work: Work, context: Context, one: Claimed, now: datetime) -> Letter:
    text = write(one.notice, one.id, one.language, context.settings.mail_domain)
    address = None
    if one.person is not None:
        try:
            vault = Vault(master_key(context.settings))
            address = (await vault.reveal(work, "notify", one.person)).get("email")
        except Erased:
            address = None
    return Letter(one.id, text, one.language, now, address)


async def _give_up(work: Work, needless: Sequence[Claimed], channel: Channel, now: datetime) -> None:
    """A try that failed before is not made again once somebody has taken the notice or it is over."""
    if not needless:
        return
    events = NoticeEvents(now)
    for one in needless:
        events.skipped(one.notice, one.needless, one.origin, (channel,))
    await work.run(GIVE_UP, ids=[one.id for one in needless])
    await add_skips(work, [Skip(one.notice, channel, one.needless) for one in needless], now)
    events.emit(work)


async def _write(context: Context, channel: Channel, done: Sequence[tuple[Claimed, Outcome]]) -> None:
    async with context.database.work("notify") as work:
        await one_at_a_time(work)
        now = await work.now()
        events = NoticeEvents(now)
        written = [_after(one, outcome, now) for one, outcome in done]
        for (one, _), after in zip(done, written, strict=True):
            _add_outcome(events, one, channel, after.state, after.last_reason or "")
        await work.run(WRITE, **as_lists([vars(after) for after in written]))
        if channel is Channel.EMAIL:
            states = [(one.notice, after.state) for (one, _), after in zip(done, written, strict=True)]
            await _look_after(work, states, events, now)
        events.emit(work)
    for after in written:
        count(Metric.DELIVERIES, channel.value, after.state)


def _add_outcome(events: NoticeEvents, one: Claimed, channel: Channel, state: str, reason: str) -> None:
    """Add the event of what became of a delivery. Delivered is only what a channel took."""
    if state == "sent":
        events.add(one.notice, NoticeDelivered(channel=channel, attempt=one.attempts), one.origin)
    elif state == "kept":
        events.skipped(one.notice, reason, one.origin, (channel,))
    elif state == "failed":
        events.add(one.notice, NoticeFailed(channel=channel, reason=reason, attempt=one.attempts), one.origin)


async def _look_after(work: Work, states: Sequence[tuple[UUID, str]], events: NoticeEvents, now: datetime) -> None:
    """Notify the next step of notices whose mails all failed; roles that a mail reaches again are reached."""
    failed = [notice for notice, state in states if state == "failed"]
    sent = [notice for notice, state in states if state == "sent"]
    if failed:
        nobody = await work.all(NO_MAIL_LEFT, notices=failed)
        await notify_next_step(work, [(notice, "no_channel") for notice in nobody], events, now)
    if sent:
        await mail_arrives(work, await work.all(NOTIFIED_ROLES, notices=sent), now)


def _after(one: Claimed, outcome: Outcome, now: datetime) -> Written:
    """Give a delivery's state after what its channel answered."""
    if isinstance(outcome, Sent):
        return Written(one.id, "sent", None, now, now)
    if isinstance(outcome, Kept):
        return Written(one.id, "kept", outcome.reason, now, None)
    pause = None if isinstance(outcome, Refused) else pause_after(one.attempts)
    state, next_try = ("failed", now) if pause is None else ("waiting", now + pause)
    return Written(one.id, state, outcome.reason, next_try, None)
