"""Play facts into the audit as its runtime does: heard in order of time, judged up to a watermark."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

from schemas.codes import AgeBand, ClauseType, LegalForm, Origin, Role, ServiceForm, TargetGroup, Tier
from schemas.directory import BoardRegistered, Clause, ContractRegistered, PermitRegistered, ProviderRegistered
from schemas.envelope import Event
from schemas.fact import Fact
from schemas.referral import (
    EndReportSubmitted,
    PlacementStarted,
    PlanSubmitted,
    ReferralSent,
    ReportSubmitted,
    SafetyPlanFiled,
    ThreatAssessed,
)
from services.provider_audit.storage.handlers import Judge
from services.runtime.database.pool import Database
from services.runtime.database.scope import Scope
from services.runtime.database.tables.this_service import InboxRow
from services.runtime.database.work import Work
from services.runtime.events.inbox_row import inbox_row
from services.runtime.process import clock
from services.runtime.web import Viewer

ORGNR = "5560360793"
WHY = "Svaret visar inget hinder utanför utförarens kontroll."
"""A written reason for a decision, long enough."""


def at(text: str) -> datetime:
    """Read "2026-03-02 09:00" as an instant in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


async def apply(work: Work, batch: list[Event], until: datetime) -> dict[UUID, str]:
    """Read, judge and save a batch in one transaction; dossiers that another version judged go first, one by one."""
    judge, parked = Judge(), None
    while parked is None:
        loaded = await judge.load(work, batch, until, None)
        judge.judge(loaded)
        parked = await judge.save(work, loaded)
    return parked


