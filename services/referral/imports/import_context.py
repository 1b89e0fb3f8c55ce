"""What the act of a row needs: the placement it names, who sends it, and what of it was recorded before."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Concatenate, ParamSpec, TypeVar
from uuid import UUID

from pydantic import BaseModel, ValidationError

from schemas.codes import Role
from schemas.fact import Fact
from schemas.new_event import Author
from services.referral.incidents.happening import Happening
from services.referral.incidents.store import events
from services.referral.incidents.which_event import NEW
from services.referral.on_paper.paper import PAPER
from services.referral.placements.domain import Placement
from services.referral.placements.store import load_placement
from services.referral.placements.submissions import Submission, submissions
from services.referral.plans.form import goals_of_plan
from services.referral.referrals.inquiry_parts import Goal, read_goals
from services.referral.referrals.store import load_referral
from services.referral.shared.actor import Acting, Actor
from services.referral.shared.civil_time import day_of
from services.referral.shared.recorded import RecordedFact
from services.referral.shared.recorded_store import facts_about, retracted_submissions
from services.referral.shared.texts import name_within, unseal
from services.runtime.database.work import Work
from services.runtime.forms.reader import Errors, Reader
from services.runtime.language.identifiers import short
from services.runtime.language.look_alikes import alike
from services.runtime.language.words import Words
from services.runtime.vault.vault import Erased, Vault

P = ParamSpec("P")
R = TypeVar("R")
F = TypeVar("F", bound=Fact)
Raw = dict[str, str | Sequence[str]]
"""A row as its page's form would have been typed: by field, choices as codes."""


class AlreadyRecorded(Exception):
    """The row says what the same party has recorded before."""


class Faulty(Exception):
    """The row cannot be taken in: what is wrong, by field."""

    def __init__(self, errors: Mapping[str, Words]) -> None:
        super().__init__()
        self.errors = errors


@dataclass(frozen=True)
class Teller:
    """Who sends the file, in which role, whose word its rows are, and the vault that seals their texts."""

    actor: Actor
    role: Role
    author: Author
    vault: Vault

    def acting(self, work: Work) -> Acting:
        """Give with what the handlers that the pages call act on a row."""
        return Acting(work, self.vault, self.actor, self.author)


@dataclass(frozen=True)
class ImportContext:
    """A placement, locked, and the name that no text about it may hold."""

    acting: Acting
    role: Role
    placement: Placement
    person: str

    @classmethod
    async def of(cls, work: Work, teller: Teller, placement: UUID) -> "ImportContext":
        """Load what a row about a placement needs. Raises Refused when it is not theirs."""
        found = await load_placement(work, teller.actor, placement, lock=True)
        person = await name_within(work, teller.vault, found.case)
        return cls(teller.acting(work), teller.role, found, person)

    @property
    def work(self) -> Work:
        """Give the transaction in which the file is taken in."""
        return self.acting.work

    @property
    def vault(self) -> Vault:
        """Give what opens and seals the texts of its rows."""
        return self.acting.vault

    @property
    def now(self) -> datetime:
        """Give the instant at which the file arrived."""
        return self.acting.now

    @property
    def today(self) -> date:
        """Give the Swedish day on which it arrived."""
        return day_of(self.now)

    async def happenings(self) -> list[Happening]:
        """Give the incidents and absences that are reported."""
        return await events(self.work, self.placement.id)

    async def record(
        self, handler: Callable[Concatenate[Acting, UUID, P], Awaitable[R]], *given: P.args, **named: P.kwargs
    ) -> R:
        """Record what a row says about its placement, by the handler that its page calls. Raises Refused."""
        return await handler(self.acting, self.placement.id, *given, **named)

    async def not_recorded(self, kind: type[F], same: Callable[[F], bool]) -> None:
        """Raise AlreadyRecorded when the sender has recorded such a fact about the placement, also one since entered in error."""
        mine = self.acting.actor.organisation
        recorded = await facts_about(self.work, self.placement.id)
        if any(isinstance(one.fact, kind) and one.teller == mine and same(one.fact) for one in recorded):
            raise AlreadyRecorded

    async def handed_in(self, kind: str, period: str | None = None) -> list[Submission]:
        """Give what was handed in of a kind, sealed, what is in force from first to last, then what was retracted."""
        rows = await submissions(self.work, self.placement.id, kind, period)
        return [*rows, *await retracted_submissions(self.work, self.placement.id, (kind,), period)]

    async def not_handed_in(self, kind: str, content: BaseModel, period: str | None = None, **given: datetime) -> None:
        """Raise AlreadyRecorded when the very same has been handed in; `given` are instants of its row, such as `arrived`."""
        for one in await self.handed_in(kind, period):
            if all(getattr(one, name) == at for name, at in given.items()) and _same(content, await self.opened(one)):
                raise AlreadyRecorded

    async def opened(self, one: Submission) -> dict[str, Any]:
        """Open something handed in; nothing once it is erased."""
        try:
            return await unseal(self.work, self.vault, self.placement.case, one.sealed)
        except Erased:
            return {}

    async def goals(self) -> Sequence[Goal]:
        """Give the goals of the newest plan, or those the board asked for."""
        for plan in reversed(await submissions(self.work, self.placement.id, "plan")):
            content = await unseal(self.work, self.vault, self.placement.case, plan.sealed)
            if PAPER not in content:
                return goals_of_plan(content)
        if self.placement.referral is None:
            return ()
        line = await load_referral(self.work, self.acting.actor, self.placement.referral)
        parts = await unseal(self.work, self.vault, self.placement.case, line.parts_sealed)
        return read_goals(Reader(parts.get("goals", {}), self.today))

    async def with_event(self, raw: Raw) -> Raw:
        """Put an event's id in the place of its number, such as H-8F2K. Raises Faulty when it names none, or several."""
        typed = alike(str(raw.get("event") or ""))
        if typed in ("", "ny", NEW):
            return {**raw, "event": NEW if typed else ""}
        found = [one.id for one in await self.happenings() if typed in (str(one.id), short("H", one.id).casefold())]
        if len(found) != 1:
            what = Words(sv="Uppdraget har ingen sådan händelse.", en="The placement has no such incident.")
            raise Faulty({"event": what})
        return {**raw, "event": str(found[0])}

    async def fact(self, typed: str) -> RecordedFact:
        """Give the fact of the placement that a row names by its number. Raises Faulty."""
        wanted = alike(typed)
        recorded = await facts_about(self.work, self.placement.id)
        found = [one for one in recorded if wanted in (str(one.id), short("U", one.id).casefold())]
        if len(found) != 1:
            what = Words(
                sv="Uppdraget har ingen sådan uppgift, eller fler än en.",
                en="The placement has no such fact, or more than one.",
            )
            raise Faulty({"fact": what})
        return found[0]


def sound(parsed: R | Errors) -> R:
    """Give the value that a row was read into. Raises Faulty with what is wrong otherwise."""
    if isinstance(parsed, Errors):
        raise Faulty(parsed)
    return parsed


def _same(content: BaseModel, kept: Mapping[str, Any]) -> bool:
    """Compare a form with what was kept of one; instants are the same however their zone was written."""
    try:
        return type(content).model_validate(kept) == content
    except ValidationError:
        return False
