"""Cases and referrals as rows."""

from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, update
from sqlmodel import col, select

from schemas.codes import AgeBand, ServiceForm, TargetGroup, Tier
from schemas.new_event import Author
from services.referral.referrals.domain import Referral, Sent
from services.referral.shared.actor import Actor, binds, of_board, of_provider, side
from services.referral.shared.states import State, Who
from services.referral.tables import CaseRow, ReferralRow
from services.runtime.database.expressions import fields_of
from services.runtime.database.query import Query, query
from services.runtime.database.work import Work
from services.runtime.errors import Refused
from services.runtime.language.words import Words


@dataclass(frozen=True)
class Case:
    """A case: whose it is, not about whom."""

    id: UUID
    board: UUID
    board_unit: UUID | None


@dataclass(frozen=True)
class ReferralLine:
    """A referral as it is kept: what it asks is None in a draft, whose sealed parts hold what was typed so far."""

    id: UUID
    case: UUID
    board: UUID
    board_unit: UUID | None
    provider: UUID | None
    unit: UUID | None
    contract: UUID | None
    permit: UUID | None
    form: ServiceForm | None
    age_band: AgeBand | None
    target_group: TargetGroup | None
    tier: Tier | None
    threat_assessed_on: date | None
    start_on: date | None
    state: State
    version: int
    sent_at: datetime | None
    answer_due: datetime | None
    answered_at: datetime | None
    reason: str | None
    placement: UUID | None
    parts_sealed: bytes
    answer_sealed: bytes | None


@dataclass(frozen=True)
class OldDraft:
    """A draft that nobody has touched for long."""

    id: UUID
    case: UUID
    board: UUID
    state: State


_SENT = tuple(field.name for field in fields(Sent))
_LINES = select(*fields_of(ReferralRow, ReferralLine))
_ONE = {
    Who.BOARD: _LINES.where(ReferralRow.id == bindparam("id"), of_board(ReferralRow)),
    Who.PROVIDER: _LINES.where(
        ReferralRow.id == bindparam("id"), of_provider(ReferralRow), col(ReferralRow.sent_at).is_not(None)
    ),
}
_LOAD = {who: query(one, into=ReferralLine) for who, one in _ONE.items()}
_LOCK = {who: query(one.with_for_update(), into=ReferralLine) for who, one in _ONE.items()}
_OF_CASE = query(
    _LINES.where(ReferralRow.case == bindparam("case")).order_by(
        col(ReferralRow.opened_at).desc(), col(ReferralRow.id)
    ),
    into=ReferralLine,
)
_CASE = query(
    select(*fields_of(CaseRow, Case)).where(CaseRow.id == bindparam("id"), of_board(CaseRow)),
    into=Case,
)
_OLD_DRAFTS = query(
    select(*fields_of(ReferralRow, OldDraft))
    .where(ReferralRow.state == State.DRAFT.value, ReferralRow.changed_at <= bindparam("limit"))
    .order_by(col(ReferralRow.id))
    .limit(500)
    .with_for_update(skip_locked=True),
    into=OldDraft,
)
_CHANGE = update(ReferralRow).where(col(ReferralRow.id) == bindparam("id"))


def _changing(*names: str) -> Query[Any]:
    """Give the change of some columns, which makes another version of the referral."""
    return query(_CHANGE.values({"version": ReferralRow.version + 1} | {name: bindparam(name) for name in names}))


_SAVE = _changing("state", "changed_at", "answered_at", "reason", "placement", *_SENT)
_KEEP_PARTS = _changing("parts_sealed", "changed_at")
_CLOSE = _changing("state", "parts_sealed", "changed_at")
_KEEP_ANSWER = query(_CHANGE.values(answer_sealed=bindparam("answer_sealed")))


def absent() -> Refused:
    """Say that a thing is not there, or not theirs: nobody can tell which."""
    return Refused(
        "absent",
        Words(
            sv="Sidan finns inte, eller så har du inte tillgång till den.",
            en="The page does not exist, or you do not have access to it.",
        ),
        Words(sv="Gå till startsidan.", en="Go to the start page."),
    )


async def add_case(work: Work, case: UUID, actor: Actor, author: Author) -> None:
    """Keep a new case of the actor's board."""
    await work.add(
        CaseRow,
        {
            "id": case,
            "board": actor.organisation,
            "board_unit": actor.unit,
            "opened_by": actor.person,
            "opened_at": author.arrived,
        },
    )


async def load_case(work: Work, actor: Actor, case: UUID) -> Case:
    """Load a case of the actor's board. Raises Refused when it is not theirs."""
    found = await work.one(_CASE, id=case, **binds(actor))
    if found is None:
        raise absent()
    return found


async def add_draft(work: Work, referral: UUID, case: Case, author: Author, sealed: bytes) -> None:
    """Keep a new draft in a case."""
    await work.add(
        ReferralRow,
        {
            "id": referral,
            "case": case.id,
            "board": case.board,
            "board_unit": case.board_unit,
            "state": State.DRAFT,
            "opened_by": author.person,
            "opened_at": author.arrived,
            "changed_at": author.arrived,
            "parts_sealed": sealed,
        },
    )


async def load_referral(work: Work, actor: Actor, referral: UUID, *, lock: bool = False) -> ReferralLine:
    """Load a referral of the actor's organisation; a provider sees one only once sent. Raises Refused."""
    chosen = _LOCK if lock else _LOAD
    line = await work.one(chosen[side(actor)], id=referral, **binds(actor))
    if line is None:
        raise absent()
    return line


async def referrals_of(work: Work, case: UUID) -> list[ReferralLine]:
    """List the referrals of a case, newest first."""
    return await work.all(_OF_CASE, case=case)


def referral_of(line: ReferralLine) -> Referral:
    """Make a referral of what is kept of it."""
    sent: dict[str, Any] = {name: getattr(line, name) for name in _SENT}
    return Referral(
        id=line.id,
        case=line.case,
        board=line.board,
        state=line.state,
        sent=Sent(**sent) if line.sent_at else None,
        board_unit=line.board_unit,
        answered_at=line.answered_at,
        reason=line.reason,
        placement=line.placement,
    )


async def save_referral(work: Work, referral: Referral, author: Author) -> None:
    """Save a referral as it was decided."""
    sent = {name: getattr(referral.sent, name, None) for name in _SENT}
    await work.run(
        _SAVE,
        id=referral.id,
        state=referral.state,
        changed_at=author.arrived,
        answered_at=referral.answered_at,
        reason=referral.reason,
        placement=referral.placement,
        **sent,
    )


async def keep_parts(work: Work, referral: UUID, sealed: bytes, at: datetime) -> None:
    """Keep what was typed in a draft, sealed."""
    await work.run(_KEEP_PARTS, id=referral, parts_sealed=sealed, changed_at=at)


async def keep_answer(work: Work, referral: UUID, sealed: bytes) -> None:
    """Keep the provider's own words of its answer, sealed."""
    await work.run(_KEEP_ANSWER, id=referral, answer_sealed=sealed)


async def old_drafts(work: Work, limit: datetime) -> list[OldDraft]:
    """Lock up to 500 drafts that were changed last at an instant or before, all but those that others hold."""
    return await work.all(_OLD_DRAFTS, limit=limit)


async def close_draft(work: Work, referral: UUID, state: State, at: datetime) -> None:
    """Give a draft its last state, and empty its texts."""
    await work.run(_CLOSE, id=referral, state=state, parts_sealed=b"", changed_at=at)
