"""Signing in: in a demonstration as anybody, elsewhere as oneself, and in one role at a time."""

from uuid import UUID, uuid4

import httpx2
import pytest
from fastapi import FastAPI

from schemas.codes import Role
from schemas.new_event import Author
from services.directory import handlers
from services.runtime.database.pool import Database
from services.runtime.database.transaction import Row, Transaction
from services.runtime.web.request.guard import FORWARDING
from tests.directory.portal import sign_in
from tests.runtime.web.visitor import ORIGIN, Visitor


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


async def test_a_forged_host_reaches_no_card_of_the_demonstration(app: FastAPI, ids: dict[str, UUID]) -> None:
    transport = httpx2.ASGITransport(app=app, client=("127.0.0.1", 4711))
    async with httpx2.AsyncClient(transport=transport, base_url=ORIGIN) as stranger:
        for host in ("utvag.example", "localhost.utvag.example", "192.0.2.1", ""):
            answer = await stranger.get("/sign-in", headers={"host": host})
            assert answer.status_code == 421, host
            assert "Eva Lindqvist" not in answer.text


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
