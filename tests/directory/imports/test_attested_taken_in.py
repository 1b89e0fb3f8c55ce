"""A file of what is attested is taken in: its words are sealed and gone."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from uuid import UUID, uuid4

from schemas.codes import LegalForm, Role
from schemas.envelope import Event
from schemas.new_event import Author
from services.directory import handlers
from services.directory.imports import import_file
from services.runtime.database.pool import Database
from services.runtime.vault.vault import Vault
from tests.directory.imports.attesting import HIRED, OF_OPERATOR, OF_PROVIDER, STAFF
from tests.directory.portal import sign_in
from tests.runtime.web.visitor import Visitor

Facts = Callable[[], Awaitable[list[str]]]


async def test_a_manager_takes_in_a_file_whose_words_are_then_gone(
    visitor: Visitor, ids: dict[str, UUID], database: Database, author: Author, facts: Facts
) -> None:
    one_unit = await handlers.commission_person(
        database, author, uuid4(), ids["provider"], Role.PROVIDER_MANAGER, ids["unit"]
    )
    await sign_in(visitor, one_unit)
    assert (await visitor.get("/imports")).status_code == 403
    await sign_in(visitor, ids["per"])
    page = await visitor.get("/imports")
    text_of_file = (STAFF + HIRED).replace("Enhet Nord", "Nord").replace("A-1", "KANARIE-7")
    preview = await visitor.follow(await visitor.send(page, "/imports", {"text": text_of_file}))
    assert "1 rad kan läsas in: 1 nya, 0 ändrade." in preview.text
    assert await _nowhere(database, "KANARIE-7")
    path = str(preview.url.path)
    done = await visitor.follow(await visitor.send(preview, path))
    assert "Visa det ni har intygat" in done.text
    assert (await facts())[-1] == "StaffEngaged"
    assert await _nowhere(database, "KANARIE-7")
    assert "KANARIE-7, Nord" in (await visitor.get("/attest")).text
    same = await visitor.follow(await visitor.send(page, "/imports", {"text": text_of_file, "form_key": str(uuid4())}))
    assert "Allt i filen finns redan" in same.text
    await sign_in(visitor, ids["åsa"])
    assert (await visitor.get(path)).status_code == 404


async def _nowhere(database: Database, canary: str) -> bool:
    async with database.plain() as plain:
        for table in ("log", "attested", "attested_words", "vault", "import_file"):
            rows = await plain.rows(f"select cast(t as text) as line from directory.{table} t")
            assert not any(canary in row["line"] for row in rows), table
    return True


async def test_the_operator_takes_in_for_everybody_in_their_own_words(
    database: Database, vault: Vault, author: Author, tmp_path: Path
) -> None:
    board = await handlers.register_board(database, author, "1280", "Socialnämnden")
    provider = await handlers.register_provider(database, author, "559999-0016", "Vägen AB", LegalForm.LIMITED_COMPANY)
    await handlers.register_unit(database, author, provider, "Enhet Nord")
    for content, counted in ((OF_OPERATOR, "3 new"), (OF_PROVIDER, "5 new"), (OF_PROVIDER + OF_OPERATOR, "0 new")):
        file, out = tmp_path / "attested.csv", (tmp_path / "out").open("w+", encoding="utf-8")
        file.write_text(content, encoding="utf-8")
        assert await import_file(database, file, out, yes=True, vault=vault)
        out.seek(0)
        assert f"Taken in: {counted}" in out.read()
        out.close()
    async with database.plain() as plain:
        rows = await plain.rows("select body from directory.log where position > 3 order by position")
    recorded = [Event.from_text(row["body"]) for row in rows]
    tellers = {
        type(event.fact).__name__: event.teller for event in recorded if getattr(event.fact, "board", 1) is not None
    }
    assert tellers["InformationRequested"] == board
    assert {tellers[name] for name in ("AccountsDisclosed", "StaffEngaged", "InformationAnswered")} == {provider}
