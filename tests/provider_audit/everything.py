"""A year in which all 17 rules are broken, and each kind of duty that a rule may ask for is owed once."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from schemas import directory, referral
from schemas.codes import AbsenceKind, AgeBand, IncidentKind, LegalForm, ServiceForm, TargetGroup
from schemas.envelope import Event
from schemas.fact import Fact
from schemas.reasons import EndReason, ReturnReason
from tests.provider_audit.play import ORGNR, Play, at

SUPERVISOR = UUID(int=0)
UNTIL = at("2026-10-15 09:00")
ALL_RULES = {
    "C01", "C02", "C03", "C10", "R01", "R02", "R03", "R04", "R05", "R08", "R09", "T01", "T02", "T08", "S01", "S05", "P01",
}  # fmt: skip


@dataclass
class Year:
    """Tells the year's facts; `asked` is the supervisor's own request for information."""

    play: Play
    asked: UUID = field(default_factory=uuid4)
    first: UUID = field(default_factory=uuid4)
    ended: UUID = field(default_factory=uuid4)
    bare: UUID = field(default_factory=uuid4)

    def facts(self) -> list[Event]:
        """Give everything recorded until 15 October 2026."""
        parts = (self._background(), self._first(), self._others(), self._of_the_provider())
        return [event for part in parts for event in part]

    def _event(self, fact: Fact, subject: UUID, when: datetime, teller: UUID | None = None) -> Event:
        return self.play.event(fact, subject, when, teller=teller)

    def _background(self) -> Iterator[Event]:
        play, day = self.play, date(2026, 1, 1)
        yield self._event(
            directory.BoardRegistered(municipality="1280", name="Socialnämnden, Malmö"),
            play.board,
            at("2026-01-01 08:00"),
        )
        yield self._event(
            directory.ProviderRegistered(
                orgnr=ORGNR, name="Nordviken Stöd AB", legal_form=LegalForm.LIMITED_COMPANY, fiscal_year_end="02-28",
                audited_from=day,
            ), play.provider, at("2026-01-01 08:01"),
        )  # fmt: skip
        yield self._event(
            directory.UnitRegistered(provider=play.provider, name="Norr"), play.unit, at("2026-01-01 08:02")
        )
        yield self._event(
            directory.PermitRegistered(
                provider=play.provider, unit=play.unit, orgnr=ORGNR, form=ServiceForm.HVB,
                age_bands=(AgeBand.AGE_16_17, AgeBand.AGE_18_20), target_groups=(TargetGroup.CRIMINAL_NETWORK,), maximum=1,
                valid_from=day,
            ), play.permit, at("2026-01-01 08:03"),
        )  # fmt: skip
        yield self._event(
            directory.ContractRegistered(
                board=play.board, provider=play.provider, number="MA-2026-17", forms=(ServiceForm.HVB,), valid_from=day,
                valid_to=date(2026, 8, 31), audited_from=day,
            ), play.contract, at("2026-01-01 08:04"), play.board,
        )  # fmt: skip

    def _started(
        self, placement: UUID, when: datetime, unit: UUID | None = None, band: AgeBand = AgeBand.AGE_18_20
    ) -> Event:
        play = self.play
        fact = referral.PlacementStarted(
            case=uuid4(), board=play.board, provider=play.provider, unit=unit or play.unit, orgnr=ORGNR, form=ServiceForm.HVB,
            contract=play.contract, permit=play.permit, age_band=band, target_group=TargetGroup.CRIMINAL_NETWORK,
            started_at=when, audited_from=date(2026, 1, 1),
        )  # fmt: skip
        return self._event(fact, placement, when)

    def _first(self) -> Iterator[Event]:
        """A plan returned, a report returned, incidents and an absence recorded late, assessments that lapse."""
        play, placement = self.play, self.first
        both = {"board": play.board, "provider": play.provider}
        yield self._started(placement, at("2026-03-02 09:00"))
        yield play.safe(placement, at("2026-03-03 09:00"))
        yield play.assessed(placement, date(2026, 3, 4), at("2026-03-04 09:00"))
        plan = play.plan(placement, at("2026-03-05 09:00"))
        yield plan
        fact = referral.PlanReturned(**both, fact=plan.id, reason=ReturnReason.INCOMPLETE)
        yield self._event(fact, placement, at("2026-03-09 09:00"), play.board)
        report = play.report(placement, "2026-03", at("2026-04-02 09:00"))
        yield report
        back = referral.ReportReturned(**both, fact=report.id, reason=ReturnReason.UNCLEAR, period="2026-03")
        yield self._event(back, placement, at("2026-04-07 09:00"), play.board)
        aware, recorded_at = at("2026-05-05 10:00"), at("2026-05-07 12:00")
        incident = referral.IncidentReported(**both, incident=uuid4(), kind=IncidentKind.THREAT, aware_at=aware)
        yield self._event(incident, placement, recorded_at)
        absence = referral.AbsenceReported(
            **both, event=uuid4(), kind=AbsenceKind.ABSCONDED, noticed_at=at("2026-06-01 10:00")
        )
        yield self._event(absence, placement, at("2026-06-03 10:00"))

    def _others(self) -> Iterator[Event]:
        play = self.play
        yield self._started(self.bare, at("2026-03-10 09:00"), band=AgeBand.AGE_26_PLUS)
        yield play.assessed(self.bare, date(2026, 3, 11), at("2026-03-11 09:00"))
        yield self._started(uuid4(), at("2026-03-11 09:00"), unit=uuid4())
        yield self._started(self.ended, at("2026-03-12 09:00"))
        end = referral.PlacementEnded(
            board=play.board,
            provider=play.provider,
            ended_at=at("2026-04-01 09:00"),
            reason=EndReason.COMPLETED,
            planned=True,
        )
        yield self._event(end, self.ended, at("2026-04-01 09:00"))
        yield play.sent(uuid4(), at("2026-03-16 09:00"))

    def _of_the_provider(self) -> Iterator[Event]:
        play = self.play
        for request, board in ((uuid4(), play.board), (self.asked, None)):
            asked = directory.InformationRequested(provider=play.provider, request=request, board=board)
            yield self._event(
                asked, play.provider, at("2026-03-17 09:00") + timedelta(minutes=bool(board)), board or SUPERVISOR
            )
        for number, seen in enumerate((None, "2026-04-07 09:00", "2026-03-20 09:00")):
            staff = uuid4()
            engaged = directory.StaffEngaged(
                provider=play.provider, unit=play.unit, staff=staff, first_shift=at("2026-04-02 09:00")
            )
            yield self._event(engaged, play.unit, at("2026-04-02 10:00") + timedelta(minutes=number))
            if seen:
                extracts = directory.ExtractsSeen(
                    provider=play.provider, unit=play.unit, staff=staff, seen_at=at(seen),
                    criminal_record_on=date(2026, 3, 1), suspicion_record_on=date(2026, 3, 1),
                )  # fmt: skip
                yield self._event(extracts, play.unit, at("2026-04-20 09:00") + timedelta(minutes=number))
