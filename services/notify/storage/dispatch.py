"""The loop that tells notices whose time has come: it finds who holds the role now and plans the deliveries."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from schemas.codes import Channel, Role
from schemas.notify import NoticeEscalated
from services.notify.domain.dispatch import Verdict, decidable, decide, deliveries
from services.notify.domain.kinds import RESTING
from services.notify.domain.ladder import UNREACHED
from services.notify.domain.notice import Delivery, Person, Skip
from services.notify.domain.times import civil_day
from services.notify.storage.inbox import LOGS, heard_until
from services.notify.storage.store import add_skips, as_rows, one_at_a_time
from services.notify.storage.telling import Told
from services.notify.storage.unreached import SOMEBODY, look_again, tell_next
from services.runtime.database.transaction import Row
from services.runtime.database.work import Work
from services.runtime.service import Context

BATCH = 500
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

_DUE = f"""select n.id, n.condition, n.organisation, n.role, n.board_id, n.finding, n.silent, n.origin, n.send_at, n.wait_until,
    n.over_at, n.over_reason, n.step, n.matter, n.seen_by, n.take_by, t.unit, t.board_id as thing_board,
    coalesce(n.thing, s.thing) as thing, coalesce(nullif(n.period, ''), s.period, '') as period,
    case when n.condition = 'escalated' then (select min(s.taken_at) from notify.notice s
        where s.finding = n.finding and s.sequence >= n.sequence) end as taken_at,
    n.condition = 'contract_ends' and exists (select from notify.thing p join notify.thing c on c.id = n.thing
        where p.kind = 'placement' and p.provider_id = c.provider_id and p.board_id = c.board_id
        and p.ended_by is null) as placed,
    n.condition = 'contract_ends' and exists (select from notify.thing o join notify.thing c on c.id = n.thing
        where o.kind = 'contract' and o.id <> c.id and o.provider_id = c.provider_id and o.board_id = c.board_id
        and o.valid_from <= (n.due at time zone 'Europe/Stockholm')::date
        and coalesce(o.valid_to, 'infinity') >= (n.due at time zone 'Europe/Stockholm')::date) as replaced
    from notify.notice n left join lateral (
        select o.thing, o.period from notify.notice o where o.finding = n.finding and o.thing is not null
        order by o.period desc limit 1) s on true
    left join notify.thing t on t.id = coalesce(n.thing, s.thing)
    left join unnest(cast(:kinds as text[]), cast(:until as timestamptz[])) as heard (condition, until)
        on heard.condition = n.condition
    where n.state = 'planned' and n.send_at <= :now and (n.send_at <= :known or {SOMEBODY})
    and (n.condition <> all(cast(:resting as text[])) or n.cause <> '' or (
        n.send_at <= heard.until and not exists (select from notify.heard h where h.log = any(cast(:logs as text[]))
            and h.subject in (n.matter, n.thing) and h.state = 'parked')))
    order by n.send_at, n.id limit :batch for update of n skip locked"""
"""What is due, and what its decision rests on; a finding's later notices learn from its first ones which case and month they
are about. A kind that rests on logs waits until they are heard past its instant and nothing of its own matter is parked; and
whom nobody seems to hold the role of, until the directory is heard past it (`known`)."""

_PEOPLE = """select c.person, c.organisation, c.role, c.unit, coalesce(k.mailable, false) as mailable,
    coalesce(k.language, 'sv') as language from notify.commission c left join notify.contact k on k.person = c.person
    where c.organisation = any(cast(:organisations as uuid[])) and not c.ended and c.valid_from <= :today
    and (c.valid_to is null or c.valid_to >= :today) order by c.person"""


async def step(context: Context) -> bool:
    """Tell one batch; True when there may be more."""
    async with context.database.work("notify") as work:
        await one_at_a_time(work)
        heard = await heard_until(work)
        until = decidable(heard)
        now = await work.now()
        today = civil_day(now)
        await look_again(work, now, today)
        due = await work.rows(
            _DUE,
            now=now,
            batch=BATCH,
            kinds=list(until),
            until=list(until.values()),
            resting=sorted(RESTING),
            logs=list(LOGS),
            known=heard.get("directory", EPOCH),
            today=today,
        )
        if due:
            await _tell(work, due, now)
    return len(due) == BATCH


async def _tell(work: Work, due: Sequence[Row], now: datetime) -> None:
    told = Told(now)
    sent: list[Delivery] = []
    skips: list[Skip] = []
    people = await _people(work, {row["organisation"] for row in due}, now)
    verdicts = {row["id"]: decide(row, now) for row in due}
    unreached: list[tuple[Row, str]] = []
    for row in due:
        verdict = verdicts[row["id"]]
        if verdict.dropped:
            skips += [Skip(row["id"], channel, verdict.dropped) for channel in Channel]
            continue
        holders = people.get((row["organisation"], row["role"]), [])
        some_sent, some_skipped = deliveries(row["id"], row["silent"] or verdict.over, _of_unit(holders, row["unit"]))
        sent += some_sent
        skips += some_skipped
        unreached += [(row, skip.reason) for skip in some_skipped[:1] if skip.reason in UNREACHED]
    nobody = {row["id"] for row, reason in unreached if reason == "no_recipient"}
    await _mark(work, due, verdicts, nobody, now)
    await _add_deliveries(work, sent, now)
    await add_skips(work, [{**vars(skip), "at": now} for skip in skips])
    origins = {row["id"]: row["origin"] for row in due}
    for skip in skips:
        told.skipped(skip.notice, skip.reason, origins[skip.notice], (skip.channel,))
    escalated = [row for row in due if row["condition"] == "escalated" and not verdicts[row["id"]].dropped]
    await _escalate(work, escalated, told)
    await tell_next(work, unreached, told, now)
    told.tell(work)


async def _people(work: Work, organisations: set[UUID], now: datetime) -> dict[tuple[UUID, str], list[Row]]:
    held: dict[tuple[UUID, str], list[Row]] = defaultdict(list)
    for row in await work.rows(_PEOPLE, organisations=sorted(organisations), today=civil_day(now)):
        held[(row["organisation"], row["role"])].append(row)
    return held


def _of_unit(holders: Sequence[Row], unit: UUID | None) -> list[Person]:
    """Leave out those whose commission is for another unit of the organisation."""
    concerned = [row for row in holders if unit is None or row["unit"] is None or row["unit"] == unit]
    return [Person(row["person"], row["mailable"], row["language"]) for row in concerned]


_MARK = """update notify.notice n set state = r.state, thing = r.thing, period = r.period,
    told_at = case when r.state = 'told' then cast(:now as timestamptz) end,
    over_at = coalesce(n.over_at, case when r.dropped <> '' or r.over <> '' then coalesce(r.at, cast(:now as timestamptz)) end),
    over_reason = coalesce(nullif(r.dropped, ''), n.over_reason, nullif(r.over, ''))
    from jsonb_to_recordset(cast(:rows as jsonb))
        as r(id uuid, state text, dropped text, over text, at timestamptz, thing uuid, period text)
    where n.id = r.id"""


async def _mark(
    work: Work, due: Sequence[Row], verdicts: Mapping[UUID, Verdict], nobody: AbstractSet[UUID], now: datetime
) -> None:
    """Keep what became of each notice; one that nobody got was not told."""
    rows = []
    for row in due:
        verdict = verdicts[row["id"]]
        state = "dropped" if verdict.dropped else "unreached" if row["id"] in nobody else "told"
        kept = {key: row[key] for key in ("id", "thing", "period")}
        rows.append({**kept, **vars(verdict), "state": state, "at": row["taken_at"]})
    await work.run(_MARK, now=now, rows=as_rows(rows))
    told = {row["id"] for row in rows if row["state"] == "told"}
    found = {row["finding"] for row in due if row["role"] == Role.SUPERVISOR and row["id"] in told} - {None}
    if found:
        await work.run(
            "update notify.notice set supervisor_sees = true where finding = any(cast(:findings as uuid[]))",
            findings=sorted(found),
        )


async def _add_deliveries(work: Work, sent: Sequence[Delivery], now: datetime) -> None:
    if not sent:
        return
    rows: list[dict[str, Any]] = [{**vars(one), "id": one.id, "next_try": now} for one in sent]
    await work.run(
        """insert into notify.delivery (id, notice, channel, person, language, next_try)
        select id, notice, channel, person, language, next_try
        from jsonb_populate_recordset(null::notify.delivery, cast(:rows as jsonb)) on conflict (id) do nothing""",
        rows=as_rows(rows),
    )


async def _escalate(work: Work, escalated: Sequence[Row], told: Told) -> None:
    """Tell of each first notice that nobody took which notice comes after it."""
    if not escalated:
        return
    rows = await work.rows(
        """select n.id, n.origin, r.next from notify.notice n
        join jsonb_to_recordset(cast(:rows as jsonb)) as r(next uuid, finding uuid, board uuid) on r.finding = n.finding
        where n.step = 1 and n.state in ('told', 'unreached') and n.take_by is not null and n.over_at is null
        and (n.board_id is null or n.board_id = r.board) order by n.id, r.next""",
        rows=as_rows({"next": row["id"], "finding": row["finding"], "board": row["board_id"]} for row in escalated),
    )
    for row in rows:
        told.add(row["id"], NoticeEscalated(next=row["next"]), row["origin"])
