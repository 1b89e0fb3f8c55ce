"""Every rule and every kind of its duties, as people see them: in words, in both languages, by every side."""

import re
from uuid import UUID, uuid4

from schemas.codes import Role
from services.provider_audit.pages import queries
from services.provider_audit.pages.findings import finding_lines
from services.provider_audit.pages.lines import line_of
from services.provider_audit.pages.naming import which
from services.provider_audit.replay.verify import verify
from tests.provider_audit_shell.conftest import Enter, Turn
from tests.provider_audit_shell.everything import ALL_RULES, UNTIL, Year
from tests.provider_audit_shell.play import WHY, Play, at

IDENTITY = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
TAG = re.compile(r"<(script|style)[^>]*>.*?</\1>|<[^>]*>", re.DOTALL)
KINDS = {
    "C01", "C02", "C03", "C10", "R01", "R01/return", "R02", "R02/return", "R03", "R04", "R05/phone", "R05/written", "R08",
    "R09", "S01/start", "S01/day", "S01/incident", "S05", "T01", "T02", "T08", "P01",
}  # fmt: skip


def seen(text: str) -> str:
    """Give what a person reads of a page."""
    return " ".join(TAG.sub(" ", text).split())


async def _findings(play: Play) -> dict[str, list[finding_lines.FindingLine]]:
    async with play.database.work("provider_audit") as work:
        lines = await work.all(finding_lines.ALL)
    found: dict[str, list[finding_lines.FindingLine]] = {}
    for line in lines:
        found.setdefault(which(line.rule, line.period), []).append(line)
    return found


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


async def test_a_board_answers_what_it_owes_and_its_controller_decides(play: Play, enter: Enter, turn: Turn) -> None:
    await play.judge(Year(play).facts(), UNTIL)
    await turn(UNTIL)
    finding = (await _findings(play))["T01"][0].id
    coordinator, controller, provider = [
        await enter(role) for role in (Role.COORDINATOR, Role.CONTROLLER, Role.PROVIDER_MANAGER)
    ]
    assert (await controller.get(f"/findings/{finding}/reply")).status_code == 403
    assert (await provider.get(f"/findings/{finding}/reply")).status_code == 404
    form = await coordinator.get(f"/findings/{finding}/reply")
    assert form.status_code == 200, form.text
    values = {"stand": "agree", "text": "Villkoren läggs till i nästa version av avtalet."}
    own = {**values, "receipt": "U-0000"}
    assert "Kvittensen finns inte hos er" in (await coordinator.send(form, f"/findings/{finding}/reply", own)).text
    sent = await coordinator.send(form, f"/findings/{finding}/reply", values)
    assert sent.status_code == 303, sent.text
    page = await controller.get(f"/findings/{finding}")
    done = await controller.send(page, f"/findings/{finding}/decision", {"decision": "confirm", "text": WHY})
    assert done.status_code == 303, done.text
    assert (
        "Beslut" not in seen((await coordinator.get(f"/findings/{finding}")).text).split("Vem vet")[0].split("Svar")[-1]
    )
    answers = await coordinator.get("/findings")
    assert "väntar på ert svar" in answers.text


async def test_a_supervisor_decides_what_it_asked_for_itself_and_nobody_else_sees_it(
    play: Play, enter: Enter, turn: Turn
) -> None:
    await play.judge(Year(play).facts(), at("2026-04-02 09:00"))
    await turn(at("2026-04-02 09:00"))
    finding = next(line for line in (await _findings(play))["T02"] if not line.boards).id
    supervisor, provider = await enter(Role.SUPERVISOR), await enter(Role.PROVIDER_MANAGER)
    for role in (Role.CONTROLLER, Role.COORDINATOR):
        assert (await (await enter(role)).get(f"/findings/{finding}")).status_code == 404
    form = await provider.get(f"/findings/{finding}/reply")
    values = {"stand": "agree", "text": "Svaret blev liggande hos oss, det kommer i dag."}
    replied = await provider.follow(await provider.send(form, f"/findings/{finding}/reply", values))
    assert "Den som beslutar läser det nu." in replied.text
    page = await supervisor.get(f"/findings/{finding}")
    assert page.status_code == 200, page.text
    assert "blev liggande" in page.text
    done = await supervisor.send(page, f"/findings/{finding}/decision", {"decision": "confirm", "text": WHY})
    assert done.status_code == 303, done.text
    confirmed = (await supervisor.follow(done)).text
    assert "Bristen är fastställd. Den som har åtagandet får veta det." in confirmed
    assert "Fastställd" in confirmed
    boards = next(line for line in (await _findings(play))["T02"] if line.boards)
    refused = await supervisor.post(
        f"/findings/{boards.id}/decision", {"decision": "dismiss", "reason": "WITHOUT_CONSEQUENCE", "text": WHY}
    )
    assert refused.status_code in (403, 404)


async def test_a_board_never_reads_the_name_of_another_board(play: Play, enter: Enter, turn: Turn) -> None:
    await play.judge(Year(play).facts(), UNTIL)
    await turn(UNTIL)
    finding, other = (await _findings(play))["T08"][0].id, uuid4()
    async with play.database.work("provider_audit") as work:
        await work.run(
            "insert into provider_audit.organisation (id, kind, name) values (:id, 'board', 'Socialnämnden, Lund')",
            id=other,
        )
        await work.run(
            "update provider_audit.finding set boards = boards || cast(:id as uuid), replied = '{board}' where id = :finding",
            id=other, finding=finding,
        )  # fmt: skip
        await work.run(
            "insert into provider_audit.casework_event (id, finding, at, kind, side, organisation, role, person) "
            "values (:id, :finding, runtime.now(), 'confirmed', 'board', :id, 'contract_controller', :id)",
            id=other, finding=finding,
        )  # fmt: skip
    for role in (Role.CONTROLLER, Role.COORDINATOR):
        page = await (await enter(role)).get(f"/findings/{finding}")
        assert page.status_code == 200
        assert "Bristen fastställdes" in page.text
        assert "Lund" not in page.text
    assert "Lund" in (await (await enter(Role.PROVIDER_MANAGER)).get(f"/findings/{finding}")).text


async def test_every_page_of_a_case_names_its_duties(play: Play, enter: Enter, turn: Turn) -> None:
    year = Year(play)
    await play.judge(year.facts(), UNTIL)
    async with play.database.work("provider_audit", scope=play.scope(Role.COORDINATOR)) as work:
        duties = await queries.duties_of(work, [year.first])
    lines = [line_of(duty, {}, UNTIL, role) for duty in duties for role in (Role.COORDINATOR, Role.PROVIDER_MANAGER)]
    for line in lines:
        if line is not None:
            assert not IDENTITY.search(line.title.sv + line.title.en)
            assert "{" not in line.url
    assert UUID(int=0) not in {duty.id for duty in duties}
