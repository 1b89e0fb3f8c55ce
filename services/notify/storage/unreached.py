"""When a notice reaches nobody, the next step is notified at once, and the notice is sent once somebody holds the role."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Uuid, bindparam, cast, func, or_, select, update
from sqlmodel import col

from schemas.codes import Role
from services.notify.copy_tables import EntityRow
from services.notify.domain import ladder
from services.notify.domain.notice import Addressed, Notice
from services.notify.domain.times import civil_day
from services.notify.storage.copy_store import boards_with_contract
from services.notify.storage.notice_events import NoticeEvents, planned
from services.notify.storage.people import RoleAt, anybody
from services.notify.storage.store import add_notices
from services.notify.tables import NoticeRow
from services.runtime.database.expressions import among, as_lists, fields_of, given
from services.runtime.database.query import query
from services.runtime.database.work import Work

_unit = select(col(EntityRow.unit)).where(col(EntityRow.id) == NoticeRow.entity).correlate(NoticeRow).scalar_subquery()
BACK = query(
    update(NoticeRow)
    .where(
        col(NoticeRow.state) == "unreached",
        col(NoticeRow.over_at).is_(None),
        anybody(NoticeRow.organisation, NoticeRow.role, _unit),
    )
    .values(state="planned", send_at=bindparam("now"))
)
_role = func.split_part(NoticeRow.period, "/", 1)
_of_unit = cast(func.nullif(func.split_part(NoticeRow.period, "/", 2), ""), Uuid)
"""The role that nobody holds, and its unit, as `ladder.place` writes them."""
REACHED = query(
    update(NoticeRow)
    .where(
        col(NoticeRow.condition) == "nobody_there",
        col(NoticeRow.over_at).is_(None),
        anybody(NoticeRow.entity, _role, _of_unit),
    )
    .values(over_at=bindparam("now"), over_reason="reached")
)
_there = given(organisation=NoticeRow.organisation, role=NoticeRow.role)
MAILED = query(
    update(NoticeRow)
    .where(
        col(NoticeRow.condition) == "no_mail_there",
        col(NoticeRow.over_at).is_(None),
        col(NoticeRow.entity) == _there.c.organisation,
        _role == _there.c.role,
    )
    .values(over_at=bindparam("now"), over_reason="reached")
)


@dataclass(frozen=True)
class SaidOf:
    """That a role was notified of somebody who cannot be reached."""

    resolve_key: UUID
    organisation: UUID
    role: Role


SAID = query(
    select(*fields_of(NoticeRow, SaidOf)).where(
        col(NoticeRow.condition).in_(sorted(ladder.UNREACHED.values())),
        col(NoticeRow.over_at).is_(None),
        among(NoticeRow.resolve_key, "resolve_keys"),
    ),
    into=SaidOf,
)
_hurried = given(finding=NoticeRow.finding, board=NoticeRow.board, reason=NoticeRow.cause)
HURRY = query(
    update(NoticeRow)
    .where(
        col(NoticeRow.finding) == _hurried.c.finding,
        col(NoticeRow.condition) == "escalated",
        col(NoticeRow.state) == "planned",
        col(NoticeRow.over_at).is_(None),
        col(NoticeRow.cause) == "",
        or_(_hurried.c.board.is_(None), col(NoticeRow.board) == _hurried.c.board),
    )
    .values(send_at=bindparam("now"), cause=_hurried.c.reason)
)


async def retry_unreached(work: Work, now: datetime, today: date) -> None:
    """Plan what reached nobody again where somebody holds the role now, and end the notices that nobody did."""
    await work.run(BACK, now=now, today=today)
    await work.run(REACHED, now=now, today=today)


async def mail_arrives(work: Work, roles: Sequence[RoleAt], now: datetime) -> None:
    """End the notices that mails reach nobody, for some roles at organisations."""
    if roles:
        await work.run(MAILED, **as_lists([vars(each) for each in roles]), now=now)


async def notify_next_step(
    work: Work, found: Sequence[tuple[Addressed, str]], events: NoticeEvents, now: datetime
) -> None:
    """Plan the notices by which the next step learns at once which notices reach nobody, and why; once while it lasts.

    A finding is escalated without waiting for somebody to take it.
    """
    if not found:
        return
    own = Role.PROVIDER_MANAGER
    providers = {notice.organisation for notice, _ in found if notice.role is own}
    contracted = await boards_with_contract(work, providers, civil_day(now))
    made = [
        each
        for notice, reason in found
        for each in ladder.notices_instead(notice, reason, contracted.get(notice.organisation, ()), now)
    ]
    fresh = await _without_open(work, made)
    new = await add_notices(work, fresh, now)
    for notice in fresh:
        if notice.id in new:
            events.add(notice.id, planned(notice), notice.subject.origin)
    hurried = [
        {"finding": notice.finding, "board": None if notice.role is own else notice.organisation, "reason": reason}
        for notice, reason in found
        if notice.finding and notice.take_by
    ]
    if hurried:
        await work.run(HURRY, **as_lists(hurried), now=now)


async def _without_open(work: Work, made: Sequence[Notice]) -> list[Notice]:
    """Leave out what a role has an open notice of already, and what would be planned twice here."""
    said = set(await work.all(SAID, resolve_keys=sorted({notice.subject.resolve_key for notice in made})))
    fresh = []
    for notice in made:
        saying = SaidOf(notice.subject.resolve_key, notice.recipient.organisation, notice.recipient.role)
        if saying not in said:
            said.add(saying)
            fresh.append(notice)
    return fresh
