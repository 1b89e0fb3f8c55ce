"""The lists of Register: each reader's own, counted and cut by the database, however much others have proposed and decided."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from services.directory.register import lists as proposal_lists
from services.directory.register import queries
from services.directory.register.lists import Whose
from services.runtime.database.pool import Database
from services.runtime.database.scope import Scope
from services.runtime.process import clock
from services.runtime.vault.vault import Vault
from services.runtime.web.page.paging import PER_PAGE
from tests.directory.hands import ANNA, BO, STINA, Hands
from tests.directory.portal import sign_in
from tests.directory.register.previewing import ended, words
from tests.runtime.web.visitor import Visitor

MORE = """insert into directory.proposal (id, provider_id, board_id, proposer, person, about, acts, at, revoked_at, unit_id,
outcome, decided_by, decided_person, decided_at)
select gen_random_uuid(), p.provider_id, p.board_id, p.proposer, p.person, p.about, p.acts, p.at + n * interval '1 second',
case when :urgent then p.revoked_at end, p.unit_id, o.outcome, case when o.outcome is not null then cast(:by as uuid) end,
case when o.outcome is not null then cast(:by as uuid) end,
case when o.outcome is not null then runtime.now() + n * interval '1 second' end
from directory.proposal p cross join generate_series(1, :many) n cross join (select cast(:outcome as text) as outcome) o
where p.id = :like"""


async def more(
    database: Database, like: UUID | str, many: int, outcome: str | None = None, *, urgent: bool = False
) -> None:
    """Put more proposals like one on file, all made by the same board; decided ones by a keeper."""
    async with database.plain() as plain:
        await plain.run(MORE, like=UUID(str(like)), many=many, outcome=outcome, by=STINA, urgent=urgent)


async def test_what_a_board_decided_is_not_pushed_out_by_what_is_nobodys_of_its(
    visitor: Visitor, ids: dict[str, UUID], database: Database
) -> None:
    path = await ended(visitor, ids, "åsa")
    await sign_in(visitor, ids["bo"])
    await visitor.send(await visitor.get(path), path, {"decision": "confirmed"})
    await more(database, path[-36:], 40, "declined")
    page = await visitor.get("/register")
    assert words(page).count("Bekräftat") == 1
    assert path in page.text
    assert "Avslaget" not in words(page)
    await sign_in(visitor, ids["stina"])
    assert words(await visitor.get("/register")).count("Avslaget") == 30


async def test_a_long_list_is_counted_whole_and_goes_on_to_a_next_page_with_the_urgent_first(
    visitor: Visitor, ids: dict[str, UUID], database: Database
) -> None:
    path = await ended(visitor, ids, "åsa")
    await more(database, path[-36:], PER_PAGE)
    await clock.move(database, timedelta(days=20))
    await more(database, path[-36:], 5, urgent=True)
    async with database.plain() as plain:
        await plain.run(
            "update directory.proposal set at = runtime.now() where id::text <> :id and revoked_at is not null",
            id=path[-36:],
        )
    await sign_in(visitor, ids["bo"])
    first, second = [await visitor.get(f"/register?page={number}") for number in (1, 2)]
    for page in (first, second):
        assert f"{PER_PAGE + 6} förslag väntar på ditt beslut, {PER_PAGE + 1} har väntat för länge." in words(page)
    links = [re.findall(r"/register/proposals/[0-9a-f-]{36}", page.text) for page in (first, second)]
    assert [len(found) for found in links] == [PER_PAGE, 6]
    assert len({*links[0], *links[1]}) == PER_PAGE + 6
    async with database.plain() as plain:
        urgent = await plain.rows("select id from directory.proposal where revoked_at is not null order by at, id")
    assert links[0][:6] == [f"/register/proposals/{row['id']}" for row in urgent]
    await sign_in(visitor, ids["åsa"])
    assert "Inget förslag väntar på ditt beslut." in words(await visitor.get("/register"))
    assert "Väntar på andra" in words(await visitor.get("/register"))


def scans(node: dict[str, Any]) -> Iterator[int]:
    """Give how many rows each scan of a plan read, those it threw away too."""
    if "Relation Name" in node and node["Relation Name"] == "proposal":
        yield node["Actual Loops"] * (node["Actual Rows"] + node.get("Rows Removed by Filter", 0))
    for child in node.get("Plans", ()):
        yield from scans(child)


@pytest.mark.parametrize("name", ["malmo", "sotenas", "provider", "keeper"])
async def test_no_list_reads_more_for_a_longer_history(
    database: Database, vault: Vault, on_file: dict[str, UUID], name: str
) -> None:
    hands = Hands(database, vault, on_file)
    proposal = await hands.propose("sotenas", hands.end())
    await more(database, proposal, 20_000, "declined")
    async with database.plain() as plain:
        await plain.run("analyze directory.proposal")
    organisation, _, scope = hands.who(name)
    values: dict[str, Any] = {"organisation": organisation, "unit": None, "keeper": name == "keeper"}
    statements = {
        queries.COUNT: {**values, "late_before": None},
        queries.PAGE: {**values, "most": 100, "offset": 0},
        proposal_lists.DECIDED if name == "keeper" else proposal_lists.DECIDED_OF: {"most": 30}
        | ({} if name == "keeper" else {"organisation": organisation, "unit": None}),
    }
    for query, used in statements.items():
        statement = re.sub(r"\$(\d+)", lambda found, names=query.names: f":{names[int(found[1]) - 1]} ", query.sql)
        async with database.work("directory", scope) as work:
            found = await work.value(f"explain (analyze, format json) {statement}", **used)
        [plan] = json.loads(found) if isinstance(found, str) else found
        assert sum(scans(plan["Plan"])) <= 200, statement


async def test_a_list_of_a_unit_holds_that_units_alone(
    database: Database, vault: Vault, on_file: dict[str, UUID]
) -> None:
    hands = Hands(database, vault, on_file)
    proposal = await hands.propose("malmo", hands.end())
    await more(database, proposal, 2, "declined")
    scope = Scope(providers=(on_file["provider"],), person=ANNA)
    for unit, found in ((on_file["unit"], 1), (BO, 0)):
        whose = Whose(on_file["provider"], unit, keeper=False)
        async with database.work("directory", scope) as work:
            assert (await proposal_lists.count_waiting(work, whose, await work.now())).total == found
            assert len(await proposal_lists.waiting(work, whose, 10, 0)) == found
            assert len(await proposal_lists.newest_decided(work, whose, 30)) == 2 * found
