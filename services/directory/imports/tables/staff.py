"""How the rows of staff, by the provider's own label, and of their register extracts are planned."""

from datetime import date, datetime
from uuid import UUID, uuid4

from schemas.directory import ExtractsSeen, StaffEngaged
from services.directory.attestations.commands import EngageStaff, SeeExtracts
from services.directory.attestations.effective import effective_facts
from services.directory.imports.cells import Cells
from services.directory.imports.named_in_row import provider_of, unit_of
from services.directory.imports.planning import Plan, State
from services.directory.shared.state import Provider, Unit
from services.runtime.language.look_alikes import identifier
from services.runtime.language.words import Words


def plan_staff(plan: Plan, cells: Cells) -> None:
    """Plan an engagement: new, or recorded already; a label of the provider's keeps its pseudonym."""
    provider = provider_of(plan, cells)
    unit = unit_of(plan, cells, provider)
    label = identifier(cells.text("label"))
    shift, before = cells.moment("first_shift"), cells.day_or_none("engaged_before_until")
    state: State = "new"
    if provider is not None and unit is not None and not cells.wrong:
        staff = plan.staff.setdefault((provider.id, label), uuid4())
        if _event(plan, cells, (unit.id, staff), shift, before):
            state = "same"
        else:
            plan.act(cells, EngageStaff(provider.id, unit.id, label, shift, before, staff, plan.new_id()))
    plan.close(cells, _title(provider, unit, label), state)


def _event(plan: Plan, cells: Cells, who: tuple[UUID, UUID], shift: datetime, before: date | None) -> bool:
    """Tell whether the engagement is on file, by its first shift as it was recorded or as corrected."""
    for entity, fact in effective_facts(plan.register, StaffEngaged):
        first = entity.fact.first_shift if isinstance(entity.fact, StaffEngaged) else fact.first_shift
        if (fact.unit, fact.staff) == who and shift in (first, fact.first_shift):
            if fact.engaged_before_until != before:
                cells.fault(
                    "engaged_before_until",
                    Words(
                        sv="Anställningen finns redan med en annan tidigare dag.",
                        en="The engagement is on file with another earlier day.",
                    ),
                    Words(
                        sv="Markera den som felregistrerad under Intyga och läs sedan in den igen.",
                        en="Mark it as entered in error under Attest, then take it in again.",
                    ),
                )
            return True
    return False


def plan_extracts(plan: Plan, cells: Cells) -> None:
    """Plan that somebody's extracts were seen: new, or recorded already."""
    provider = provider_of(plan, cells)
    unit = unit_of(plan, cells, provider)
    label = identifier(cells.text("label"))
    seen_at = cells.moment("seen_at")
    criminal, suspicion = cells.day_or_none("criminal_record_on"), cells.day_or_none("suspicion_record_on")
    staff = plan.staff.get((provider.id, label)) if provider else None
    if provider is not None and label and staff is None:
        cells.fault(
            "label",
            Words(sv="Ingen anställd har den beteckningen.", en="Nobody engaged has that label."),
            Words(sv="Lägg till raden i tabellen [anställning].", en="Add the row to the table [engagement]."),
        )
    state: State = "new"
    if provider is not None and unit is not None and staff is not None and not cells.wrong:
        asked = (unit.id, staff, seen_at, criminal, suspicion)
        if any(
            asked in _as_attested(entity.fact, fact) for entity, fact in effective_facts(plan.register, ExtractsSeen)
        ):
            state = "same"
        else:
            plan.act(cells, SeeExtracts(provider.id, *asked, id=plan.new_id()))
    plan.close(cells, _title(provider, unit, label), state)


def _as_attested(*facts: object) -> list[tuple[UUID, UUID, datetime, date | None, date | None]]:
    return [
        (fact.unit, fact.staff, fact.seen_at, fact.criminal_record_on, fact.suspicion_record_on)
        for fact in facts
        if isinstance(fact, ExtractsSeen)
    ]


def _title(provider: Provider | None, unit: Unit | None, label: str) -> str:
    return f"{provider.name}, {unit.name}, {label}" if provider and unit else label
