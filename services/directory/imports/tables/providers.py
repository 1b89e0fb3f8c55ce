"""How the rows of boards, providers and units are planned."""

from schemas.codes import LegalForm
from services.directory.imports.cells import Cells
from services.directory.imports.named_in_row import audit_begins, provider_of, speaks
from services.directory.imports.planning import Plan, State
from services.directory.shared import municipalities, names
from services.directory.shared.commands import (
    ChangeCounty,
    CorrectProvider,
    RegisterBoard,
    RegisterProvider,
    RegisterUnit,
)
from services.directory.shared.labels import LEGAL_FORMS, WRITTEN_LEGAL_FORMS
from services.directory.shared.state import Board, Provider, Unit
from services.runtime.errors import Refused
from services.runtime.files.table import by_word
from services.runtime.language.counties import find_county
from services.runtime.language.look_alikes import alike, one_line
from services.runtime.language.words import Words

_LEGAL_FORMS = by_word(LEGAL_FORMS) | WRITTEN_LEGAL_FORMS
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
        orgnr = names.organisation_number(orgnr) if orgnr else orgnr
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
        audited_from = audit_begins(plan, cells)
        if not cells.wrong:
            plan.act(
                cells, RegisterProvider(orgnr, name, legal_form, year_end or "12-31", audited_from, id=plan.new_id())
            )
    plan.close(cells, name, state)


def plan_unit(plan: Plan, cells: Cells) -> None:
    """Plan a unit: new, another county (which others rely on), or on file already; an empty county leaves what is on file."""
    provider, name = provider_of(plan, cells), one_line(cells.text("unit"))
    typed, county = cells.text("county"), _county(cells)
    title = f"{provider.name}, {name}" if provider else name
    state: State = "same"
    if provider is not None and not cells.wrong:
        units = [unit for unit in plan.register.all(Unit) if unit.provider == provider.id]
        held = next((unit for unit in units if alike(unit.name) == alike(name)), None)
        if held is not None and typed and county != held.county:
            plan.on_register(cells, provider, held.id, [ChangeCounty(held.id, county)], "changed", title)
            return
        if held is None and speaks(plan, cells, provider):
            plan.act(cells, RegisterUnit(provider.id, name, county, id=plan.new_id()))
            state = "new"
    plan.close(cells, title, state)


def _county(cells: Cells) -> str | None:
    """Give the code of the county that a row names, None for none; a fault when there is no such county."""
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
