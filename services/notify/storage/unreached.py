"""What happens when a notice reaches nobody: the next step is told at once, and the notice itself when somebody is there."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from schemas.codes import Origin, Role
from services.notify.domain import ladder
from services.notify.domain.making import silence
from services.notify.domain.notice import Notice, Recipient, Subject
from services.notify.storage.store import add_notices, as_rows, boards_with_contract
from services.notify.storage.telling import Told, planned
from services.runtime.database.transaction import Row
from services.runtime.database.work import Work

_IN_FORCE = """exists (select from notify.commission c where c.organisation = {organisation} and c.role = {role}
    and not c.ended and c.valid_from <= :today and (c.valid_to is null or c.valid_to >= :today)
    and (c.unit is null or {unit} is null or c.unit = {unit}))"""
_UNIT = "(select t.unit from notify.thing t where t.id = n.thing)"

SOMEBODY = _IN_FORCE.format(organisation="n.organisation", role="n.role", unit="t.unit")
"""Whether anybody holds the role of a notice `n` now, for the unit of its thing `t`."""

_BACK = f"""update notify.notice n set state = 'planned', send_at = :now where n.state = 'unreached' and n.over_at is null
    and {_IN_FORCE.format(organisation="n.organisation", role="n.role", unit=_UNIT)}"""

_THERE = _IN_FORCE.format(
    organisation="n.thing",
    role="split_part(n.period, '/', 1)",
    unit="cast(nullif(split_part(n.period, '/', 2), '') as uuid)",
)
_REACHED = f"""update notify.notice n set over_at = :now, over_reason = 'reached'
    where n.condition = 'nobody_there' and n.over_at is null and {_THERE}"""

_MAILED = """update notify.notice n set over_at = :now, over_reason = 'reached'
    from unnest(cast(:organisations as uuid[]), cast(:roles as text[])) as there (organisation, role)
    where n.condition = 'no_mail_there' and n.over_at is null and n.thing = there.organisation
    and split_part(n.period, '/', 1) = there.role"""

_OPEN = """select matter, organisation, role from notify.notice
    where condition = any(cast(:conditions as text[])) and over_at is null and matter = any(cast(:matters as uuid[]))"""

_HURRY = """update notify.notice n set send_at = :now, cause = r.reason
    from jsonb_to_recordset(cast(:rows as jsonb)) as r(finding uuid, board uuid, reason text)
    where n.finding = r.finding and n.condition = 'escalated' and n.state = 'planned' and n.over_at is null and n.cause = ''
    and (r.board is null or n.board_id = r.board)"""


async def look_again(work: Work, now: datetime, today: date) -> None:
    """Let what nobody got be told to whoever holds the role now, and end what was told of nobody being there."""
    await work.run(_BACK, now=now, today=today)
    await work.run(_REACHED, now=now, today=today)


async def mail_arrives(work: Work, roles: Sequence[tuple[UUID, str]], now: datetime) -> None:
    """End what was told of mails that reach nobody of some roles at organisations."""
    if roles:
        organisations, names = zip(*roles, strict=True)
        await work.run(_MAILED, organisations=list(organisations), roles=list(names), now=now)


async def tell_next(work: Work, found: Sequence[tuple[Row, str]], told: Told, now: datetime) -> None:
    """Plan at once what the next step is told of notices that reach nobody, by their rows and why; once while it lasts.

    A finding is escalated without waiting for somebody to take it.
    """
    if not found:
        return
    providers = {row["organisation"] for row, _ in found if row["role"] == Role.PROVIDER_MANAGER}
    contracted = await boards_with_contract(work, providers)
    made = [
        notice
        for row, reason in found
        for who in ladder.next_steps(row["organisation"], Role(row["role"]), _boards(row, contracted))
        for notice in _notices(row, reason, who, now)
    ]
    fresh = await _without_open(work, made)
    new = await add_notices(work, fresh, now)
    for notice in fresh:
        if notice.id in new:
            told.add(notice.id, planned(notice), notice.subject.origin)
    own = Role.PROVIDER_MANAGER
    rows = [
        {"finding": row["finding"], "board": None if row["role"] == own else row["organisation"], "reason": reason}
        for row, reason in found
        if row["finding"] and row["take_by"]
    ]
    if rows:
        await work.run(_HURRY, rows=as_rows(rows), now=now)


def _boards(row: Row, contracted: dict[UUID, tuple[UUID, ...]]) -> list[UUID]:
    """Give whose matter a provider's notice is: the boards that see it, that of its placement, else all with a contract."""
    named = [board for board in row["seen_by"] if board != row["organisation"]]
    own = [row["thing_board"]] if row["thing_board"] else []
    return named or own or list(contracted.get(row["organisation"], ()))


def _notices(row: Row, reason: str, who: Recipient, now: datetime) -> list[Notice]:
    """Say that nobody is reached; and where that itself was the news, pass the news on."""
    organisation, role = row["organisation"], Role(row["role"])
    matter = ladder.matter(organisation, role, row["unit"], reason)
    place = ladder.place(role, row["unit"])
    told = [_notice(row, ladder.UNREACHED[reason], who, matter, organisation, place, now)]
    if row["condition"] in ladder.UNREACHED.values():
        told.append(_notice(row, row["condition"], who, row["matter"], row["thing"], row["period"], now))
    return told


def _notice(
    row: Row, condition: str, who: Recipient, matter: UUID, organisation: UUID, place: str, now: datetime
) -> Notice:
    about = Subject(
        ladder.episode(matter, row["id"]), matter, 0, Origin(row["origin"]), thing=organisation, period=place
    )
    return Notice(condition, who, about, send_at=now, step=row["step"] + 1, waits=True, silent=silence(about.origin))


async def _without_open(work: Work, made: Sequence[Notice]) -> list[Notice]:
    """Leave out what somebody has been told and still stands, and what is told twice here."""
    rows = await work.rows(
        _OPEN,
        conditions=sorted(ladder.UNREACHED.values()),
        matters=sorted({notice.subject.matter for notice in made}),
    )
    known = {(row["matter"], row["organisation"], row["role"]) for row in rows}
    fresh = []
    for notice in made:
        key = (notice.subject.matter, notice.recipient.organisation, notice.recipient.role.value)
        if key not in known:
            known.add(key)
            fresh.append(notice)
    return fresh