@dataclass
class Play:
    """A board, a provider and what is told about them."""

    database: Database
    board: UUID = field(default_factory=uuid4)
    provider: UUID = field(default_factory=uuid4)
    unit: UUID = field(default_factory=uuid4)
    permit: UUID = field(default_factory=uuid4)
    contract: UUID = field(default_factory=uuid4)
    positions: dict[str, int] = field(default_factory=dict)
    sequences: dict[UUID, int] = field(default_factory=dict)

    def event(
        self, fact: Fact, subject: UUID, when: datetime, *, teller: UUID | None = None, arrived: datetime | None = None
    ) -> Event:
        """Make an event that occurred, arrived and was received at an instant."""
        log = type(fact).log
        self.positions[log] = self.positions.get(log, 0) + 1
        self.sequences[subject] = self.sequences.get(subject, 0) + 1
        return Event(
            id=uuid4(), type=type(fact).type, log=log, position=self.positions[log], subject=subject,
            sequence=self.sequences[subject], occurred=when, arrived=arrived or when, received=when,
            teller=teller or self.provider, origin=Origin.PORTAL, fact=fact,
        )  # fmt: skip

    async def judge(self, events: list[Event], until: datetime) -> dict[UUID, str]:
        """Hear the events and judge them and every due up to a watermark, in one transaction."""
        ordered = sorted(events, key=lambda event: event.order)
        await clock.set_now(self.database, until)
        async with self.database.work("provider_audit") as work:
            return await self._judge(work, ordered, until)

    async def _judge(self, work: Work, ordered: list[Event], until: datetime) -> dict[UUID, str]:
        await work.add(InboxRow, [inbox_row(event) for event in ordered], schema="provider_audit")
        parked = await apply(work, ordered, until)
        ids = [event.id for event in ordered]
        for bad in parked.items():
            await work.run(
                "update provider_audit.inbox set state = 'parked', reason = :why where id = :id", id=bad[0], why=bad[1]
            )
        await work.run(
            "update provider_audit.inbox set state = 'applied' where id = any(:ids) and state = 'waiting'", ids=ids
        )
        await work.run("update provider_audit.progress set until = :until", until=until)
        return parked

    def background(
        self, when: datetime, types: tuple[ClauseType, ...] = (ClauseType.INSIGHT, ClauseType.FOLLOW_UP)
    ) -> list[Event]:
        """Tell of the board, the provider with a permit for 8, and a contract between them with clauses of some types."""
        day = when.date()
        clauses = tuple(
            Clause(id=uuid4(), type=kind, number=f"6.{n}", valid_from=day) for n, kind in enumerate(types, 1)
        )
        permit = PermitRegistered(
            provider=self.provider, unit=self.unit, orgnr=ORGNR, form=ServiceForm.HVB,
            age_bands=(AgeBand.AGE_18_20, AgeBand.AGE_21_25), target_groups=(TargetGroup.CRIMINAL_NETWORK,), maximum=8,
            valid_from=day,
        )  # fmt: skip
        contract = ContractRegistered(
            board=self.board, provider=self.provider, number="MA-2026-17", forms=(ServiceForm.HVB,), valid_from=day,
            audited_from=day, clauses=clauses,
        )  # fmt: skip
        provider = ProviderRegistered(
            orgnr=ORGNR, name="Nordviken Stöd AB", legal_form=LegalForm.LIMITED_COMPANY, audited_from=day
        )
        step = timedelta(microseconds=1)
        return [
            self.event(BoardRegistered(municipality="1280", name="Socialnämnden, Malmö"), self.board, when),
            self.event(provider, self.provider, when + step),
            self.event(permit, self.permit, when + 2 * step),
            self.event(contract, self.contract, when + 3 * step, teller=self.board),
        ]

    def started(self, placement: UUID, when: datetime, case: UUID | None = None) -> Event:
        """Tell of a placement's start, by the provider."""
        fact = PlacementStarted(
            case=case or uuid4(), board=self.board, provider=self.provider, unit=self.unit, orgnr=ORGNR, form=ServiceForm.HVB,
            contract=self.contract, permit=self.permit, age_band=AgeBand.AGE_18_20, target_group=TargetGroup.CRIMINAL_NETWORK,
            started_at=when, audited_from=date(2026, 1, 1),
        )  # fmt: skip
        return self.event(fact, placement, when)

    def sent(self, referral: UUID, when: datetime, tier: Tier = Tier.STANDARD) -> Event:
        """Tell of a referral sent."""
        fact = ReferralSent(
            case=uuid4(), board=self.board, provider=self.provider, unit=self.unit, contract=self.contract, permit=self.permit,
            form=ServiceForm.HVB, age_band=AgeBand.AGE_18_20, target_group=TargetGroup.CRIMINAL_NETWORK, tier=tier,
            threat_assessed_on=None, directory_position=4,
        )  # fmt: skip
        return self.event(fact, referral, when, teller=self.board)

    def safe(self, placement: UUID, when: datetime) -> Event:
        """Tell of a personal safety plan on file."""
        return self.event(SafetyPlanFiled(board=self.board, provider=self.provider), placement, when)

    def assessed(self, placement: UUID, on: date, when: datetime) -> Event:
        """Tell of a threat assessment of a day, by the board."""
        fact = ThreatAssessed(board=self.board, provider=self.provider, assessed_on=on, reference=uuid4())
        return self.event(fact, placement, when, teller=self.board)

    def plan(self, placement: UUID, when: datetime) -> Event:
        """Tell of a plan handed in."""
        return self.event(PlanSubmitted(board=self.board, provider=self.provider, version=1), placement, when)

    def report(self, placement: UUID, period: str, when: datetime) -> Event:
        """Tell of a monthly report handed in."""
        return self.event(
            ReportSubmitted(board=self.board, provider=self.provider, period=period, attempt=1), placement, when
        )

    def end_report(self, placement: UUID, when: datetime) -> Event:
        """Tell of an end report handed in."""
        return self.event(EndReportSubmitted(board=self.board, provider=self.provider), placement, when)

    def scope(self, role: Role, person: UUID | None = None) -> Scope:
        """Give the scope a role's viewer reads under."""
        if role is Role.SUPERVISOR:
            return Scope(supervisor=True, person=person)
        if role is Role.OPERATOR:
            return Scope(operator=True, person=person)
        if role is Role.PROVIDER_MANAGER:
            return Scope(providers=(self.provider,), person=person)
        return Scope(boards=(self.board,), person=person)

    def viewer(self, role: Role, name: str = "Eva Lindqvist") -> Viewer:
        """Give a viewer of a role at the board, the provider or the platform."""
        provider = role is Role.PROVIDER_MANAGER
        platform, person = role in (Role.SUPERVISOR, Role.OPERATOR), uuid4()
        return Viewer(
            person=person, name=name, role=role,
            organisation=UUID(int=0) if platform else self.provider if provider else self.board,
            organisation_name="Tillsynen" if platform else "Nordviken Stöd AB" if provider else "Socialnämnden, Malmö",
            organisation_kind="platform" if platform else "provider" if provider else "board",
            unit=None, language="sv", scope=self.scope(role, person),
        )  # fmt: skip
