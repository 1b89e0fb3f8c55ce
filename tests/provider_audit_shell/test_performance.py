"""The performance report: counted by hand, and the same on the provider's, the board's and the supervisor's page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from httpx2 import Response

from schemas.codes import ObligationState, Role
from services.provider_audit.measures import LEAST_FOR_PERCENT, MEASURES, NOTES, Share
from services.provider_audit.pages.performance import shown
from services.provider_audit.performance import Breach, Contract, Counted, Owed, Tally, counted, sections, tally
from services.runtime.database import Scope
from services.runtime.web import Viewer
from tests.provider_audit_shell.conftest import Enter, Turn
from tests.provider_audit_shell.play import Play, at

NOW = at("2026-11-22 12:00")
PAST, FUTURE = at("2026-10-07 22:00"), at("2026-12-07 23:00")
DAY = timedelta(days=1)


def owed(state: str, **changes: object) -> Owed:
    values = {
        "id": uuid4(), "rule": "R02", "period": "2026-09", "contract": None, "board": None, "month": "2026-09", "due": PAST,
        "state": ObligationState(state), **changes,
    }  # fmt: skip
    return Owed(**values)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("duty", "way"),
    [
        (owed("met"), Counted.ON_TIME),
        (owed("met", due=FUTURE), Counted.COMING),
        (owed("open", due=FUTURE), Counted.COMING),
        (owed("open"), Counted.JUDGING),
        (owed("open", due=NOW), Counted.JUDGING),
        (owed("missed"), Counted.JUDGING),
        (owed("missed", open_from=NOW), Counted.MISSING),
        (owed("missed", open_from=NOW + timedelta(microseconds=1)), Counted.JUDGING),
        (owed("missed", open_from=PAST, dismissed=True), Counted.JUDGING),
        (owed("met_late", open_from=PAST), Counted.LATE),
        (owed("met_late"), Counted.JUDGING),
        (owed("lapsed"), Counted.NOT_OWED),
        (owed("waived", due=FUTURE), Counted.NOT_OWED),
    ],
)
def test_each_duty_counts_in_one_way(duty: Owed, way: Counted) -> None:
    assert counted(duty, NOW) is way


def test_the_median_is_the_middle_of_what_came_late() -> None:
    def late(*days: int) -> Tally:
        return tally([owed("met_late", open_from=PAST, delay=days_ * DAY) for days_ in days], NOW)

    of = next(measure for measure in MEASURES if measure.id == "median_delay").of
    assert of(late()) is None
    assert of(late(5)) == 5 * DAY
    assert of(late(9, 1, 2)) == 2 * DAY
    assert of(late(8, 1, 2, 3)) == 2.5 * DAY


def test_percent_is_told_from_ten_expected_only() -> None:
    assert shown(Share(0, 0)).sv == "–"
    assert shown(Share(9, LEAST_FOR_PERCENT - 1)).sv == "9 av 9"
    assert shown(Share(9, LEAST_FOR_PERCENT)).sv == "90\u00a0% (9/10)"
    assert shown(Share(37, 40)).sv == "92,5\u00a0% (37/40)"
    assert shown(Share(37, 40)).en == "92.5% (37/40)"
    assert shown(Share(39, 40)).sv != shown(Share(40, 40)).sv


def test_a_duty_stands_with_its_contract_and_a_condition_with_every_contract_of_its_boards() -> None:
    board, other, contract, second = uuid4(), uuid4(), uuid4(), uuid4()
    contracts = [Contract(contract, board, "A-1"), Contract(second, board, "A-2")]
    duties = [
        owed("met", contract=contract, board=board),
        owed("met", contract=contract, board=other),
        owed("met", contract=None, board=None),
    ]
    condition = Breach((board, other), None, None, of_duty=False, open_from=PAST)
    hidden = Breach((board,), None, None, of_duty=False, open_from=FUTURE)
    found = {each.name: each for each in sections(contracts, duties, [condition, hidden], ["2026-09"], NOW)}
    assert found[str(contract)].whole == Tally(on_time=1, standing=1)
    assert found[str(second)].whole == Tally(standing=1)
    assert found[f"none-{other}"].whole == Tally(on_time=1, standing=1)
    assert found["none"].whole == Tally(on_time=1)


def test_every_measure_is_defined_once_in_both_languages() -> None:
    names = [measure.id for measure in MEASURES]
    assert len(names) == len(set(names))
    assert names == ["expected", "actual", "on_time", "rate", "rate_on_time", "median_delay", "standing"]
    for words in (*(measure.formula for measure in MEASURES), *NOTES):
        assert words.sv.endswith(".")
        assert words.en.endswith(".")
        assert words.sv != words.en


_FINDING = (
    "insert into provider_audit.finding (id, provider_id, rule, owes, boards, about, obligation, severity, standing, "
    "raised_at, judged_at, reply_due, document, casework, supervisor_from) values (:id, :provider, :rule, :owes, "
    "cast(:boards as uuid[]), :id, :obligation, 'medium', :standing, :at, :at, :at, '{}', :casework, :open_from)"
)
_DUTY = (
    "insert into provider_audit.obligation (id, provider_id, board_id, boards, rule, owes, about, period, due, state, "
    "delay_seconds, finding, cell_month, cell_week, document) values (:id, :provider, :board, array[cast(:board as uuid)], "
    ":rule, :owes, :id, :month, :due, :state, :delay, :finding, :month, '2026-W41', "
    "jsonb_build_object('contract', cast(:contract as text)))"
)


@dataclass
class Rows:
    """Obligations and findings put straight into the audit's tables, as the judge would leave them."""

    play: Play
    statements: list[tuple[str, dict[str, object]]] = field(default_factory=list)

    def finding(
        self, open_from: datetime | None, *, standing: str = "standing", casework: str = "confirmed",
        obligation: UUID | None = None, rule: str = "R02", owes: Sequence[str] = ("provider",),
    ) -> UUID:  # fmt: skip
        identity = uuid4()
        self.statements += [
            (
                _FINDING,
                {"id": identity, "provider": self.play.provider, "rule": rule, "owes": list(owes), "boards": [self.play.board],
                 "obligation": obligation, "standing": standing, "at": PAST, "casework": casework, "open_from": open_from},
            ),
            ("insert into provider_audit.finding_party (finding, provider_id) values (:id, :provider)",
             {"id": identity, "provider": self.play.provider}),
            ("insert into provider_audit.finding_party (finding, board_id) values (:id, :board)",
             {"id": identity, "board": self.play.board}),
        ]  # fmt: skip
        return identity

    def duty(
        self, state: str, month: str = "2026-09", *, due: datetime = PAST, delay: timedelta | None = None,
        open_from: datetime | None = None, found: bool | None = None, casework: str = "confirmed", owes: str = "provider",
        rule: str = "R02",
        board: UUID | None = None, contract: UUID | None = None,
    ) -> None:  # fmt: skip
        identity = uuid4()
        finding = None
        if state in ("missed", "met_late") if found is None else found:
            settled = "standing" if state == "missed" else "settled"
            finding = self.finding(open_from, standing=settled, casework=casework, obligation=identity, owes=(owes,))
        self.statements.append(
            (
                _DUTY,
                {"id": identity, "provider": self.play.provider, "board": board or self.play.board, "owes": owes, "rule": rule,
                 "month": month,
                 "due": due, "state": state, "delay": delay.total_seconds() if delay else None, "finding": finding,
                 "contract": str(contract or self.play.contract)},
            )
        )  # fmt: skip

    async def save(self) -> None:
        async with self.play.database.work("provider_audit") as work:
            for identity, kind, name in (
                (self.play.board, "board", "Socialnämnden, Malmö"),
                (self.play.provider, "provider", "Nordviken Stöd AB"),
            ):
                await work.run(
                    "insert into provider_audit.organisation (id, kind, name) values (:id, :kind, :name)",
                    id=identity,
                    kind=kind,
                    name=name,
                )
            await self.contract(work, self.play.contract, self.play.board, "MA-2026-17")
            for statement, values in self.statements:
                await work.run(statement, **values)
            await work.run("update provider_audit.progress set until = :until", until=NOW)

    async def contract(self, work: object, identity: UUID, board: UUID, number: str) -> None:
        await work.run(  # type: ignore[attr-defined]
            "insert into provider_audit.contract (id, board_id, provider_id, number) values (:id, :board, :provider, :number)",
            id=identity,
            board=board,
            provider=self.play.provider,
            number=number,
        )


