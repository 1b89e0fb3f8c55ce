"""How the rows of boards, providers, units and permits are planned."""

from dataclasses import fields
from datetime import date

from schemas.codes import LegalForm, ServiceForm
from schemas.reasons import ErrorReason, PermitEndReason
from services.directory.imports.cells import Cells
from services.directory.imports.planning import Plan, State
from services.directory.register.facts import end_of
from services.directory.shared import checks, municipalities
from services.directory.shared.commands import (
    ChangeCounty,
    ChangePermit,
    CorrectProvider,
    EndPermit,
    RecordNotPermitBound,
    RegisterBoard,
    RegisterCommand,
    RegisterPermit,
    RegisterProvider,
    RegisterUnit,
    RetractFact,
)
from services.directory.shared.labels import AGES, END_REASONS, FORMS, GROUPS, LEGAL_FORMS, WRITTEN_LEGAL_FORMS
from services.directory.shared.state import PLATFORM, Board, Exemption, Permit, Provider, Unit
from services.runtime.errors import Refused
from services.runtime.files.table import by_word
from services.runtime.language.counties import find_county
from services.runtime.language.look_alikes import alike, identifier, one_line
from services.runtime.language.words import Words

_FORMS, _AGES, _GROUPS = by_word(FORMS), by_word(AGES), by_word(GROUPS)
_LEGAL_FORMS, _END_REASONS = by_word(LEGAL_FORMS) | WRITTEN_LEGAL_FORMS, by_word(END_REASONS)
_NO_COUNTY = ("inget", "none")


def plan_board(plan: Plan, cells: Cells) -> None:
    """Plan a board: new, or on file already."""
    typed, name = cells.text("municipality"), one_line(cells.text("board"))
    municipality = municipalities.find(typed)
    state: State = "new"
    if municipality is None and typed:
        cells.fault(
            "municipality",
            Words(sv="Kommunen {typed} finns inte.", en="There is no municipality {typed}.").fill(typed=typed[:40]),
            Words(
                sv="Skriv namnet eller den fyrsiffriga koden, till exempel 1280.",
                en="Write its name or four-digit code, such as 1280.",
            ),
        )
    if municipality is not None and not cells.wrong:
        held = [board for board in plan.register.all(Board) if board.municipality == municipality.code]
        if any(alike(board.name) == alike(name) for board in held):
            state = "same"
        else:
            plan.act(cells, RegisterBoard(municipality.code, name, id=plan.new_id()))
    plan.close(cells, municipalities.board_title(name, municipality.code) if municipality else name, state)


def plan_provider(plan: Plan, cells: Cells) -> None:
    """Plan a provider: new, the same, or written otherwise than it is on file, which a register keeper alone corrects."""
    orgnr, name = cells.text("orgnr"), one_line(cells.text("name"))
    legal_form = cells.choice("legal_form", _LEGAL_FORMS, LegalForm.LIMITED_COMPANY)
    year_end = cells.text("fiscal_year_end")
    try:
        orgnr = checks.organisation_number(orgnr) if orgnr else orgnr
    except Refused as refused:
        cells.refused(refused)
    state: State = "new"
    held = next((provider for provider in plan.register.all(Provider) if provider.orgnr == orgnr), None)
    if held is not None:
        year_end = year_end or held.fiscal_year_end
        same = (one_line(held.name), held.legal_form, held.fiscal_year_end) == (name, legal_form, year_end)
        if plan.owner is None and not cells.wrong:
            correct = CorrectProvider(held.id, name, legal_form, year_end)
            plan.on_register(cells, held, None, [] if same else [correct], "changed", name)
            return
        state = "same"
        if not same:
            cells.fault(
                "name",
                Words(
                    sv="Utföraren finns redan med andra uppgifter: {name}.",
                    en="The provider is on file otherwise: {name}.",
                ).fill(name=held.name),
                Words(
                    sv="Skriv uppgifterna som de står i registret. Är de fel där? Be registerförvaltaren rätta dem.",
                    en="Write them as they are on file. Are they wrong there? Ask the register keeper to correct them.",
                ),
            )
    else:
        audited_from = plan.audited_from(cells)
        if not cells.wrong:
            plan.act(
                cells, RegisterProvider(orgnr, name, legal_form, year_end or "12-31", audited_from, id=plan.new_id())
            )
    plan.close(cells, name, state)


def plan_unit(plan: Plan, cells: Cells) -> None:
    """Plan a unit: new, another county (which others rely on), or on file already; an empty county leaves what is on file."""
    provider, name = plan.provider(cells), one_line(cells.text("unit"))
    typed, county = cells.text("county"), _county(cells)
    title = f"{provider.name}, {name}" if provider else name
    state: State = "same"
    if provider is not None and not cells.wrong:
        units = [unit for unit in plan.register.all(Unit) if unit.provider == provider.id]
        held = next((unit for unit in units if alike(unit.name) == alike(name)), None)
        if held is not None and typed and county != held.county:
            plan.on_register(cells, provider, held.id, [ChangeCounty(held.id, county)], "changed", title)
            return
        if held is None and plan.speaks(cells, provider):
            plan.act(cells, RegisterUnit(provider.id, name, county, id=plan.new_id()))
            state = "new"
    plan.close(cells, title, state)


def _county(cells: Cells) -> str | None:
    """Give the code of the county that a row tells, None for none; a fault when there is no such county."""
    typed = cells.text("county")
    if not typed or typed.casefold() in _NO_COUNTY:
        return None
    code = find_county(typed)
    if code is None:
        cells.fault(
            "county",
            Words(sv="Länet {typed} finns inte.", en="There is no county {typed}.").fill(typed=typed[:40]),
            Words(
                sv="Skriv namnet eller den tvåsiffriga koden, till exempel Skåne län eller 12, eller lämna fältet tomt.",
                en="Write its name or two-digit code, such as Skåne County or 12, or leave the field empty.",
            ),
        )
    return code


def plan_permit(plan: Plan, cells: Cells) -> None:
    """Plan a permit: new, changed terms, ended, not ended after all, or the same."""
    provider = plan.provider(cells)
    unit = plan.unit(cells, provider)
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
    """Give what makes a permit what a row says; an end on file that the row does not tell was entered in error."""
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
    provider = plan.provider(cells)
    unit = plan.unit(cells, provider)
    form = cells.choice("form", _FORMS, ServiceForm.COACHING)
    first = cells.day("valid_from")
    title = f"{provider.name}, {unit.name}" if provider and unit else ""
    if provider is None or unit is None or plan.decided_by is None or cells.wrong:
        plan.close(cells, title, "new")
        return
    held = [each.on for each in plan.register.all(Exemption) if (each.unit, each.form) == (unit.id, form)]
    asked = RecordNotPermitBound(provider.id, unit.id, form, decided_by=plan.decided_by, on=first, id=plan.new_id())
    plan.on_register(cells, provider, unit.id, [] if first in held else [asked], "new", title)
