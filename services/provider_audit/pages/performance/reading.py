"""What the page of a provider's performance reads."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam
from sqlmodel import select

from services.provider_audit.measures.performance import sections
from services.provider_audit.measures.records import Breach, Contract, Owed, Section
from services.provider_audit.page_tables import ContractRow
from services.provider_audit.pages.performance.queries import OWED, PROVIDERS, STANDING
from services.provider_audit.pages.wording import RULES
from services.runtime.database.query import query
from services.runtime.database.work import Work
from services.runtime.language.words import Words
from services.runtime.web import Viewer

NONE = Words(sv="Utan avtal", en="Without a contract")


WHOLE = Words(sv="Hela utföraren", en="The provider as a whole")


_OF_THE_WHOLE = ("provider", "unit")
"""Rules of this reach are about the provider as a whole: no contract's figures count them, and no board reads them here."""


async def sections_for(
    work: Work, viewer: Viewer, provider: UUID, months: Sequence[str], now: datetime
) -> list[Section]:
    """Give the figures the viewer may read: a board those of its own contracts, the others all that are open to them."""
    contracts, duties = await work.all(_CONTRACTS, provider=provider), await _duties(work, provider, months)
    found = sections(contracts, duties, await _breaches(work, provider), months, now)
    if viewer.organisation_kind == "board":
        return [each for each in found if each.board == viewer.organisation]
    return found


_CONTRACTS = query(
    select(ContractRow.id, ContractRow.board, ContractRow.number).where(ContractRow.provider == bindparam("provider")),
    into=Contract,
)


async def providers(work: Work, names: dict[UUID, str]) -> list[tuple[UUID, str]]:
    """Give every provider with any figures, by name."""
    return sorted(
        ((provider, names.get(provider, "–")) for provider in await work.all(PROVIDERS)), key=lambda each: each[1]
    )


async def _duties(work: Work, provider: UUID, months: Sequence[str]) -> list[Owed]:
    duties = await work.all(OWED, provider=provider, months=list(months))
    return [replace(owed, contract=None, board=None) if _of_the_whole(owed.rule) else owed for owed in duties]


async def _breaches(work: Work, provider: UUID) -> list[Breach]:
    made = []
    for found in await work.all(STANDING, provider=provider):
        whole = found.of_duty and _of_the_whole(found.rule)
        contract, board = (None, None) if whole else (found.contract, found.board)
        made.append(Breach(found.boards, contract, board, found.of_duty, found.open_from))
    return made


def _of_the_whole(rule: str) -> bool:
    return rule in RULES and RULES[rule].reach in _OF_THE_WHOLE
