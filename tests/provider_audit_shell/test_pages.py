"""The audit's pages through the web edge: the grid, a period, findings, reply and decision."""

from uuid import UUID, uuid4

from schemas.codes import Role
from services.provider_audit.verify import verify
from tests.provider_audit_shell.conftest import Enter
from tests.provider_audit_shell.play import Play, at


async def _finding(play: Play) -> UUID:
    """A missing plan, due 16 March 2026 at 24:00 in Stockholm."""
    await play.judge(
        [*play.ground(at("2026-03-01 09:00")), play.started(uuid4(), at("2026-03-02 09:00"))], at("2026-03-17 09:00")
    )
    async with play.database.work("provider_audit") as work:
        row = await work.row("select id from provider_audit.finding where rule = 'R01'")
    assert row is not None
    return UUID(str(row["id"]))


async def test_the_grid_says_what_is_missing_in_words(play: Play, enter: Enter, turn) -> None:
    await _finding(play)
    await turn(at("2026-03-17 09:01"))
    visitor = await enter(Role.CONTROLLER)
    page = await visitor.get("/compliance")
    assert page.status_code == 200, page.text
    assert "1 inlämning saknas hos 1 utförare. 1 av dem har ingen svarat på." in page.text
    assert "1 saknas av 1" in page.text
    assert "Underlag till och med" in page.text
    assert "Senare händelser är inte bedömda än" not in page.text
    opened = await visitor.get(f"/compliance/{play.provider}/2026-03")
    assert opened.status_code == 200, opened.text
    assert "Genomförandeplan" in opened.text


async def test_a_provider_replies_and_the_controller_confirms(play: Play, enter: Enter, turn) -> None:
    finding = await _finding(play)
    await turn(at("2026-03-17 10:00"))
    controller, provider = await enter(Role.CONTROLLER), await enter(Role.PROVIDER_MANAGER)
    page = await controller.get(f"/findings/{finding}")
    assert page.status_code == 200, page.text
    assert "Genomförandeplanen saknas" in page.text
    early = await controller.send(page, f"/findings/{finding}/decision", {"decision": "confirm"})
    assert early.status_code == 422
    assert "har inte svarat än" in early.text

    form = await provider.get(f"/findings/{finding}/reply")
    assert form.status_code == 200, form.text
    wrong = await provider.send(form, f"/findings/{finding}/reply", {"stand": "disagree", "text": "kort"})
    assert wrong.status_code == 422
    assert "Välj en grund." in wrong.text
    assert "Skriv ert svar med minst 20 tecken." in wrong.text
    assert "<title>Fel:" in wrong.text
    said = "Planen skickades i tid men till fel handläggare."
    values = {"stand": "partly", "ground": "HINDRANCE_OUTSIDE_CONTROL", "text": said}
    sent = await provider.send(form, f"/findings/{finding}/reply", values)
    assert sent.status_code == 303, sent.text
    shown = await provider.follow(sent)
    assert "Ert svar har kommit in. Kvittens U-" in shown.text
    assert said in shown.text

    page = await controller.get(f"/findings/{finding}")
    assert said in page.text
    done = await controller.send(page, f"/findings/{finding}/decision", {"decision": "confirm"})
    assert done.status_code == 303, done.text
    assert "Fastställd" in (await controller.follow(done)).text
    async with play.database.work("provider_audit") as work:
        told = await work.rows(
            "select type, body from provider_audit.log where type like '%FindingReplied%' or type like '%Confirmed%'"
        )
    assert len(told) == 2
    assert all(said not in row["body"] for row in told)
    assert (await verify(play.database)).differences == 0
