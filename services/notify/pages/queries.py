"""What the pages of notify read, as the viewer, under row-level security."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from services.notify.domain.kinds import ON_START, OWN_MATTER
from services.notify.domain.times import civil_day
from services.runtime.database.transaction import Row
from services.runtime.database.work import Work
from services.runtime.web import Viewer

WAITING = """n.state = 'told' and n.waits and n.taken_at is null and n.over_at is null
    and (n.wait_until is null or n.wait_until > :now)"""
_TAKEN = "n.state = 'told' and n.taken_at is not null and n.over_at is null"
_OTHER = f"n.state = 'told' and not ({WAITING}) and not ({_TAKEN})"
_MINE = """n.organisation = :organisation and n.role = :role
    and (cast(:unit as uuid) is null or t.unit is null or t.unit = cast(:unit as uuid))"""
_FIELDS = """n.id, n.condition, n.rule, n.period, n.severity, n.due, n.finding, n.obligation, n.thing, n.told_at, n.send_at,
    n.take_by, n.taken_at, n.taken_by, n.over_at, n.over_reason, n.read_at, n.step, n.role, n.state, n.cause, t.case_id, t.kind,
    (select o.name from notify.organisation o where o.id = n.thing) as of_name,
    exists (select from notify.reading r where r.notice = n.id and r.person = :person) as read_by_me"""
_FROM = "from notify.notice n left join notify.thing t on t.id = n.thing"
NEW_FOR = timedelta(days=14)


def _who(viewer: Viewer, now: datetime) -> dict[str, Any]:
    return {
        "organisation": viewer.organisation,
        "role": viewer.role.value,
        "unit": viewer.unit,
        "person": viewer.person,
        "now": now,
    }


async def count_waiting(work: Work, viewer: Viewer, now: datetime) -> int:
    """Count what waits for the viewer's role and nobody has taken."""
    row = await work.row(f"select count(*) as number {_FROM} where {_MINE} and {WAITING}", **_who(viewer, now))
    return int(row["number"]) if row else 0


async def waiting(work: Work, viewer: Viewer, now: datetime, offset: int, limit: int) -> list[Row]:
    """Give a part of what waits for the viewer's role, the most urgent first."""
    return await work.rows(
        f"select {_FIELDS} {_FROM} where {_MINE} and {WAITING} order by n.due nulls last, n.told_at, n.id "
        "limit :limit offset :offset",
        **_who(viewer, now),
        limit=limit,
        offset=offset,
    )


async def count_own_matters(work: Work, viewer: Viewer, now: datetime, kinds: Collection[str] = OWN_MATTER) -> int:
    """Count what waits for the viewer's role and is about neither a duty nor a finding: it stands on no other list."""
    statement = f"select count(*) {_FROM} where {_MINE} and {WAITING} and n.condition = any(cast(:own as text[]))"
    return int(await work.value(statement, **_who(viewer, now), own=sorted(kinds)))


async def own_matters(work: Work, viewer: Viewer, now: datetime, limit: int) -> list[Row]:
    """Give the most urgent of what waits for the viewer's role and stands on no other list of *Start*."""
    return await work.rows(
        f"select {_FIELDS} {_FROM} where {_MINE} and {WAITING} and n.condition = any(cast(:own as text[])) "
        "order by n.due nulls last, n.told_at, n.id limit :limit",
        **_who(viewer, now),
        own=sorted(ON_START),
        limit=limit,
    )


async def count_taken(work: Work, viewer: Viewer, now: datetime) -> int:
    """Count what somebody of the role takes care of and that is not over."""
    return int(await work.value(f"select count(*) {_FROM} where {_MINE} and {_TAKEN}", **_who(viewer, now)))


async def taken(work: Work, viewer: Viewer, now: datetime, offset: int, limit: int) -> list[Row]:
    """Give a part of what somebody of the role takes care of and that is not over, the latest first."""
    return await work.rows(
        f"select {_FIELDS} {_FROM} where {_MINE} and {_TAKEN} order by n.told_at desc, n.id limit :limit offset :offset",
        **_who(viewer, now),
        limit=limit,
        offset=offset,
    )


async def count_others(work: Work, viewer: Viewer, now: datetime) -> int:
    """Count what the role was told and that neither waits nor is taken care of."""
    return int(await work.value(f"select count(*) {_FROM} where {_MINE} and {_OTHER}", **_who(viewer, now)))


async def others(work: Work, viewer: Viewer, now: datetime, offset: int, limit: int) -> list[Row]:
    """Give a part of what the role was told and that neither waits nor is taken care of, the latest first."""
    return await work.rows(
        f"select {_FIELDS} {_FROM} where {_MINE} and {_OTHER} order by n.told_at desc, n.id limit :limit offset :offset",
        **_who(viewer, now),
        limit=limit,
        offset=offset,
    )


async def unread(work: Work, viewer: Viewer, now: datetime) -> list[Row]:
    """Give the latest five the viewer has not opened, that still matter, and do not stand elsewhere on the page."""
    return await work.rows(
        f"select {_FIELDS} {_FROM} where {_MINE} and n.state = 'told' and n.told_at > :since "
        "and n.condition <> 'missed' and n.over_at is null and n.taken_at is null "
        f"and not ({WAITING} and n.condition = any(cast(:own as text[]))) "
        "and not exists ("
        "select from notify.reading r where r.notice = n.id and r.person = :person) "
        "order by n.told_at desc, n.id limit 5",
        **_who(viewer, now),
        since=now - NEW_FOR,
        own=sorted(OWN_MATTER),
    )


