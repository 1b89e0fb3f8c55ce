"""Hostile and broken files on the import page: said at their line, never a fault of the page."""

from uuid import UUID, uuid4

import httpx2
import pytest

from services.runtime.database.pool import Database
from tests.directory.portal import sign_in
from tests.runtime.web.visitor import ORIGIN, Visitor, forms_of

PROVIDER_TABLE = "[utförare]\norganisationsnummer;namn;bolagsform\n559999-0032;"


def fields(page: httpx2.Response) -> dict[str, str]:
    return next(form for form in forms_of(page) if form.action == "/imports").fields


@pytest.mark.parametrize(
    ("content", "line", "what"),
    [
        (PROVIDER_TABLE + "P" * 140_000 + ";AB\n", 3, "för långt"),
        (PROVIDER_TABLE + '"' + "P" * 140_000 + '";AB\n', 3, "för långt"),
        (PROVIDER_TABLE + '"Prov AB;AB\n', 3, "citattecken"),
        (PROVIDER_TABLE.replace("namn", "bolagsform\n559999-0032;namn"), 2, "Kolumnen saknas"),
    ],
)
async def test_no_file_is_a_fault_of_the_page_and_it_can_be_looked_at_again(
    visitor: Visitor, ids: dict[str, UUID], content: str, line: int, what: str
) -> None:
    await sign_in(visitor, ids["åsa"])
    preview = await visitor.follow(await visitor.send(await visitor.get("/imports"), "/imports", {"text": content}))
    for page in (preview, await visitor.get(str(preview.url.path))):
        assert page.status_code == 200
        assert f"Rad {line}<" in page.text
        assert what in page.text


@pytest.mark.parametrize("encoding", ["mac_roman", "cp850", "utf-32"])
async def test_a_file_of_another_encoding_is_refused_where_it_is_chosen(
    visitor: Visitor, ids: dict[str, UUID], encoding: str
) -> None:
    await sign_in(visitor, ids["åsa"])
    form = fields(await visitor.get("/imports"))
    content = (PROVIDER_TABLE + "Gård Öst AB;AB\n").encode(encoding)
    answer = await visitor.client.post(
        "/imports", data=form, files={"file": ("19121212-1212.csv", content)}, headers={"origin": ORIGIN}
    )
    assert answer.status_code == 422
    assert "spara det som CSV (UTF-8)" in answer.text or "Spara kalkylbladet som CSV (UTF-8)" in answer.text


async def test_the_name_of_a_file_that_points_somebody_out_is_not_kept(
    visitor: Visitor, ids: dict[str, UUID], database: Database
) -> None:
    await sign_in(visitor, ids["åsa"])
    form = fields(await visitor.get("/imports"))
    for name in ("19121212-1212.csv", "Ali Hassan.csv", "avtal 2026.csv"):
        sent = {"file": (name, (PROVIDER_TABLE + "Prov AB;AB\n").encode())}
        answer = await visitor.client.post(
            "/imports", data={**form, "form_key": str(uuid4())}, files=sent, headers={"origin": ORIGIN}
        )
        assert answer.status_code == 303
    async with database.plain() as plain:
        rows = await plain.rows("select file_name from directory.import_file order by made_at")
    assert [row["file_name"] for row in rows] == ["fil.csv", "fil.csv", "avtal 2026.csv"]
