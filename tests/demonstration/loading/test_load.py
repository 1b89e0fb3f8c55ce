"""The demonstration year lived through the real parts: every rule kept and broken, every correction made, judged the same again."""

from __future__ import annotations

import asyncio
import io
import json
import random
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from pydantic import SecretStr

from services import application as applications
from services.application import Application, open_application
from services.demonstration.acts.act import Step
from services.demonstration.acts.referrals import Send
from services.demonstration.fixtures.people import people
from services.demonstration.loading.load import load
from services.demonstration.scenario import year as scenario
from services.demonstration.scenario.set_pieces import FIRST_NUMBER, PIECES
from services.provider_audit.replay.fold import main as fold
from services.provider_audit.replay.verify import verify
from services.runtime.embedded.postgres import EmbeddedPostgres
from services.runtime.errors import Refused
from services.runtime.events.export import export
from services.runtime.language.identifiers import derived
from services.runtime.settings import Settings
from tests.parts.database import FreshDatabases

END = date(2026, 11, 22)
RULES = ("C01", "C02", "C03", "C10", "P01", "R01", "R02", "R03", "R04", "R05", "R08", "R09", "S01", "S05", "T01", "T02", "T08")  # fmt: skip
CONDITIONS = ("C01", "C02", "C03", "C10")
CORRECTED = ("PlanReturned", "ReportReturned", "EnteredInError", "DateCorrected", "CorrectionAgreed", "DutyWaived",
             "PlacementPaused", "ReferralAmended", "GateOverridden", "PlanRevised", "CallReceived", "CallDenied",
             "IncidentNoticed", "AbsenceReported", "PortalInterrupted")  # fmt: skip
FOUND = {
    "returned_and_late": {"R02 settled"},
    "late_with_everything": {"R01 settled", "R03 settled", "R04 settled", "S01 settled", "S05 settled"},
    "own_error_agreed": {"R08 withdrawn"},
    "own_error_not_agreed": {"R08 settled"},
    "waived_afterwards": {"R01 withdrawn"},
    "interrupted": {"R02 withdrawn"},
    "received_on_paper": {"R02 withdrawn"},
    "received_by_phone": {"S05 withdrawn"},
    "past_a_gate": {"C03 settled"},
    "call_denied": {"R05 standing"},
    "call_attested": {"R05 withdrawn"},
    "noticed_and_late": {"R05 settled"},
}
"""What is found of the placement of each set piece in which something is found."""
KEPT = {"returned_and_corrected", "not_a_report", "plan_returned", "plan_revised", "own_error_in_time", "start_corrected",
        "end_undone", "waived_in_time", "placed_without_contract", "held", "amended", "noticed_by_board"}  # fmt: skip
pytestmark = pytest.mark.timeout(900)
Row = dict[str, Any]


@dataclass
class Year:
    """The loaded year: its application, its exported log, and what was refused."""

    application: Application
    log: str
    refused: Sequence[tuple[Step, Refused]]

    async def rows(self, statement: str) -> list[Row]:
        """Run a query as the administrator."""
        async with self.application.database.plain() as plain:
            return [dict(row) for row in await plain.rows(statement)]


@pytest.fixture(scope="module")
async def year(postgres: EmbeddedPostgres, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Year]:
    """The year, lived once for this module on the embedded broker."""
    databases = FreshDatabases(postgres)
    folder: Path = tmp_path_factory.mktemp("year")
    settings = Settings(database=SecretStr(databases()), data=folder)
    async with open_application(settings) as application:
        refused = await load(application, applications.SERVICES, 1, END, lambda _done, _total: None)
        written = io.StringIO()
        await export(application.database, written)
        yield Year(application, written.getvalue(), refused)
    databases.drop()


def placement(nth: int) -> UUID:
    """Give the placement of a set piece."""
    return derived("demonstration placement", FIRST_NUMBER + 2 * nth)


def folded(lines: Sequence[str]) -> str:
    """Fold an exported log."""
    judged = io.StringIO()
    assert fold(lines, judged, None) == 0
    return judged.getvalue()


async def test_no_act_is_refused_but_by_a_gate(year: Year) -> None:
    assert [(step.at, type(step.act).__name__, why.code) for step, why in year.refused] == []


async def test_every_rule_is_broken_and_far_more_often_kept(year: Year) -> None:
    states: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for row in await year.rows("select rule, state, count(*) as n from provider_audit.obligation group by 1, 2"):
        states[row["rule"]][row["state"]] += row["n"]
    found = {
        row["rule"] for row in await year.rows("select rule from provider_audit.finding where standing <> 'withdrawn'")
    }
    assert found == set(RULES)
    for rule in set(RULES) - set(CONDITIONS):
        broken = states[rule]["missed"] + states[rule]["met_late"]
        assert broken >= 1, rule
        assert states[rule]["met"] > 2 * broken, (rule, states[rule])


