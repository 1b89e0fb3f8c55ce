"""The grounds on which people are placed: a unit's form with its permits, a board with its contracts, over time."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from services.provider_audit.calendar import first_instant
from services.provider_audit.dossier import Dossier, unit_ground
from services.provider_audit.matter import Placement, Start, placement
from services.provider_audit.rule import Placed, Terms
from services.provider_audit.terms import Permit, after_last, terms
from services.provider_audit.terms import Terms as AllTerms

BEGINNING = datetime(1, 1, 2, tzinfo=UTC)
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
class Stay:
    """A placement's audited stretch [begin, end)."""

    placement: Placement
    start: Start
    begin: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Ground:
    """Where a condition is looked for: the name, what it is about, and what is in force there and when.

    `unit`, `orgnr` and `form` are told for a unit; `exempt` is from when no permit is needed.
    """

    name: str
    about: UUID
    stretches: list[Stretch]
    exempt: datetime = ENDLESS
    unit: UUID | None = None
    orgnr: str = ""
    form: str = ""


def ground_named(dossier: Dossier, name: str) -> Ground:
    """Give a ground by its name: a unit's form, or a board."""
    if "/" not in name:
        return Ground(name, UUID(name), contract_stretches(dossier, UUID(name)))
    orgnr, form, unit = name.split("/")
    place = UUID(unit)
    return Ground(
        name, place, permit_stretches(dossier, name), exempt_from(dossier, place, orgnr, form), place, orgnr, form
    )


def permit_stretches(dossier: Dossier, ground: str) -> list[Stretch]:
    """Give all stretches of permits at a unit, the first registered permit first."""
    return [stretch for permit in terms(dossier).permits.values() for at, stretch in _of_permit(permit) if at == ground]


def _of_permit(permit: Permit) -> list[tuple[str, Stretch]]:
    found = []
    for number, version in enumerate(permit.versions):
        told, event = version.told, version.event
        begin = max(first_instant(told.valid_from), version.effect or BEGINNING)
        ends = [(after_last(told.valid_to) or ENDLESS, 0, (event.received, event.id))]
        if number + 1 < len(permit.versions):
            following = permit.versions[number + 1]
            ends.append((following.effect or BEGINNING, 1, (following.event.received, following.event.id)))
        if permit.ended is not None:
            ends.append((first_instant(permit.ended[1]), 1, (permit.ended[0].received, permit.ended[0].id)))
        end, by_fact, ended_by = min(ends)
        if begin < end:
            allowed = Terms(permit.id, told.maximum, tuple(told.age_bands), tuple(told.target_groups))
            begun_by = (event.received, event.id)
            ground = unit_ground(told.unit, told.orgnr, told.form)
            found.append((ground, Stretch(begin, end, allowed, begun_by, ended_by, ran_out=not by_fact)))
    return found


def grounds_of_permit(permit: Permit) -> set[str]:
    """Give every ground that a permit was ever for."""
    return {unit_ground(each.told.unit, each.told.orgnr, each.told.form) for each in permit.versions}


def contract_stretches(dossier: Dossier, board: UUID) -> list[Stretch]:
    """Give all stretches of contracts with a board, the first registered first."""
    found = []
    for contract in terms(dossier).contracts.values():
        if contract.told.board != board:
            continue
        by = (contract.event.received, contract.event.id)
        ends = [(after_last(contract.told.valid_to) or ENDLESS, 0, by)]
        if contract.ended is not None:
            ends.append((first_instant(contract.ended[1]), 1, (contract.ended[0].received, contract.ended[0].id)))
        end, by_fact, ended_by = min(ends)
        begin = first_instant(contract.told.valid_from)
        if begin < end:
            found.append(Stretch(begin, end, Terms(contract.id, 0, (), ()), by, ended_by, ran_out=not by_fact))
    return found


def exempt_from(dossier: Dossier, unit: UUID, orgnr: str, form: str) -> datetime:
    """Give the instant from which a unit's form is not permit-bound; the end of time if it never was decided."""
    days = [
        told.on for _event, told in terms(dossier).exempt if (told.unit, told.orgnr, told.form) == (unit, orgnr, form)
    ]
    return first_instant(min(days)) if days else ENDLESS


def receives(known: AllTerms, unit: UUID, bands: Collection[str], at: datetime) -> bool:
    """Say whether any permit of a unit in force at an instant holds one of the age bands."""
    return any(
        stretch.begin <= at < stretch.end and any(band in bands for band in stretch.terms.age_bands)
        for permit in known.permits.values()
        for ground, stretch in _of_permit(permit)
        if ground.endswith(str(unit))
    )


def stay_of(told: Placement) -> Stay | None:
    """Give a placement's audited stay; none when nothing of it is audited."""
    if told.start is None:
        return None
    begin = max(told.start.at, first_instant(told.start.audited_from))
    end = told.ended_at or ENDLESS
    return Stay(told, told.start, begin, end) if begin < end else None


def stays(dossier: Dossier, ground: str, since: datetime) -> list[Stay]:
    """Give the audited stays on a ground that last beyond an instant, in the order they were heard."""
    found = []
    for subject in dossier.placed.get(ground, ()):
        stay = stay_of(placement(dossier, subject))
        if stay is not None and stay.end > since and ground in grounds_of(stay):
            found.append(stay)
    return found


def grounds_of(stay: Stay) -> tuple[str, str]:
    """Give the two grounds of a stay: its unit's form, and its board."""
    return unit_ground(stay.start.unit, stay.start.orgnr, stay.start.form), str(stay.placement.board)


def terms_at(in_force: list[Stretch], named: UUID | None, at: datetime) -> Terms | None:
    """Give the terms that measure somebody at an instant: the named ones if in force, else the first registered."""
    chosen: Terms | None = None
    for stretch in in_force:
        if stretch.begin <= at < stretch.end:
            if stretch.terms.permit == named:
                return stretch.terms
            chosen = chosen or stretch.terms
    return chosen


def placed_at(present: list[Stay], ground: Ground, at: datetime) -> list[tuple[Stay, Placed]]:
    """Give everybody placed at an instant, with the terms they are measured against."""
    found = []
    for stay in present:
        if stay.begin <= at < stay.end and stay.placement.board is not None:
            allowed = terms_at(ground.stretches, stay.start.permit, at)
            exempt = ground.exempt <= at
            found.append((stay, Placed(stay.placement.id, stay.placement.board, allowed, exempt=exempt)))
    return found
