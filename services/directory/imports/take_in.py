"""Previewing a file, keeping it on the server until it is confirmed, and taking it in as one append."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, null, update
from sqlmodel import col, select

from schemas.codes import Origin
from schemas.new_event import Author
from services.directory import handlers
from services.directory.attestations import store as attested
from services.directory.imports.plan_file import plan_file
from services.directory.imports.planning import Plan
from services.directory.paper_tables import ImportFileRow
from services.directory.register import store as proposing
from services.directory.schema import VaultRow
from services.directory.shared import store
from services.directory.shared.state import PLATFORM, Register
from services.runtime.database.expressions import fields_of
from services.runtime.database.pool import Database
from services.runtime.database.query import query
from services.runtime.database.scope import Scope
from services.runtime.database.work import Work
from services.runtime.errors import Refused
from services.runtime.files.text import NoText, decode
from services.runtime.language.identifiers import new_id
from services.runtime.language.words import Words
from services.runtime.vault.vault import Erased, Vault


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
_DONE = query(
    update(ImportFileRow).where(_THIS).values({name: bindparam(name) for name in _COUNTED} | {"sealed": null()})
)
_PEOPLE = query(
    select(VaultRow.person).where(col(VaultRow.sealed).is_not(None)).order_by(col(VaultRow.person)), into=UUID
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


async def preview(work: Work, vault: Vault, file: KeptFile, decided_by: UUID) -> Plan:
    """Plan a kept file against what is on file now; nothing is saved."""
    register = await _all(work)
    return plan_file(
        file.content,
        register,
        await work.now(),
        new_id,
        own_board=file.board,
        decided_by=decided_by,
        own_provider=file.provider,
        staff=await attested.staff_by_label(work, vault),
    )


async def confirm(database: Database, vault: Vault, scope: Scope, author: Author, file: UUID, seen: str) -> KeptFile:
    """Take in a kept file: all in one append. Facts of an import mail nobody.

    `seen` is the fingerprint of the plan that the preview showed. Raises Refused when the file is wrong, was taken in before, or
    comes to something else than was seen.
    """
    async with database.work("directory", scope) as work:
        await store.one_writer(work)
        held = await kept(work, vault, file)
        if held is None:
            raise _gone()
        if held.done_at is not None:
            return held
        plan = await preview(work, vault, held, author.person or author.teller)
        if plan.wrong or plan.fingerprint != seen:
            raise _moved()
        await _take(work, vault, plan, author.model_copy(update={"origin": Origin.IMPORT}))
        await work.run(
            _DONE,
            file=file,
            done_at=await work.now(),
            added=plan.count("new"),
            changed=plan.count("changed"),
            same=plan.count("same"),
            proposed=plan.proposals,
        )
        done = await kept(work, vault, file)
    return done or held


async def from_operator(
    database: Database, vault: Vault, content: bytes, *, save: bool, author: Author | None = None
) -> Plan:
    """Plan a file with every table allowed and, with `save`, take it in: all in one append, or nothing when a row is wrong.

    `channels` of the plan say whom notify can reach by e-mail: hand them to it once the file has been taken in.
    """
    async with database.work("directory") as work:
        await store.one_writer(work)
        now = await work.now()
        try:
            text = decode(content)
        except NoText as refused:
            return Plan(Register(), now, new_id, wrong=[refused.wrong])
        register = await _all(work)
        known, staff = await _known_people(work, vault), await attested.staff_by_label(work, vault)
        plan = plan_file(text, register, now, new_id, decided_by=PLATFORM, people=known, staff=staff)
        if save and not plan.wrong:
            await _take(work, vault, plan, author or Author(teller=PLATFORM, origin=Origin.IMPORT, arrived=now))
            for channel in plan.channels:
                await vault.put(work, "directory", channel.person, {"name": channel.name, "email": channel.email})
    return plan


async def _all(work: Work) -> Register:
    """Load everything that the work's role may read, and every proposal that waits."""
    register = await store.load_all(work)
    await attested.load_all(work, register)
    for proposal in await proposing.all_waiting(work):
        register.put(proposal)
    return register


async def _take(work: Work, vault: Vault, plan: Plan, author: Author) -> None:
    await handlers.keep(work, vault, plan.entities, plan.new_events, author)


async def _known_people(work: Work, vault: Vault) -> dict[str, UUID]:
    """Open the vault's staff to know again by e-mail address whom the file names."""
    known: dict[str, UUID] = {}
    for person in await work.all(_PEOPLE):
        try:
            email = (await vault.reveal(work, "directory", person)).get("email")
        except Erased:
            continue
        if email:
            known[email] = person
    return known


def _gone() -> Refused:
    return Refused(
        "unknown",
        Words(sv="Filen finns inte längre.", en="The file is no longer there."),
        Words(sv="Välj filen igen.", en="Choose the file again."),
    )


def _moved() -> Refused:
    return Refused(
        "changed",
        Words(
            sv="Registret har ändrats sedan förhandsvisningen. Inget är inläst.",
            en="The register has changed since the preview. Nothing was taken in.",
        ),
        Words(sv="Läs den nya förhandsvisningen och läs in igen.", en="Read the new preview and take it in again."),
    )
