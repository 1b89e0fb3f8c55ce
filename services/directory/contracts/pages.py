"""Avtal: what is owed, and until when?"""

from datetime import date
from uuid import UUID

from fastapi import Depends, Request
from starlette.responses import Response

from schemas.codes import Role
from services.directory.attestations import store as attested
from services.directory.attestations.effective import error_of
from services.directory.register.facts import attestations_of
from services.directory.register.words import attestation_words
from services.directory.shared import store
from services.directory.shared.checks import today
from services.directory.shared.labels import CLAUSES, FORMS
from services.directory.shared.municipalities import board_title
from services.directory.shared.register import Register
from services.directory.shared.state import Board, Contract, Exemption, Permit, Provider
from services.directory.shared.wording import SOON, can_receive, parameters, state_of, validity
from services.runtime.language.typed_day import Misread, read_day
from services.runtime.language.words import Words, count_words, joined
from services.runtime.web import Viewer, allow, fill, not_found, pages_router, render

router = pages_router("directory")
LIST = Words(sv="Avtal", en="Contracts")


@router.get("/contracts")
async def contracts_page(request: Request, viewer: Viewer = Depends(allow())) -> Response:
    """The contracts that the viewer may see; those that end soon first."""
    day = today(request.state.now)
    async with request.app.state.database.work("directory", scope=viewer.scope) as work:
        register = await store.load_all(work)
    order = {"soon": 0, "met": 1, "plain": 2, "nothing": 3}
    contracts = sorted(register.all(Contract), key=lambda each: (order[state_of(each, day).kind], each.number))
    boards, providers = _names(register)
    return render(
        request,
        "directory/contracts.html",
        viewer,
        title=LIST,
        answer=_answer(contracts, day),
        contracts=contracts,
        state=lambda contract: state_of(contract, day),
        validity=lambda contract: validity(contract, day),
        forms=_forms,
        boards=boards,
        providers=providers,
    )


@router.get("/contracts/{contract}")
async def contract_page(request: Request, contract: UUID, viewer: Viewer = Depends(allow())) -> Response:
    """One contract: its validity, and the clauses in force on a day, each with its rule and every version."""
    day = today(request.state.now)
    typed = request.query_params.get("on", "")
    asked = read_day(typed) if typed else day
    async with request.app.state.database.work("directory", scope=viewer.scope) as work:
        held = (await store.load(work, store.Wanted(ids={contract}))).find(Contract, contract)
        if held is None:
            not_found()
        register = await store.load_provider(work, held.provider)
        await attested.of_subjects(work, register, [contract])
    own = viewer.role is Role.CONTROLLER and viewer.organisation == held.board
    shown = day if isinstance(asked, Misread) else asked
    await fill(request, viewer, "provider_judged", provider=held.provider)
    return render(
        request,
        "directory/contract.html",
        viewer,
        title=Words(sv="Avtal {number}", en="Contract {number}").fill(number=held.number),
        crumbs=[(LIST, "/contracts")],
        errors={"on": asked.words} if isinstance(asked, Misread) else {},
        values={"on": typed or day.isoformat()},
        contract=held,
        history=[
            (each, attestation_words(each), error_of(register, each.id) is not None)
            for each in (attestations_of(register, contract) if own else ())
        ],
        state=state_of(held, day),
        validity=validity(held, day),
        facts=_facts(register, held, day),
        day=shown,
        in_force=held.clauses_on(shown),
        versions=sorted(held.clauses, key=lambda clause: (clause.number, clause.version)),
        clause_words=CLAUSES,
        is_rule=lambda clause: clause.type.value[1:].isdigit(),
        parameters=parameters,
    )


def _forms(contract: Contract) -> Words:
    return joined([FORMS[form] for form in contract.forms])


def _names(register: Register) -> tuple[dict[UUID, str], dict[UUID, str]]:
    boards = {board.id: board_title(board.name, board.municipality) for board in register.all(Board)}
    return boards, {provider.id: provider.name for provider in register.all(Provider)}


def _answer(contracts: list[Contract], day: date) -> Words:
    held = [contract for contract in contracts if contract.in_force(day)]
    ending = sum(1 for contract in held if not contract.in_force(day + SOON))
    count = count_words(
        len(held),
        Words(sv="avtal gäller", en="contract is in force"),
        Words(sv="avtal gäller", en="contracts are in force"),
    )
    if not ending:
        return count + Words(sv=". Inget går ut inom 90 dagar.", en=". None ends within 90 days.")
    return count + Words(sv=", {n} går ut inom 90 dagar.", en=", {n} within 90 days of the end.").fill(n=ending)


def _facts(register: Register, contract: Contract, day: date) -> list[tuple[Words, Words | str]]:
    boards, providers = _names(register)
    permits = [permit for permit in register.all(Permit) if permit.provider == contract.provider]
    exemptions = [exemption for exemption in register.all(Exemption) if exemption.provider == contract.provider]
    receives = can_receive(permits, exemptions, day)
    return [
        (Words(sv="Nämnd", en="Board"), boards.get(contract.board, "–")),
        (Words(sv="Utförare", en="Provider"), providers.get(contract.provider, "–")),
        (Words(sv="Insatser", en="Forms of service"), _forms(contract)),
        (
            Words(sv="Utföraren kan ta emot", en="The provider can receive"),
            joined(receives, "; ") if receives else Words(sv="Inget tillstånd gäller", en="No permit in force"),
        ),
    ]
