"""The pages of directory as people meet them: sign-in, providers, contracts, import, one's own roles."""

from datetime import date
from uuid import UUID, uuid4

from schemas.new_event import Author
from schemas.reasons import PermitEndReason
from services.directory import handlers
from services.runtime.database.pool import Database
from tests.directory.portal import sign_in
from tests.runtime.web.visitor import Visitor


async def test_a_provider_page_says_first_what_it_can_receive(
    visitor: Visitor, ids: dict[str, UUID], database: Database, author: Author
) -> None:
    await sign_in(visitor, ids["åsa"])
    listed = await visitor.get("/providers")
    assert "1 av 1 utförare får ta emot i dag." in listed.text
    page = await visitor.get(f"/providers/{ids['provider']}")
    body = page.text.split("<main", maxsplit=1)[1]
    assert "Kan ta emot: HVB 18–25 år, 8 platser" in " ".join(body.split())
    assert "559999-0016" in body
    assert "RA-MALMO" in body
    assert "RA-SOTENAS" not in body
    assert "(län ej angivet)" in body
    await handlers.change_county(database, author, ids["unit"], "12")
    assert "(Skåne län)" in (await visitor.get(f"/providers/{ids['provider']}")).text
    await handlers.end_permit(database, author, ids["permit"], date(2024, 1, 1), PermitEndReason.REVOKED)
    after = await visitor.get(f"/providers/{ids['provider']}")
    assert "Kan inte ta emot: inget tillstånd gäller i dag." in after.text
    assert "Upphörde 1 januari 2024" in after.text
    assert "0 av 1 utförare får ta emot i dag." in (await visitor.get("/providers")).text
    assert (await visitor.get(f"/providers/{uuid4()}")).status_code == 404


async def test_a_contract_shows_the_clauses_of_a_day(visitor: Visitor, ids: dict[str, UUID]) -> None:
    await sign_in(visitor, ids["åsa"])
    path = f"/contracts/{ids['contract']}"
    today = await visitor.get(path)
    assert "10 dagar" in today.text.split("Alla versioner")[0]
    assert "21 dagar" not in today.text.split("Alla versioner")[0]
    before = await visitor.get(f"{path}?on=2024-06-30")
    assert "21 dagar" in before.text.split("Alla versioner")[0]
    assert "Inget eget villkor gäller den dagen." in (await visitor.get(f"{path}?on=2019-01-01")).text
    for impossible in ("2026-02-30", "i+morgon", "2026", "<b>", "0206-11-22", "0001-01-01", "9999-12-31", "0000-00-00"):
        wrong = await visitor.get(f"{path}?on={impossible}")
        assert wrong.status_code == 422
        assert "Skriv " in wrong.text
        assert "Fel:" in wrong.text
    assert "tills vidare" in today.text


async def test_another_boards_contract_is_the_common_404(visitor: Visitor, ids: dict[str, UUID]) -> None:
    await sign_in(visitor, ids["åsa"])
    answer = await visitor.get(f"/contracts/{ids['other']}")
    missing = await visitor.get(f"/contracts/{uuid4()}")
    assert answer.status_code == missing.status_code == 404
    assert "RA-SOTENAS" not in (await visitor.get("/contracts")).text
    assert (await visitor.get("/contracts/not-an-id")).status_code == 404


async def test_provider_supervisor_and_operator_see_the_contracts_that_are_theirs(
    visitor: Visitor, ids: dict[str, UUID]
) -> None:
    for name in ("per", "tove", "olle"):
        await sign_in(visitor, ids[name])
        listed = await visitor.get("/contracts")
        assert "RA-MALMO" in listed.text
        assert "RA-SOTENAS" in listed.text


async def test_every_page_is_there_in_english(visitor: Visitor, ids: dict[str, UUID]) -> None:
    await sign_in(visitor, ids["åsa"])
    await visitor.send(await visitor.get("/me"), "/language", {"to": "en", "back": "/me"})
    for path, words in (
        ("/providers", "1 of 1 provider may receive today."),
        (f"/providers/{ids['provider']}", "Can receive:"),
        ("/contracts", "contract is in force"),
        (f"/contracts/{ids['contract']}", "Clauses in force"),
        ("/imports", "Preview the file"),
        ("/sign-in", "Choose who you want to be."),
        ("/me", "Your roles"),
    ):
        page = await visitor.get(path)
        assert page.status_code == 200, path
        assert words in page.text, path
