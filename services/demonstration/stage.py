"""Lives the story: sets the clock, lets each person act through the real handlers, and waits for the judge where people need it."""

import asyncio
from collections.abc import Callable
from datetime import date, datetime
from uuid import UUID

from schemas.codes import Origin, Role, WithdrawReason
from schemas.envelope import Author
from services.demonstration import acts, papers, story
from services.demonstration.cast import PROVIDERS, Person, people
from services.demonstration.desk import work_the_findings
from services.demonstration.waiting import until_judged
from services.directory import handlers as directory
from services.notify import handlers as notify
from services.referral import handlers as referral
from services.referral.actor import Acting
from services.referral.domain.commands import End, Pause, Resume, Start, Withdraw
from services.referral.domain.identity import identity
from services.referral.forms.answer import Answer
from services.runtime import clock
from services.runtime.database import Database
from services.runtime.errors import Refused
from services.runtime.security import Vault
from services.runtime.work import Work


class Stage:
    """One telling of the story into empty logs.

    While `gate` is shut nothing told leaves the logs: everybody else hears of it when somebody needs them to have heard.
    """

    def __init__(self, database: Database, vault: Vault, gate: asyncio.Event) -> None:
        self._database, self._vault, self._gate = database, vault, gate
        self._gone: set[UUID] = set()

    async def live(self, seed: int, end: date, progress: Callable[[int, int], None]) -> None:
        """Live through the year before `end`. Raises ValueError when the logs are not empty."""
        await self._live(story.tell(seed, end), progress)

    async def set_up(self, day: date, progress: Callable[[int, int], None]) -> None:
        """Put everybody on file on a day, without a year behind them. Raises ValueError when the logs are not empty."""
        await self._live([story.opening(day)], progress)

    async def _live(self, steps: list[acts.Step], progress: Callable[[int, int], None]) -> None:
        await clock.mark(self._database, "demonstration")
        for done, step in enumerate(steps):
            await clock.set_now(self._database, step.at)
            await self._act(step)
            progress(done + 1, len(steps))

    async def _act(self, step: acts.Step) -> None:
        match step.act:
            case acts.Direct(commands):
                await directory.carry_out(self._database, _author(step), commands)
                if step.at == story.at(step.at.date(), 7):
                    await self._introduce()
                await self._let_everybody_hear(step.at)
            case acts.Casework():
                await self._let_everybody_hear(step.at)
                await work_the_findings(self._database, self._vault, step.at)
            case _:
                await self._refer(step)

    async def _introduce(self) -> None:
        """Give people their names and a mail address that leads nowhere."""
        await directory.name_people(self._database, self._vault, {person.id: person.name for person in people()})
        for person in people():
            await notify.set_channel(self._database, self._vault, person.id, person.email, "sv")

    async def _let_everybody_hear(self, now: datetime) -> None:
        self._gate.set()
        await until_judged(self._database, now)
        self._gate.clear()

    async def _refer(self, step: acts.Step) -> None:
        """Let somebody act on a referral; when a gate refuses, the story of that case ends there, as it would in life."""
        placement: acts.Placement = step.act.placement  # type: ignore[union-attr]
        if placement.referral in self._gone:
            return
        try:
            async with self._database.work("referral") as work:
                await self._one(work, step, _actor(step.by), _author(step))
        except Refused:
            self._gone.add(placement.referral)

    async def _one(self, work: Work, step: acts.Step, actor: Acting, author: Author) -> None:
        vault = self._vault
        match step.act:
            case acts.Send() as act:
                await self._send(work, act, actor, author)
            case acts.Accept(placement, start_on):
                answer = papers.acceptance(start_on)
                await referral.accept(work, vault, actor, author, placement.referral, answer, placement.id)
            case acts.Decline(placement, reason):
                await referral.decline(work, vault, actor, author, placement.referral, Answer(reason, None, "", "", ""))
            case acts.Withdraw(placement):
                await referral.withdraw(work, actor, author, placement.referral, Withdraw(WithdrawReason.NEED_CHANGED))
            case acts.Start(placement):
                await referral.start(work, actor, author, placement.id, Start(step.at))
            case acts.Pause(placement):
                await referral.pause(work, actor, author, placement.id, Pause(step.at))
            case acts.Resume(placement):
                await referral.resume(work, actor, author, placement.id, Resume(step.at))
            case acts.End(placement, reason, planned):
                await referral.end_placement(work, actor, author, placement.id, End(step.at, reason, planned))
            case _:
                await self._paper(work, step, actor, author)

    async def _send(self, work: Work, act: acts.Send, actor: Acting, author: Author) -> None:
        placement, vault = act.placement, self._vault
        who = identity(placement.name, placement.personnummer)
        case = await referral.open_case(work, vault, actor, author, who, placement.case)
        draft = await referral.open_referral(work, vault, actor, author, case, placement.referral)
        await referral.save_draft(work, vault, actor, author, draft, papers.inquiry(act))
        await referral.send_referral(work, vault, actor, author, draft)

    async def _paper(self, work: Work, step: acts.Step, actor: Acting, author: Author) -> None:
        vault = self._vault
        match step.act:
            case acts.Plan(placement):
                await referral.submit_plan(work, vault, actor, author, placement.id, papers.plan(step.at))
            case acts.ApprovePlan(placement):
                await referral.approve_plan(work, actor, author, placement.id)
            case acts.ReviewPlan(placement, band):
                review = papers.review(placement, step.at, band)
                await referral.review_plan(work, vault, actor, author, placement.id, review)
            case acts.Report(placement, period):
                await referral.submit_report(work, vault, actor, author, placement.id, papers.report(placement, period))
            case acts.AcceptReport(placement, period):
                await referral.accept_report(work, actor, author, placement.id, period)
            case acts.EndReport(placement):
                await referral.submit_end_report(work, vault, actor, author, placement.id, papers.end_report(step.at))


_PROVIDER_IDS = {provider.id for provider in PROVIDERS}


def _actor(person: Person) -> Acting:
    if person.role is Role.OPERATOR:
        return Acting(person.id, person.organisation, "platform")
    return Acting(person.id, person.organisation, "provider" if person.organisation in _PROVIDER_IDS else "board")


def _author(step: acts.Step) -> Author:
    return Author(teller=step.by.organisation, person=step.by.id, origin=Origin.DEMONSTRATION, arrived=step.at)
