"""What the pages say of proposals to the register: what, by whom, since when, and whether the viewer may decide."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from schemas.codes import ProposalOutcome, Role
from schemas.working_days import working_days_between
from services.directory.attestations import store as attested
from services.directory.register import store as proposing
from services.directory.register.change import Change
from services.directory.register.changes import change_of
from services.directory.register.domain import revoked_at, unit_of
from services.directory.register.hands import may_decide
from services.directory.shared import store
from services.directory.shared.attested import Proposal
from services.directory.shared.checks import first_instant, today
from services.directory.shared.page_forms import names_of
from services.directory.shared.register import Register
from services.directory.shared.state import PLATFORM, Contract, Provider
from services.directory.shared.wording import State
from services.runtime.database.work import Work
from services.runtime.language.words import Words, count_words, plain
from services.runtime.web import Viewer

LONG = 5
"""A proposal that has waited longer than so many working days is late."""


def late_before(now: datetime) -> datetime:
    """Give the first instant at which a proposal could be made and not be late yet."""
    day = today(now)
    while working_days_between(day, today(now)) <= LONG:
        day -= timedelta(days=1)
    return first_instant(day + timedelta(days=1))


WHO_DECIDES = Words(
    sv="Registerförvaltaren, eller avtalscontrollern i en annan nämnd som hade avtal före förslaget, bekräftar eller avslår.",
    en="The register keeper, or the controller of another board that had a contract before it, confirms or declines.",
)
_OUTCOMES: dict[ProposalOutcome, State] = {
    ProposalOutcome.CONFIRMED: State("met", Words(sv="Bekräftat", en="Confirmed")),
    ProposalOutcome.DECLINED: State("nothing", Words(sv="Avslaget", en="Declined")),
    ProposalOutcome.WITHDRAWN: State("nothing", Words(sv="Tillbakataget", en="Taken back")),
}


@dataclass(frozen=True)
class ProposalLine:
    """One proposal for a viewer: its change in words, who proposed it, how it stands, whether it is theirs to decide."""

    proposal: Proposal
    change: Change
    provider: str
    proposer: Words | str
    unit: UUID | None
    to_decide: bool
    own: bool
    urgent: bool
    new: bool
    """It was made today."""
    waited: int
    """Working days since; none over a weekend."""

    @property
    def late(self) -> bool:
        """Tell whether it has waited too long."""
        return self.proposal.waits and self.waited > LONG

    @property
    def state(self) -> State:
        """Say how it stands."""
        if self.proposal.outcome is not None:
            return _OUTCOMES[self.proposal.outcome]
        what = Words(sv="Obekräftat", en="Unconfirmed")
        if self.urgent:
            what = Words(sv="Obekräftad återkallelse", en="Unconfirmed revocation")
        since = Words(sv=", lämnat i dag", en=", made today") if self.new else plain("")
        if self.waited:
            since = Words(sv=", väntat {n}", en=", waited {n}").fill(n=count_words(self.waited, _DAY, _DAYS))
        return State("late" if self.late else "soon" if self.urgent else "due", what + since)


_DAY = Words(sv="arbetsdag", en="working day")
_DAYS = Words(sv="arbetsdagar", en="working days")


async def known_of(work: Work, proposals: Sequence[Proposal], viewer: Viewer) -> Register:
    """Load what proposals speak of, and the viewer's own roles and contracts with those providers."""
    ids = {viewer.organisation, viewer.person}.union(*((each.provider, each.proposer) for each in proposals))
    register = await store.load(work, store.Wanted(ids=ids))
    own = {each.id for each in register.all(Contract) if each.board == viewer.organisation}
    await attested.of_subjects(work, register, {each.about for each in proposals} | own)
    for proposal in proposals:
        register.put(proposal)
    return register


def line_of(register: Register, proposal: Proposal, viewer: Viewer, now: datetime) -> ProposalLine:
    """Read one proposal for a viewer."""
    provider = register.find(Provider, proposal.provider)
    unit = unit_of(register, proposal)
    name = provider.name if provider else "–"
    deciding = PLATFORM if viewer.scope.keeper else viewer.organisation
    decides = viewer.scope.keeper or viewer.role is Role.CONTROLLER
    return ProposalLine(
        proposal=proposal,
        change=change_of(register, proposal.acts),
        provider=name,
        proposer=plain(name)
        if proposal.proposer == proposal.provider
        else names_of(register).get(proposal.proposer, "–"),
        unit=unit.id if unit else None,
        to_decide=decides and may_decide(register, proposal, deciding, viewer.person, now),
        own=proposal.proposer == viewer.organisation,
        urgent=proposal.waits and revoked_at(proposal.acts) is not None,
        new=today(proposal.at) == today(now),
        waited=working_days_between(today(proposal.at), today(now)),
    )


async def lines_of_provider(work: Work, provider: UUID, viewer: Viewer, now: datetime) -> list[ProposalLine]:
    """Give what waits about a provider, the urgent first."""
    proposals = await proposing.of_provider(work, [provider], waiting=True)
    register = await known_of(work, proposals, viewer)
    return sorted(lines_of(register, proposals, viewer, now), key=lambda line: not line.urgent)


def lines_of(register: Register, proposals: Iterable[Proposal], viewer: Viewer, now: datetime) -> list[ProposalLine]:
    """Read several proposals for a viewer, in their order."""
    return [line_of(register, proposal, viewer, now) for proposal in proposals]
