"""How the rows of permits, and of units that need none, are planned."""

from dataclasses import fields
from datetime import date

from schemas.codes import ServiceForm
from schemas.reasons import ErrorReason, PermitEndReason
from services.directory.imports.cells import Cells
from services.directory.imports.named_in_row import provider_of, unit_of
from services.directory.imports.planning import Plan
from services.directory.register.facts import end_of
from services.directory.shared.commands import (
    ChangePermit,
    EndPermit,
    RecordNotPermitBound,
    RegisterCommand,
    RegisterPermit,
    RetractFact,
)
from services.directory.shared.labels import AGES, END_REASONS, FORMS, GROUPS
from services.directory.shared.state import PLATFORM, Exemption, Permit
from services.runtime.files.table import by_word
from services.runtime.language.look_alikes import alike, identifier
from services.runtime.language.words import Words

_FORMS, _AGES, _GROUPS, _END_REASONS = by_word(FORMS), by_word(AGES), by_word(GROUPS), by_word(END_REASONS)


def plan_permit(plan: Plan, cells: Cells) -> None:
    """Plan a permit: new, changed terms, ended, not ended after all, or the same."""
    provider = provider_of(plan, cells)
    unit = unit_of(plan, cells, provider)
    asked = RegisterPermit(
        provider=provider.id if provider else PLATFORM,
        unit=unit.id if unit else PLATFORM,
        form=cells.choice("form", _FORMS, ServiceForm.HVB),
        age_bands=cells.choices("age_bands", _AGES),
        target_groups=cells.choices("target_groups", _GROUPS),
        maximum=cells.number("maximum"),
        valid_from=cells.day("valid_from"),
        valid_to=cells.day_or_none("valid_to"),
        number=identifier(cells.text("number")),
        id=plan.new_id(),
    )
    ends = cells.day_or_none("ends")
    reason = cells.choice("reason", _END_REASONS, PermitEndReason.RETURNED) if cells.row.cells.get("reason") else None
    title = f"{asked.number}, {provider.name}" if provider else asked.number
    held = _held_permit(plan, asked)
    if held is not None and held.unit != asked.unit and not cells.wrong:
        cells.fault(
            "unit",
            Words(sv="Tillståndet finns redan för en annan enhet.", en="The permit is on file for another unit."),
            Words(
                sv="Lägg in det nya tillståndet med sin egen beteckning.",
                en="Enter the new permit with its own reference.",
            ),
        )
    if provider is None or unit is None or cells.wrong:
        plan.close(cells, title, "new")
        return
    commands = _acts_on_permit(plan, held, asked, ends, reason)
    plan.on_register(cells, provider, unit.id, commands, "changed" if held else "new", title)


def _held_permit(plan: Plan, asked: RegisterPermit) -> Permit | None:
    key = (asked.provider, alike(asked.number))
    return next((held for held in plan.register.all(Permit) if (held.provider, alike(held.number)) == key), None)


def _acts_on_permit(
    plan: Plan, held: Permit | None, asked: RegisterPermit, ends: date | None, reason: PermitEndReason | None
) -> list[RegisterCommand]:
    """Give what makes a permit what a row says; an end on file that the row does not name was entered in error."""
    why = reason or (held.end_reason if held else None) or PermitEndReason.RETURNED
    if held is None:
        ending = [EndPermit(asked.id, ends, why)] if ends is not None and asked.id is not None else []
        return [asked, *ending]
    change = ChangePermit(
        id=held.id,
        form=asked.form,
        age_bands=asked.age_bands,
        target_groups=asked.target_groups,
        maximum=asked.maximum,
        valid_from=asked.valid_from,
        valid_to=asked.valid_to,
    )
    changes = any(getattr(held, each.name) != getattr(change, each.name) for each in fields(change))
    moves = (held.ended_at, held.end_reason) != (ends, why if ends is not None else None)
    commands: list[RegisterCommand] = []
    end = end_of(plan.register, held.id)
    if end is not None and (changes or moves):
        commands.append(RetractFact(end.id, ErrorReason.WRONG_CONTENT, plan.new_id()))
    if changes:
        commands.append(change)
    if ends is not None and (moves or end is not None) and (changes or moves):
        commands.append(EndPermit(held.id, ends, why))
    return commands


def plan_not_permit_bound(plan: Plan, cells: Cells) -> None:
    """Plan a decision that no permit is needed: new, or on file already."""
    provider = provider_of(plan, cells)
    unit = unit_of(plan, cells, provider)
    form = cells.choice("form", _FORMS, ServiceForm.COACHING)
    first = cells.day("valid_from")
    title = f"{provider.name}, {unit.name}" if provider and unit else ""
    if provider is None or unit is None or plan.decided_by is None or cells.wrong:
        plan.close(cells, title, "new")
        return
    held = [each.on for each in plan.register.all(Exemption) if (each.unit, each.form) == (unit.id, form)]
    asked = RecordNotPermitBound(provider.id, unit.id, form, decided_by=plan.decided_by, on=first, id=plan.new_id())
    plan.on_register(cells, provider, unit.id, [] if first in held else [asked], "new", title)
