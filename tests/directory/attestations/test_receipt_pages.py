"""What a provider attests has a receipt too: the same signed file, for the provider and the board it answers."""

from uuid import UUID, uuid4

import pytest
from fastapi import Depends, FastAPI, Request
from starlette.responses import Response

from schemas.codes import Role
from schemas.new_event import Author
from services.directory import handlers
from services.directory.attestations.receipt_pages import load
from services.runtime.database.pool import Database
from services.runtime.language.identifiers import short
from services.runtime.language.words import plain
from services.runtime.vault.receipt_check import check
from services.runtime.web import Viewer, allow, not_found, pages_router, render
from tests.directory.attestations.acting import ANSWER, act, ask, engage, last_event
from tests.directory.portal import sign_in
from tests.runtime.web.visitor import Visitor


@pytest.fixture
def page(app: FastAPI) -> None:
    """A page of receipts, which another service has, with the slot that directory fills."""
    router = pages_router("receipts")

    @router.get("/receipts/{number}")
    async def receipts(request: Request, number: str, viewer: Viewer = Depends(allow())) -> Response:
        context = await load(request, viewer, number)
        if context is None:
            not_found()
        return render(request, "directory/receipts_panel.html", viewer, title=plain(number), **context)

    app.include_router(router)


async def _file(visitor: Visitor, fact: UUID) -> bytes:
    answer = await visitor.get(f"/attest/facts/{fact}/receipt")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-disposition"] == f'attachment; filename="kvittens-{short("U", fact)}.json"'
    return bytes(answer.content)


async def test_what_is_attested_has_a_receipt_that_checks_offline(
    page: None, app: FastAPI, visitor: Visitor, ids: dict[str, UUID], database: Database
) -> None:
    await sign_in(visitor, ids["per"])
    await act(visitor, "accounts", fiscal_year="2024", ownership="yes")
    accounts = (await last_event(database)).id
    await engage(visitor, ids)
    staff = (await last_event(database)).id
    for fact, said in ((accounts, "Redovisningen av årsbokslut kom in"), (staff, "Uppgiften om ny personal kom in")):
        number = short("U", fact)
        shown = await visitor.get(f"/receipts/{number}")
        assert shown.status_code == 200, shown.text
        assert said in shown.text
        receipt = check(await _file(visitor, fact), app.state.signer.public_keys)
        assert (receipt.number, receipt.log) == (number, "directory")
        assert receipt.fingerprint in shown.text
        assert f"/receipts/{number}" in (await visitor.get(f"/attest/facts/{fact}")).text
    assert b"A-4711" not in await _file(visitor, staff)


async def test_an_answer_has_one_for_the_board_that_asked_and_for_nobody_else(
    page: None, visitor: Visitor, ids: dict[str, UUID], database: Database
) -> None:
    path = f"/information-requests/{await ask(visitor, ids)}"
    await sign_in(visitor, ids["per"])
    await visitor.send(await visitor.get(path), path, {"answer": ANSWER})
    fact = (await last_event(database)).id
    own = await _file(visitor, fact)
    assert ANSWER.encode() not in own
    await sign_in(visitor, ids["åsa"])
    assert await _file(visitor, fact) == own
    await sign_in(visitor, ids["sotenas_controller"])
    for address in (
        f"/receipts/{short('U', fact)}",
        f"/attest/facts/{fact}/receipt",
        f"/receipts/{short('U', uuid4())}",
    ):
        assert (await visitor.get(address)).status_code == 404
    await sign_in(visitor, ids["tove"])
    assert (await visitor.get(f"/attest/facts/{fact}/receipt")).status_code == 403


async def test_a_manager_of_another_unit_does_not_get_it(
    visitor: Visitor, ids: dict[str, UUID], database: Database, author: Author
) -> None:
    south = await handlers.register_unit(database, author, ids["provider"], "Syd")
    elsewhere = await handlers.commission_person(
        database, author, uuid4(), ids["provider"], Role.PROVIDER_MANAGER, south
    )
    await sign_in(visitor, ids["per"])
    await engage(visitor, ids)
    fact = (await last_event(database)).id
    await sign_in(visitor, elsewhere)
    assert (await visitor.get(f"/attest/facts/{fact}/receipt")).status_code == 404
