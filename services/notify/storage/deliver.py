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
from services.notify.domain.dispatch import pause_after
from services.notify.storage.store import add_skips, as_rows, one_at_a_time
from services.notify.storage.telling import Told
from services.notify.storage.unreached import mail_arrives, tell_next
from services.runtime.database.transaction import Row
from services.runtime.database.work import Work
from services.runtime.process import clock
from services.runtime.service import Context
from services.runtime.vault.vault import Erased, Vault, master_key

CLAIM = timedelta(minutes=2)
"""How long a claimed delivery rests when its sender died; then it is sent again with the same Message-ID."""
BATCHES = {Channel.PORTAL: 1000, Channel.EMAIL: 40}
AT_ONCE = 8

_CLAIM = """update notify.delivery d set attempts = d.attempts + 1, next_try = :until
    from notify.notice n where n.id = d.notice and d.id in (
        select id from notify.delivery where state = 'waiting' and next_try <= :now and channel = :channel
        order by next_try, id limit :batch for update skip locked)
    returning d.id, d.notice, d.person, d.language, d.attempts, n.origin, d.last_reason is not null as tried,
        case when n.taken_at is not null then 'already_taken' else n.over_reason end as needless"""


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
        claimed = await work.rows(_CLAIM, now=now, until=now + CLAIM, channel=channel.value, batch=batch)
        needed = [row for row in claimed if not (row["tried"] and row["needless"])]
        letters = [await _letter(work, context, row, now) for row in needed]
        await _give_up(work, [row for row in claimed if row["tried"] and row["needless"]], channel, now)
    gate = asyncio.Semaphore(AT_ONCE)

    async def send(letter: Letter) -> Outcome:
        async with gate:
            return await sender.send(letter)

    outcomes = await asyncio.gather(*(send(letter) for letter in letters))
    if needed:
        await _write(context, channel, list(zip(needed, outcomes, strict=True)))
    return len(claimed) == batch


async def _letter(work: Work, context: Context, row: Row, now: datetime) -> Letter:
    text = write(row["notice"], row["id"], row["language"], context.settings.mail_domain)
    address = None
    if row["person"] is not None:
        try:
            vault = Vault(master_key(context.settings))
            address = (await vault.reveal(work, "notify", row["person"])).get("email")
        except Erased:
            address = None
    return Letter(row["id"], text, row["language"], now, address)


async def _give_up(work: Work, rows: Sequence[Row], channel: Channel, now: datetime) -> None:
    """A try that failed before is not made again once somebody has taken the notice or the matter is over."""
    if not rows:
        return
    told = Told(now)
    for row in rows:
        told.skipped(row["notice"], row["needless"], row["origin"], (channel,))
    await work.run(
        "update notify.delivery set state = 'skipped' where id = any(cast(:ids as uuid[]))",
        ids=[row["id"] for row in rows],
    )
    skips = [{"notice": row["notice"], "channel": channel, "reason": row["needless"], "at": now} for row in rows]
    await add_skips(work, skips)
    told.tell(work)


_WRITE = """update notify.delivery d set state = r.state, last_reason = r.reason, next_try = r.next_try,
    sent_at = case when r.state = 'sent' then cast(:now as timestamptz) end
    from jsonb_to_recordset(cast(:rows as jsonb)) as r(id uuid, state text, reason text, next_try timestamptz)
    where d.id = r.id and d.state = 'waiting'"""

_NOBODY = """select n.*, t.unit, t.board_id as thing_board from notify.notice n left join notify.thing t on t.id = n.thing
    where n.id = any(cast(:notices as uuid[])) and n.over_at is null and n.taken_at is null and not exists (
        select from notify.delivery d where d.notice = n.id and d.channel = 'email' and d.state in ('waiting', 'sent'))"""

_TOLD_ROLES = "select distinct organisation, role from notify.notice where id = any(cast(:notices as uuid[]))"


async def _write(context: Context, channel: Channel, done: Sequence[tuple[Row, Outcome]]) -> None:
    async with context.database.work("notify") as work:
        await one_at_a_time(work)
        now = await work.now()
        told = Told(now)
        rows = []
        for row, outcome in done:
            state, reason, next_try = _verdict(outcome, row["attempts"], now)
            rows.append({"id": row["id"], "state": state, "reason": reason, "next_try": next_try})
            _tell(told, row, channel, state, reason or "")
        await work.run(_WRITE, rows=as_rows(rows), now=now)
        if channel is Channel.EMAIL:
            states = [(row["notice"], made["state"]) for (row, _), made in zip(done, rows, strict=True)]
            await _look_after(work, states, told, now)
        told.tell(work)


def _tell(told: Told, row: Row, channel: Channel, state: str, reason: str) -> None:
    """Say what became of a delivery. Delivered is only what a channel took."""
    if state == "sent":
        told.add(row["notice"], NoticeDelivered(channel=channel, attempt=row["attempts"]), row["origin"])
    elif state == "kept":
        told.skipped(row["notice"], reason, row["origin"], (channel,))
    elif state == "failed":
        failed = NoticeFailed(channel=channel, reason=reason, attempt=row["attempts"])
        told.add(row["notice"], failed, row["origin"])


async def _look_after(work: Work, states: Sequence[tuple[UUID, str]], told: Told, now: datetime) -> None:
    """Tell the next step of notices whose mails all failed; roles that a mail reaches again are reached."""
    failed = [notice for notice, state in states if state == "failed"]
    sent = [notice for notice, state in states if state == "sent"]
    if failed:
        nobody = await work.rows(_NOBODY, notices=failed)
        await tell_next(work, [(row, "no_channel") for row in nobody], told, now)
    if sent:
        roles = await work.rows(_TOLD_ROLES, notices=sent)
        await mail_arrives(work, [(row["organisation"], row["role"]) for row in roles], now)


def _verdict(outcome: Outcome, attempt: int, now: datetime) -> tuple[str, str | None, datetime]:
    if isinstance(outcome, Sent):
        return "sent", None, now
    if isinstance(outcome, Kept):
        return "kept", outcome.reason, now
    if isinstance(outcome, Refused):
        return "failed", outcome.reason, now
    pause = pause_after(attempt)
    return ("failed", outcome.reason, now) if pause is None else ("waiting", outcome.reason, now + pause)
