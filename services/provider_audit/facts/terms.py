"""Permits, decisions, contracts and clauses of one provider, as the directory's facts make them."""

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from schemas import directory as facts
from schemas.codes import ClauseType
from schemas.envelope import Event
from services.provider_audit.calendar import DAY, first_instant
from services.provider_audit.facts.corrections import effective
from services.provider_audit.facts.dossier import TERMS, Dossier
from services.provider_audit.facts.records import Submission
from services.provider_audit.facts.subject_history import SubjectHistory, of_events

FAR = date(9000, 1, 1)


@dataclass(frozen=True, slots=True)
class PermitVersion:
    """Terms of a permit as one fact recorded them; `effect` is none for the first, else the instant they replace the others."""

    event: Event
    effect: datetime | None
    fact: facts.PermitTerms


@dataclass(slots=True)
class Permit:
    """A permit with all its terms, in the order of their effect, and its early end."""

    id: UUID
    versions: list[PermitVersion]
    ended: tuple[Event, date] | None = None


@dataclass(frozen=True, slots=True)
class ClauseVersion:
    """A clause of a contract as registered; it governs what is triggered after that and inside its dates."""

    event: Event
    fact: facts.Clause


@dataclass(slots=True)
class Contract:
    """A contract between a board and the provider, with its clauses and its early end."""

    id: UUID
    event: Event
    fact: facts.ContractRegistered
    clauses: list[ClauseVersion] = field(default_factory=list)
    ended: tuple[Event, date] | None = None

    def in_force(self, day: date) -> bool:
        """Say whether the contract is in force on a day."""
        if not self.fact.valid_from <= day or (self.fact.valid_to is not None and day > self.fact.valid_to):
            return False
        return self.ended is None or day < self.ended[1]

    def insight(self) -> Submission | None:
        """Give when a clause of each kind that the law asks for was there: the later of the two; none while one is missing."""
        found: list[Submission] = []
        for kind in (ClauseType.INSIGHT, ClauseType.FOLLOW_UP):
            fact = [each.event for each in self.clauses if each.fact.type == kind]
            earliest = min(fact, key=lambda event: event.arrived, default=None)
            if earliest is not None:
                found.append(Submission(earliest.id, earliest.arrived))
        return max(found, key=lambda each: each.arrived) if len(found) == 2 else None  # noqa: PLR2004 - both kinds


@dataclass(slots=True)
class Terms:
    """All permits and contracts, in the order they were registered, and the decisions that a form needs no permit."""

    permits: dict[UUID, Permit] = field(default_factory=dict)
    contracts: dict[UUID, Contract] = field(default_factory=dict)
    exempt: list[tuple[Event, facts.NotPermitBound]] = field(default_factory=list)
    registered: tuple[Event, facts.ProviderRegistered] | None = None


def terms(dossier: Dossier) -> Terms:
    """Read the terms from the facts."""
    found: Terms | None = dossier.terms.get(TERMS)
    if found is None:
        found = dossier.terms[TERMS] = _read(dossier)
    return found


def _read(dossier: Dossier) -> Terms:
    found = Terms()
    for subject in dossier.registered:
        _take(found, of_events(subject, effective(dossier.facts[subject])))
    found.permits = dict(sorted(found.permits.items(), key=lambda item: item[1].versions[0].event.order))
    found.contracts = dict(sorted(found.contracts.items(), key=lambda item: item[1].event.order))
    return found


def _take(found: Terms, plain: SubjectHistory) -> None:
    found.registered = plain.first(facts.ProviderRegistered) or found.registered
    found.exempt += plain.of_kind(facts.NotPermitBound)
    permit = plain.first(facts.PermitRegistered)
    if permit is not None:
        ended = plain.first(facts.PermitEnded)
        found.permits[plain.id] = Permit(plain.id, _versions(plain, permit), (ended[0], ended[1].at) if ended else None)
    contract = plain.first(facts.ContractRegistered)
    if contract is not None:
        found.contracts[plain.id] = _contract(plain, *contract)


def _versions(plain: SubjectHistory, registered: tuple[Event, facts.PermitRegistered]) -> list[PermitVersion]:
    """Give the terms as registered and each change from its own beginning on: the one recorded last prevails from there."""
    versions = [PermitVersion(registered[0], None, registered[1])]
    for event, fact in plain.of_kind(facts.PermitChanged):
        effect = max(event.occurred, first_instant(fact.valid_from))
        versions = [each for each in versions if each.effect is None or each.effect < effect]
        versions.append(PermitVersion(event, effect, fact))
    return versions


def _contract(plain: SubjectHistory, event: Event, fact: facts.ContractRegistered) -> Contract:
    found = Contract(plain.id, event, fact, [ClauseVersion(event, clause) for clause in fact.clauses])
    known = {(clause.id, clause.version) for clause in fact.clauses}
    for later, registered in plain.of_kind(facts.ClauseRegistered):
        clause = registered.clause
        if (clause.id, clause.version) not in known:
            known.add((clause.id, clause.version))
            found.clauses.append(ClauseVersion(later, clause))
    ended = plain.first(facts.ContractEnded)
    found.ended = (ended[0], ended[1].at) if ended else None
    return found


def governing(
    known: Terms, board: UUID, form: str, named: UUID | None, day: date, before: datetime | None = None
) -> Contract | None:
    """Give the contract that governs what is triggered on a day: the named one if in force, else the first registered.

    `before`: only contracts registered at or before this instant count. None when the governing one is not audited yet.
    """
    chosen: Contract | None = None
    for contract in known.contracts.values():
        if contract.fact.board != board or form not in contract.fact.forms or not contract.in_force(day):
            continue
        if before is not None and contract.event.received > before:
            continue
        if contract.id == named:
            chosen = contract
            break
        chosen = chosen or contract
    return chosen if chosen is not None and chosen.fact.audited_from <= day else None


def clause_for(contract: Contract, kind: ClauseType | None, day: date, before: datetime) -> ClauseVersion | None:
    """Give the clause of a type that sets a rule's numbers on a day, registered at or before an instant; the latest of those in force.

    A later version of a clause replaces the earlier ones from its own first day on.
    """
    known = [
        each
        for each in contract.clauses
        if each.fact.type == kind and each.event.received <= before and each.fact.valid_from <= day
    ]
    newest = {each.fact.id: each for each in known}
    in_force = [each for each in newest.values() if each.fact.valid_to is None or day <= each.fact.valid_to]
    return max(in_force, key=known.index, default=None)


def after_last(day: date | None) -> datetime | None:
    """Give the instant a stretch ends whose last whole day this is; none for no end."""
    return None if day is None or day >= FAR else first_instant(day + DAY)
