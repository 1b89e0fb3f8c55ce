"""What people do in the demonstration: one value an act, with who does it and when, and how it is done through the real handlers."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from schemas.codes import (
    AmendReason,
    DeclineReason,
    EndReason,
    OverrideReason,
    Tier,
    WithdrawReason,
)
from services.demonstration.acts import form_values as papers
from services.demonstration.acts.placement import Placement, Scene
from services.demonstration.fixtures.people import Person
from services.directory.shared.commands import Command as DirectoryCommand
from services.directory.shared.commands import DecideProposal
from services.referral import handlers as referral
from services.referral.cases.identity import identity
from services.referral.overrides.store import overrides
from services.referral.referrals.amendments import Amend as Amendment
from services.referral.referrals.answer_form import Answer
from services.referral.shared import commands


class CaseAct(Protocol):
    """An act in one case."""

    @property
    def placement(self) -> Placement:
        """The placement, or what may become one."""

    async def perform(self, scene: Scene) -> None:
        """Do it through the real handler. Raises Refused."""


@dataclass(frozen=True)
class Direct:
    """Directory's own acts, as its commands; everybody must have heard of them before the story goes on."""

    commands: tuple[DirectoryCommand, ...]


@dataclass(frozen=True)
class RegisterDecision:
    """Somebody decides what another proposed to the register; everybody hears of it before the story goes on."""

    decision: DecideProposal


@dataclass(frozen=True)
class Attest:
    """What people attest and ask for, as directory's commands; the audit hears of it with the rest."""

    commands: tuple[DirectoryCommand, ...]


@dataclass(frozen=True)
class Reply:
    """Whoever owes what was found answers, after everybody has heard of it."""


@dataclass(frozen=True)
class Decide:
    """Controllers and the supervisor decide on findings."""


@dataclass(frozen=True)
class Draft:
    """The coordinator opens a case and writes a referral, which is not sent yet."""

    placement: Placement
    wished_start: date
    threat_assessed_on: date

    async def perform(self, scene: Scene) -> None:
        """Open the case and keep every part of the draft."""
        work, vault, actor, author = scene.work, scene.vault, scene.actor, scene.author
        placement = self.placement
        who = identity(placement.name, placement.personnummer)
        case = await referral.open_case(work, vault, actor, author, who, placement.case)
        draft = await referral.open_referral(work, vault, actor, author, case, placement.referral)
        await referral.save_draft(
            work, vault, actor, author, draft, papers.inquiry(placement, self.wished_start, self.threat_assessed_on)
        )


@dataclass(frozen=True)
class Send(Draft):
    """The coordinator writes a referral and sends it."""

    async def perform(self, scene: Scene) -> None:
        """Write and send."""
        await super().perform(scene)
        await referral.send_referral(scene.work, scene.vault, scene.actor, scene.author, self.placement.referral)


@dataclass(frozen=True)
class AskOverride:
    """The first person of the board asks to let the draft through what blocks it."""

    placement: Placement
    reason: OverrideReason

    async def perform(self, scene: Scene) -> None:
        """Ask."""
        about = self.placement.referral
        await referral.ask_override(scene.work, scene.vault, scene.actor, scene.author, about, self.reason)


@dataclass(frozen=True)
class AgreeOverride:
    """The second person agrees, and the referral is sent."""

    placement: Placement

    async def perform(self, scene: Scene) -> None:
        """Agree to what was asked last."""
        about = self.placement.referral
        asked = (await overrides(scene.work, about))[-1].id
        await referral.agree_override(scene.work, scene.vault, scene.actor, scene.author, about, asked)


@dataclass(frozen=True)
class Amend:
    """The coordinator finds that it is more urgent than it was said to be."""

    placement: Placement
    tier: Tier
    threat_assessed_on: date

    async def perform(self, scene: Scene) -> None:
        """Amend the tier alone."""
        placement = self.placement
        amended = Amendment(
            placement.age_band,
            placement.target_group,
            self.tier,
            self.threat_assessed_on,
            AmendReason.URGENCY_CHANGED,
        )
        await referral.amend_referral(scene.work, scene.actor, scene.author, placement.referral, amended)


@dataclass(frozen=True)
class Accept:
    """The provider accepts."""

    placement: Placement
    start_on: date

    async def perform(self, scene: Scene) -> None:
        """Accept."""
        answer, about = papers.acceptance(self.start_on), self.placement
        await referral.accept(scene.work, scene.vault, scene.actor, scene.author, about.referral, answer, about.id)


@dataclass(frozen=True)
class Decline:
    """The provider declines."""

    placement: Placement
    reason: DeclineReason

    async def perform(self, scene: Scene) -> None:
        """Decline."""
        answer = Answer(self.reason, None, "", "", "")
        await referral.decline(scene.work, scene.vault, scene.actor, scene.author, self.placement.referral, answer)


@dataclass(frozen=True)
class Withdraw:
    """The board withdraws."""

    placement: Placement

    async def perform(self, scene: Scene) -> None:
        """Withdraw."""
        taken = commands.Withdraw(WithdrawReason.NEED_CHANGED)
        await referral.withdraw(scene.work, scene.actor, scene.author, self.placement.referral, taken)


@dataclass(frozen=True)
class Start:
    """The provider tells the start, now."""

    placement: Placement

    async def perform(self, scene: Scene) -> None:
        """Start."""
        await referral.start(scene.work, scene.actor, scene.author, self.placement.id, commands.Start(scene.at))


@dataclass(frozen=True)
class Pause:
    """The placement rests from now."""

    placement: Placement

    async def perform(self, scene: Scene) -> None:
        """Pause."""
        await referral.pause(scene.work, scene.actor, scene.author, self.placement.id, commands.Pause(scene.at))


@dataclass(frozen=True)
class Resume:
    """The placement goes on from now."""

    placement: Placement

    async def perform(self, scene: Scene) -> None:
        """Resume."""
        await referral.resume(scene.work, scene.actor, scene.author, self.placement.id, commands.Resume(scene.at))


@dataclass(frozen=True)
class End:
    """The placement ended; when it was not planned, the event has a number and was noticed at an instant."""

    placement: Placement
    reason: EndReason
    planned: bool
    ended_at: datetime
    noticed_at: datetime | None = None
    event: int | None = None

    async def perform(self, scene: Scene) -> None:
        """End."""
        event = None if self.event is None else self.placement.event(self.event)
        ended = commands.End(self.ended_at, self.reason, self.planned, self.noticed_at, event)
        await referral.end_placement(scene.work, scene.actor, scene.author, self.placement.id, ended)


BY_ITSELF = (Direct, RegisterDecision, Attest, Reply, Decide)
"""What is no act in one case."""
Act = Direct | RegisterDecision | Attest | Reply | Decide | CaseAct


@dataclass(frozen=True)
class Step:
    """An act at an instant by somebody."""

    at: datetime
    by: Person
    act: Act
