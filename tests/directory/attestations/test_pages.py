"""Intyga, requests for information, corrections and interruptions as people meet them in the portal."""

from uuid import UUID, uuid4

import pytest

from services.runtime.database.pool import Database
from tests.directory.attestations.acting import ANSWER, QUESTION, _form, ask, last_event
from tests.directory.on_file import Facts
from tests.directory.portal import sign_in
from tests.runtime.web.visitor import Visitor, forms_of


async def test_a_request_is_made_seen_by_both_and_answered(
    visitor: Visitor, ids: dict[str, UUID], facts: Facts
) -> None:
    request = await ask(visitor, ids)
    path = f"/information-requests/{request}"
    board = await visitor.get(f"/providers/{ids['provider']}")
    assert "Väntar på svar" in board.text
    assert "om 10 arbetsdagar" in board.text or "om 11 arbetsdagar" in board.text
    await sign_in(visitor, ids["per"])
    page = await visitor.get("/attest")
    assert "1 begäran väntar på svar. Svara senast" in page.text
    assert "Socialnämnden, Malmö" in page.text
    opened = await visitor.get(path)
    assert QUESTION in opened.text
    short = await visitor.send(opened, path, {"answer": "Nej."})
    assert short.status_code == 422
    assert "Skriv ert svar." in short.text
    assert "Nej." in short.text
    answer = await visitor.follow(await visitor.send(opened, path, {"answer": ANSWER}))
    assert "Svaret är lämnat." in answer.text
    assert ANSWER in answer.text
    assert "Besvarad i tid" in answer.text
    assert "Ingen begäran väntar på svar." in (await visitor.get("/attest")).text
    again = await visitor.post(path, {**forms_of(opened)[-1].fields, "form_key": str(uuid4()), "answer": ANSWER})
    assert "Begäran är redan besvarad." in again.text
    assert (await facts())[-2:] == ["InformationRequested", "InformationAnswered"]
    await sign_in(visitor, ids["eva"])
    assert ANSWER in (await visitor.get(path)).text


async def test_a_request_is_the_common_404_for_everybody_else(visitor: Visitor, ids: dict[str, UUID]) -> None:
    path = f"/information-requests/{await ask(visitor, ids)}"
    for name, status in (("sotenas_controller", 404), ("tove", 404), ("olle", 403)):
        await sign_in(visitor, ids[name])
        assert (await visitor.get(path)).status_code == status, name
        if status == 404:
            assert "Ni har inte begärt några uppgifter." in (await visitor.get(f"/providers/{ids['provider']}")).text
    await sign_in(visitor, ids["per"])
    assert (await visitor.get(f"/information-requests/{uuid4()}")).status_code == 404
    assert (await visitor.get(f"/providers/{ids['provider']}/information-requests/new")).status_code == 403
    assert "Begär uppgifter" not in (await visitor.get(f"/providers/{ids['provider']}")).text


async def test_a_supervisor_asks_without_a_board(visitor: Visitor, ids: dict[str, UUID], database: Database) -> None:
    request = await ask(visitor, ids, "tove")
    recorded = await last_event(database)
    assert (recorded.id, recorded.fact.board) == (request, None)
    await sign_in(visitor, ids["åsa"])
    assert (await visitor.get(f"/information-requests/{request}")).status_code == 404
    await sign_in(visitor, ids["per"])
    assert "Tillsynen" in (await visitor.get("/attest")).text


async def test_what_points_somebody_out_is_refused_at_the_field_and_kept(
    visitor: Visitor, ids: dict[str, UUID], facts: Facts
) -> None:
    await sign_in(visitor, ids["eva"])
    path = f"/providers/{ids['provider']}/information-requests/new"
    before = await facts()
    wrong = await visitor.send(await visitor.get(path), path, {"question": "Gäller det 19121212-1212 eller inte?"})
    assert wrong.status_code == 422
    assert 'id="question-error"' in wrong.text
    assert "liknar ett personnummer" in wrong.text
    assert await facts() == before
    saved = await visitor.send(await visitor.get(path), path, {"question": QUESTION, "save_draft": "yes"})
    assert QUESTION in (await visitor.follow(saved)).text
    assert await facts() == before


async def test_the_operator_alone_records_interruptions(visitor: Visitor, ids: dict[str, UUID], facts: Facts) -> None:
    for name in ("eva", "per", "tove"):
        await sign_in(visitor, ids[name])
        assert (await visitor.get("/interruptions")).status_code == 403
    await sign_in(visitor, ids["olle"])
    page = await visitor.get("/interruptions")
    assert "Inget avbrott är registrerat." in page.text
    assert '<a href="/interruptions"' in page.text.split("<main")[0]
    wrong = await visitor.send(page, "/interruptions", {"from_day": "i går"})
    assert "Det finns 4 fel." in wrong.text
    values = {"from_day": "2026-01-09", "from_time": "20.00", "to_day": "2026-01-09", "to_time": "19.00"}
    backwards = await visitor.send(wrong, "/interruptions", values)
    assert "Slutet ligger inte efter början." in backwards.text
    future = await visitor.send(wrong, "/interruptions", {**values, "to_day": "2099-01-09"})
    assert "Tiden ligger i framtiden." in future.text
    done = await visitor.follow(await visitor.send(wrong, "/interruptions", {**values, "to_time": "23.30"}))
    assert "1 avbrott är registrerat." in done.text
    assert "3 tim 30 min" in done.text
    assert (await facts())[-1] == "PortalInterrupted"


async def test_a_double_click_attests_once(visitor: Visitor, ids: dict[str, UUID], facts: Facts) -> None:
    await sign_in(visitor, ids["per"])
    form = _form(await visitor.get("/attest"), "accounts").fields | {"fiscal_year": "2024", "ownership": "no"}
    before = await facts()
    assert [(await visitor.post("/attest", form)).status_code for _ in range(2)] == [303, 303]
    assert await facts() == [*before, "AccountsDisclosed"]
    assert (await visitor.post("/attest", {**form, "act": "kung"})).status_code in (303, 404)


@pytest.mark.parametrize(
    ("who", "path", "words"),
    [
        ("per", "/attest", "No request awaits an answer."),
        ("olle", "/interruptions", "Record the interruption"),
        ("åsa", "/providers/{provider}", "You have not requested any information."),
        ("åsa", "/providers/{provider}/information-requests/new", "What do you request?"),
    ],
)
async def test_every_page_is_there_in_english(
    visitor: Visitor, ids: dict[str, UUID], who: str, path: str, words: str
) -> None:
    await sign_in(visitor, ids[who])
    await visitor.send(await visitor.get("/me"), "/language", {"to": "en", "back": "/me"})
    page = await visitor.get(path.format(**ids))
    assert page.status_code == 200
    assert words in page.text
