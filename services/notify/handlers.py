"""What notify does with events it consumed, with a person's act on a notice, and with a mail address."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from schemas.codes import Channel
from schemas.corrections import Corrected, Erroneous
from schemas.directory import ChangeProposed
from schemas.envelope import Event
from schemas.new_event import Author, NewEvent
from schemas.notify import NoticeRead, NoticeTaken
from schemas.provider_audit import AboutFinding, FindingRaised
from services.notify.copy_tables import ContactRow
from services.notify.domain.delivery import Skip
from services.notify.domain.notice import Closing, Plan, Recipient
from services.notify.domain.planning.plan import plan
from services.notify.domain.terms import Terms
from services.notify.domain.times import civil_day
from services.notify.storage import copies, copy_store, store
from services.notify.storage.notice_events import NoticeEvents, planned
from services.notify.storage.people import roles_of
from services.notify.storage.unreached import mail_arrives
from services.notify.tables import ReadingRow
from services.runtime.database.pool import Database
from services.runtime.database.scope import Scope
from services.runtime.database.work import Work
from services.runtime.language.words import Language
from services.runtime.vault.vault import Vault


async def apply(work: Work, batch: list[Event]) -> None:
    """Keep copies, plan notices and end the waiting of others, for a whole batch at once."""
    await store.one_at_a_time(work)
    now = await work.now()
    await copies.keep(work, copies.copies_of(batch))
    made = _plan_all(batch, await _terms(work, batch, civil_day(now)))
    events = NoticeEvents(now)
    new = await store.add_notices(work, made.notices, now)
    for notice in made.notices:
        if notice.id in new:
            new.discard(notice.id)
            events.add(notice.id, planned(notice), notice.subject.origin)
    await store.show_severity(work, _severities(batch))
    await close(work, made.closings, events, now)
    events.emit(work)


def _severities(batch: Sequence[Event]) -> list[dict[str, Any]]:
    """Give how serious each finding is by the last word of it: every fact about a finding carries that."""
    last = {event.subject: event for event in batch if isinstance(event.fact, AboutFinding)}
    return [
        {"finding": event.subject, "sequence": event.sequence, "severity": event.fact.severity}
        for event in last.values()
        if isinstance(event.fact, AboutFinding)
    ]


async def _terms(work: Work, batch: Sequence[Event], today: date) -> Terms:
    raised = [event.fact for event in batch if isinstance(event.fact, FindingRaised)]
    corrected = [event.fact for event in batch if isinstance(event.fact, Erroneous | Corrected | ChangeProposed)]
    if not raised and not corrected:
        return Terms()
    providers = {one.provider for one in raised} | {one.provider for one in corrected}
    return await copy_store.load_terms(work, {board for one in raised for board in one.boards}, providers, today)


def _plan_all(batch: Sequence[Event], terms: Terms) -> Plan:
    made = Plan()
    for event in batch:
        one = plan(event, terms)
        made.notices += one.notices
        made.closings += one.closings
    return made


async def close(work: Work, closings: Sequence[Closing], events: NoticeEvents, now: datetime) -> None:
    """End the waiting of notices, and record why those that had not been sent never are."""
    skips = []
    for end in await store.close_notices(work, closings):
        events.skipped(end.id, end.reason, end.origin)
        skips += [Skip(end.id, channel, end.reason) for channel in Channel]
    await store.add_skips(work, skips, now)


async def take_notice(database: Database, scope: Scope, author: Author, notice: UUID, to: Recipient) -> bool:
    """Let a person take care of a notice, and of all that waits for the role about the same finding.

    From when the request had been read the finding escalates no further. False when somebody has taken it already, or it waits no more.
    """
    async with database.work("notify", scope=scope) as work:
        now = await work.now()
        taken = await work.all(
            store.TAKE,
            at=min(author.arrived, now),
            person=author.person,
            id=notice,
            organisation=to.organisation,
            role=to.role,
        )
        if author.person:
            fact = NoticeTaken(person=author.person)
            work.emit([NewEvent(subject=each, occurred=now, fact=fact) for each in taken], author)
    return bool(taken)


async def read_notice(database: Database, scope: Scope, author: Author, notice: UUID) -> None:
    """Record that a person opened a notice of their role, once a person. Read is not taken."""
    async with database.work("notify", scope=scope) as work:
        now = await work.now()
        first = await work.add_new(ReadingRow, {"notice": notice, "person": author.person, "at": now})
        await work.run(store.READ, now=now, id=notice)
        if first and author.person:
            work.emit([NewEvent(subject=notice, occurred=now, fact=NoticeRead(person=author.person))], author)


async def set_channel(database: Database, vault: Vault, person: UUID, email: str | None, language: Language) -> None:
    """Keep a person's mail address, sealed, and the language they read; no address means no mail."""
    async with database.work("notify") as work:
        await put_channel(work, vault, person, email, language)


async def put_channel(work: Work, vault: Vault, person: UUID, email: str | None, language: Language) -> None:
    """Keep a person's mail address and language within a work of notify."""
    await vault.put(work, "notify", person, {"email": email} if email else {})
    await work.put(ContactRow, {"person": person, "language": language, "mailable": bool(email)})
    if email:
        await mail_arrives(work, await roles_of(work, person), await work.now())
