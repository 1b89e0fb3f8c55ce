"""Previewing a file, keeping it on the server until it is confirmed, and taking it in as one append."""

from uuid import UUID

from sqlmodel import col, select

from schemas.codes import Origin
from schemas.new_event import Author
from services.directory import handlers
from services.directory.attestations import sealed_words
from services.directory.attestations import store as attested
from services.directory.imports.kept_files import DONE, KeptFile, kept, no_longer_there
from services.directory.imports.plan_file import plan_file
from services.directory.imports.planning import Plan
from services.directory.register import store as proposing
from services.directory.schema import VaultRow
from services.directory.shared import store
from services.directory.shared.register import Register
from services.directory.shared.state import PLATFORM
from services.runtime.database.pool import Database
from services.runtime.database.query import query
from services.runtime.database.scope import Scope
from services.runtime.database.work import Work
from services.runtime.errors import Refused
from services.runtime.files.text import NoText, decode
from services.runtime.language.identifiers import new_id
from services.runtime.language.words import Words
from services.runtime.vault.vault import Erased, Vault

_PEOPLE = query(
    select(VaultRow.person).where(col(VaultRow.sealed).is_not(None)).order_by(col(VaultRow.person)), into=UUID
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
        staff=await sealed_words.staff_by_label(work, vault),
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
            raise no_longer_there()
        if held.done_at is not None:
            return held
        plan = await preview(work, vault, held, author.person or author.teller)
        if plan.wrong or plan.fingerprint != seen:
            raise _moved()
        await _take(work, vault, plan, author.model_copy(update={"origin": Origin.IMPORT}))
        await work.run(
            DONE,
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
        known, staff = await _known_people(work, vault), await sealed_words.staff_by_label(work, vault)
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


def _moved() -> Refused:
    return Refused(
        "changed",
        Words(
            sv="Registret har ändrats sedan förhandsvisningen. Inget är inläst.",
            en="The register has changed since the preview. Nothing was taken in.",
        ),
        Words(sv="Läs den nya förhandsvisningen och läs in igen.", en="Read the new preview and take it in again."),
    )
