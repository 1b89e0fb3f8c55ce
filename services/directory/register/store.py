"""Keeping proposals to the register: what an act about one must see, and each as it was made and decided."""

from collections.abc import Iterable, Sequence
from typing import Any, get_args
from uuid import UUID

from pydantic import TypeAdapter

from schemas.codes import ProposalOutcome
from services.directory.attestations import store as attested
from services.directory.attestations.commands import Attestation
from services.directory.register import domain as proposals
from services.directory.shared import commands as acts
from services.directory.shared import store
from services.directory.shared.commands import Command, RegisterCommand
from services.directory.shared.state import Proposal, Register
from services.runtime.database.transaction import Row
from services.runtime.database.work import Work
from services.runtime.vault.vault import Erased, Vault

SCHEMA = "directory"
KINDS: dict[str, type[Any]] = {
    kind.__name__: kind
    for kind in (
        acts.RegisterPermit,
        acts.ChangePermit,
        acts.EndPermit,
        acts.RecordNotPermitBound,
        acts.ChangeCounty,
        acts.StrikeFact,
        acts.CorrectProvider,
    )
}
_ACTS: TypeAdapter[list[dict[str, Any]]] = TypeAdapter(list[dict[str, Any]])
_READERS: dict[str, TypeAdapter[Any]] = {name: TypeAdapter(kind) for name, kind in KINDS.items()}


async def known(work: Work, commands: Sequence[Command]) -> Register:
    """Load what acts speak of: with a proposal that is decided, also what its own acts speak of."""
    decided = [command.id for command in commands if isinstance(command, acts.DecideProposal)]
    found = await _rows(work, "id = any(cast(:ids as uuid[]))", ids=decided) if decided else []
    wanted = store.Wanted.by([*commands, *(act for proposal in found for act in proposal.acts)])
    wanted.ids.update(proposal.provider for proposal in found)
    struck = [act.fact for act in _all_acts(commands, found) if isinstance(act, acts.StrikeFact)]
    if struck:
        wanted.ids.update(await _whose(work, struck))
    register = await store.load(work, wanted)
    speaking = (acts.Propose, acts.DecideProposal, acts.StrikeFact, acts.CorrectProvider)
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
    rows = await work.rows(
        "select subject, provider_id from directory.attested where id = any(cast(:facts as uuid[]))", facts=list(facts)
    )
    return {found for row in rows for found in (row["subject"], row["provider_id"]) if found is not None}


async def of_provider(work: Work, providers: Iterable[UUID], *, waiting: bool = False) -> list[Proposal]:
    """Give the proposals about providers that the work's role may read, the oldest first."""
    condition = "provider_id = any(cast(:providers as uuid[]))" + (" and outcome is null" if waiting else "")
    return await _rows(work, condition, providers=list(providers))


async def one(work: Work, proposal: UUID) -> Proposal | None:
    """Give a proposal, if the work's role may read it."""
    return next(iter(await _rows(work, "id = :id", id=proposal)), None)


async def count_boards(work: Work, provider: UUID) -> int:
    """Count the boards with a contract in force with a provider, as far as the work's role may read."""
    row = await work.row(
        "select count(distinct board_id) as n from directory.contract c "
        "cross join (select cast(runtime.now() at time zone 'Europe/Stockholm' as date) as day) today "
        "where provider_id = :provider and not struck and valid_from <= today.day "
        "and (valid_to is null or valid_to >= today.day) and (ended_at is null or ended_at > today.day)",
        provider=provider,
    )
    return int(row["n"]) if row else 0


async def all_waiting(work: Work) -> list[Proposal]:
    """Give every proposal that waits and the work's role may read, the oldest first."""
    return await _rows(work, "outcome is null")


async def _rows(work: Work, condition: str, **values: Any) -> list[Proposal]:
    rows = await work.rows(f"select * from directory.proposal where {condition} order by at, id", **values)
    return [proposal_of(row) for row in rows]


async def save(work: Work, vault: Vault | None, changed: Sequence[Proposal]) -> None:
    """Keep what was proposed, and what was decided with its words sealed. Raises ValueError for words without a vault."""
    for proposal in changed:
        if proposal.waits:
            await work.run(_INSERT, **_row(proposal))
            continue
        if proposal.words and vault is None:
            raise ValueError("hand in the vault: what somebody wrote is kept sealed")
        sealed = await vault.seal_text(work, SCHEMA, proposal.id, proposal.words) if vault and proposal.words else None
        await work.run(
            _DECIDE,
            id=proposal.id,
            outcome=proposal.outcome,
            by=proposal.decided_by,
            person=proposal.decided_person,
            at=proposal.decided_at,
            sealed=sealed,
        )


async def words_of(work: Work, vault: Vault, proposal: UUID) -> str:
    """Open what was written when a proposal was decided; nothing when there is nothing, or it was erased."""
    row = await work.row("select words_sealed from directory.proposal where id = :id", id=proposal)
    if row is None or row["words_sealed"] is None:
        return ""
    try:
        return await vault.open_text(work, SCHEMA, proposal, row["words_sealed"])
    except Erased:
        return ""


def _row(proposal: Proposal) -> dict[str, Any]:
    return {
        "id": proposal.id,
        "provider": proposal.provider,
        "board": proposals.board_of(proposal),
        "proposer": proposal.proposer,
        "person": proposal.person,
        "about": proposal.about,
        "unit": proposals.unit_named(proposal),
        "acts": _ACTS.dump_json([_written(act) for act in proposal.acts]).decode(),
        "at": proposal.at,
        "revoked_at": proposals.revoked_at(proposal.acts),
    }


def _written(act: RegisterCommand) -> dict[str, Any]:
    name = type(act).__name__
    return {"kind": name, **_READERS[name].dump_python(act, mode="json")}


def proposal_of(row: Row) -> Proposal:
    """Read a proposal."""
    read = _ACTS.validate_json(row["acts"])
    return Proposal(
        id=row["id"],
        provider=row["provider_id"],
        about=row["about"],
        proposer=row["proposer"],
        person=row["person"],
        acts=tuple(_READERS[each.pop("kind")].validate_python(each) for each in read),
        at=row["at"],
        outcome=ProposalOutcome(row["outcome"]) if row["outcome"] else None,
        decided_by=row["decided_by"],
        decided_person=row["decided_person"],
        decided_at=row["decided_at"],
    )


_INSERT = """insert into directory.proposal (id, provider_id, board_id, proposer, person, about, acts, at, revoked_at, unit_id)
values (:id, :provider, :board, :proposer, :person, :about, :acts, :at, :revoked_at, coalesce(cast(:unit as uuid),
(select unit_id from directory.permit where id = :about), (select unit_id from directory.not_permit_bound where id = :about),
(select id from directory.unit where id = :about)))"""
_DECIDE = """update directory.proposal set outcome = :outcome, decided_by = :by, decided_person = :person, decided_at = :at,
words_sealed = :sealed where id = :id and outcome is null"""
