"""The scopes in which people are placed: a unit's form with its permits, a board with its contracts, over time."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from services.provider_audit.calendar import first_instant
from services.provider_audit.facts.dossier import Dossier, unit_scope
from services.provider_audit.facts.records import EVER
from services.provider_audit.facts.terms import Permit, after_last, terms
from services.provider_audit.facts.terms import Terms as AllTerms
from services.provider_audit.rules.conditions import Terms

BEGINNING = EVER
ENDLESS = datetime(9999, 12, 30, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch [begin, end) in which one version of a permit, or a contract, is in force.

    `begun_by` and `ended_by` are the facts, each with the instant it was received; `ran_out` says that the end is a last day.
    """

    begin: datetime
    end: datetime
    terms: Terms
    begun_by: tuple[datetime, UUID]
    ended_by: tuple[datetime, UUID]
    ran_out: bool


@dataclass(frozen=True, slots=True)
class Exemption:
    """A stretch [begin, end) in which a form is decided not to be permit-bound.

    `ended_by` is the permit that ended it, with the instant its registration was received; none while nothing has.
    """

    begin: datetime
    end: datetime
    ended_by: tuple[datetime, UUID] | None


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a condition is looked for: the name, what it is about, and what is in force there and when.

    `unit`, `orgnr` and `form` are given for a unit; `exemptions` are when no permit is needed.
    """

    name: str
    about: UUID
    stretches: list[Stretch]
    exemptions: Sequence[Exemption] = ()
    unit: UUID | None = None
    orgnr: str = ""
    form: str = ""

    def exempt(self, at: datetime) -> bool:
        """Say whether no permit is needed at an instant."""
        return any(each.begin <= at < each.end for each in self.exemptions)

    def changes(self) -> set[datetime]:
        """Give every instant at which what is in force changes."""
        found = {at for each in self.stretches for at in (each.begin, each.end)}
        return found | {at for each in self.exemptions for at in (each.begin, each.end)}


def scope_named(dossier: Dossier, name: str) -> Scope:
    """Give a scope by its name: a unit's form, or a board."""
    key = f"scope/{name}"
    found: Scope | None = dossier.terms.get(key)
    if found is None:
        found = dossier.terms[key] = _scope(dossier, name)
    return found


def _scope(dossier: Dossier, name: str) -> Scope:
    if "/" not in name:
        return Scope(name, UUID(name), contract_stretches(dossier, UUID(name)))
    orgnr, form, unit = name.split("/")
    place = UUID(unit)
    stretches = permit_stretches(dossier, name)
    return Scope(name, place, stretches, _exemptions(dossier, name, stretches), place, orgnr, form)


def permit_stretches(dossier: Dossier, scope: str) -> list[Stretch]:
    """Give all stretches of permits at a unit, the first registered permit first."""
    return [stretch for permit in terms(dossier).permits.values() for at, stretch in _of_permit(permit) if at == scope]


def _of_permit(permit: Permit) -> list[tuple[str, Stretch]]:
    found = []
    for number, version in enumerate(permit.versions):
        fact, event = version.fact, version.event
        begin = max(first_instant(fact.valid_from), version.effect or BEGINNING)
        ends = [(after_last(fact.valid_to) or ENDLESS, 0, (event.received, event.id))]
        if number + 1 < len(permit.versions):
            following = permit.versions[number + 1]
            ends.append((following.effect or BEGINNING, 1, (following.event.received, following.event.id)))
        if permit.ended is not None:
            ends.append((first_instant(permit.ended[1]), 1, (permit.ended[0].received, permit.ended[0].id)))
        end, by_fact, ended_by = min(ends)
        if begin < end:
            allowed = Terms(permit.id, fact.maximum, tuple(fact.age_bands), tuple(fact.target_groups))
            begun_by = (event.received, event.id)
            scope = unit_scope(fact.unit, fact.orgnr, fact.form)
            found.append((scope, Stretch(begin, end, allowed, begun_by, ended_by, ran_out=not by_fact)))
    return found


def contract_stretches(dossier: Dossier, board: UUID) -> list[Stretch]:
    """Give all stretches of contracts with a board, the first registered first."""
    found = []
    for contract in terms(dossier).contracts.values():
        if contract.fact.board != board:
            continue
        by = (contract.event.received, contract.event.id)
        ends = [(after_last(contract.fact.valid_to) or ENDLESS, 0, by)]
        if contract.ended is not None:
            ends.append((first_instant(contract.ended[1]), 1, (contract.ended[0].received, contract.ended[0].id)))
        end, by_fact, ended_by = min(ends)
        begin = first_instant(contract.fact.valid_from)
        if begin < end:
            found.append(Stretch(begin, end, Terms(contract.id, 0, (), ()), by, ended_by, ran_out=not by_fact))
    return found


def _exemptions(dossier: Dossier, scope: str, stretches: list[Stretch]) -> list[Exemption]:
    """Give when a unit's form is not permit-bound: from each decision's day until a permit registered after it begins.

    A permit that was not in force any more when the decision's day came ends nothing.
    """
    known, found = terms(dossier), []
    for event, fact in known.exempt:
        if unit_scope(fact.unit, fact.orgnr, fact.form) != scope:
            continue
        begin, ends = first_instant(fact.on), []
        for stretch in stretches:
            registered = known.permits[stretch.terms.permit].versions[0].event
            if registered.order > event.order and stretch.end > begin:
                by = (registered.received, registered.id)
                ends.append((max(stretch.begin, registered.received), by))
        end, ended_by = min(ends, default=(ENDLESS, None))
        if begin < end:
            found.append(Exemption(begin, end, ended_by))
    return found


def receives(known: AllTerms, unit: UUID, bands: Collection[str], at: datetime) -> bool:
    """Say whether any permit of a unit in force at an instant holds one of the age bands."""
    return any(
        stretch.begin <= at < stretch.end and any(band in bands for band in stretch.terms.age_bands)
        for permit in known.permits.values()
        for scope, stretch in _of_permit(permit)
        if scope.endswith(str(unit))
    )


def terms_at(in_force: list[Stretch], named: UUID | None, at: datetime) -> Terms | None:
    """Give the terms that measure somebody at an instant: the named ones if in force, else the first registered."""
    chosen: Terms | None = None
    for stretch in in_force:
        if stretch.begin <= at < stretch.end:
            if stretch.terms.permit == named:
                return stretch.terms
            chosen = chosen or stretch.terms
    return chosen
