"""Receipts through the portal: every kind of submission, downloaded and checked offline, for its two sides alone."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from fastapi import FastAPI
from typer.testing import CliRunner

from schemas import referral as facts
from schemas.codes import AbsenceKind, AgeBand, IncidentKind, Role, TargetGroup
from schemas.fact import Fact
from schemas.new_event import NewEvent
from services.referral.receipts.store import RECEIPTED
from services.referral.shared.history import record
from services.referral.shared.states import Who
from services.runtime.language.identifiers import short
from services.runtime.settings import Settings
from services.runtime.vault.receipt_check import check, read_public_keys
from services.runtime.vault.receipt_command import receipt_app
from tests.referral.given import (
    BOARD,
    NOW,
    OTHER_BOARD,
    OTHER_PROVIDER,
    PROVIDER,
    Given,
    OutsideActor,
    author,
    name,
    scope,
)
from tests.referral.portal import UNIT_MANAGER_ELSEWHERE, People, portal, signed_in_as
from tests.runtime.web.visitor import Visitor

_BETWEEN = {"board": BOARD.organisation, "provider": PROVIDER.organisation}
RECORDED: dict[str, Fact] = {
    "ReferralAccepted": facts.ReferralAccepted(**_BETWEEN, placement=name("placement one"), start_on=NOW.date()),
    "ReferralDeclined": facts.ReferralDeclined(**_BETWEEN, reason="NO_CAPACITY"),
    "PlanSubmitted": facts.PlanSubmitted(**_BETWEEN, version=1),
    "PlanRevised": facts.PlanRevised(**_BETWEEN, version=2),
    "PlanReviewed": facts.PlanReviewed(
        **_BETWEEN, on=NOW.date(), age_band=AgeBand.AGE_26_PLUS, target_group=TargetGroup.CRIMINAL_NETWORK
    ),
    "ReportSubmitted": facts.ReportSubmitted(**_BETWEEN, period="2026-10", attempt=1),
    "EndReportSubmitted": facts.EndReportSubmitted(**_BETWEEN),
    "SafetyPlanFiled": facts.SafetyPlanFiled(**_BETWEEN),
    "IncidentReported": facts.IncidentReported(
        **_BETWEEN, incident=name("incident"), kind=IncidentKind.THREAT, aware_at=NOW
    ),
    "AbsenceReported": facts.AbsenceReported(
        **_BETWEEN, event=name("event"), kind=next(iter(AbsenceKind)), noticed_at=NOW
    ),
}


@dataclass
class Scenario:
    """A running placement, and a portal in which people look at its receipts."""

    given: Given
    app: FastAPI
    people: People
    folder: Path

    async def recorded(self, kind: str, identity: UUID | None = None, attested_by: UUID | None = None) -> UUID:
        """Tell a fact of a kind as the real handlers do, and give its id."""
        fact = identity or name(f"fact {kind}")
        about = name("referral one" if kind.startswith("Referral") else "placement one")
        places = {
            "case": name("case one"), "referral": name("referral one"), "placement": name("placement one"),
            "board": BOARD.organisation, "provider": PROVIDER.organisation,
        }  # fmt: skip
        whose = author(PROVIDER).model_copy(update={"attested_by": attested_by})
        async with self.given.database.work("referral", scope(PROVIDER)) as work:
            await record(
                work, [NewEvent(subject=about, occurred=NOW, fact=RECORDED[kind], id=fact)], whose, Who.PROVIDER, places
            )
        return fact

    async def browser(self, actor: OutsideActor) -> Visitor:
        return await signed_in_as(self.app, actor)


@pytest.fixture
async def scenario(given: Given, tmp_path: Path) -> Scenario:
    app, people = portal(given.database, Settings(data=tmp_path / "portal"))
    given.vault = app.state.vault
    await given.started()
    return Scenario(given, app, people, tmp_path)


def test_every_submission_of_a_provider_has_a_receipt() -> None:
    assert set(RECORDED) == set(RECEIPTED)


@pytest.mark.parametrize("kind", RECEIPTED)
async def test_a_receipt_is_read_downloaded_and_checked_offline(scenario: Scenario, kind: str) -> None:
    number = short("U", await scenario.recorded(kind))
    provider = await scenario.browser(PROVIDER)
    page = await provider.get(f"/receipts/{number}")
    assert page.status_code == 200, page.text
    assert f"Kvittens {number}" in page.text
    assert "18 november 2026 kl. 10.00" in page.text
    file = await provider.get(f"/receipts/{number}/file")
    assert file.status_code == 200
    assert file.headers["content-disposition"] == f'attachment; filename="kvittens-{number}.json"'
    key = (await provider.get("/receipts/key")).text
    receipt = check(file.content, read_public_keys(key))
    assert receipt.number == number
    assert receipt.what.sv in page.text
    assert receipt.fingerprint in page.text

    (scenario.folder / "kvittens.json").write_bytes(file.content)
    (scenario.folder / "key.json").write_text(key)
    words = ["verify", str(scenario.folder / "kvittens.json"), "--key", str(scenario.folder / "key.json")]
    done = CliRunner().invoke(receipt_app, words, env={"UTVAG_DATA": str(scenario.folder / "elsewhere")})
    assert done.exit_code == 0, done.output
    assert f"{receipt.what.sv} kom in 18 november 2026 kl. 10.00.00" in done.output
    (scenario.folder / "kvittens.json").write_bytes(file.content.replace(b"T09:00", b"T08:00", 1))
    assert CliRunner().invoke(receipt_app, words).exit_code == 1


async def test_the_receipt_holds_the_line_of_the_log_and_nothing_of_the_person(scenario: Scenario) -> None:
    number = short("U", await scenario.recorded("ReportSubmitted"))
    receipt = json.loads((await (await scenario.browser(PROVIDER)).get(f"/receipts/{number}/file")).content)
    async with scenario.given.database.work("referral") as work:
        row = await work.row("select body from referral.log where id = :id", id=name("fact ReportSubmitted"))
    assert row is not None
    assert receipt["line"] == json.loads(row["body"])
    assert receipt["period"] == "2026-10"
    text = json.dumps(receipt, ensure_ascii=False)
    assert "Öberg" not in text
    assert "900101" not in text


async def test_the_same_receipt_comes_again_for_the_board_and_its_controller(scenario: Scenario) -> None:
    number = short("U", await scenario.recorded("PlanSubmitted"))
    first = (await (await scenario.browser(PROVIDER)).get(f"/receipts/{number}/file")).content
    assert (await (await scenario.browser(BOARD)).get(f"/receipts/{number}/file")).content == first
    controller = OutsideActor(name("controller"), BOARD.organisation, "board")
    scenario.people.add(controller, role=Role.CONTROLLER)
    assert (await (await scenario.browser(controller)).get(f"/receipts/{number}/file")).content == first
    assert (await (await scenario.browser(BOARD)).get(f"/receipts/{number.lower()}")).status_code == 404


@pytest.mark.parametrize("who", [OTHER_BOARD, OTHER_PROVIDER, UNIT_MANAGER_ELSEWHERE], ids=lambda each: str(each.unit))
async def test_nobody_else_gets_it(scenario: Scenario, who: OutsideActor) -> None:
    number = short("U", await scenario.recorded("PlanSubmitted"))
    stranger = await scenario.browser(who)
    hidden, missing = await stranger.get(f"/receipts/{number}"), await stranger.get("/receipts/U-2222")
    assert hidden.status_code == missing.status_code == 404
    assert (await stranger.get(f"/receipts/{number}/file")).status_code == 404
    assert (await stranger.get(f"/receipts/{number}?fact={name('fact PlanSubmitted')}")).status_code == 404


async def test_a_supervisor_and_a_stranger_without_sign_in_do_not_get_it(scenario: Scenario) -> None:
    number = short("U", await scenario.recorded("PlanSubmitted"))
    supervisor = OutsideActor(name("supervisor"), name("platform"), "board")
    scenario.people.add(supervisor, role=Role.SUPERVISOR)
    assert (await (await scenario.browser(supervisor)).get(f"/receipts/{number}")).status_code == 403
    nobody = Visitor(scenario.app)
    assert (await nobody.get(f"/receipts/{number}")).status_code == 303
    assert (await nobody.get("/receipts/key")).status_code == 200
    await nobody.close()


async def test_two_submissions_with_one_number_are_told_apart(scenario: Scenario) -> None:
    """Numbers are short: a provider with many submissions may have one twice."""
    seen: dict[str, UUID] = {}
    one, two, number = name("0"), name("0"), ""
    for count in range(20_000):
        two = name(f"collision {count}")
        if (number := short("U", two)) in seen:
            one = seen[number]
            break
        seen[number] = two
    else:
        pytest.fail("no two numbers are the same")
    await scenario.recorded("PlanSubmitted", one)
    await scenario.recorded("EndReportSubmitted", two)
    provider = await scenario.browser(PROVIDER)
    page = await provider.get(f"/receipts/{number}")
    for fact in (one, two):
        file = f"/receipts/{number}/file?fact={fact}"
        assert file in page.text
        assert json.loads((await provider.get(file)).content)["fact"] == str(fact)
    assert (await provider.get(f"/receipts/{number}/file")).status_code == 404
    chosen = await provider.get(f"/receipts/{number}?fact={two}")
    assert "Slutrapporten kom in" in chosen.text
    assert "Planen kom in" not in chosen.text


async def test_what_came_on_paper_says_who_attests_it(scenario: Scenario) -> None:
    fact = await scenario.recorded("EndReportSubmitted", attested_by=BOARD.person)
    async with scenario.given.database.work("referral") as work:
        await work.run(
            "insert into referral.received_on_paper (fact_id, case_id, placement_id, board_id, provider_id, came_by, arrived, "
            "attested_by, attested_as, registered_at, sealed) values (:fact, :case, :placement, :board, :provider, 'paper', "
            ":at, :person, 'coordinator', :at, '')",
            fact=fact, case=name("case one"), placement=name("placement one"), at=NOW + timedelta(hours=1),
            person=BOARD.person, **_BETWEEN,
        )  # fmt: skip
    page = await (await scenario.browser(PROVIDER)).get(f"/receipts/{short('U', fact)}")
    assert "På papper, intygat av samordnare" in page.text
    file = await (await scenario.browser(PROVIDER)).get(f"/receipts/{short('U', fact)}/file")
    assert check(file.content, scenario.app.state.signer.public_keys).attested


async def test_a_receipt_reads_well_in_english(scenario: Scenario) -> None:
    scenario.people.add(PROVIDER, language="en")
    number = short("U", await scenario.recorded("ReportSubmitted"))
    provider = await scenario.browser(PROVIDER)
    page = await provider.get(f"/receipts/{number}")
    await provider.send(page, "/language", {"to": "en"})
    page = await provider.get(f"/receipts/{number}")
    assert "The monthly report for October 2026 came in 18 November 2026, 10:00:00." in page.text