BY_HAND = {
    "expected": "12",  # 9 on time, 2 late, 1 missing
    "actual": "11",  # 9 + 2
    "on_time": "9",
    "rate": "91,7\u00a0% (11/12)",
    "rate_on_time": "75\u00a0% (9/12)",
    "median_delay": "2 dygn",  # the mean of 1 and 3 days
    "standing": "3",  # the missing one, the condition about the permit, and one that is missing since last year
}


async def make_year(play: Play) -> Rows:
    """The duties that BY_HAND counts, and beside them everything that must not count."""
    rows = Rows(play)
    for month in ("2026-01", "2026-02", "2026-03", "2026-04", "2026-05", "2026-06", "2026-07", "2026-08", "2026-09"):
        rows.duty("met", month)
    rows.duty("met_late", "2026-09", delay=DAY, open_from=PAST)
    rows.duty("met_late", "2026-09", delay=3 * DAY, open_from=PAST, casework="unanswered")
    rows.duty("missed", "2026-10", open_from=PAST)
    rows.finding(PAST, rule="C02")
    # Being judged, for everybody: not open to the supervisor, replied, dismissed, covered by another, not judged yet.
    rows.duty("missed", "2026-10", open_from=FUTURE, casework="unanswered")
    rows.duty("met_late", "2026-10", delay=90 * DAY, open_from=None, casework="replied")
    rows.duty("missed", "2026-10", open_from=PAST, casework="dismissed")
    rows.duty("missed", "2026-10", found=False)
    rows.duty("open", "2026-10")
    # Nothing that counts now: not due yet, owed no more, the board's own, another board's; outside the year it is a standing finding only.
    rows.duty("open", "2026-11", due=FUTURE)
    rows.duty("met", "2026-11", due=FUTURE)
    rows.duty("lapsed")
    rows.duty("waived")
    rows.duty("missed", owes="board", open_from=PAST)
    rows.duty("met", board=uuid4(), contract=uuid4())
    rows.duty("met", rule="T08")
    rows.duty("missed", "2025-11", open_from=PAST)
    rows.finding(PAST, rule="C01", standing="settled")
    rows.finding(FUTURE, rule="C01")
    rows.finding(PAST, rule="C03", owes=("board",))
    await rows.save()
    return rows


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
