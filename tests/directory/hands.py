"""People at two boards, a provider and the platform, each acting by their own hand."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import UUID

from schemas.codes import Origin, ProposalOutcome
from schemas.new_event import Author
from schemas.reasons import PermitEndReason
from services.directory import handlers
from services.directory.shared import commands as acts
from services.directory.shared import store
from services.directory.shared.attested import Proposal
from services.directory.shared.state import PLATFORM, Permit
from services.runtime.database.pool import Database
from services.runtime.database.scope import Scope
from services.runtime.vault.vault import Vault

REVOKED = date(2026, 11, 28)
ANNA, BO, STINA = (UUID(int=number) for number in (901, 902, 903))


class Hands:
    """People at two boards, the provider and the platform who act under their own scopes."""

    def __init__(self, database: Database, vault: Vault, on_file: dict[str, UUID]) -> None:
        self.database, self.vault, self.ids = database, vault, on_file

    def who(self, name: str) -> tuple[UUID, UUID, Scope]:
        """Give organisation, person and scope."""
        if name == "keeper":
            return PLATFORM, STINA, Scope(keeper=True, person=STINA)
        if name == "provider":
            return self.ids["provider"], ANNA, Scope(providers=(self.ids["provider"],), person=ANNA)
        person = ANNA if name == "malmo" else BO
        return self.ids[name], person, Scope(boards=(self.ids[name],), person=person)

    def author(self, name: str) -> Author:
        """Give whose word it is."""
        organisation, person, _ = self.who(name)
        return Author(
            teller=organisation, person=person, origin=Origin.IMPORT, arrived=datetime(2026, 11, 22, tzinfo=UTC)
        )

    async def propose(self, name: str, *commands: acts.RegisterCommand) -> UUID:
        """Propose; give the proposal's id."""
        organisation, person, scope = self.who(name)
        command = acts.Propose(organisation, person, self.ids["provider"], commands)
        [found] = await handlers.carry_out(self.database, self.author(name), [command], scope)
        return found

    async def decide(self, name: str, proposal: UUID, outcome: str = "confirmed", words: str = "") -> Proposal:
        """Decide a proposal."""
        organisation, person, scope = self.who(name)
        command = acts.DecideProposal(proposal, organisation, person, ProposalOutcome(outcome), words)
        async with self.database.work("directory", scope) as work:
            return await handlers.decide_proposal(work, self.vault, self.author(name), command)

    async def permit(self) -> Permit | None:
        """Give the permit as it is on file."""
        async with self.database.work("directory") as work:
            return (await store.load_all(work, [Permit])).find(Permit, self.ids["permit"])

    def end(self) -> acts.EndPermit:
        """Give the revocation of the permit."""
        return acts.EndPermit(self.ids["permit"], REVOKED, PermitEndReason.REVOKED)
