"""What is read again because of a fact: the subjects and scopes it bears on."""

from typing import Any
from uuid import UUID

from schemas import directory, referral
from schemas.corrections import AboutFact, Corrected, Erroneous
from schemas.envelope import Event
from services.provider_audit.facts.dossier import unit_scope
from services.provider_audit.facts.placement import placement
from services.provider_audit.judge.output import Judging
from services.provider_audit.rules.claim import EVERY_RULE


def mark_dirty(judging: Judging, event: Event) -> None:
    """Have the subject of a fact read again, and everything else that its words bear on."""
    fact, dossier = event.fact, judging.dossier
    judging.re_evaluate(event.subject, None if isinstance(fact, EVERY_RULE) else event)
    if isinstance(fact, AboutFact):
        _mark_correction(judging, event, fact)
    if event.log == "directory":
        _mark_terms(judging, event)
    elif isinstance(fact, referral.PlacementStarted | referral.PlacementEnded):
        _mark_placement(judging, event.subject, since=event)
    elif isinstance(fact, referral.PlanReviewed):
        judging.mark_dirty(str(event.subject))
    elif isinstance(fact, referral.ReferralSent | referral.ReferralAmended):
        for subject in dossier.referred.get(event.subject, ()):
            start = placement(dossier, subject).start
            if (
                start is not None
                and start.fact.referral == event.subject
                and subject in dossier.placed[str(fact.board)]
            ):
                judging.re_evaluate(subject, event)


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
