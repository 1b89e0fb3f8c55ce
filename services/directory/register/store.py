"""Keeping proposals to the register: what an act about one must see, and each as it was made and decided."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, get_args
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import bindparam, distinct, func, or_
from sqlmodel import col, select

from schemas.codes import ProposalOutcome
from services.directory.attestation_tables import AttestedRow
from services.directory.attestations import store as attested
from services.directory.attestations.commands import Attestation
from services.directory.paper_tables import ProposalRow
from services.directory.shared import commands as acts
from services.directory.shared import store
from services.directory.shared.attested import Proposal
from services.directory.shared.commands import Command
from services.directory.shared.register import Register
from services.directory.shared.today import TODAY
from services.directory.tables import ContractRow
from services.runtime.database.expressions import among, fields_of
from services.runtime.database.query import Query, query
from services.runtime.database.work import Work

SCHEMA = "directory"
KINDS: dict[str, type[Any]] = {
    kind.__name__: kind
    for kind in (
        acts.RegisterPermit,
        acts.ChangePermit,
        acts.EndPermit,
        acts.RecordNotPermitBound,
        acts.ChangeCounty,
        acts.RetractFact,
        acts.CorrectProvider,
    )
}
ACTS: TypeAdapter[list[dict[str, Any]]] = TypeAdapter(list[dict[str, Any]])
READERS: dict[str, TypeAdapter[Any]] = {name: TypeAdapter(kind) for name, kind in KINDS.items()}


@dataclass(frozen=True, slots=True)
class ProposalLine:
    """A proposal as it is kept, its acts as JSON."""

    id: UUID
    provider: UUID
    about: UUID
    proposer: UUID
    person: UUID
    acts: str
    at: datetime
    outcome: ProposalOutcome | None
    decided_by: UUID | None
    decided_person: UUID | None
    decided_at: datetime | None


@dataclass(frozen=True, slots=True)
class About:
    """What a fact is about, and which provider."""

    subject: UUID
    provider: UUID | None


LINES = select(*fields_of(ProposalRow, ProposalLine))
_OLDEST_FIRST = LINES.order_by(col(ProposalRow.at), col(ProposalRow.id))
WAITS = col(ProposalRow.outcome).is_(None)
_BY_ID = query(LINES.where(ProposalRow.id == bindparam("id")), into=ProposalLine)
_BY_IDS = query(_OLDEST_FIRST.where(among(ProposalRow.id, "ids")), into=ProposalLine)
_OF_PROVIDERS = query(_OLDEST_FIRST.where(among(ProposalRow.provider, "providers")), into=ProposalLine)
_WAITING_OF_PROVIDERS = query(_OLDEST_FIRST.where(among(ProposalRow.provider, "providers"), WAITS), into=ProposalLine)
_ALL_WAITING = query(_OLDEST_FIRST.where(WAITS), into=ProposalLine)
_WHOSE = query(select(*fields_of(AttestedRow, About)).where(among(AttestedRow.id, "facts")), into=About)
_BOARDS = query(
    select(func.count(distinct(col(ContractRow.board)))).where(
        ContractRow.provider == bindparam("provider"),
        ~col(ContractRow.retracted),
        col(ContractRow.valid_from) <= TODAY,
        or_(col(ContractRow.valid_to).is_(None), col(ContractRow.valid_to) >= TODAY),
        or_(col(ContractRow.ended_at).is_(None), col(ContractRow.ended_at) > TODAY),
    ),
    into=int,
)


async def known(work: Work, commands: Sequence[Command]) -> Register:
    """Load what acts speak of: with a proposal that is decided, also what its own acts speak of."""
    decided = [command.id for command in commands if isinstance(command, acts.DecideProposal)]
    found = await _read(work, _BY_IDS, ids=decided) if decided else []
    wanted = store.Wanted.by([*commands, *(act for proposal in found for act in proposal.acts)])
    wanted.ids.update(proposal.provider for proposal in found)
    retracted = [act.fact for act in _all_acts(commands, found) if isinstance(act, acts.RetractFact)]
    if retracted:
        wanted.ids.update(await _whose(work, retracted))
    register = await store.load(work, wanted)
    speaking = (acts.Propose, acts.DecideProposal, acts.RetractFact, acts.CorrectProvider)
    if any(isinstance(command, (*speaking, *get_args(Attestation))) for command in commands):
        await attested.load(work, register, wanted)
    if any(isinstance(command, acts.Propose) for command in commands):
        found += await of_provider(work, wanted.ids, waiting=True)
    for proposal in found:
        register.put(proposal)
    return register


def _all_acts(commands: Sequence[Command], found: Iterable[Proposal]) -> list[Command]:
    proposed = [act for command in commands if isinstance(command, acts.Propose) for act in command.acts]
    return [*commands, *proposed, *(act for proposal in found for act in proposal.acts)]


async def _whose(work: Work, facts: Sequence[UUID]) -> set[UUID]:
    about = await work.all(_WHOSE, facts=list(facts))
    return {found for each in about for found in (each.subject, each.provider) if found is not None}


async def of_provider(work: Work, providers: Iterable[UUID], *, waiting: bool = False) -> list[Proposal]:
    """Give the proposals about providers that the work's role may read, the oldest first."""
    return await _read(work, _WAITING_OF_PROVIDERS if waiting else _OF_PROVIDERS, providers=list(providers))


async def one(work: Work, proposal: UUID) -> Proposal | None:
    """Give a proposal, if the work's role may read it."""
    line = await work.one(_BY_ID, id=proposal)
    return proposal_of(line) if line else None


async def count_boards(work: Work, provider: UUID) -> int:
    """Count the boards with a contract in force with a provider, as far as the work's role may read."""
    return await work.one(_BOARDS, provider=provider) or 0


async def all_waiting(work: Work) -> list[Proposal]:
    """Give every proposal that waits and the work's role may read, the oldest first."""
    return await _read(work, _ALL_WAITING)


async def _read(work: Work, lines: Query[ProposalLine], **values: Any) -> list[Proposal]:
    return [proposal_of(line) for line in await work.all(lines, **values)]


def proposal_of(line: ProposalLine) -> Proposal:
    """Read a proposal."""
    read = ACTS.validate_json(line.acts)
    return Proposal(
        id=line.id,
        provider=line.provider,
        about=line.about,
        proposer=line.proposer,
        person=line.person,
        acts=tuple(READERS[each.pop("kind")].validate_python(each) for each in read),
        at=line.at,
        outcome=line.outcome,
        decided_by=line.decided_by,
        decided_person=line.decided_person,
        decided_at=line.decided_at,
    )
