"""Since when something cannot be judged, why, and who can put it right."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, or_
from sqlmodel import col, select

from services.provider_audit.page_tables import StuckRow
from services.provider_audit.pages.wording import partly_since_words, since_words
from services.runtime.database.expressions import among
from services.runtime.database.query import query
from services.runtime.database.work import Work
from services.runtime.language.words import Words, plain
from services.runtime.parked.words import reason_words

_PUT_RIGHT = Words(
    sv=" Den som lämnade uppgiften kan rätta den eller markera den som felregistrerad.",
    en=" Whoever told it can correct it or mark it as entered in error.",
)


@dataclass(frozen=True)
class Suspended:
    """The subject that has not been judged for longest, as far as the viewer may see, and why."""

    since: datetime
    why: str

    @property
    def words(self) -> Words:
        """Say since when, why, and what puts it right."""
        return since_words(self.since) + self._why

    @property
    def words_of_a_part(self) -> Words:
        """Say the same of something that is a part of what the page shows."""
        return partly_since_words(self.since) + self._why

    @property
    def _why(self) -> Words:
        return plain(". ") + reason_words(self.why) + _PUT_RIGHT


_LONGEST = query(
    select(StuckRow.since, StuckRow.why)
    .where(or_(col(StuckRow.provider) == bindparam("provider"), among(StuckRow.subject, "subjects")))
    .order_by(col(StuckRow.since), col(StuckRow.subject))
    .limit(1),
    into=Suspended,
)


async def suspended(work: Work, provider: UUID | None = None, subjects: Iterable[UUID] = ()) -> Suspended | None:
    """Read what cannot be judged of a provider, or among some subjects; none when all can."""
    return await work.one(_LONGEST, provider=provider, subjects=list(subjects))
