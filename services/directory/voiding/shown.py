"""A parked fact as its page shows it: whose it is, where it waits, and what waits behind it."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import null, union_all
from sqlmodel import select

from services.directory.shared.municipalities import board_title
from services.directory.tables import BoardRow, ProviderRow
from services.runtime.database.expressions import among, fields_of
from services.runtime.database.query import query
from services.runtime.database.work import Work
from services.runtime.language.fact_words import fact_words
from services.runtime.language.identifiers import PLATFORM
from services.runtime.language.words import Words
from services.runtime.parked.facts import ParkedFact
from services.runtime.parked.words import reason_words

SERVICES: dict[str, Words] = {
    "referral": Words(sv="Ärenden och uppdrag", en="Cases and placements"),
    "provider_audit": Words(sv="Bedömningen", en="The judgement"),
    "notify": Words(sv="Meddelanden", en="Notices"),
}


@dataclass(frozen=True, slots=True)
class Named:
    """A board with its municipality, or a provider."""

    id: UUID
    name: str
    municipality: str | None

    @property
    def title(self) -> str:
        """Give its name, a board's with its municipality."""
        return board_title(self.name, self.municipality) if self.municipality else self.name


_BOARDS = select(*fields_of(BoardRow, Named)).where(among(BoardRow.id, "ids"))
_PROVIDERS = select(ProviderRow.id, ProviderRow.name, null()).where(among(ProviderRow.id, "ids"))
_NAMED = query(union_all(_BOARDS, _PROVIDERS), into=Named)


@dataclass(frozen=True)
class Shown:
    """A parked fact in words."""

    fact: ParkedFact
    what: Words
    teller: Words | str

    @property
    def places(self) -> list[tuple[Words | str, Words, int]]:
        """Where it is parked, why, and how many wait behind it there."""
        return [
            (SERVICES.get(each.service, each.service), reason_words(each.reason), each.behind) for each in self.fact.at
        ]

    @property
    def behind(self) -> int:
        """How many facts wait behind it, where most do."""
        return max((each.behind for each in self.fact.at), default=0)


async def _shown(work: Work, facts: Sequence[ParkedFact]) -> list[Shown]:
    tellers = sorted({fact.teller for fact in facts if fact.teller is not None})
    names = {each.id: each.title for each in await work.all(_NAMED, ids=tellers)}
    return [Shown(fact, fact_words(fact.type), _teller(fact, names)) for fact in facts]


def _teller(fact: ParkedFact, names: dict[UUID, str]) -> Words | str:
    if fact.teller == PLATFORM:
        return Words(sv="Utväg", en="Utväg")
    return names.get(fact.teller, "–") if fact.teller else "–"
