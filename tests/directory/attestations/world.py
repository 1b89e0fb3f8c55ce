"""A provider and boards on PostgreSQL, and what they attest."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from schemas.new_event import Author
from services.directory.attestations.commands import AnswerInformation, EngageStaff, RequestInformation
from services.directory.handlers import carry_out_in
from services.directory.shared.state import PLATFORM
from services.runtime.database.pool import Database
from services.runtime.database.scope import Scope
from services.runtime.vault.vault import Vault

LABEL, QUESTION, ANSWER = "KANARIE-77", "Kanariefrågan om bemanning.", "Kanariesvaret om bemanning."
SHIFT = datetime.fromisoformat("2026-01-09T07:00+01:00")


@dataclass
class World:
    """Two boards, one with a contract, a provider with a unit, another provider."""

    board: UUID
    stranger: UUID
    provider: UUID
    other: UUID
    unit: UUID

    def scope(self, *, board: UUID | None = None, provider: UUID | None = None) -> Scope:
        """The scope of somebody at a board or a provider."""
        return Scope(boards=(board,) if board else (), providers=(provider,) if provider else (), person=uuid4())


def word_of(author: Author, teller: UUID) -> Author:
    return author.model_copy(update={"teller": teller, "person": uuid4()})


async def ask(database: Database, vault: Vault, author: Author, world: World, board: UUID | None) -> UUID:
    scope = world.scope(board=board) if board else Scope(supervisor=True, person=uuid4())
    async with database.work("directory", scope) as work:
        word = word_of(author, board or PLATFORM)
        return (await carry_out_in(work, word, [RequestInformation(world.provider, board, QUESTION)], vault))[0]


async def answer(database: Database, vault: Vault, author: Author, world: World, request: UUID) -> UUID:
    async with database.work("directory", world.scope(provider=world.provider)) as work:
        word = word_of(author, world.provider)
        return (await carry_out_in(work, word, [AnswerInformation(request, world.provider, ANSWER)], vault))[0]


async def engage(database: Database, vault: Vault, author: Author, world: World, **more: object) -> UUID:
    async with database.work("directory", world.scope(provider=world.provider)) as work:
        word = word_of(author, world.provider)
        command = EngageStaff(world.provider, world.unit, LABEL, more.pop("shift", SHIFT), **more)
        return (await carry_out_in(work, word, [command], vault))[0]
