"""What the directory's tests start from: boards, a provider, and a contract of each board with it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date
from uuid import UUID

from schemas.codes import AgeBand, ClauseType, LegalForm, ServiceForm, TargetGroup
from schemas.new_event import Author
from services.directory import handlers
from services.directory.shared.commands import NewClause
from services.runtime.database.pool import Database
from services.runtime.language.identifiers import derived

Facts = Callable[[], Awaitable[list[str]]]
CLAUSE = derived("test", "clause")


async def put_on_file(database: Database, author: Author) -> dict[str, UUID]:
    """Put two boards, a provider with a unit and a permit, and a contract of each board on file; give their ids by name."""
    malmo = await handlers.register_board(database, author, "1280", "Socialnämnden")
    sotenas = await handlers.register_board(database, author, "1427", "Omsorgsnämnden")
    provider = await handlers.register_provider(database, author, "559999-0016", "Vägen AB", LegalForm.LIMITED_COMPANY)
    unit = await handlers.register_unit(database, author, provider, "Nord")
    permit = await handlers.register_permit(
        database,
        author,
        provider=provider,
        unit=unit,
        form=ServiceForm.HVB,
        age_bands=(AgeBand.AGE_18_20, AgeBand.AGE_21_25),
        target_groups=(TargetGroup.CRIMINAL_NETWORK,),
        maximum=8,
        valid_from=date(2020, 1, 1),
        number="T-1",
    )
    made = {"malmo": malmo, "sotenas": sotenas, "provider": provider, "unit": unit, "permit": permit}
    clause = NewClause(ClauseType.R01, date(2020, 1, 1), number="6.1", parameters=(("days", 21),), id=CLAUSE)
    for name, board, number in (("contract", malmo, "RA-MALMO"), ("other", sotenas, "RA-SOTENAS")):
        made[name] = await handlers.register_contract(
            database,
            author,
            board=board,
            provider=provider,
            number=number,
            forms=(ServiceForm.HVB,),
            valid_from=date(2020, 1, 1),
            clauses=(clause,),
        )
    return made
