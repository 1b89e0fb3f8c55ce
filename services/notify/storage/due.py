"""Which notices may be decided now, and what their decisions rest on, as statements."""

from sqlalchemy import and_, bindparam, exists, func, or_, outerjoin, select, true, update
from sqlalchemy.orm import aliased
from sqlmodel import col

from services.notify.copy_tables import ThingRow
from services.notify.domain.dispatch import Beside, Decided, DueNotice, FirstNotice, Taking
from services.notify.domain.kinds import RESTING
from services.notify.schema import InboxRow
from services.notify.storage.inbox import LOGS
from services.notify.storage.people import anybody
from services.notify.tables import NoticeRow
from services.runtime.database.query import among, fields_of, given, query

_other = aliased(NoticeRow)
_first = (
    select(col(_other.thing), col(_other.period))
    .where(col(_other.finding) == NoticeRow.finding, col(_other.thing).is_not(None))
    .order_by(col(_other.period).desc())
    .limit(1)
    .lateral("first")
)
"""A finding's later notices learn from its first ones which case and month they are about."""
_thing = func.coalesce(NoticeRow.thing, _first.c.thing)
_heard = given(kind=NoticeRow.condition, until=NoticeRow.send_at)
_parked = exists().where(
    col(InboxRow.log).in_(LOGS),
    col(InboxRow.subject).in_([NoticeRow.matter, NoticeRow.thing]),
    col(InboxRow.state) == "parked",
)
_decidable = or_(
    col(NoticeRow.condition).not_in(sorted(RESTING)),
    col(NoticeRow.cause) != "",
    and_(col(NoticeRow.send_at) <= _heard.c.until, ~_parked),
)
"""A kind that rests on logs waits until they are heard past its instant and nothing of its own matter is parked."""
DUE = query(
    select(
        *fields_of(NoticeRow, DueNotice, ("thing", "period", "unit", "thing_board")),
        _thing.label("thing"),
        func.coalesce(func.nullif(NoticeRow.period, ""), _first.c.period, "").label("period"),
        col(ThingRow.unit),
        col(ThingRow.board).label("thing_board"),
    )
    .select_from(
        outerjoin(NoticeRow, _first, true())
        .outerjoin(ThingRow, col(ThingRow.id) == _thing)
        .outerjoin(_heard, _heard.c.kind == NoticeRow.condition)
    )
    .where(
        col(NoticeRow.state) == "planned",
        col(NoticeRow.send_at) <= bindparam("now"),
        or_(
            col(NoticeRow.send_at) <= bindparam("known"),
            anybody(NoticeRow.organisation, NoticeRow.role, col(ThingRow.unit)),
        ),
        _decidable,
    )
    .order_by(col(NoticeRow.send_at), col(NoticeRow.id))
    .limit(bindparam("batch"))
    .with_for_update(of=NoticeRow, skip_locked=True),
    into=DueNotice,
)
"""What is due and may be decided. Whom nobody seems to hold the role of waits until the directory is heard past it (`known`)."""

TAKINGS = query(
    select(col(NoticeRow.finding), col(NoticeRow.sequence), col(NoticeRow.taken_at)).where(
        among(NoticeRow.finding, "findings"), col(NoticeRow.taken_at).is_not(None)
    ),
    into=Taking,
)

_contract = aliased(ThingRow)
BESIDE = query(
    select(col(_contract.id).label("contract"), col(ThingRow.kind), col(ThingRow.valid_from), col(ThingRow.valid_to))
    .join(_contract, and_(col(ThingRow.provider) == _contract.provider, col(ThingRow.board) == _contract.board))
    .where(
        among(_contract.id, "contracts"),
        or_(
            and_(col(ThingRow.kind) == "placement", col(ThingRow.ended_by).is_(None)),
            and_(col(ThingRow.kind) == "contract", col(ThingRow.id) != _contract.id),
        ),
    ),
    into=Beside,
)
FIRST = query(
    select(*fields_of(NoticeRow, FirstNotice)).where(
        among(NoticeRow.finding, "findings"),
        col(NoticeRow.step) == 1,
        col(NoticeRow.state).in_(["told", "unreached"]),
        col(NoticeRow.take_by).is_not(None),
        col(NoticeRow.over_at).is_(None),
    ),
    into=FirstNotice,
)

_decided = given(**{name: getattr(NoticeRow, name) for name in Decided.__dataclass_fields__})
DECIDE = query(
    update(NoticeRow)
    .where(col(NoticeRow.id) == _decided.c.id)
    .values({name: _decided.c[name] for name in Decided.__dataclass_fields__ if name != "id"})
)
SHOW_SUPERVISOR = query(update(NoticeRow).where(among(NoticeRow.finding, "findings")).values(supervisor_sees=True))
