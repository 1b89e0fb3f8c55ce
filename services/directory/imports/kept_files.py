"""Files that were handed in, kept on the server until somebody confirms what taking them in would do."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, null, update
from sqlmodel import col, select

from services.directory.paper_tables import ImportFileRow
from services.runtime.database.expressions import fields_of
from services.runtime.database.pool import Database
from services.runtime.database.query import query
from services.runtime.database.scope import Scope
from services.runtime.database.work import Work
from services.runtime.errors import Refused
from services.runtime.language.identifiers import new_id
from services.runtime.language.words import Words
from services.runtime.vault.vault import Vault


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file kept on the server; `done_at` once it has been taken in, its content is left out of lists."""

    id: UUID
    file_name: str
    made_at: datetime
    done_at: datetime | None
    new: int
    changed: int
    same: int
    proposed: int
    board: UUID | None
    provider: UUID | None
    content: str = ""


@dataclass(frozen=True, slots=True)
class Content:
    """What a kept file holds: sealed, or open where it was kept before files were sealed."""

    sealed: bytes | None
    content: str


_THIS = col(ImportFileRow.id) == bindparam("file")
_COLUMNS = fields_of(ImportFileRow, KeptFile, besides=["new", "content"])
_FILES = select(*_COLUMNS, *[col(ImportFileRow.added).label("new")])
_FILE = query(_FILES.where(_THIS), into=KeptFile)
_NEWEST = query(_FILES.order_by(col(ImportFileRow.made_at).desc()).limit(bindparam("most")), into=KeptFile)
_CONTENT = query(select(*fields_of(ImportFileRow, Content)).where(_THIS), into=Content)
_COUNTED = ("done_at", "added", "changed", "same", "proposed")
DONE = query(
    update(ImportFileRow).where(_THIS).values({name: bindparam(name) for name in _COUNTED} | {"sealed": null()})
)


async def keep(
    database: Database, vault: Vault, scope: Scope, organisation: UUID, file_name: str, content: str
) -> UUID:
    """Keep a file, sealed, between preview and confirmation, for the organisation alone; give its id."""
    identity = new_id()
    async with database.work("directory", scope) as work:
        await work.add(
            ImportFileRow,
            {
                "id": identity,
                "board": organisation if organisation in scope.boards else None,
                "provider": organisation if organisation in scope.providers else None,
                "person": scope.person,
                "file_name": file_name[:100],
                "content": "",
                "sealed": await vault.seal_text(work, "directory", identity, content),
                "made_at": await work.now(),
            },
        )
    return identity


async def kept(work: Work, vault: Vault, file: UUID) -> KeptFile | None:
    """Give a kept file, if the work's role may see it; its content is gone once it has been taken in."""
    held, content = await work.one(_FILE, file=file), await work.one(_CONTENT, file=file)
    if held is None or content is None:
        return None
    sealed = content.sealed
    return replace(held, content=await vault.open_text(work, "directory", file, sealed) if sealed else content.content)


async def kept_files(work: Work, most: int) -> list[KeptFile]:
    """Give the newest kept files that the work's role may see."""
    return await work.all(_NEWEST, most=most)


def no_longer_there() -> Refused:
    """Make the refusal of a file that is not kept any more."""
    return Refused(
        "unknown",
        Words(sv="Filen finns inte längre.", en="The file is no longer there."),
        Words(sv="Välj filen igen.", en="Choose the file again."),
    )
