"""Keeping what was attested: the facts as they were told, and beside them the words, sealed."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from uuid import UUID, uuid4

from schemas.directory import EnteredInError, InformationAnswered, InformationRequested, StaffEngaged
from schemas.envelope import FACTS, Fact
from services.directory.attestations.commands import EngageStaff
from services.directory.register.facts import CONTRACT_FACTS, REGISTER_FACTS
from services.directory.shared.commands import Command
from services.directory.shared.mapping import TABLES
from services.directory.shared.state import PLATFORM, PORTAL, Attested, Contract, Register
from services.directory.shared.store import Wanted
from services.runtime.database.transaction import Row
from services.runtime.database.work import Work
from services.runtime.vault.vault import Erased, Vault

SCHEMA = "directory"


async def load(work: Work, register: Register, wanted: Wanted) -> None:
    """Add to a register what was attested about the things that acts speak of, and their providers' contracts' terms."""
    rows = await work.rows(
        "select * from directory.attested where id = any(cast(:ids as uuid[])) or subject = any(cast(:ids as uuid[])) "
        "or provider_id = any(cast(:ids as uuid[])) or provider_id in (select provider_id from directory.attested "
        "where id = any(cast(:ids as uuid[]))) order by made",
        ids=[*wanted.ids, PORTAL],
    )
    await _add(work, register, rows)


async def of_subjects(work: Work, register: Register, subjects: Iterable[UUID]) -> None:
    """Add to a register what was told about things, as far as the work's role may read it."""
    wanted = list(subjects)
    if wanted:
        rows = await work.rows(
            "select * from directory.attested where subject = any(cast(:subjects as uuid[])) order by made",
            subjects=wanted,
        )
        for row in rows:
            register.things[row["id"]] = thing(row)


async def load_all(work: Work, register: Register) -> None:
    """Add everything attested, as far as the work's role may read it."""
    await _add(work, register, await work.rows("select * from directory.attested order by made"))


async def _add(work: Work, register: Register, rows: Iterable[Row]) -> None:
    things = [thing(row) for row in rows]
    for each in things:
        register.things[each.id] = each
    providers = list({each.provider for each in things if each.provider is not None})
    if not providers:
        return
    for row in await work.rows(
        "select * from directory.contract where provider_id = any(cast(:providers as uuid[])) and not struck",
        providers=providers,
    ):
        register.things.setdefault(row["id"], TABLES[Contract].to_thing(row))


def thing(row: Row) -> Attested:
    """Read what was attested."""
    return Attested(
        id=row["id"],
        subject=row["subject"],
        teller=row["teller"],
        provider=row["provider_id"],
        counterpart=PLATFORM if row["with_supervisor"] else row["board_id"],
        occurred=row["occurred"],
        told_at=row["told_at"],
        fact=FACTS[row["type"]].model_validate_json(row["body"]),
    )


async def save(work: Work, vault: Vault | None, things: Iterable[Attested]) -> None:
    """Keep what was attested, and its words sealed. Raises ValueError when there are words and no vault."""
    things = list(things)
    await work.run_many(_INSERT, [_row(each) for each in things])
    for each in things:
        if not each.words:
            continue
        if vault is None:
            raise ValueError("hand in the vault: what somebody wrote is kept sealed")
        key = key_of(each)
        await work.run(
            _INSERT_WORDS,
            fact=each.id,
            provider=each.provider,
            board=_board(each),
            supervisor=each.counterpart == PLATFORM,
            key=key,
            sealed=await vault.seal_text(work, SCHEMA, key, each.words),
        )


async def counts(work: Work, subjects: Iterable[UUID]) -> Counter[UUID]:
    """Count what is kept of each subject."""
    rows = await work.rows(
        "select subject, count(*) as n from directory.attested where subject = any(cast(:subjects as uuid[])) group by 1",
        subjects=list(subjects),
    )
    return Counter({row["subject"]: row["n"] for row in rows})


async def tellers(work: Work, facts: Iterable[UUID]) -> dict[UUID, UUID]:
    """Give whose word facts are, by their ids."""
    rows = await work.rows(
        "select id, teller from directory.attested where id = any(cast(:facts as uuid[]))", facts=list(facts)
    )
    return {row["id"]: row["teller"] for row in rows}


