"""What each received fact needs to be judged, and what is read again because of it: every refusal comes before any change."""

from collections.abc import Callable
from datetime import datetime

from schemas import directory, referral
from schemas.corrections import AboutFact, Corrected, Erroneous
from schemas.duties import uncountable
from schemas.envelope import Event
from schemas.fact import Fact
from schemas.unread import Unread
from services.provider_audit.facts.corrections import dates_of
from services.provider_audit.facts.dossier import Dossier
from services.provider_audit.facts.placement import placement
from services.provider_audit.facts.terms import terms
from services.provider_audit.judge.output import Unjudgeable


def _always(_dossier: Dossier, _event: Event) -> None:
    """Nothing has to be known before."""


def _needs(words: str, kind: type[Fact]) -> Callable[[Dossier, Event], None]:
    def admit(dossier: Dossier, event: Event) -> None:
        if not any(isinstance(each.fact, kind) for each in dossier.facts.get(event.subject, ())):
            raise Unjudgeable(words)

    return admit


def wrong_numbers(clause: directory.Clause) -> str | None:
    """Say which number of a clause lies outside what its rule can count; none if all are good."""
    wrong = next(uncountable(clause.type, clause.parameters), None)
    return wrong.en if wrong else None


def _clauses_are_good(_dossier: Dossier, event: Event) -> None:
    fact = event.fact
    clauses = fact.clauses if isinstance(fact, directory.ContractRegistered) else [getattr(fact, "clause", None)]
    for clause in clauses:
        wrong = wrong_numbers(clause) if clause else None
        if wrong:
            raise Unjudgeable(wrong)


def _clause(dossier: Dossier, event: Event) -> None:
    _needs("registers a clause of a contract that is not known", directory.ContractRegistered)(dossier, event)
    _clauses_are_good(dossier, event)


def _terms_known(dossier: Dossier, event: Event) -> None:
    """A contract must be known, to tell what governs. A permit that nobody recorded is none: that is judged."""
    contract, permit = getattr(event.fact, "contract", None), getattr(event.fact, "permit", None)
    if contract is not None and contract not in terms(dossier).contracts:
        raise Unjudgeable("names a contract that is not known")
    if permit in dossier.stuck:
        raise Unjudgeable("names a permit that cannot be judged")


def _placement_known(words: str) -> Callable[[Dossier, Event], None]:
    def admit(dossier: Dossier, event: Event) -> None:
        if event.subject not in dossier.facts and event.subject not in dossier.accepted:
            raise Unjudgeable(words)

    return admit


def _ended(dossier: Dossier, event: Event) -> None:
    start = _started(dossier, event, "ends")
    if isinstance(event.fact, referral.PlacementEnded) and event.fact.ended_at < start:
        raise Unjudgeable("ends a placement before its start")


def _paused(dossier: Dossier, event: Event) -> None:
    start = _started(dossier, event, "pauses")
    if isinstance(event.fact, referral.PlacementPaused) and event.fact.from_at < start:
        raise Unjudgeable("pauses a placement before its start")


def _resumed(dossier: Dossier, event: Event) -> None:
    _started(dossier, event, "resumes")
    holds = placement(dossier, event.subject).holds
    if not holds:
        raise Unjudgeable("resumes a placement that was never paused")
    resting = holds[-1].to_at is None
    if resting and isinstance(event.fact, referral.PlacementResumed) and event.fact.from_at < holds[-1].from_at:
        raise Unjudgeable("resumes a placement before it was paused")


def _started(dossier: Dossier, event: Event, what: str) -> datetime:
    start = placement(dossier, event.subject).start
    if start is None:
        raise Unjudgeable(f"{what} a placement that has not started")
    return start.at


def _correction(dossier: Dossier, event: Event) -> None:
    """A correction names an earlier fact about the same subject, and leaves no placement that ends before its start."""
    fact, events = event.fact, dossier.facts.get(event.subject, [])
    about = next((each for each in events if isinstance(fact, AboutFact) and each.id == fact.fact), None)
    if about is None:
        raise Unjudgeable("corrects a fact that is not known about its subject")
    if isinstance(fact, Erroneous) and about.teller != event.teller:
        raise Unjudgeable("enters another's fact in error")
    if isinstance(fact, Corrected) and fact.field != "occurred" and fact.field not in dates_of(type(about.fact)):
        raise Unjudgeable("corrects a date that the fact does not tell")
    after = Dossier(dossier.provider, facts={event.subject: [*events, event]})
    value = placement(after, event.subject)
    if value.start is not None and value.ended_at is not None and value.ended_at < value.start.at:
        raise Unjudgeable("leaves a placement that ends before its start")


def _unread(_dossier: Dossier, event: Event) -> None:
    raise Unjudgeable(event.fact.why if isinstance(event.fact, Unread) else "cannot be read")


_HANDED_IN = _placement_known("hands in something for a placement that is not known")
_ABOUT = _placement_known("tells of a placement that is not known")
_ANSWERED = _needs("answers a referral that is not known", referral.ReferralSent)

ADMIT: dict[type, Callable[[Dossier, Event], None]] = {
    directory.ProviderRegistered: _always,
    directory.AccountsDisclosed: _always,
    directory.InformationRequested: _always,
    directory.InformationAnswered: _needs("answers a request that is not known", directory.InformationRequested),
    directory.StaffEngaged: _always,
    directory.ExtractsSeen: _always,
    directory.PortalInterrupted: _always,
    directory.FactVoided: _always,
    directory.PermitRegistered: _always,
    directory.PermitChanged: _needs("changes a permit that is not known", directory.PermitRegistered),
    directory.PermitEnded: _needs("ends a permit that is not known", directory.PermitRegistered),
    directory.NotPermitBound: _always,
    directory.ContractRegistered: _clauses_are_good,
    directory.ClauseRegistered: _clause,
    directory.ContractEnded: _needs("ends a contract that is not known", directory.ContractRegistered),
    directory.EnteredInError: _correction,
    directory.DateCorrected: _correction,
    directory.CorrectionAgreed: _correction,
    referral.ReferralSent: _terms_known,
    referral.ReferralAmended: _needs("amends a referral that is not known", referral.ReferralSent),
    referral.ReferralWithdrawn: _needs("withdraws a referral that is not known", referral.ReferralSent),
    referral.ReferralAccepted: _ANSWERED,
    referral.ReferralDeclined: _ANSWERED,
    referral.PlacementStarted: _terms_known,
    referral.PlacementPaused: _paused,
    referral.PlacementResumed: _resumed,
    referral.PlacementEnded: _ended,
    referral.PlanSubmitted: _HANDED_IN,
    referral.PlanRevised: _HANDED_IN,
    referral.PlanReviewed: _placement_known("reviews the plan of a placement that is not known"),
    referral.ReportSubmitted: _HANDED_IN,
    referral.EndReportSubmitted: _HANDED_IN,
    referral.SafetyPlanFiled: _HANDED_IN,
    referral.PlanReturned: _ABOUT,
    referral.ReportReturned: _ABOUT,
    referral.EndReportReturned: _ABOUT,
    referral.IncidentReported: _ABOUT,
    referral.IncidentNoticed: _ABOUT,
    referral.CallReceived: _ABOUT,
    referral.CallDenied: _ABOUT,
    referral.AbsenceReported: _ABOUT,
    referral.ThreatAssessed: _ABOUT,
    referral.DutyWaived: _placement_known("waives a duty of something that is not known"),
    referral.EnteredInError: _correction,
    referral.DateCorrected: _correction,
    referral.CorrectionAgreed: _correction,
    Unread: _unread,
}
"""What is judged, and what must be known before it is taken in."""
