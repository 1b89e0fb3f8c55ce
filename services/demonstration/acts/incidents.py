"""What happens to people who are placed, as both sides report it: incidents, calls, absences."""

from dataclasses import dataclass
from datetime import datetime

from schemas.codes import AbsenceKind, IncidentKind
from services.demonstration.acts import form_values
from services.demonstration.acts.placement import ActContext, Placement
from services.referral import handlers as referral
from services.referral.incidents.form import Absence, IncidentReport, Notice


@dataclass(frozen=True)
class ReportIncident:
    """The provider reports a serious incident in writing; `noticed` says that the board reported it first."""

    placement: Placement
    nth: int
    kind: IncidentKind
    aware_at: datetime
    phoned_at: datetime | None
    noticed: bool = False

    async def perform(self, context: ActContext) -> None:
        """Report it."""
        event = self.placement.event(self.nth)
        report = IncidentReport(
            event=event if self.noticed else None,
            kind=self.kind,
            aware_at=self.aware_at,
            phoned_at=self.phoned_at,
            what=form_values.HAPPENED,
        )
        await referral.report_incident(context.acting, self.placement.id, report, incident=event)


@dataclass(frozen=True)
class NoticeIncident:
    """The board notifies the provider of a serious incident that it noticed itself."""

    placement: Placement
    nth: int
    kind: IncidentKind

    async def perform(self, context: ActContext) -> None:
        """Report it."""
        notice, event = Notice(kind=self.kind, what=form_values.HAPPENED), self.placement.event(self.nth)
        about = self.placement.id
        await referral.notice_incident(context.acting, about, notice, event)


@dataclass(frozen=True)
class AttestCall:
    """The board attests that the provider phoned."""

    placement: Placement
    nth: int
    called_at: datetime

    async def perform(self, context: ActContext) -> None:
        """Attest it."""
        event = self.placement.event(self.nth)
        await referral.attest_call(context.acting, self.placement.id, event, self.called_at)


@dataclass(frozen=True)
class DenyCall:
    """The board objects that the provider never phoned."""

    placement: Placement
    nth: int

    async def perform(self, context: ActContext) -> None:
        """Object."""
        event = self.placement.event(self.nth)
        await referral.deny_call(context.acting, self.placement.id, event)


@dataclass(frozen=True)
class ReportAbsence:
    """The provider reports an absence, or of an end that nobody planned."""

    placement: Placement
    nth: int
    kind: AbsenceKind
    noticed_at: datetime

    async def perform(self, context: ActContext) -> None:
        """Report it."""
        absence = Absence(kind=self.kind, noticed_at=self.noticed_at, what=form_values.AWAY)
        event, about = self.placement.event(self.nth), self.placement.id
        await referral.report_absence(context.acting, about, absence, event=event)
