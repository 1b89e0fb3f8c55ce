"""Who answers and decides a finding of each kind, and whose name nobody reads."""

from uuid import uuid4

from schemas.codes import Role
from tests.provider_audit.conftest import Enter, Turn
from tests.provider_audit.everything import UNTIL, Year
from tests.provider_audit.pages.findings.all_findings import _findings, seen
from tests.provider_audit.play import WHY, Play, at


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
