"""How the rows of corrections are planned: entered in error, another time, and the other party's agreement."""

from collections.abc import Mapping
from uuid import UUID

from schemas.directory import CorrectionAgreed, DateCorrected, EnteredInError
from schemas.reasons import ErrorReason
from services.directory.attestations.commands import AgreeToCorrection, CorrectDate, EnterInError
from services.directory.attestations.effective import DATES, agreement_of, as_corrected, error_of
from services.directory.imports.cells import Cells
from services.directory.imports.named_in_row import board_of, provider_of
from services.directory.imports.planning import Plan, State
from services.directory.register.facts import CONTRACT_FACTS, REGISTER_FACTS
from services.directory.shared.attested import Attested
from services.directory.shared.checks import unknown
from services.directory.shared.commands import RetractFact
from services.directory.shared.labels import ERROR_REASONS
from services.directory.shared.state import Provider
from services.runtime.files.table import by_word
from services.runtime.language.words import Words

_OF_CORRECTIONS = (EnteredInError, DateCorrected, CorrectionAgreed)
_REASONS: Mapping[str, ErrorReason] = by_word(ERROR_REASONS)


def plan_entered_in_error(plan: Plan, cells: Cells) -> None:
    """Plan an entry in error of something recorded, or of a fact of the register, named by its number: new, or recorded already."""
    held = _named(plan, cells, "fact")
    reason = cells.choice("reason", _REASONS, ErrorReason.WRONG_CONTENT)
    state: State = "new"
    if held is not None and isinstance(held.fact, REGISTER_FACTS) and not cells.wrong:
        _plan_retract(plan, cells, held, reason)
        return
    if held is not None and not cells.wrong:
        if error_of(plan.register, held.id) is not None:
            state = "same"
        else:
            plan.act(cells, EnterInError(held.id, plan.owner or held.teller, reason, plan.new_id()))
    plan.close(cells, cells.row.cells.get("fact", ""), state)


def _plan_retract(plan: Plan, cells: Cells, attestation: Attested, reason: ErrorReason) -> None:
    """Plan an entry in error of a fact of the register, which others rely on, or of a contract, which is its board's own."""
    title, provider = (
        cells.row.cells.get("fact", ""),
        plan.register.find(Provider, attestation.provider or attestation.subject),
    )
    retract = RetractFact(attestation.id, reason, plan.new_id())
    if error_of(plan.register, attestation.id) is not None:
        plan.close(cells, title, "same")
        return
    if any(entity.id == attestation.subject for entity in plan.entities):
        cells.fault(
            "fact",
            Words(sv="Filen ändrar samma sak i en annan rad.", en="The file changes the same thing in another row."),
            Words(sv="Felregistrera i en egen fil.", en="Enter it in error in a file of its own."),
        )
    elif isinstance(attestation.fact, CONTRACT_FACTS) or provider is None:
        if plan.owner not in (None, attestation.counterpart):
            cells.refused(unknown("fact", Words(sv="Uppgiften", en="What you want to correct")))
        else:
            plan.act(cells, retract)
    else:
        plan.on_register(cells, provider, None, [retract], "new", title)
        return
    plan.close(cells, title, "new")


def plan_date_corrected(plan: Plan, cells: Cells) -> None:
    """Plan another time of something recorded: new, or as it is already."""
    held, to = _named(plan, cells, "fact"), cells.moment("to")
    state: State = "new"
    if held is not None and not cells.wrong:
        fields = DATES.get(type(held.fact).__name__, ("",))
        fact = as_corrected(plan.register, held, held.fact)
        if getattr(fact, fields[0], None) == to:
            state = "same"
        else:
            plan.act(cells, CorrectDate(held.id, plan.owner or held.teller, fields[0], to, plan.new_id()))
    plan.close(cells, cells.row.cells.get("fact", ""), state)


def plan_correction_agreed(plan: Plan, cells: Cells) -> None:
    """Plan the agreement of the file's own organisation, or of the one that the row names, to a correction."""
    held = _named(plan, cells, "correction")
    by = plan.owner or (_named_party(plan, cells, held) if held else None)
    state: State = "new"
    if held is not None and by is not None and not cells.wrong:
        if agreement_of(plan.register, held.id) is not None:
            state = "same"
        else:
            plan.act(cells, AgreeToCorrection(held.id, by, plan.new_id()))
    plan.close(cells, cells.row.cells.get("correction", ""), state)


def _named_party(plan: Plan, cells: Cells, correction: Attested) -> UUID | None:
    if cells.text("orgnr"):
        provider = provider_of(plan, cells)
        return provider.id if provider else None
    if cells.text("municipality") or cells.text("board"):
        return board_of(plan, cells)
    return correction.counterpart if correction.teller == correction.provider else correction.provider


def _named(plan: Plan, cells: Cells, key: str) -> Attested | None:
    """Give what a row names by its number; a fault when there is nothing of that number that a row may speak of."""
    typed = cells.text(key)
    try:
        held = plan.register.find(Attested, UUID(typed))
    except ValueError:
        held = None
    if typed and (held is None or (key == "fact" and isinstance(held.fact, _OF_CORRECTIONS))):
        held = None
        cells.fault(
            key,
            Words(sv="Det finns inget med det numret.", en="There is nothing of that number."),
            Words(
                sv="Skriv numret som står på uppgiftens sida, under Rätta.",
                en="Write the number that stands on its page, under Correct.",
            ),
        )
    return held
