"""The pages of directory as people meet them: sign-in, providers, contracts, import, one's own roles."""

from collections.abc import Awaitable, Callable
from datetime import date
from pathlib import Path
from uuid import UUID, uuid4

import httpx2
import pytest
from fastapi import FastAPI

from schemas.codes import PermitEndReason, Role
from schemas.envelope import Author
from services.directory import handlers
from services.runtime.database.pool import Database
from services.runtime.database.transaction import Row, Transaction
from services.runtime.web.request.guard import FORWARDING
from tests.directory.portal import sign_in
from tests.runtime.web.visitor import ORIGIN, Visitor, forms_of

EXAMPLE = (Path(__file__).resolve().parents[2] / "docs" / "examples" / "import.csv").read_text(encoding="utf-8")
Facts = Callable[[], Awaitable[list[str]]]


async def test_the_demonstration_offers_everybody_and_marks_three(visitor: Visitor, ids: dict[str, UUID]) -> None:
    page = await visitor.get("/sign-in")
    assert page.status_code == 200
    assert page.text.count("Börja här</span>") == 3
    assert "Socialnämnden, Malmö" in page.text
    assert "Åsa O&#39;Öberg &lt;b&gt;" in page.text
    assert "<b>" not in page.text.split("<main", maxsplit=1)[1]
    signed_in = await sign_in(visitor, ids["eva"])
    assert "Eva Lindqvist" in signed_in.text
    assert "samordnare" in signed_in.text


async def test_an_ended_role_is_gone_at_the_next_request(
    visitor: Visitor, ids: dict[str, UUID], database: Database, author: Author
) -> None:
    page = await visitor.get("/sign-in")
    await sign_in(visitor, ids["per"])
    await handlers.end_commission(database, author, ids["per"])
    answer = await visitor.get("/contracts")
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?next=%2Fcontracts")
    again = await visitor.send(await visitor.get("/sign-in"), "/sign-in", {"commission": str(ids["per"])})
    assert again.status_code == 422
    assert "finns inte längre" in again.text
    assert page.status_code == 200


async def test_nobody_signs_in_as_anybody_outside_the_demonstration(visitor: Visitor, database: Database) -> None:
    page = await visitor.get("/sign-in")
    assert "Det går inte att logga in här än." in page.text
    answer = await visitor.send(page, "/language", {"to": "en", "back": "/sign-in"})
    english = await visitor.follow(answer)
    assert "It is not possible to sign in here yet." in english.text


async def test_a_plain_database_refuses_the_sign_in_itself(
    app: FastAPI, visitor: Visitor, database: Database, author: Author
) -> None:
    board = await handlers.register_board(database, author, "1280", "Socialnämnden")
    commission = await handlers.commission_person(database, author, uuid4(), board, Role.COORDINATOR)
    page = await visitor.get("/sign-in")
    token = page.text.split('name="form_token" value="')[1].split('"')[0]
    answer = await visitor.post("/sign-in", {"form_token": token, "commission": str(commission)})
    assert answer.status_code == 422
    assert (await visitor.get("/me")).status_code == 303


@pytest.mark.parametrize(
    ("client", "headers"),
    [
        (("192.0.2.7", 4711), {}),
        (("127.0.0.1", 4711), {"x-forwarded-for": "192.0.2.7"}),
        (("127.0.0.1", 4711), {"forwarded": "for=192.0.2.7"}),
        *((("127.0.0.1", 4711), {name: ""}) for name in FORWARDING),
    ],
)
async def test_the_demonstration_lets_in_this_machine_alone(
    app: FastAPI, ids: dict[str, UUID], client: tuple[str, int], headers: dict[str, str]
) -> None:
    transport = httpx2.ASGITransport(app=app, client=client)
    async with httpx2.AsyncClient(transport=transport, base_url=ORIGIN, headers=headers) as stranger:
        page = await stranger.get("/sign-in")
        assert "Eva Lindqvist" not in page.text
        assert "bara på samma dator" in page.text
        token = page.text.split('name="form_token" value="')[1].split('"')[0]
        values = {"form_token": token, "commission": str(ids["eva"])}
        answer = await stranger.post("/sign-in", data=values, headers={"origin": ORIGIN})
        assert answer.status_code == 422


async def test_the_demonstration_lets_in_nobody_where_others_reach_its_port(
    app: FastAPI, visitor: Visitor, ids: dict[str, UUID]
) -> None:
    assert "Eva Lindqvist" in (await visitor.get("/sign-in")).text
    app.state.settings = app.state.settings.model_copy(
        update={"host": "192.0.2.1", "public_address": "https://utvag.test"}
    )
    assert "Eva Lindqvist" not in (await visitor.get("/sign-in")).text


