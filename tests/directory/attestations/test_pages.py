"""Intyga, requests for information, corrections and interruptions as people meet them in the portal."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

import httpx2
import pytest

from schemas.codes import Role
from schemas.envelope import Author, Event
from services.directory import handlers
from services.runtime.database.pool import Database
from tests.directory.on_file import Facts
from tests.directory.portal import sign_in
from tests.runtime.web.visitor import Form, Visitor, forms_of

QUESTION, ANSWER, LABEL = "Skicka bemanningen för oktober.", "Bemanningen var full hela månaden.", "A-4711"


async def last_event(database: Database) -> Event:
    async with database.plain() as plain:
        return Event.from_text(await plain.value("select body from directory.log order by position desc limit 1"))


async def act(visitor: Visitor, kind: str, **values: str) -> httpx2.Response:
    page = await visitor.get("/attest")
    form = next(form for form in forms_of(page) if form.fields.get("act") == kind)
    return await visitor.post("/attest", {**form.fields, **values})


async def staff_choice(visitor: Visitor) -> str:
    page = await visitor.get("/attest")
    return page.text.split('id="staff"')[1].split('<option value="')[2].split('"')[0]


async def ask(visitor: Visitor, ids: dict[str, UUID], who: str = "eva") -> UUID:
    await sign_in(visitor, ids[who])
    path = f"/providers/{ids['provider']}/information-requests/new"
    answer = await visitor.send(await visitor.get(path), path, {"question": QUESTION})
    page = await visitor.follow(answer)
    assert "Begäran är skickad." in page.text
    return UUID(page.text.split("/information-requests/")[1].split('"')[0])


async def engage(visitor: Visitor, ids: dict[str, UUID], **more: str) -> httpx2.Response:
    values = {"unit": str(ids["unit"]), "label": LABEL, "shift_day": "2026-01-09", "shift_time": "07.00", **more}
    return await act(visitor, "staff", **values)


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


async def test_accounts_are_attested_with_their_owners(visitor: Visitor, ids: dict[str, UUID], facts: Facts) -> None:
    await sign_in(visitor, ids["per"])
    wrong = await act(visitor, "accounts")
    assert "Det finns 2 fel." in wrong.text
    done = await visitor.follow(await act(visitor, "accounts", fiscal_year="2024", ownership="yes"))
    assert "Räkenskaperna är intygade." in done.text
    assert "Räkenskaper 2024, med ägare" in done.text
    again = await act(visitor, "accounts", fiscal_year="2024", ownership="no")
    assert again.status_code == 422
    assert "Räkenskaperna för 2024 finns redan" in again.text
    assert (await facts())[-1] == "AccountsDisclosed"
    await sign_in(visitor, ids["åsa"])
    assert "Räkenskapsåret 2024, med ägare" in (await visitor.get(f"/providers/{ids['provider']}")).text


async def test_staff_and_extracts_are_attested_by_a_label_that_nobody_else_sees(
    visitor: Visitor, ids: dict[str, UUID], facts: Facts, database: Database
) -> None:
    await sign_in(visitor, ids["per"])
    wrong = await engage(visitor, ids, unit=str(uuid4()), label="", shift_day="2026-02-30", shift_time="25.00")
    assert "Det finns 3 fel." in wrong.text
    assert 'value="2026-02-30"' in wrong.text
    named = await engage(visitor, ids, label="19121212-1212")
    assert 'id="label-error"' in named.text
    done = await visitor.follow(await engage(visitor, ids))
    assert "Anställningen är intygad." in done.text
    assert LABEL in done.text
    who = await staff_choice(visitor)
    assert LABEL not in who
    none = await act(visitor, "extracts", staff=who, seen_day="2026-01-08", seen_time="12:00")
    assert "Ange dagen på minst ett utdrag." in none.text
    values = {"staff": who, "seen_day": "2026-01-08", "seen_time": "12:00", "criminal_day": "20251220"}
    seen = await visitor.follow(await act(visitor, "extracts", **values))
    assert "Utdragen är intygade." in seen.text
    assert (await facts())[-2:] == ["StaffEngaged", "ExtractsSeen"]
    assert LABEL not in (await last_event(database)).text()
    for name in ("åsa", "eva", "tove"):
        await sign_in(visitor, ids[name])
        assert LABEL not in (await visitor.get(f"/providers/{ids['provider']}")).text


async def test_a_manager_of_one_unit_attests_for_that_unit(
    visitor: Visitor, ids: dict[str, UUID], database: Database, author: Author
) -> None:
    south = await handlers.register_unit(database, author, ids["provider"], "Syd")
    commission = await handlers.commission_person(
        database, author, uuid4(), ids["provider"], Role.PROVIDER_MANAGER, south
    )
    await sign_in(visitor, ids["per"])
    await engage(visitor, ids)
    fact = (await last_event(database)).id
    await sign_in(visitor, commission)
    page = await visitor.get("/attest")
    assert LABEL not in page.text
    assert "Nord" not in page.text.split("<main")[1]
    assert (await engage(visitor, ids)).status_code == 422
    assert (await visitor.get(f"/attest/facts/{fact}")).status_code == 404


async def test_a_date_is_corrected_and_the_board_agrees(
    visitor: Visitor, ids: dict[str, UUID], facts: Facts, database: Database
) -> None:
    await sign_in(visitor, ids["per"])
    await engage(visitor, ids)
    path = f"/attest/facts/{(await last_event(database)).id}"
    page = await visitor.get(path)
    assert 'value="2026-01-09"' in page.text
    assert 'value="07.00"' in page.text
    same = await visitor.post(path, {**_form(page, "date").fields})
    assert "Uppgiften säger redan det." in same.text
    done = await visitor.follow(await visitor.post(path, {**_form(page, "date").fields, "to_day": "2026-01-10"}))
    assert "Rättelsen är sparad." in done.text
    assert "första pass 10 januari 2026 kl. 07.00" in done.text
    assert "Rättad, inte godkänd än" in done.text
    assert "Godkänn rättelsen" not in done.text
    correction = (await last_event(database)).id
    agree = f"/attest/corrections/{correction}/agree"
    token = forms_of(done)[0].fields["form_token"]
    assert (await visitor.post(agree, {"form_token": token})).status_code == 404
    await sign_in(visitor, ids["åsa"])
    board = await visitor.get(f"/providers/{ids['provider']}")
    assert "Första passet rättas till 10 januari 2026 kl. 07.00." in " ".join(board.text.split())
    agreed = await visitor.follow(await visitor.send(board, agree))
    assert "Rättelsen är godkänd." in agreed.text
    assert "Rättelser att godkänna" not in agreed.text
    assert (await facts())[-2:] == ["DateCorrected", "CorrectionAgreed"]
    await sign_in(visitor, ids["per"])
    assert "Rättad, godkänd" in (await visitor.get("/attest")).text


async def test_what_is_entered_in_error_stays_retracted_out(
    visitor: Visitor, ids: dict[str, UUID], facts: Facts
) -> None:
    request = await ask(visitor, ids)
    path = f"/attest/facts/{request}"
    page = await visitor.get(path)
    assert not [form for form in forms_of(page) if form.fields.get("act") == "date"]
    wrong = await visitor.post(path, _form(page, "error").fields)
    assert "Välj ett skäl." in wrong.text
    done = await visitor.follow(await visitor.post(path, {**_form(wrong, "error").fields, "reason": "WRONG_MATTER"}))
    assert "Uppgiften är felregistrerad." in done.text
    assert "Felregistrerad</span>" in done.text
    assert (await facts())[-1] == "EnteredInError"
    await sign_in(visitor, ids["per"])
    page = await visitor.get("/attest")
    assert "Ingen begäran väntar på svar." in page.text
    assert "Rättelser att godkänna" in page.text
    assert (await visitor.get(path)).status_code == 404


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


async def test_a_fiscal_year_that_is_not_over_is_not_offered(visitor: Visitor, ids: dict[str, UUID]) -> None:
    await sign_in(visitor, ids["per"])
    options = (await visitor.get("/attest")).text.split('id="fiscal_year"')[1].split("</select>")[0]
    assert f'value="{datetime.now(UTC).year - 1}"' in options
    assert f'value="{datetime.now(UTC).year}"' not in options


def _form(page: httpx2.Response, kind: str) -> Form:
    return next(form for form in forms_of(page) if form.fields.get("act") == kind)