def key_of(each: Attested) -> UUID:
    """Give whose key seals the words: the pseudonym of somebody of the staff, or the request's own."""
    fact = each.fact
    if isinstance(fact, StaffEngaged):
        return fact.staff
    return fact.request if isinstance(fact, InformationRequested | InformationAnswered) else each.id


async def words_of(work: Work, vault: Vault, facts: Iterable[UUID]) -> dict[UUID, str]:
    """Open the words of facts, as far as the work's role may read them; what was erased is left out."""
    rows = await work.rows(
        "select fact, key, sealed from directory.attested_words where fact = any(cast(:facts as uuid[]))",
        facts=list(facts),
    )
    return await _opened(work, vault, rows)


async def _opened(work: Work, vault: Vault, rows: Iterable[Row]) -> dict[UUID, str]:
    opened: dict[UUID, str] = {}
    for row in rows:
        try:
            opened[row["fact"]] = await vault.open_text(work, SCHEMA, row["key"], row["sealed"])
        except Erased:
            continue
    return opened


async def staff_by_label(
    work: Work, vault: Vault, providers: Iterable[UUID] | None = None
) -> dict[tuple[UUID, str], UUID]:
    """Give the pseudonyms of staff by provider and the provider's own label, as far as the work's role may read them."""
    chosen = None if providers is None else list(providers)
    rows = await work.rows(
        "select w.fact, w.key, w.sealed, w.provider_id from directory.attested_words w "
        "join directory.attested a on a.id = w.fact where a.type = :type "
        "and (cast(:providers as uuid[]) is null or w.provider_id = any(cast(:providers as uuid[])))",
        type=StaffEngaged.type,
        providers=chosen,
    )
    labels = await _opened(work, vault, rows)
    return {(row["provider_id"], labels[row["fact"]]): row["key"] for row in rows if row["fact"] in labels}


async def with_pseudonyms(work: Work, vault: Vault | None, commands: Iterable[Command]) -> list[Command]:
    """Give whoever is engaged a pseudonym: the one that the provider's label of them has, else a random one."""
    asked = list(commands)
    new = [each for each in asked if isinstance(each, EngageStaff) and each.staff is None]
    if not new or vault is None:
        return asked
    known = await staff_by_label(work, vault, {each.provider for each in new})
    return [with_pseudonym(each, known) if isinstance(each, EngageStaff) else each for each in asked]


def with_pseudonym(command: EngageStaff, known: dict[tuple[UUID, str], UUID]) -> EngageStaff:
    """Give one act its pseudonym, and remember a new one under the label."""
    if command.staff is not None:
        return command
    return replace(command, staff=known.setdefault((command.provider, " ".join(command.words.split())), uuid4()))


def of_register(fact: Fact) -> bool:
    """Tell whether a fact is the register's own, which everybody may read: not a contract's, which is its board's."""
    if isinstance(fact, EnteredInError):
        return fact.register_word
    return isinstance(fact, REGISTER_FACTS) and not isinstance(fact, CONTRACT_FACTS)


def _board(each: Attested) -> UUID | None:
    return None if each.counterpart == PLATFORM else each.counterpart


def _row(each: Attested) -> dict[str, object]:
    return {
        "id": each.id,
        "type": each.fact.type,
        "subject": each.subject,
        "teller": each.teller,
        "provider": each.provider,
        "board": _board(each),
        "supervisor": each.counterpart == PLATFORM,
        "occurred": each.occurred,
        "told_at": each.told_at,
        "body": each.fact.model_dump_json(),
        "register": of_register(each.fact),
    }


_INSERT = """insert into directory.attested (id, type, subject, teller, provider_id, board_id, with_supervisor, occurred,
told_at, body, register) values (:id, :type, :subject, :teller, :provider, :board, :supervisor, :occurred, :told_at, :body,
:register)"""
_INSERT_WORDS = """insert into directory.attested_words (fact, provider_id, board_id, with_supervisor, key, sealed)
values (:fact, :provider, :board, :supervisor, :key, :sealed)"""
