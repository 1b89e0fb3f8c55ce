"""What pages, imports and the demonstration call: load, decide, save, emit, in one transaction."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import Any, Concatenate, ParamSpec, TypeVar
from uuid import UUID

from schemas.codes import ProposalOutcome
from schemas.new_event import Author, NewEvent
from services.directory.attestations import sealed_words
from services.directory.attestations import store as attested
from services.directory.attestations.register_facts import facts_of_register
from services.directory.decide import decide_all
from services.directory.register import saving
from services.directory.register import store as proposing
from services.directory.shared import commands as acts
from services.directory.shared import store
from services.directory.shared.attested import Attested, Proposal
from services.directory.shared.commands import Command
from services.directory.shared.register import Entity
from services.directory.shared.state import PLATFORM
from services.runtime.database.pool import Database
from services.runtime.database.scope import Scope
from services.runtime.database.work import Work
from services.runtime.language.identifiers import new_id
from services.runtime.vault.vault import Vault

P = ParamSpec("P")
C = TypeVar("C", bound=Any)


async def carry_out(
    database: Database,
    author: Author,
    commands: Sequence[Command],
    scope: Scope | None = None,
    vault: Vault | None = None,
) -> list[UUID]:
    """Carry out acts together, all or none, in one append; give the id each is about, in order.

    Under a portal's `scope` row-level security watches; `vault` seals what acts say in words. Raises Refused.
    """
    async with database.work("directory", scope) as work:
        return await carry_out_in(work, author, commands, vault)


async def carry_out_in(
    work: Work, author: Author, commands: Sequence[Command], vault: Vault | None = None
) -> list[UUID]:
    """Carry out acts inside a work that somebody else owns.

    What is attested is recorded as the word of the organisation that the act names, by whichever way it was sent.
    """
    await store.one_writer(work)
    ready = await sealed_words.with_pseudonyms(work, vault, [with_ids(command) for command in commands])
    register = await proposing.known(work, ready)
    _, entities, new_events = decide_all(register, ready, await work.now())
    await keep(work, vault, entities, new_events, author)
    return [entity.id for entity in entities]


async def keep(
    work: Work, vault: Vault | None, entities: Sequence[Entity], new_events: Sequence[NewEvent], author: Author
) -> None:
    """Save what was decided and emit it, what is attested as its teller's own word.

    Facts of the register get their ids here and are kept by them, so that each can be entered in error.
    """
    attestations = {entity.id: entity for entity in entities if isinstance(entity, Attested)}
    proposed = [entity for entity in entities if isinstance(entity, Proposal)]
    await saving.save(work, vault, [each for each in proposed if not each.waits])
    await store.save(work, entities)
    await saving.save(work, vault, [each for each in proposed if each.waits])
    await attested.save(work, vault, attestations.values())
    kept = await facts_of_register(work, [each for each in new_events if each.id not in attestations], author)
    await attested.save(work, vault, kept.values())
    for new_event in new_events:
        held = kept.get(id(new_event)) or (attestations.get(new_event.id) if new_event.id else None)
        named = new_event.model_copy(update={"id": held.id}) if held else new_event
        work.emit([named], author.model_copy(update={"teller": held.teller}) if held else author)


async def decide_proposal(work: Work, vault: Vault, author: Author, decision: acts.DecideProposal) -> Proposal:
    """Decide a proposal inside a work that somebody else owns, and carry out what it says when it is confirmed.

    What the register says from then on is its own word, by whoever confirmed. Raises Refused, also when the register has
    changed so that the proposal is no longer possible.
    """
    await store.one_writer(work)
    register = await proposing.known(work, [decision])
    now = await work.now()
    register, entities, new_events = decide_all(register, [decision], now)
    await keep(work, vault, entities, new_events, author)
    decided = register.find(Proposal, decision.id)
    if decided is None:
        raise LookupError("a decided proposal is on file")
    if decided.outcome is ProposalOutcome.CONFIRMED:
        _, entities, new_events = decide_all(register, decided.acts, now)
        await keep(work, vault, entities, new_events, author.model_copy(update={"teller": PLATFORM}))
    return decided


def with_ids(command: Command) -> Command:
    """Give new ids to what is new in an act and has none."""
    if isinstance(command, acts.RegisterContract):
        clauses = tuple(_clause_with_id(clause) for clause in command.clauses)
        return replace(command, clauses=clauses, id=command.id or new_id())
    if isinstance(command, acts.RegisterClause):
        return replace(command, clause=_clause_with_id(command.clause))
    if isinstance(command, acts.Propose):
        ready = tuple(act if act.id else replace(act, id=new_id()) for act in command.acts)
        return replace(command, acts=ready, id=command.id or new_id())
    return command if command.id else replace(command, id=new_id())


def _clause_with_id(clause: acts.NewClause) -> acts.NewClause:
    return clause if clause.id else replace(clause, id=new_id())


def _one(kind: Callable[P, C]) -> Callable[Concatenate[Database, Author, P], Awaitable[UUID]]:
    async def act(database: Database, author: Author, /, *args: P.args, **kwargs: P.kwargs) -> UUID:
        return (await carry_out(database, author, [kind(*args, **kwargs)]))[0]

    act.__doc__ = f"{kind.__doc__} Takes the fields of the act {kind.__name__} and gives the id. Raises Refused."
    return act


register_board = _one(acts.RegisterBoard)
register_provider = _one(acts.RegisterProvider)
register_unit = _one(acts.RegisterUnit)
change_county = _one(acts.ChangeCounty)
register_permit = _one(acts.RegisterPermit)
change_permit = _one(acts.ChangePermit)
end_permit = _one(acts.EndPermit)
record_not_permit_bound = _one(acts.RecordNotPermitBound)
register_contract = _one(acts.RegisterContract)
register_clause = _one(acts.RegisterClause)
end_contract = _one(acts.EndContract)
commission_person = _one(acts.CommissionPerson)
end_commission = _one(acts.EndCommission)


async def name_people(database: Database, vault: Vault, names: dict[UUID, str]) -> None:
    """Keep people's names in the vault; facts never carry them."""
    async with database.work("directory") as work:
        for person, name in names.items():
            await vault.put(work, "directory", person, {"name": name})
