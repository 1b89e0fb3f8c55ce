"""How the rows of accounts, requests for information with their answers, and interruptions are planned."""

import re
from uuid import UUID

from schemas.directory import AccountsDisclosed, InformationRequested, PortalInterrupted
from services.directory.attestations.commands import (
    AnswerInformation,
    DiscloseAccounts,
    RecordInterruption,
    RequestInformation,
)
from services.directory.attestations.effective import all_of, effective_facts
from services.directory.imports.cells import YES_NO, Cells
from services.directory.imports.named_in_row import board_of, provider_of
from services.directory.imports.planning import Plan, State
from services.directory.information.domain import answer_of
from services.directory.shared.attested import Attested
from services.directory.shared.state import PLATFORM
from services.runtime.language.identifiers import derived
from services.runtime.language.look_alikes import identifier
from services.runtime.language.words import Words


def identity_of(asker: UUID, provider: UUID, reference: str) -> UUID:
    """Give the id of an imported request: the same asker, provider and reference always give the same."""
    return derived("information request", asker, provider, " ".join(reference.split()))


def plan_accounts(plan: Plan, cells: Cells) -> None:
    """Plan that accounts are disclosed: new, or recorded already."""
    provider, year = provider_of(plan, cells), cells.text("fiscal_year")
    ownership = cells.choice("ownership", YES_NO, default=False)
    if year and not re.fullmatch(r"\d{4}", year):
        cells.fault(
            "fiscal_year",
            Words(sv="{typed} är inte ett år.", en="{typed} is not a year.").fill(typed=year[:20]),
            Words(
                sv="Skriv det år räkenskapsåret slutar, till exempel 2025.",
                en="Write the year the fiscal year ends in, such as 2025.",
            ),
        )
    state: State = "new"
    if provider is not None and not cells.wrong:
        disclosed = [
            fact for _, fact in effective_facts(plan.register, AccountsDisclosed) if fact.provider == provider.id
        ]
        if any(fact.fiscal_year == int(year) and fact.ownership >= ownership for fact in disclosed):
            state = "same"
        else:
            plan.act(cells, DiscloseAccounts(provider.id, int(year), ownership, plan.new_id()))
    plan.close(cells, f"{provider.name}, {year}" if provider else year, state)


def plan_request(plan: Plan, cells: Cells) -> None:
    """Plan a request for information: new, or made already under that reference."""
    reference, provider, question = cells.number_of("reference"), provider_of(plan, cells), cells.prose("question")
    by_supervisor = plan.owner is None and not cells.text("municipality") and not cells.text("board")
    board = None if by_supervisor else board_of(plan, cells)
    state: State = "new"
    if provider is not None and not cells.wrong:
        identity = identity_of(board or PLATFORM, provider.id, reference)
        if plan.register.find(Attested, identity) is not None:
            state = "same"
        else:
            plan.act(cells, RequestInformation(provider.id, board, question, identity))
    plan.close(cells, f"{reference}, {provider.name}" if provider else reference, state)


def plan_answer(plan: Plan, cells: Cells) -> None:
    """Plan an answer to a request, named by its number or by the reference it was imported under."""
    named, words = identifier(cells.text("request")), cells.prose("answer")
    found = [entity for entity, fact in all_of(plan.register, InformationRequested) if _is(entity, fact, named)]
    state: State = "new"
    if named and len(found) != 1:
        cells.fault(
            "request",
            Words(
                sv="Begäran finns inte, eller går inte att skilja från en annan.",
                en="There is no such request, or more than one.",
            ),
            Words(
                sv="Skriv numret i adressen till begärans sida, eller beteckningen den lästes in med.",
                en="Write the number in the address of the request's page, or the reference it was taken in with.",
            ),
        )
    elif found and not cells.wrong:
        request = found[0]
        if answer_of(plan.register, request.id) is not None:
            state = "same"
        else:
            plan.act(cells, AnswerInformation(request.id, request.provider or PLATFORM, words, plan.new_id()))
    plan.close(cells, named, state)


def _is(entity: Attested, fact: InformationRequested, named: str) -> bool:
    reference = identity_of(entity.counterpart or PLATFORM, fact.provider, named)
    return entity.id == reference or str(entity.id) == named.casefold()


def plan_interruption(plan: Plan, cells: Cells) -> None:
    """Plan an interruption of the portal: new, or recorded already."""
    first, last = cells.moment("from_at"), cells.moment("to_at")
    state: State = "new"
    if not cells.wrong:
        known = [(fact.from_at, fact.to_at) for _, fact in all_of(plan.register, PortalInterrupted)]
        if (first, last) in known:
            state = "same"
        else:
            plan.act(cells, RecordInterruption(first, last, plan.new_id()))
    plan.close(cells, cells.row.cells.get("from_at", ""), state)
