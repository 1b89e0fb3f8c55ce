"""Whom and what a row names: its provider, unit and board, and the day from which the audit judges; each or a fault."""

from datetime import date
from uuid import UUID

from services.directory.imports.cells import Cells
from services.directory.imports.planning import Plan
from services.directory.register.hands import may_speak, no_contract
from services.directory.shared import municipalities, names
from services.directory.shared.state import Board, Provider, Unit
from services.runtime.errors import Refused
from services.runtime.language.look_alikes import alike, one_line
from services.runtime.language.words import Words


def provider_of(plan: Plan, cells: Cells) -> Provider | None:
    """Give the provider a row names by organisation number; a fault when there is none."""
    typed = cells.text("orgnr")
    if not typed:
        return None
    try:
        orgnr = names.organisation_number(typed)
    except Refused as refused:
        cells.refused(refused)
        return None
    for provider in plan.register.all(Provider):
        if provider.orgnr == orgnr:
            return _own(plan, cells, provider)
    cells.fault(
        "orgnr",
        Words(sv="Utföraren {orgnr} finns inte.", en="There is no provider {orgnr}.").fill(
            orgnr=names.written_organisation_number(orgnr)
        ),
        Words(sv="Lägg till den i tabellen [utförare].", en="Add it to the table [provider]."),
    )
    return None


def _own(plan: Plan, cells: Cells, provider: Provider) -> Provider | None:
    if plan.own_provider in (None, provider.id):
        return provider
    cells.fault(
        "orgnr",
        Words(sv="Raden gäller en annan utförare än er.", en="The row is about another provider than yours."),
        Words(sv="Ta bort raden.", en="Remove the row."),
    )
    return None


def unit_of(plan: Plan, cells: Cells, provider: Provider | None) -> Unit | None:
    """Give the unit a row names; a fault when the provider has none of that name."""
    name = one_line(cells.text("unit"))
    if not name or provider is None:
        return None
    known = [unit for unit in plan.register.all(Unit) if unit.provider == provider.id]
    found = [unit for unit in known if alike(unit.name) == alike(name)]
    if found:
        return next((unit for unit in found if unit.name == name), found[0])
    cells.fault(
        "unit",
        Words(sv="Enheten {name} finns inte hos utföraren.", en="The provider has no unit {name}.").fill(
            name=name[:60]
        ),
        Words(sv="Lägg till den i tabellen [enhet].", en="Add it to the table [unit]."),
    )
    return None


def board_of(plan: Plan, cells: Cells) -> UUID | None:
    """Give the board of a row: the one it names, else the importing board, else a fault."""
    town, name = cells.text("municipality"), one_line(cells.text("board"))
    if not town and not name and plan.own_board is not None:
        return plan.own_board
    municipality = municipalities.find(town) if town else None
    found = [
        board
        for board in plan.register.all(Board)
        if (not town or (municipality and board.municipality == municipality.code))
        and (not name or alike(board.name) == alike(name))
    ]
    if len(found) != 1:
        cells.fault(
            "board",
            Words(
                sv="Nämnden finns inte, eller går inte att skilja från en annan.",
                en="There is no such board, or more than one.",
            ),
            Words(
                sv="Fyll i kommun och nämnd som de står i registret.",
                en="Fill in municipality and board as on file.",
            ),
        )
        return None
    if plan.own_board is not None and found[0].id != plan.own_board:
        cells.fault(
            "board",
            Words(sv="Raden gäller en annan nämnd än din.", en="The row is about another board than yours."),
            Words(
                sv="Ta bort raden. Den andra nämnden läser in sina egna avtal.",
                en="Remove the row. That board takes in its own.",
            ),
        )
        return None
    return found[0].id


def audit_begins(plan: Plan, cells: Cells) -> date:
    """Give the day from which the audit judges: never before today, for nothing past is judged by an import."""
    asked = cells.day_or_none("audited_from")
    if asked is not None and asked < plan.today:
        cells.fault(
            "audited_from",
            Words(sv="Granskning kan inte börja före i dag.", en="The audit cannot begin before today."),
            Words(
                sv="Skriv {day} eller senare, eller lämna fältet tomt: det som redan har hänt bedöms inte.",
                en="Write {day} or later, or leave the field empty: what has already happened is not judged.",
            ).fill(day=plan.today),
        )
    return asked or plan.today


def speaks(plan: Plan, cells: Cells, provider: Provider) -> bool:
    """Tell whether whoever takes the file in may speak of a provider's units; a fault when not."""
    if plan.owner is None or may_speak(plan.register, plan.owner, provider.id, plan.today):
        return True
    cells.refused(no_contract())
    return False
