"""Saving proposals; the words of a decision are sealed here, and opened again."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Uuid, bindparam, func, insert, update
from sqlmodel import col, select

from services.directory.paper_tables import ProposalRow
from services.directory.permit_tables import NotPermitBoundRow, PermitRow
from services.directory.register import domain as proposals
from services.directory.register.store import ACTS, READERS, SCHEMA, WAITS
from services.directory.shared.attested import Proposal
from services.directory.shared.commands import RegisterCommand
from services.directory.tables import UnitRow
from services.runtime.database.query import query
from services.runtime.database.work import Work
from services.runtime.vault.vault import Erased, Vault

_ABOUT = bindparam("about", type_=Uuid)
_UNIT = func.coalesce(
    bindparam("unit", type_=Uuid),
    select(PermitRow.unit).where(PermitRow.id == _ABOUT).scalar_subquery(),
    select(NotPermitBoundRow.unit).where(NotPermitBoundRow.id == _ABOUT).scalar_subquery(),
    select(UnitRow.id).where(UnitRow.id == _ABOUT).scalar_subquery(),
)
_GIVEN = ("id", "provider", "board", "proposer", "person", "about", "acts", "at", "revoked_at")
_ADD = query(insert(ProposalRow).values({name: bindparam(name) for name in _GIVEN} | {"unit": _UNIT}))
_DECIDED = ("outcome", "decided_by", "decided_person", "decided_at", "words_sealed")
_DECIDE = query(
    update(ProposalRow)
    .where(col(ProposalRow.id) == bindparam("id"), WAITS)
    .values({name: bindparam(name) for name in _DECIDED})
)


async def save(work: Work, vault: Vault | None, changed: Sequence[Proposal]) -> None:
    """Keep what was proposed, and what was decided with its words sealed. Raises ValueError for words without a vault."""
    for proposal in changed:
        if proposal.waits:
            await work.run(_ADD, **_values(proposal))
            continue
        if proposal.words and vault is None:
            raise ValueError("hand in the vault: what somebody wrote is kept sealed")
        sealed = await vault.seal_text(work, SCHEMA, proposal.id, proposal.words) if vault and proposal.words else None
        await work.run(
            _DECIDE,
            id=proposal.id,
            outcome=proposal.outcome,
            decided_by=proposal.decided_by,
            decided_person=proposal.decided_person,
            decided_at=proposal.decided_at,
            words_sealed=sealed,
        )


def _values(proposal: Proposal) -> dict[str, Any]:
    return {
        "id": proposal.id,
        "provider": proposal.provider,
        "board": proposals.board_of(proposal),
        "proposer": proposal.proposer,
        "person": proposal.person,
        "about": proposal.about,
        "unit": proposals.unit_named(proposal),
        "acts": ACTS.dump_json([_written(act) for act in proposal.acts]).decode(),
        "at": proposal.at,
        "revoked_at": proposals.revoked_at(proposal.acts),
    }


def _written(act: RegisterCommand) -> dict[str, Any]:
    name = type(act).__name__
    return {"kind": name, **READERS[name].dump_python(act, mode="json")}


_WORDS = query(
    select(ProposalRow.words_sealed).where(
        ProposalRow.id == bindparam("id"), col(ProposalRow.words_sealed).is_not(None)
    ),
    into=bytes,
)


async def words_of(work: Work, vault: Vault, proposal: UUID) -> str:
    """Open what was written when a proposal was decided; nothing when there is nothing, or it was erased."""
    sealed = await work.one(_WORDS, id=proposal)
    if sealed is None:
        return ""
    try:
        return await vault.open_text(work, SCHEMA, proposal, sealed)
    except Erased:
        return ""
