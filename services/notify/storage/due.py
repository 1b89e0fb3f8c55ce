"""Which notices may be decided now, and what their decisions need, as statements."""

from sqlalchemy import and_, bindparam, exists, func, or_, outerjoin, select, true, update
from sqlalchemy.orm import aliased
from sqlmodel import col

from services.notify.copy_tables import EntityRow
from services.notify.domain.dispatch import Beside, Decided, DueNotice, FirstNotice, Taking
from services.notify.domain.kinds import DEPENDENT
from services.notify.schema import InboxRow
from services.notify.storage.inbox import LOGS
from services.notify.storage.people import anybody
from services.notify.tables import NoticeRow
from services.runtime.database.expressions import among, fields_of, given
from services.runtime.database.query import query

_other = aliased(NoticeRow)
_first = (
    select(col(_other.entity), col(_other.period))
    .where(col(_other.finding) == NoticeRow.finding, col(_other.entity).is_not(None))
    .order_by(col(_other.period).desc())
    .limit(1)
    .lateral("first")
)
"""A finding's later notices take from its first ones which case and month they are about."""
_entity = func.coalesce(NoticeRow.entity, _first.c.entity)
_applied = given(kind=NoticeRow.condition, until=NoticeRow.send_at)
_parked = exists().where(
    col(InboxRow.log).in_(LOGS),
    col(InboxRow.subject).in_([NoticeRow.resolve_key, NoticeRow.entity]),
    col(InboxRow.state) == "parked",
)
_decidable = or_(
    col(NoticeRow.condition).not_in(sorted(DEPENDENT)),
    col(NoticeRow.cause) != "",
    and_(col(NoticeRow.send_at) <= _applied.c.until, ~_parked),
)
"""A kind that depends on logs waits until they are applied past its instant and none of its own events is parked."""
DUE = query(
    select(
        *fields_of(NoticeRow, DueNotice, ("entity", "period", "unit", "entity_board")),
        _entity.label("entity"),
        func.coalesce(func.nullif(NoticeRow.period, ""), _first.c.period, "").label("period"),
        col(EntityRow.unit),
        col(EntityRow.board).label("entity_board"),
    )
    .select_from(
        outerjoin(NoticeRow, _first, true())
        .outerjoin(EntityRow, col(EntityRow.id) == _entity)
        .outerjoin(_applied, _applied.c.kind == NoticeRow.condition)
    )
    .where(
        col(NoticeRow.state) == "planned",
        col(NoticeRow.send_at) <= bindparam("now"),
        or_(
            col(NoticeRow.send_at) <= bindparam("known"),
            anybody(NoticeRow.organisation, NoticeRow.role, col(EntityRow.unit)),
        ),
        _decidable,
    )
    .order_by(col(NoticeRow.send_at), col(NoticeRow.id))
    .limit(bindparam("batch"))
    .with_for_update(of=NoticeRow, skip_locked=True),
    into=DueNotice,
)
"""What is due and may be decided. Where nobody seems to hold the role, it waits until the directory is applied past it (`known`)."""

TAKINGS = query(
    select(col(NoticeRow.finding), col(NoticeRow.sequence), col(NoticeRow.taken_at)).where(
        among(NoticeRow.finding, "findings"), col(NoticeRow.taken_at).is_not(None)
    ),
    into=Taking,
)

_contract = aliased(EntityRow)
BESIDE = query(
    select(col(_contract.id).label("contract"), col(EntityRow.kind), col(EntityRow.valid_from), col(EntityRow.valid_to))
    .join(_contract, and_(col(EntityRow.provider) == _contract.provider, col(EntityRow.board) == _contract.board))
    .where(
        among(_contract.id, "contracts"),
        or_(
            and_(col(EntityRow.kind) == "placement", col(EntityRow.ended_by).is_(None)),
            and_(col(EntityRow.kind) == "contract", col(EntityRow.id) != _contract.id),
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
