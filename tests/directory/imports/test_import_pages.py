"""An import in the portal: shown first, taken in once, and each fault at its line and field."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from uuid import UUID, uuid4

import httpx2
import pytest

from tests.directory.portal import sign_in
from tests.runtime.web.visitor import ORIGIN, Visitor, forms_of

EXAMPLE = (Path(__file__).resolve().parents[3] / "docs" / "examples" / "import.csv").read_text(encoding="utf-8")
Facts = Callable[[], Awaitable[list[str]]]


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