@pytest.mark.parametrize("rule", RULES)
async def test_each_rule_has_a_finding_answered_dismissed_and_settled(year: Year, rule: str) -> None:
    findings = await year.rows(
        f"select owes, replied, casework, standing from provider_audit.finding where rule = '{rule}' and standing <> 'withdrawn'"
    )
    assert any(row["replied"] and set(row["replied"]) == set(row["owes"]) for row in findings)
    assert any(row["casework"] == "dismissed" for row in findings)
    assert any(row["standing"] == "settled" for row in findings)


async def test_findings_are_confirmed_and_closed_too(year: Year) -> None:
    rows = await year.rows("select casework, count(*) as n from provider_audit.finding group by 1")
    states = {row["casework"]: row["n"] for row in rows}
    assert states["closed"] > 10
    assert states["confirmed"] >= 1
    assert states["unanswered"] >= 1


async def test_nobody_hears_a_month_after_it_was_to_be_told(year: Year) -> None:
    rows = await year.rows(
        "select condition, max(notified_at - send_at) as late from notify.notice where notified_at is not null group by 1"
    )
    assert len(rows) > 10
    assert {row["condition"]: row["late"] for row in rows if row["late"] > timedelta(days=18)} == {}


async def test_each_kind_of_correction_is_told(year: Year) -> None:
    lines = (json.loads(line) for line in year.log.splitlines())
    names = {line["type"].split(".")[-2] for line in lines if line["kind"] == "fact"}
    assert not set(CORRECTED) - names
    assert '"not_a_report":true' in year.log
    assert '"attested_by":"' in year.log


@pytest.mark.parametrize("rule", ["R01", "R02", "R05", "R08", "S05"])
async def test_a_finding_falls_when_a_correction_a_waiver_or_an_earlier_arrival_is_heard(year: Year, rule: str) -> None:
    rows = await year.rows(f"select 1 from provider_audit.finding where rule = '{rule}' and standing = 'withdrawn'")
    assert rows


async def test_each_set_piece_ends_as_it_says(year: Year) -> None:
    rows = await year.rows("select rule, standing, document ->> 'about' as about from provider_audit.finding")
    found = {
        change.__name__: {f"{row['rule']} {row['standing']}" for row in rows if row["about"] == str(placement(nth))}
        for nth, (change, *_) in enumerate(PIECES)
    }
    assert {name: lines for name, lines in found.items() if lines} == FOUND
    assert set(FOUND) | KEPT == set(found)


async def test_the_year_judged_again_is_the_same(year: Year) -> None:
    result = await verify(year.application.database)
    assert result.same, str(result) + "\n" + "\n".join(result.first)
    assert result.findings > 100


async def test_the_exported_log_folds_to_the_same_bytes_whole_shuffled_and_resent(year: Year) -> None:
    lines = year.log.splitlines(keepends=True)
    whole = await asyncio.to_thread(folded, lines)
    chance = random.Random(20261122)
    shuffled = chance.sample(lines, len(lines))
    resent = chance.sample([*lines, *chance.sample(lines, len(lines) // 3)], len(lines) + len(lines) // 3)
    assert await asyncio.to_thread(folded, shuffled) == whole
    assert await asyncio.to_thread(folded, resent) == whole


async def test_nobody_who_is_placed_stands_in_the_logs(year: Year) -> None:
    placements = [step.act.placement for step in scenario.write(1, END) if isinstance(step.act, Send)]
    secrets = {placement.personnummer for placement in placements} | {placement.name for placement in placements}
    secrets |= {person.name for person in people()} | {"DNR-H-", "Anställd 1-", "nattjour"}
    assert [secret for secret in secrets if secret in year.log] == []


NOTIFIED_AFTERWARDS = """select n.condition, n.finding, n.notified_at from notify.notice n where n.state = 'told'
and n.condition in ('escalated', 'finding_unanswered') and (
  exists (select from provider_audit.log f where f.subject = n.finding and f.received < n.notified_at
    and (f.type like '%.FindingReplied.%' or f.type like '%.FindingConfirmed.%' or f.type like '%.FindingDismissed.%'))
  or exists (select from notify.notice t where t.finding = n.finding and t.taken_at < n.notified_at))"""


async def test_nobody_was_told_of_silence_or_neglect_after_the_answer(year: Year) -> None:
    found = await year.rows("select condition from notify.notice where state = 'told'")
    assert {"escalated", "finding_unanswered"} <= {row["condition"] for row in found}
    assert await year.rows(NOTIFIED_AFTERWARDS) == []


async def test_what_waits_is_open(year: Year) -> None:
    """Whatever waits for somebody about a finding or a duty stands: of what was settled only the reply is still asked for."""
    left = await year.rows(
        """select n.condition, f.standing, f.casework, o.state from notify.notice n
        left join provider_audit.finding f on f.id = n.finding
        left join provider_audit.obligation o on o.id = n.obligation and n.finding is null
        where n.state = 'told' and n.waits and n.over_at is null
        and (n.wait_until is null or n.wait_until > runtime.now())
        and (f.standing = 'withdrawn' or (f.standing = 'settled' and n.condition not in ('reply_needed', 'completion_requested'))
          or f.casework in ('dismissed', 'closed') or o.state <> 'open')"""
    )
    assert left == []
