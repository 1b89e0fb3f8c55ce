"""What each heard fact needs to be judged, and what is read again because of it: every refusal comes before any change."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from schemas import directory, referral
from schemas.corrections import AboutFact, Corrected, Erroneous
from schemas.duties import uncountable
from schemas.envelope import Event, Fact
from schemas.unread import Unread
from services.provider_audit.calendar import FIRST_DAY, LAST_DAY, civil_date
from services.provider_audit.facts.corrections import dates_of
from services.provider_audit.facts.dossier import Dossier, unit_scope
from services.provider_audit.facts.subject_history import placement
from services.provider_audit.facts.terms import FAR, terms
from services.provider_audit.judge.output import Judging, Unjudgeable
from services.provider_audit.rules.declaration import EVERY_RULE

OLDEST = date(1900, 1, 1)
ROOM = timedelta(days=3 * 366)
"""The calendar must reach this far beyond any fact, for the longest clock a clause may set."""
INSTANTS = ("started_at", "ended_at", "from_at", "aware_at", "noticed_at", "first_shift", "to_at", "to")
DAYS = ("valid_from", "at", "on", "audited_from", "assessed_on")


def inside_calendar(event: Event) -> None:
    """Refuse a fact whose clocks could run out of the calendar; what happened before it begins is taken, and owes nothing."""
    fact = event.fact
    days = [civil_date(event.occurred)]
    for name in _fields(type(fact), INSTANTS):
        value = getattr(fact, name)
        if isinstance(value, datetime):
            days.append(max(civil_date(value), getattr(fact, "audited_from", OLDEST)))
    last = LAST_DAY - ROOM
    if not (FIRST_DAY <= civil_date(event.received) <= last and all(OLDEST <= day <= last for day in days)):
        raise Unjudgeable(f"tells an instant that the working-day calendar to {LAST_DAY.year} cannot count from")
    for name in _fields(type(fact), DAYS):
        value = getattr(fact, name)
        if isinstance(value, date) and not isinstance(value, datetime) and not OLDEST <= value < FAR:
            raise Unjudgeable(f"tells a day in {name} that cannot be")


@cache
def _fields(kind: type[Fact], names: tuple[str, ...]) -> tuple[str, ...]:
    """Give those of some fields that a kind of fact has."""
    return tuple(name for name in names if name in kind.model_fields)


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
    """A contract must be known, to tell what governs. A permit that nobody told of is none: that is judged."""
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


def mark_dirty(judging: Judging, event: Event) -> None:
    """Have the matter of a fact read again, and everything else that its words bear on."""
    fact, dossier = event.fact, judging.dossier
    judging.re_evaluate(event.subject, None if isinstance(fact, EVERY_RULE) else type(fact))
    if isinstance(fact, AboutFact):
        _mark_correction(judging, event, fact)
    if event.log == "directory":
        _mark_terms(judging, event)
    elif isinstance(fact, referral.PlacementStarted | referral.PlacementEnded):
        _mark_placement(judging, event.subject, since=event)
    elif isinstance(fact, referral.PlanReviewed):
        judging.mark_dirty(str(event.subject))
    elif isinstance(fact, referral.ReferralSent | referral.ReferralAmended):
        for subject in dossier.placed.get(str(fact.board), ()):
            start = placement(dossier, subject).start
            if start is not None and start.fact.referral == event.subject:
                judging.re_evaluate(subject, type(fact))


def _mark_correction(judging: Judging, event: Event, fact: AboutFact) -> None:
    """A correction is its teller's word, also when another agrees to it; whose day it was is looked at for all of time."""
    events = judging.dossier.facts[event.subject]
    corrected = fact if isinstance(fact, Erroneous | Corrected) else None
    named = event if corrected else next(each for each in events if each.id == fact.fact)
    judging.corrected_by = named.teller
    if event.log == "referral":
        for each in events:
            if isinstance(each.fact, referral.PlacementStarted):
                _mark_placement(judging, event.subject)
        judging.mark_dirty(str(event.subject))


def _mark_placement(judging: Judging, subject: UUID, since: Event | None = None) -> None:
    value: Any = since.fact if since else None
    at = getattr(value, "started_at", None) or getattr(value, "ended_at", None)
    for event in judging.dossier.facts[subject]:
        if isinstance(event.fact, referral.PlacementStarted):
            fact = event.fact
            judging.mark_dirty(unit_scope(fact.unit, fact.orgnr, fact.form), at)
            judging.mark_dirty(str(fact.board), at)
    judging.mark_dirty(str(subject))


def _mark_terms(judging: Judging, event: Event) -> None:
    """Permits bear on their units, contracts on their board, an interruption and an end of a contract on every due.

    A correction bears on all that the facts of its subject were ever for: what it retracted is not there any more.
    """
    dossier, fact = judging.dossier, event.fact
    value = [each.fact for each in dossier.facts[event.subject]]
    for each in value:
        if isinstance(each, directory.PermitTerms | directory.NotPermitBound):
            judging.mark_dirty(unit_scope(each.unit, each.orgnr, each.form))
            if each.unit in dossier.facts:
                judging.re_evaluate(each.unit)
    contracts = [each.board for each in value if isinstance(each, directory.ContractRegistered)]
    for board in contracts:
        judging.mark_dirty(str(board))
    whole = isinstance(fact, directory.PortalInterrupted | directory.ContractEnded)
    if whole or (contracts and isinstance(fact, AboutFact)):
        for subject in dossier.facts:
            judging.re_evaluate(subject)
    elif any(isinstance(each, directory.ProviderRegistered) for each in value):
        _re_evaluate_units(judging)


def _re_evaluate_units(judging: Judging) -> None:
    """From when a provider is audited bears on the staff of its units."""
    for subject, events in judging.dossier.facts.items():
        if isinstance(events[0].fact, directory.StaffEngaged | directory.ExtractsSeen):
            judging.re_evaluate(subject)
