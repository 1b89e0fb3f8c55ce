"""What happened in a case, as its timeline shows it, and who has read its person's identity."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, func, or_
from sqlmodel import col, select

from schemas.codes import Origin
from schemas.new_event import Author, NewEvent
from services.referral.fact_tables import HistoryRow, ReceivedOnPaperRow
from services.referral.shared.states import Who
from services.runtime.database.expressions import fields_of
from services.runtime.database.query import query
from services.runtime.database.work import Work
from services.runtime.language.identifiers import derived, new_id

Places = Mapping[str, UUID | None]
"""Case, referral, placement, board and provider that facts belong to."""
_DETAILS = ("period", "reason", "version", "tier")


@dataclass(frozen=True)
class HistoryLine:
    """Something that happened: `fact_id` and `fact` of what was recorded, and how it came when somebody attests it."""

    what: str
    detail: str
    occurred: datetime
    arrived: datetime
    side: Who
    entry: int
    referral: UUID | None
    placement: UUID | None
    provider: UUID | None
    teller: UUID | None
    fact_id: UUID | None
    fact: dict[str, Any] | None
    came_by: str | None
    attested_as: str | None


_COLUMNS = [
    *fields_of(HistoryRow, HistoryLine, besides=("came_by", "attested_as")),
    ReceivedOnPaperRow.came_by,
    ReceivedOnPaperRow.attested_as,
]
_LINES = select(*_COLUMNS).outerjoin(ReceivedOnPaperRow, col(ReceivedOnPaperRow.fact) == HistoryRow.fact_id)
_AS_IT_OCCURRED = (col(HistoryRow.occurred).desc(), col(HistoryRow.arrived).desc(), col(HistoryRow.id).desc())
_OF_REFERRAL = query(
    _LINES.where(HistoryRow.referral == bindparam("referral")).order_by(col(HistoryRow.entry).desc()), into=HistoryLine
)
_OF_CASE = query(_LINES.where(HistoryRow.case == bindparam("case")).order_by(*_AS_IT_OCCURRED), into=HistoryLine)
_OF_PLACEMENT = query(
    _LINES.where(
        or_(col(HistoryRow.placement) == bindparam("placement"), col(HistoryRow.referral) == bindparam("referral"))
    ).order_by(*_AS_IT_OCCURRED),
    into=HistoryLine,
)
_RECORDED_BEFORE = query(
    select(func.count()).select_from(HistoryRow).where(HistoryRow.subject == bindparam("subject")), into=int
)


async def record(work: Work, new_events: Sequence[NewEvent], author: Author, who: Who, places: Places) -> None:
    """Tell facts, each with an id that its page can name, and keep a line of each for the timeline."""
    for new_event in new_events:
        named = new_event.model_copy(update={"id": new_event.id or await _new_fact(work, new_event, author)})
        work.emit([named], author)
        what = type(new_event.fact).__name__
        await note(work, Noted(what, new_event.occurred, _detail(new_event), named), author, who, places)


async def _new_fact(work: Work, new_event: NewEvent, author: Author) -> UUID:
    """Give the id of a fact; in the demonstration the same again for the same story."""
    if author.origin is not Origin.DEMONSTRATION:
        return new_id()
    before = await work.one(_RECORDED_BEFORE, subject=new_event.subject)
    return derived("demonstration fact", "referral", new_event.subject, before or 0)


@dataclass(frozen=True)
class Noted:
    """What a line of the timeline says; of a recorded fact, also the fact."""

    what: str
    occurred: datetime
    detail: str = ""
    new_event: NewEvent | None = None


async def note(work: Work, noted: Noted, author: Author, who: Who, places: Places) -> None:
    """Keep one line for the timeline; of a recorded fact, also its id and content, which are ids and codes only."""
    new_event = noted.new_event
    line = {
        "id": new_id(),
        "what": noted.what,
        "detail": noted.detail,
        "occurred": noted.occurred,
        "arrived": author.arrived,
        "side": who,
        "subject": new_event.subject if new_event else None,
        "fact_id": new_event.id if new_event else None,
        "teller": author.teller,
        "person": author.person,
        "attested_by": author.attested_by,
        "fact": new_event.fact.model_dump(mode="json") if new_event else None,
        "case": places.get("case"),
        "referral": places.get("referral"),
        "placement": places.get("placement"),
        "board": places.get("board"),
        "provider": places.get("provider"),
    }
    await work.add(HistoryRow, line)


def _detail(new_event: NewEvent) -> str:
    for name in _DETAILS:
        value = getattr(new_event.fact, name, None)
        if value is not None:
            return str(getattr(value, "value", value))
    return ""


async def referral_history(work: Work, referral: UUID) -> list[HistoryLine]:
    """List what happened to a referral, newest first."""
    return await work.all(_OF_REFERRAL, referral=referral)


async def case_history(work: Work, case: UUID) -> list[HistoryLine]:
    """List what happened in a case, newest first by when it occurred."""
    return await work.all(_OF_CASE, case=case)


async def placement_history(work: Work, placement: UUID, referral: UUID | None) -> list[HistoryLine]:
    """List what happened in a placement and the referral before it, newest first."""
    return await work.all(_OF_PLACEMENT, placement=placement, referral=referral)