async def test_the_cards_of_everybody_take_as_many_queries_as_those_of_one(
    visitor: Visitor, ids: dict[str, UUID], database: Database, author: Author, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = 0
    rows = Transaction.rows

    async def counting(self: Transaction, words: str, /, **values: object) -> list[Row]:
        nonlocal asked
        asked += 1
        return await rows(self, words, **values)

    monkeypatch.setattr(Transaction, "rows", counting)
    await visitor.get("/sign-in")
    before, asked = asked, 0
    board = await handlers.register_board(database, author, "1281", "Socialnämnden")
    for _ in range(12):
        await handlers.commission_person(database, author, uuid4(), board, Role.COORDINATOR)
    asked = 0
    await visitor.get("/sign-in")
    assert asked == before


async def test_one_works_in_another_of_ones_own_roles(visitor: Visitor, ids: dict[str, UUID]) -> None:
    page = await sign_in(visitor, ids["eva"])
    assert "Omsorgsnämnden, Sotenäs" in page.text
    other = await visitor.send(page, "/me/role", {"commission": str(ids["sotenas_controller"])})
    assert other.status_code == 303
    now = await visitor.get("/contracts")
    assert "RA-SOTENAS" in now.text
    assert "RA-MALMO" not in now.text
    page = await visitor.get("/me")
    stolen = await visitor.send(page, "/me/role", {"commission": str(ids["olle"])})
    assert stolen.status_code == 404
    for none in ("", "no id"):
        assert (await visitor.send(page, "/me/role", {"commission": none})).status_code == 404


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


async def test_an_import_is_previewed_then_taken_in_once(visitor: Visitor, ids: dict[str, UUID], facts: Facts) -> None:
    await sign_in(visitor, ids["åsa"])
    text = EXAMPLE.replace("559999-0016", "559999-0024")
    page = await visitor.get("/imports")
    form = await _fields(page, "/imports")
    answer = await visitor.client.post(
        "/imports", data=form, files={"file": ("avtal.csv", text.encode("cp1252"))}, headers={"origin": ORIGIN}
    )
    assert answer.status_code == 303
    before = await facts()
    preview = await visitor.follow(answer)
    assert "10 rader kan läsas in: 10 nya, 0 ändrade. 0 oförändrade." in preview.text
    assert "Läs in 10 rader" in preview.text
    assert await facts() == before
    path = str(preview.url.path)
    done = await visitor.follow(await visitor.send(preview, path))
    assert "Inläst: 10 nya, 0 ändrade." in done.text
    recorded = await facts()
    assert len(recorded) == len(before) + 6
    again = await visitor.follow(await visitor.send(preview, path))
    assert again.status_code == 200
    assert await facts() == recorded
    assert "RA-2024-17" in (await visitor.get("/contracts")).text
    same = await visitor.follow(await visitor.send(page, "/imports", {"text": text, "form_key": str(uuid4())}))
    assert "Allt i filen finns redan: 10 rader är oförändrade." in same.text
    assert "Läs in" not in same.text.split("<main")[1]


async def _fields(page: httpx2.Response, action: str) -> dict[str, str]:
    return next(form for form in forms_of(page) if form.action == action).fields


async def test_a_wrong_file_is_told_by_line_and_field_and_cannot_be_taken_in(
    visitor: Visitor, ids: dict[str, UUID], facts: Facts
) -> None:
    await sign_in(visitor, ids["åsa"])
    page = await visitor.get("/imports")
    text = EXAMPLE.replace("559999-0016", "559999-0024").replace("2027-02-28", "2027-02-30")
    text += "[person]\nnamn;e-post;roll\n<b>;a@b.se;drift\n"
    preview = await visitor.follow(await visitor.send(page, "/imports", {"text": text}))
    assert "2 rader är fel." in preview.text
    assert "Dagen 2027-02-30 finns inte." in preview.text
    assert "läses in av driften" in preview.text
    assert "Läs in" not in preview.text.split("<main")[1]
    before = await facts()
    token = (await _fields(page, "/imports"))["form_token"]
    forced = await visitor.post(str(preview.url.path), {"form_token": token, "seen": "8"})
    assert forced.status_code == 409
    assert await facts() == before


@pytest.mark.parametrize(("name", "content"), [("tom.csv", b""), ("bok.xlsx", b"PK\x03\x04\x00")])
async def test_no_file_and_no_text_file_are_said_at_the_field(
    visitor: Visitor, ids: dict[str, UUID], name: str, content: bytes
) -> None:
    await sign_in(visitor, ids["åsa"])
    form = await _fields(await visitor.get("/imports"), "/imports")
    answer = await visitor.client.post(
        "/imports", data=form, files={"file": (name, content)}, headers={"origin": ORIGIN}
    )
    assert answer.status_code == 422
    assert 'id="file-error"' in answer.text


async def test_another_boards_file_is_the_common_404_and_other_roles_have_no_import(
    visitor: Visitor, ids: dict[str, UUID]
) -> None:
    await sign_in(visitor, ids["åsa"])
    preview = await visitor.send(await visitor.get("/imports"), "/imports", {"text": EXAMPLE})
    path = preview.headers["location"]
    await sign_in(visitor, ids["sotenas_controller"])
    assert (await visitor.get(path)).status_code == 404
    assert path not in (await visitor.get("/imports")).text
    token = (await _fields(await visitor.get("/imports"), "/imports"))["form_token"]
    assert (await visitor.post(path, {"form_token": token, "seen": "10"})).status_code == 404
    await sign_in(visitor, ids["per"])
    assert (await visitor.get(path)).status_code == 404
    for name in ("eva", "tove", "olle"):
        await sign_in(visitor, ids[name])
        assert (await visitor.get("/imports")).status_code == 403


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
