"""The performance report: counted by hand, and the same on the provider's, the board's and the supervisor's page."""

from __future__ import annotations

import re
from uuid import UUID, uuid4

import pytest
from httpx2 import Response

from schemas.codes import Role
from services.provider_audit.measures.measures import MEASURES
from services.runtime.database.scope import Scope
from services.runtime.web import Viewer
from tests.provider_audit.conftest import Enter, Turn
from tests.provider_audit.figures import BY_HAND, FUTURE, NOW, Rows, make_year
from tests.provider_audit.play import Play


def _figures(page: Response) -> dict[str, str]:
    cells = re.findall(r'<td[^>]*class="list__number" data-measure="(\w+)"><span>([^<]*)</span>', page.text)
    return {name: value.replace("&nbsp;", "\u00a0") for name, value in cells}


def _by_month(page: Response) -> list[tuple[str, str, str]]:
    return re.findall(r'data-month="([\d-]+)" data-measure="(\w+)"><span>([^<]*)</span>', page.text)


ALL_THREE = (Role.PROVIDER_MANAGER, Role.CONTROLLER, Role.SUPERVISOR)


async def test_the_figures_counted_by_hand_stand_on_all_three_pages(play: Play, enter: Enter, turn: Turn) -> None:
    await make_year(play)
    await turn(NOW)
    months = []
    for role in ALL_THREE:
        page = await (await enter(role)).get(f"/performance?provider={play.provider}&contract={play.contract}")
        assert page.status_code == 200, page.text
        assert _figures(page) == BY_HAND
        assert "räknas inte i måtten: 5." in re.sub(r"\s+", " ", page.text)
        assert "MA-2026-17, Socialnämnden, Malmö" in page.text
        assert "<svg" in page.text
        months.append(_by_month(page))
    assert months[0] == months[1] == months[2]
    october = {name: value for month, name, value in months[0] if month == "2026-10"}
    assert october["expected"] == "1"
    assert october["rate"] == "0 av 1"


async def test_a_provider_comes_to_its_own_page_from_the_menu(play: Play, enter: Enter, turn: Turn) -> None:
    await make_year(play)
    await turn(NOW)
    provider = await enter(Role.PROVIDER_MANAGER)
    page = await provider.get("/performance")
    assert page.status_code == 200, page.text
    assert 'href="/performance"' in page.text
    assert "Vårt resultat" in page.text
    assert (await provider.get(f"/performance?provider={uuid4()}")).status_code == 404
    assert (await provider.get(f"/performance?contract={uuid4()}")).status_code == 404


async def test_what_a_supervisor_may_not_see_does_not_show_in_the_figures(play: Play, enter: Enter, turn: Turn) -> None:
    """A missed duty whose finding is hidden looks the same as one that nobody has judged yet."""
    address = f"/performance?provider={play.provider}&contract={play.contract}"
    rows = Rows(play)
    rows.duty("missed", open_from=FUTURE, casework="unanswered")
    await rows.save()
    await turn(NOW)
    supervisor, provider = await enter(Role.SUPERVISOR), await enter(Role.PROVIDER_MANAGER)
    hidden = await supervisor.get(address)
    assert _figures(hidden)["expected"] == "0"
    assert "/findings/" not in hidden.text
    assert "/findings/" in (await provider.get(address)).text
    async with play.database.work("provider_audit") as work:
        await work.run("update provider_audit.obligation set state = 'open', finding = null")
    token = re.compile(r'name="form_(token|key)" value="[^"]*"|data-seconds-left="\d+"')
    assert token.sub("", hidden.text) == token.sub("", (await supervisor.get(address)).text)


async def test_another_board_sees_nothing_of_it(
    play: Play, enter: Enter, turn: Turn, people: dict[UUID, Viewer]
) -> None:
    await make_year(play)
    await turn(NOW)
    controller = await enter(Role.CONTROLLER)
    own = next(person for person, viewer in people.items() if viewer.role is Role.CONTROLLER)
    stranger = Play(play.database)
    people[own] = stranger.viewer(Role.CONTROLLER)
    page = await controller.get(f"/performance?provider={play.provider}")
    assert page.status_code == 200
    assert _figures(page) == {}
    assert "MA-2026-17" not in page.text
    missing = await controller.get(f"/performance?provider={play.provider}&contract={play.contract}")
    assert missing.status_code == 404
    assert (await controller.get(f"/performance?provider={uuid4()}")).status_code == 404
    assert people[own].scope == Scope(boards=(stranger.board,), person=people[own].person)


@pytest.mark.parametrize("role", [Role.CONTROLLER, Role.SUPERVISOR, Role.COORDINATOR, Role.UNIT_MANAGER])
async def test_without_a_provider_one_chooses(play: Play, enter: Enter, turn: Turn, role: Role) -> None:
    await make_year(play)
    await turn(NOW)
    page = await (await enter(role)).get("/performance")
    assert page.status_code == 200, page.text
    assert f"/performance?provider={play.provider}" in page.text


async def test_an_operator_has_no_business_here(play: Play, enter: Enter) -> None:
    assert (await (await enter(Role.OPERATOR)).get("/performance")).status_code == 403


@pytest.mark.parametrize("query", ["to=2026-06", "to=x", "contract=", "to=9999-99"])
async def test_every_query_gives_a_page(play: Play, enter: Enter, turn: Turn, query: str) -> None:
    await make_year(play)
    await turn(NOW)
    visitor = await enter(Role.PROVIDER_MANAGER)
    assert (await visitor.get(f"/performance?{query}")).status_code == 200


async def test_the_measures_have_a_page_in_both_languages(play: Play, enter: Enter) -> None:
    visitor = await enter(Role.SUPERVISOR)
    page = await visitor.get("/measures")
    assert all(measure.formula.sv in page.text for measure in MEASURES)
    await visitor.send(page, "/language", {"to": "en"})
    english = await visitor.get("/measures")
    assert all(measure.formula.en in english.text for measure in MEASURES)
