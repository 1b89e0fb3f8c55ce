"""Previewing a file, keeping it on the server until it is confirmed, and taking it in as one append."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from schemas.codes import Origin
from schemas.envelope import Author
from services.directory import handlers
from services.directory.attestations import store as attested
from services.directory.imports.plan_file import plan_file
from services.directory.imports.planning import Plan
from services.directory.register import store as proposing
from services.directory.shared import store
from services.directory.shared.state import PLATFORM, Register
from services.runtime.database.pool import Database
from services.runtime.database.scope import Scope
from services.runtime.database.transaction import Row
from services.runtime.database.work import Work
from services.runtime.errors import Refused
from services.runtime.files.text import NoText, decode
from services.runtime.language.identifiers import new_id
from services.runtime.language.words import Words
from services.runtime.vault.vault import Erased, Vault


@dataclass(frozen=True)
class KeptFile:
    """A file kept on the server; `done_at` once it has been taken in."""

    id: UUID
    file_name: str
    content: str
    made_at: datetime
    done_at: datetime | None
    new: int
    changed: int
    same: int
    proposed: int = 0
    board: UUID | None = None
    provider: UUID | None = None


async def keep(
    database: Database, vault: Vault, scope: Scope, organisation: UUID, file_name: str, content: str
) -> UUID:
    """Keep a file, sealed, between preview and confirmation, for the organisation alone; give its id."""
    identity = new_id()
    async with database.work("directory", scope) as work:
        await work.run(
            "insert into directory.import_file (id, board_id, provider_id, person, file_name, content, sealed, made_at) "
            "values (:id, :board, :provider, :person, :name, '', :sealed, runtime.now())",
            id=identity,
            board=organisation if organisation in scope.boards else None,
            provider=organisation if organisation in scope.providers else None,
            person=scope.person,
            name=file_name[:100],
            sealed=await vault.seal_text(work, "directory", identity, content),
        )
    return identity


async def kept(work: Work, vault: Vault, file: UUID) -> KeptFile | None:
    """Give a kept file, if the work's role may see it; its content is gone once it has been taken in."""
    row = await work.row("select * from directory.import_file where id = :file", file=file)
    if row is None:
        return None
    sealed = row["sealed"]
    return _kept(row, await vault.open_text(work, "directory", file, sealed) if sealed else row["content"])


async def kept_files(work: Work, most: int) -> list[KeptFile]:
    """Give the newest kept files that the work's role may see."""
    rows = await work.rows("select * from directory.import_file order by made_at desc limit :most", most=most)
    return [_kept(row) for row in rows]


def _kept(row: Row, content: str = "") -> KeptFile:
    return KeptFile(
        id=row["id"],
        file_name=row["file_name"],
        content=content,
        made_at=row["made_at"],
        done_at=row["done_at"],
        new=row["added"],
        changed=row["changed"],
        same=row["same"],
        proposed=row["proposed"],
        board=row["board_id"],
        provider=row["provider_id"],
    )


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
            "update directory.import_file set sealed = null, done_at = runtime.now(), added = :new, changed = :changed, "
            "same = :same, proposed = :proposed where id = :file",
            file=file,
            new=plan.count("new"),
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
    await handlers.keep(work, vault, plan.things, plan.told, author)


async def _known_people(work: Work, vault: Vault) -> dict[str, UUID]:
    """Open the vault's staff to know again by e-mail address whom the file names."""
    known: dict[str, UUID] = {}
    for row in await work.rows("select person from directory.vault where sealed is not null order by person"):
        try:
            email = (await vault.reveal(work, "directory", row["person"])).get("email")
        except Erased:
            continue
        if email:
            known[email] = row["person"]
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
