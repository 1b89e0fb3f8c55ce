"""Permits, their changes and ends, and decisions that none is needed."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from schemas.codes import AgeBand, ServiceForm, TargetGroup
from schemas.directory import NotPermitBound, PermitChanged, PermitEnded, PermitRegistered
from schemas.reasons import PermitEndReason
from services.directory.shared import checks, names
from services.directory.shared.commands import ChangePermit, EndPermit, RecordNotPermitBound, RegisterPermit
from services.directory.shared.outcome import Outcome, given, new_event
from services.directory.shared.register import Register
from services.directory.shared.state import Exemption, Permit, Provider, Unit
from services.runtime.language.look_alikes import alike
from services.runtime.language.words import Words

MOST_PLACES = 500


def register_permit(register: Register, command: RegisterPermit, now: datetime) -> Outcome:
    """Put a permit on file. Refused: unknown provider or unit, last day before the first, no band or group, a known number."""
    orgnr = _holder(register, command.provider, command.unit, command.orgnr)
    number = names.number(command.number) if command.number else ""
    if number and any(
        alike(held.number) == alike(number) and held.provider == command.provider for held in register.all(Permit)
    ):
        raise checks.taken("number", Words(sv="Tillståndet {number}", en="The permit {number}").fill(number=number))
    permit = Permit(
        id=given(register, command.id),
        provider=command.provider,
        unit=command.unit,
        orgnr=orgnr,
        number=number,
        form=command.form,
        age_bands=tuple(command.age_bands),
        target_groups=tuple(command.target_groups),
        maximum=command.maximum,
        valid_from=command.valid_from,
        valid_to=command.valid_to,
    )
    _check_terms(permit)
    return permit, [new_event(permit.id, now, _event(PermitRegistered, permit))]


def change_permit(register: Register, command: ChangePermit, now: datetime) -> Outcome:
    """Give a permit other terms. Refused: not on file, ended, impossible terms, or nothing that differs."""
    held = _permit(register, command.id)
    if held.ended_at is not None:
        raise checks.refuse(
            "ended",
            "at",
            Words(sv="Tillståndet upphörde {day}.", en="The permit ended on {day}.").fill(day=held.ended_at),
            Words(sv="Lägg in det nya tillståndet som ett eget.", en="Enter the new permit as one of its own."),
        )
    changed = replace(
        held,
        form=command.form,
        age_bands=tuple(command.age_bands),
        target_groups=tuple(command.target_groups),
        maximum=command.maximum,
        valid_from=command.valid_from,
        valid_to=command.valid_to,
    )
    if changed == held:
        raise checks.refuse(
            "unchanged",
            "number",
            Words(sv="Tillståndet har redan de uppgifterna.", en="The permit already says that."),
            Words(sv="Ändra en uppgift, eller låt det vara.", en="Change something, or let it be."),
        )
    _check_terms(changed)
    return changed, [new_event(changed.id, now, _event(PermitChanged, changed))]


def end_permit(register: Register, command: EndPermit, _now: datetime) -> Outcome:
    """End a permit from the first instant of a day. Refused: not on file, ended already, outside its days in force."""
    held = _permit(register, command.id)
    checks.end_within(command.at, held.valid_from, held.valid_to, held.ended_at)
    ended = replace(held, ended_at=command.at, end_reason=PermitEndReason(command.reason))
    fact = PermitEnded(provider=held.provider, at=command.at, reason=command.reason)
    return ended, [new_event(held.id, checks.first_instant(command.at), fact)]


def record_not_permit_bound(register: Register, command: RecordNotPermitBound, _now: datetime) -> Outcome:
    """Record that a form at a unit needs no permit. Refused: unknown provider or unit, or recorded already."""
    orgnr = _holder(register, command.provider, command.unit, command.orgnr)
    for held in register.all(Exemption):
        if (held.orgnr, held.form, held.unit) == (orgnr, command.form, command.unit):
            raise checks.taken(
                "form", Words(sv="Beslutet att tillstånd inte behövs", en="The decision that no permit is needed")
            )
    exemption = Exemption(
        id=given(register, command.id),
        provider=command.provider,
        unit=command.unit,
        orgnr=orgnr,
        form=ServiceForm(command.form),
        decided_by=command.decided_by,
        on=checks.sensible(command.on, "on"),
    )
    fact = NotPermitBound(
        provider=exemption.provider,
        unit=exemption.unit,
        orgnr=orgnr,
        form=exemption.form,
        decided_by=exemption.decided_by,
        on=exemption.on,
    )
    return exemption, [new_event(exemption.id, checks.first_instant(exemption.on), fact)]


def _permit(register: Register, permit: UUID) -> Permit:
    held = register.find(Permit, permit)
    if held is None:
        raise checks.unknown("id", Words(sv="Tillståndet", en="The permit"))
    return held


def _holder(register: Register, provider: UUID, unit: UUID, orgnr: str | None) -> str:
    held = register.find(Provider, provider)
    if held is None:
        raise checks.unknown("provider", Words(sv="Utföraren", en="The provider"))
    place = register.find(Unit, unit)
    if place is None or place.provider != provider:
        raise checks.unknown("unit", Words(sv="Enheten hos den utföraren", en="That unit of the provider"))
    return names.organisation_number(orgnr) if orgnr else held.orgnr


def _check_terms(permit: Permit) -> None:
    checks.span(permit.valid_from, permit.valid_to)
    if not permit.age_bands:
        raise _empty("age_bands", Words(sv="Åldersgrupp saknas.", en="The age group is missing."))
    if not permit.target_groups:
        raise _empty("target_groups", Words(sv="Målgrupp saknas.", en="The target group is missing."))
    if not 0 <= permit.maximum <= MOST_PLACES:
        raise checks.refuse(
            "maximum",
            "maximum",
            Words(sv="Antalet platser stämmer inte.", en="The number of places is not right."),
            Words(sv=f"Skriv ett tal från 0 till {MOST_PLACES}.", en=f"Write a number from 0 to {MOST_PLACES}."),
        )


def _empty(field: str, what: Words) -> Exception:
    return checks.refuse("missing", field, what, Words(sv="Ange minst en.", en="Give at least one."))


def _event(kind: type[PermitRegistered] | type[PermitChanged], permit: Permit) -> PermitRegistered | PermitChanged:
    return kind(
        provider=permit.provider,
        unit=permit.unit,
        orgnr=permit.orgnr,
        form=ServiceForm(permit.form),
        age_bands=tuple(AgeBand(band) for band in permit.age_bands),
        target_groups=tuple(TargetGroup(group) for group in permit.target_groups),
        maximum=permit.maximum,
        valid_from=permit.valid_from,
        valid_to=permit.valid_to,
    )
