"""What is wrong with a restored database: logs with holes, facts consumed that no log holds, a key that opens nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from uuid import UUID

from cryptography.exceptions import InvalidTag
from sqlalchemy import MetaData, func
from sqlmodel import col, select

from services.runtime.database.pool import Database
from services.runtime.database.query import Query, query
from services.runtime.database.tables.this_service import InboxRow, LogRow, VaultRow
from services.runtime.process.queries import ENDS
from services.runtime.service import Service
from services.runtime.vault.vault import Vault

_SOMEBODY = query(
    select(VaultRow.person).where(col(VaultRow.sealed).is_not(None)).order_by(col(VaultRow.person)).limit(1), into=UUID
)


@dataclass(frozen=True)
class Strange:
    """How many facts a service consumed of a log that does not hold them, and where the log holds others."""

    beyond: int
    other: int


@cache
def _strange(log: str) -> Query[Strange]:
    """Compare what a service consumed with the log itself, which stands in another schema."""
    log_row = LogRow.__table__.to_metadata(MetaData(), schema=log)  # type: ignore[attr-defined]
    counts = (
        func.count().filter(log_row.c.id.is_(None)).label("beyond"),
        func.count().filter(log_row.c.id != InboxRow.id).label("other"),
    )
    compared = select(*counts).select_from(InboxRow).outerjoin(log_row, log_row.c.position == InboxRow.position)
    return query(compared.where(InboxRow.log == log), into=Strange)


async def restore_check(database: Database, vault: Vault, services: Sequence[Service]) -> list[str]:
    """Say what is wrong, a sentence each; empty when the database is whole. Reads every fact's id once; changes nothing."""
    found = []
    for service in services:
        found += await _log(database, service.name)
        for log in service.consumes:
            found += await _compared(database, service.name, log)
        found += await _vault(database, vault, service.name)
    return found


async def _log(database: Database, log: str) -> list[str]:
    async with database.plain() as plain:
        ends = await plain.one(ENDS.of(log))
    if ends is None:
        return [f"{log}: the log has no head"]
    if not ends.head == ends.facts == ends.last:
        return [f"{log}: the log's head is {ends.head}, but {ends.facts} facts are there, the last at {ends.last}"]
    return []


async def _compared(database: Database, service: str, log: str) -> list[str]:
    async with database.plain() as plain:
        strange = await plain.one(_strange(log).of(service))
    found = []
    if strange and strange.beyond:
        found.append(f"{service} heard {strange.beyond} facts of {log} that its log does not hold: restore both alike")
    if strange and strange.other:
        found.append(f"{service} heard {strange.other} facts of {log} where its log holds others")
    return found


async def _vault(database: Database, vault: Vault, service: str) -> list[str]:
    """One identity is opened, to see that the key is the right one; nothing of it is shown."""
    async with database.work(service) as work:
        person = await work.one(_SOMEBODY.of(service))
        try:
            if person is not None:
                await vault.reveal(work, service, person)
        except InvalidTag:
            return [f"{service}: the vault's key opens nothing; bring back the key of the time of the backup"]
    return []
