"""Staff, extracts, accounts and corrections of them in the portal."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

from schemas.codes import Role
from schemas.new_event import Author
from services.directory import handlers
from services.runtime.database.pool import Database
from tests.directory.attestations.acting import LABEL, _form, act, ask, engage, last_event, staff_choice
from tests.directory.on_file import Facts
from tests.directory.portal import sign_in
from tests.runtime.web.visitor import Visitor, forms_of


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


async def test_a_fiscal_year_that_is_not_over_is_not_offered(visitor: Visitor, ids: dict[str, UUID]) -> None:
    await sign_in(visitor, ids["per"])
    options = (await visitor.get("/attest")).text.split('id="fiscal_year"')[1].split("</select>")[0]
    assert f'value="{datetime.now(UTC).year - 1}"' in options
    assert f'value="{datetime.now(UTC).year}"' not in options
