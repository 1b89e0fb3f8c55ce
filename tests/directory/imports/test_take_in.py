"""A file from the command line or kept by a page: shown first, taken in once and whole, names and addresses sealed."""

from io import StringIO
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from schemas.new_event import Author
from services.directory.imports import import_file, kept_files, take_in
from services.directory.sign_in import identify
from services.runtime.database.pool import Database
from services.runtime.database.scope import Scope
from services.runtime.errors import Refused
from services.runtime.vault.vault import Vault
from tests.directory.on_file import Facts

EXAMPLES = Path(__file__).resolve().parents[3] / "docs" / "examples"


async def test_names_and_addresses_of_staff_stand_sealed(database: Database, vault: Vault) -> None:
    out, reached = StringIO(), []

    async def reach(person: UUID, email: str, language: str) -> None:
        reached.append((person, email, language))

    file = EXAMPLES / "import-operator.csv"
    assert await import_file(database, file, out, yes=True, vault=vault, reach=reach)
    assert "Taken in: 9 new, 0 changed." in out.getvalue()
    assert [(email, language) for _, email, language in reached][2:4] == [
        ("manager@example.org", "en"),
        ("tillsyn@example.org", "sv"),
    ]
    assert await import_file(database, file, out, yes=True, vault=vault)
    assert out.getvalue().endswith("0 new, 0 changed, 9 the same, 0 wrong.\nTaken in: 0 new, 0 changed.\n")
    async with database.plain() as plain:
        for table in ("log", "commission", "vault"):
            rows = await plain.rows(f"select cast(t as text) as line from directory.{table} t")
            assert not any("Exempel Drift" in row["line"] or "example.org" in row["line"] for row in rows)
        origins = await plain.rows("select distinct cast(body as jsonb) ->> 'origin' as origin from directory.log")
        heads = await plain.value("select count(distinct received) from directory.log")
    assert (origins, heads) == ([{"origin": "import"}], 1)


async def test_the_command_line_shows_before_it_takes_in(database: Database, vault: Vault, facts: Facts) -> None:
    out = StringIO()
    assert await import_file(database, EXAMPLES / "import-operator.csv", out, vault=vault)
    assert "line 5: new board: Socialnämnden, Malmö" in out.getvalue()
    assert out.getvalue().endswith("add --yes to take it in.\n")
    assert await facts() == []


async def test_a_wrong_file_leaves_nothing(database: Database, vault: Vault, facts: Facts, tmp_path: Path) -> None:
    file, out = tmp_path / "people.csv", StringIO()
    file.write_bytes((EXAMPLES / "import-operator.csv").read_bytes() + b"Fel;fel;sv;kung;;;;;;\n")
    assert not await import_file(database, file, out, yes=True, vault=vault)
    assert [line.split(":")[0] for line in out.getvalue().splitlines()[:3]] == [
        "line 23, e-mail (e-post)",
        "line 23, role (roll)",
        "line 23, board (nämnd)",
    ]
    assert await facts() == []
    file.write_bytes(b"PK\x03\x04")
    assert not await import_file(database, file, out, yes=True, vault=vault)
    assert "The file is not a text file." in out.getvalue()


async def test_a_kept_file_is_taken_in_once_and_only_as_it_was_seen(
    database: Database, vault: Vault, author: Author, on_file: dict[str, UUID], facts: Facts
) -> None:
    scope = Scope(boards=(on_file["malmo"],), person=uuid4())
    clerk = author.model_copy(update={"teller": on_file["malmo"], "person": scope.person})
    row = "[enhet]\norganisationsnummer;enhet\n559999-0016;Syd\n559999-0016;Väst\n"
    file = await kept_files.keep(database, vault, scope, on_file["malmo"], "enheter.csv", row)
    async with database.work("directory", scope) as work:
        held = await kept_files.kept(work, vault, file)
        assert held is not None
        seen = (await take_in.preview(work, vault, held, uuid4())).fingerprint
    with pytest.raises(Refused) as moved:
        await take_in.confirm(database, vault, scope, clerk, file, seen="2")
    assert moved.value.code == "changed"
    done = await take_in.confirm(database, vault, scope, clerk, file, seen=seen)
    assert (done.new, done.done_at is not None) == (2, True)
    recorded = await facts()
    assert await take_in.confirm(database, vault, scope, clerk, file, seen=seen) == done
    assert await facts() == recorded
    stranger = Scope(boards=(on_file["sotenas"],), person=uuid4())
    with pytest.raises(Refused) as gone:
        await take_in.confirm(database, vault, stranger, clerk, file, seen=seen)
    assert gone.value.code == "unknown"


async def test_a_role_ends_by_a_file_and_the_next_request_is_nobodys(
    database: Database, vault: Vault, facts: Facts, tmp_path: Path
) -> None:
    people = (EXAMPLES / "import-operator.csv").read_text(encoding="utf-8")
    file, out, reached = tmp_path / "people.csv", StringIO(), []

    async def reach(person: UUID, email: str, language: str) -> None:
        reached.append((email, person))

    file.write_text(people, encoding="utf-8")
    assert await import_file(database, file, out, yes=True, vault=vault, reach=reach)
    person = dict(reached)["controller@example.org"]
    assert await identify(database, vault, person, None) is not None
    row = "contract controller;;;Malmö;Socialnämnden;;"
    file.write_text(people.replace(row, row + "2020-01-01"), encoding="utf-8")
    out = StringIO()
    assert await import_file(database, file, out, vault=vault)
    assert "changed person: Exempel Controller, contract_controller: – → ends at once" in out.getvalue()
    assert await identify(database, vault, person, None) is not None, "only shown so far"
    assert await import_file(database, file, StringIO(), yes=True, vault=vault)
    assert await identify(database, vault, person, None) is None
    assert (await facts())[-1] == "CommissionEnded"
    again = StringIO()
    assert await import_file(database, file, again, yes=True, vault=vault)
    assert "0 new, 0 changed, 9 the same, 0 wrong." in again.getvalue()