async def one(work: Work, viewer: Viewer, notice: UUID, now: datetime) -> Row | None:
    """Give one notice of the viewer's role, None when there is none."""
    return await work.row(
        f"select {_FIELDS} {_FROM} where {_MINE} and n.id = :id and n.state = 'told'", **_who(viewer, now), id=notice
    )


async def own_waiting(work: Work, viewer: Viewer, finding: UUID, now: datetime) -> list[Row]:
    """Give what waits for the viewer's role about a finding."""
    return await work.rows(
        f"select {_FIELDS} {_FROM} where {_MINE} and n.finding = :finding and n.state = 'told' and n.waits "
        "and n.over_at is null and (n.wait_until is null or n.wait_until > :now) order by n.told_at, n.id",
        **_who(viewer, now),
        finding=finding,
    )


async def about(work: Work, viewer: Viewer, matter: UUID) -> list[Row]:
    """Give every notice about a finding or an obligation that the viewer may know of, in the order they were due."""
    return await work.rows(
        f"select {_FIELDS}, n.organisation, o.name {_FROM} left join notify.organisation o on o.id = n.organisation "
        "where (n.finding = :matter or n.obligation = :matter) and n.condition <> 'due_soon' "
        "order by n.step, coalesce(n.told_at, n.send_at), n.role, n.id",
        matter=matter,
        person=viewer.person,
    )


async def ways(work: Work, notices: Sequence[UUID]) -> Mapping[UUID, list[Row]]:
    """Give how each notice went out, or why not, by notice; people are counted, never named."""
    found: dict[UUID, list[Row]] = {notice: [] for notice in notices}
    rows = await work.rows(
        """select notice, channel, state, last_reason as reason, max(coalesce(sent_at, next_try)) as at, count(*) as people
        from notify.delivery where notice = any(cast(:notices as uuid[])) group by notice, channel, state, last_reason
        union all select notice, channel, 'skipped', reason, at, 0 from notify.skip
        where notice = any(cast(:notices as uuid[])) order by notice, channel desc, at""",
        notices=list(notices),
    )
    for row in rows:
        found[row["notice"]].append(row)
    return found


_DELIVERY_LOG = """select * from (
    select n.id, n.condition, n.rule, n.period, n.told_at, n.over_at, n.role, n.step, n.cause, w.name as of_name, o.name,
        d.channel, d.attempts, d.state,
        d.last_reason as reason, d.next_try, coalesce(d.sent_at, n.told_at) as at
    from notify.delivery d join notify.notice n on n.id = d.notice left join notify.organisation o on o.id = n.organisation
    left join notify.organisation w on w.id = n.thing
    union all
    select n.id, n.condition, n.rule, n.period, n.told_at, n.over_at, n.role, n.step, n.cause, w.name as of_name, o.name,
        s.channel, 0, 'skipped', s.reason, null, s.at
    from notify.skip s join notify.notice n on n.id = s.notice left join notify.organisation o on o.id = n.organisation
    left join notify.organisation w on w.id = n.thing) log
    where (cast(:state as text) is null or state = :state) and (cast(:reason as text) is null or reason = :reason)
    order by at desc, id, channel limit :limit"""


async def delivery_log(work: Work, state: str | None, reason: str | None, limit: int) -> list[Row]:
    """Give the latest deliveries and skips of everybody, for the operator."""
    return await work.rows(_DELIVERY_LOG, state=state, reason=reason, limit=limit)


async def delivery_counts(work: Work) -> Row | None:
    """Count what an operator must look at: refused, tried again, kept for want of a server, told to nobody, not yet decidable."""
    return await work.row(
        """select (select count(*) from notify.delivery where state = 'failed') as failed,
        (select count(*) from notify.delivery where state = 'waiting' and last_reason is not null) as retried,
        (select count(*) from notify.delivery where state = 'kept' and last_reason = 'no_server') as kept,
        (select count(distinct (organisation, role)) from notify.notice where state = 'unreached' and over_at is null) as nobody,
        (select count(*) from notify.notice where state = 'planned' and send_at < runtime.now() - interval '5 minutes') as unheard"""
    )


async def mails(work: Work, limit: int) -> list[Row]:
    """Give the latest mails of the outbox, with the role they were for."""
    return await work.rows(
        """select m.delivery, m.subject, m.body, m.language, m.at, m.message_id, n.id, n.role, o.name
        from notify.outbox m join notify.delivery d on d.id = m.delivery join notify.notice n on n.id = d.notice
        left join notify.organisation o on o.id = n.organisation order by m.at desc, m.delivery limit :limit""",
        limit=limit,
    )


async def reach(work: Work, provider: UUID, unit: UUID | None, now: datetime) -> str:
    """Tell whether what is sent to a provider's manager reaches anybody now: "nobody", "no_mail" or "reached"."""
    row = await work.row(
        """select count(*) as people, count(*) filter (where k.mailable) as mailable from notify.commission c
        left join notify.contact k on k.person = c.person where c.organisation = :provider and c.role = 'provider_manager'
        and not c.ended and c.valid_from <= :today and (c.valid_to is null or c.valid_to >= :today)
        and (c.unit is null or cast(:unit as uuid) is null or c.unit = cast(:unit as uuid))""",
        provider=provider,
        unit=unit,
        today=civil_day(now),
    )
    if row is None or not row["people"]:
        return "nobody"
    return "reached" if row["mailable"] else "no_mail"
