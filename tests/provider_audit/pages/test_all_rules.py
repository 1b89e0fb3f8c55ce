"""Every rule and every kind of its duties, as people see them: in words, in both languages, by every side."""

import re
from uuid import UUID

from schemas.codes import Role
from services.provider_audit.pages.duties import queries as duty_queries
from services.provider_audit.pages.lines import line_of
from services.provider_audit.replay.verify import verify
from tests.provider_audit.conftest import Enter, Turn
from tests.provider_audit.everything import ALL_RULES, UNTIL, Year
from tests.provider_audit.pages.findings.all_findings import _findings, seen
from tests.provider_audit.play import Play

IDENTITY = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
KINDS = {
    "C01", "C02", "C03", "C10", "R01", "R01/return", "R02", "R02/return", "R03", "R04", "R05/phone", "R05/written", "R08",
    "R09", "S01/start", "S01/day", "S01/incident", "S05", "T01", "T02", "T08", "P01",
}  # fmt: skip


async def test_every_kind_of_finding_is_told_in_words_in_both_languages(play: Play, enter: Enter, turn: Turn) -> None:
    year = Year(play)
    assert await play.judge(year.facts(), UNTIL) == {}
    await turn(UNTIL)
    found = await _findings(play)
    assert {line.rule for lines in found.values() for line in lines} == ALL_RULES
    assert set(found) == KINDS
    controller = await enter(Role.CONTROLLER)
    values = {"sv": set(), "en": set()}  # type: ignore[var-annotated]
    for language in ("sv", "en"):
        for lines in found.values():
            for line in lines[:3]:
                page = await controller.get(f"/findings/{line.id}")
                if not line.boards:
                    assert page.status_code == 404
                    continue
                assert page.status_code == 200, page.text
                text = seen(page.text)
                assert not IDENTITY.search(text), text
                assert "{" not in text, text
                values[language].add(re.search(r"finding__sentence\">(.*?)</p>", page.text).group(1))  # type: ignore[union-attr]
        page = await controller.get("/findings")
        await controller.send(page, "/language", {"to": "en"})
    assert len(values["sv"]) == len(values["en"]) > len(KINDS) - 3
    for words in (
        "Någon är placerad utan avtal i kraft mellan nämnden och utföraren",
        "Den rättade månadsrapporten för mars 2026 saknas",
        "Den rättade genomförandeplanen saknas",
        "Samtalet om den allvarliga händelsen 5 maj 2026 saknas",
        "Den nya hotbedömningen efter händelsen 5 maj 2026 saknas",
        "Den nya hotbedömningen efter den från 11 mars 2026 saknas",
        "Uppföljningen av planen från 5 mars 2026 saknas",
        "Redovisningen av årsredovisning och ägare för räkenskapsåret 2026 saknas",
    ):
        assert words in values["sv"], sorted(values["sv"])
    assert "The written report of the serious incident of 5 May 2026 arrived 1 d 2 h late" in values["en"]
    assert sum("registerutdrag" in words for words in values["sv"]) == 3
    assert (await verify(play.database)).differences == 0


async def test_why_says_how_each_was_counted(play: Play, enter: Enter, turn: Turn) -> None:
    await play.judge(Year(play).facts(), UNTIL)
    await turn(UNTIL)
    found, controller = await _findings(play), await enter(Role.CONTROLLER)

    async def page(kind: str, number: int = 0) -> str:
        return seen((await controller.get(f"/findings/{found[kind][number].id}")).text)

    assert "inget samtal var gjort före 5 maj 2026 kl. 13.00" in await page("R05/phone")
    assert "+ 1 timme" in await page("R05/phone")
    assert "+ 24 timmar" in await page("R05/written")
    assert "Planen återlämnades för rättelse" in await page("R01/return")
    assert "daterad högst 90 dagar före den" in await page("S01/start")
    assert "Fristen räknas från bedömningen daterad 11 mars 2026" in await page("S01/day")
    assert "Händelsen 5 maj 2026 kräver en ny bedömning" in await page("S01/incident")
    assert "Avtalet MA-2026-17, som gäller till och med 31 augusti 2026, registrerades" in await page("C10")
    extracts = [await page("P01", number) for number in range(3)]
    for words in ("Inga utdrag är redovisade", "Bristen upphör först när goda utdrag", "men efter fristen"):
        assert sum(words in text for text in extracts) == 1


async def test_the_grid_and_the_periods_name_every_rule(play: Play, enter: Enter, turn: Turn) -> None:
    year = Year(play)
    await play.judge(year.facts(), UNTIL)
    await turn(UNTIL)
    for role in (Role.CONTROLLER, Role.COORDINATOR, Role.SUPERVISOR):
        visitor = await enter(role)
        page = await visitor.get("/compliance?to=2026-06")
        assert page.status_code == 200, page.text
        for rule in ALL_RULES:
            assert f'value="{rule}"' in page.text
            assert (await visitor.get(f"/compliance?to=2026-06&kind={rule}")).status_code == 200
        assert "Nämndens egna åtaganden" in page.text
        assert {rule for rule in ("C01", "C02", "C03", "C10") if f"</span> {rule} B-" in page.text} == {
            "C01",
            "C02",
            "C03",
            "C10",
        }
        for period in ("2026-03", "2026-04", "2026-05", "2026-06", "2026-09", "2026-W15"):
            for organisation in (play.provider, play.board):
                opened = await visitor.get(f"/compliance/{organisation}/{period}")
                assert opened.status_code == 200, opened.text
                assert not IDENTITY.search(seen(opened.text))
    march = seen((await (await enter(Role.CONTROLLER)).get(f"/compliance/{play.provider}/2026-03")).text)
    assert "Rättad genomförandeplan" in march
    assert "Månadsrapport mars 2026" in march
    april = seen((await (await enter(Role.CONTROLLER)).get(f"/compliance/{play.provider}/2026-04")).text)
    assert "Rättad månadsrapport mars 2026" in april
    own = seen((await (await enter(Role.CONTROLLER)).get(f"/compliance/{play.board}/2026-03")).text)
    assert "Hotbedömning vid starten" in own
    june = seen((await (await enter(Role.CONTROLLER)).get(f"/compliance/{play.board}/2026-06")).text)
    assert "Ingår i en annan brist Ny hotbedömning efter den från 4 mars 2026" in june
    assert "Månadsrapport" not in own


async def test_every_page_of_a_case_names_its_duties(play: Play, enter: Enter, turn: Turn) -> None:
    year = Year(play)
    await play.judge(year.facts(), UNTIL)
    async with play.database.work("provider_audit", scope=play.scope(Role.COORDINATOR)) as work:
        duties = await duty_queries.duties_of(work, [year.first])
    lines = [line_of(duty, {}, UNTIL, role) for duty in duties for role in (Role.COORDINATOR, Role.PROVIDER_MANAGER)]
    for line in lines:
        if line is not None:
            assert not IDENTITY.search(line.title.sv + line.title.en)
            assert "{" not in line.url
    assert UUID(int=0) not in {duty.id for duty in duties}
