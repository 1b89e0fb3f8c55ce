"""Permits and placements of one unit over time: when which permit is in force, and who is measured against it."""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from services.provider_audit.calendar import first_instant
from services.provider_audit.dossier import Dossier, Permit, Placement, Start, Unit, after_last
from services.provider_audit.rule import Placed, Terms
from services.provider_audit.telling import Judging

BEGINNING = datetime(1, 1, 2, tzinfo=UTC)
ENDLESS = datetime(9999, 12, 30, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch [begin, end) in which one version of a permit is in force.

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
    """A placement's audited stretch [begin, end) at a unit."""

    placement: Placement
    start: Start
    begin: datetime
    end: datetime


def unit_key(unit: UUID, orgnr: str, form: str) -> str:
    """Name a unit's form under an organisation number."""
    return f"{orgnr}/{form}/{unit}"


def unit_at(dossier: Dossier, unit: UUID, orgnr: str, form: str) -> Unit:
    """Give what stands at a unit, as kept in the dossier."""
    key = unit_key(unit, orgnr, form)
    found = dossier.units.get(key)
    if found is None:
        found = dossier.units[key] = Unit(unit, orgnr, str(form))
    return found


def touch_placement(judging: Judging, unit: UUID, orgnr: str, form: str, since: datetime | None) -> None:
    """Have a unit looked at again from an instant on; none for all of time."""
    key = unit_key(unit, orgnr, form)
    if key in judging.touched:
        earlier = judging.touched[key]
        since = None if earlier is None or since is None else min(earlier, since)
    judging.touched[key] = since


def touch_permit(judging: Judging, permit: Permit) -> None:
    """Have every unit that a permit was ever for looked at again, and everybody there."""
    for unit in judging.dossier.units.values():
        if permit.id in unit.permits:
            touch_placement(judging, unit.unit, unit.orgnr, unit.form, None)


def stretches(dossier: Dossier, unit: Unit) -> list[Stretch]:
    """Give all stretches of permits at a unit, the first registered permit first."""
    found = []
    for permit_id in unit.permits:
        permit = dossier.permits[permit_id]
        for number, version in enumerate(permit.versions):
            if (version.unit, version.orgnr, version.form) != (unit.unit, unit.orgnr, unit.form):
                continue
            begin = max(first_instant(version.valid_from), version.effect or BEGINNING)
            ends = [(after_last(version.valid_to) or ENDLESS, 0, (version.received, version.fact))]
            if number + 1 < len(permit.versions):
                following = permit.versions[number + 1]
                ends.append((following.effect or BEGINNING, 1, (following.received, following.fact)))
            if permit.ended is not None:
                ends.append((first_instant(permit.ended.at), 1, (permit.ended.received, permit.ended.fact)))
            end, by_fact, ended_by = min(ends)
            if begin < end:
                terms = Terms(permit.id, version.maximum, version.age_bands, version.target_groups)
                begun_by = (version.received, version.fact)
                found.append(Stretch(begin, end, terms, begun_by, ended_by, ran_out=not by_fact))
    return found


def exempt_from(dossier: Dossier, unit: Unit) -> datetime:
    """Give the instant from which a unit's form is not permit-bound; the end of time if it never was decided."""
    key = (unit.unit, unit.orgnr, unit.form)
    days = [each.on for each in dossier.exemptions if (each.unit, each.orgnr, each.form) == key]
    return first_instant(min(days)) if days else ENDLESS


def stay_of(placement: Placement) -> Stay | None:
    """Give a placement's audited stay; none when nothing of it is audited."""
    if placement.start is None:
        return None
    begin = max(placement.start.at, first_instant(placement.start.audited_from))
    end = placement.ended_at or ENDLESS
    return Stay(placement, placement.start, begin, end) if begin < end else None


def stays(dossier: Dossier, unit: Unit, since: datetime) -> list[Stay]:
    """Give the audited stays at a unit that last beyond an instant, in the order they were heard."""
    found = []
    for placement_id in unit.placements:
        placement = dossier.placements[placement_id]
        if placement.ended_at is None or placement.ended_at > since:
            stay = stay_of(placement)
            if stay is not None:
                found.append(stay)
    return found


def terms_at(permits: list[Stretch], named: UUID | None, at: datetime) -> Terms | None:
    """Give the permit terms that measure somebody at an instant: the named permit if in force, else the first registered."""
    chosen: Terms | None = None
    for stretch in permits:
        if stretch.begin <= at < stretch.end:
            if stretch.terms.permit == named:
                return stretch.terms
            chosen = chosen or stretch.terms
    return chosen


def placed_at(present: list[Stay], permits: list[Stretch], exempt: datetime, at: datetime) -> list[tuple[Stay, Placed]]:
    """Give everybody placed at an instant, with the terms they are measured against."""
    return [
        (
            stay,
            Placed(
                stay.placement.id, stay.placement.board, terms_at(permits, stay.start.permit, at), exempt=exempt <= at
            ),
        )
        for stay in present
        if stay.begin <= at < stay.end
    ]
