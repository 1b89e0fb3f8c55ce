"""Incidents, absences, safety plans and threat assessments on PostgreSQL: one event, one id, whoever tells of it."""

from datetime import date, datetime, timedelta
from uuid import UUID

import pytest

from schemas.codes import AbsenceKind, IncidentKind
from schemas.envelope import Event
from schemas.reasons import EndReason
from services.referral import handlers
from services.referral.incidents.form import Absence, IncidentReport, Notice, parse_absence, parse_incident
from services.referral.safety.form import SafetyPlan, ThreatAssessment, parse_safety_plan
from services.referral.shared.commands import End
from services.runtime.database.pool import Database
from services.runtime.errors import Refused
from services.runtime.vault.vault import Vault
from tests.parts.database import FreshDatabases
from tests.parts.forms import apart
from tests.referral.given import (
    BOARD,
    NOW,
    OTHER_BOARD,
    OTHER_PROVIDER,
    PROVIDER,
    RETURNING,
    Directory,
    Given,
    OutsideActor,
    scope,
)

HOUR = timedelta(hours=1)
WHAT = "Två okända män frågade efter honom utanför porten."
SAFETY = SafetyPlan(
    protection="Två ur personalen följer alltid med utanför huset.",
    alarm="Jouren, sedan föreståndaren.",
    exposed="Flytt samma kväll till annan enhet.",
    gone_through_on=NOW.date(),
)


def _report(
    kind: IncidentKind = IncidentKind.THREAT, event: UUID | None = None, *, phoned: bool = True
) -> IncidentReport:
    return IncidentReport(event=event, kind=kind, aware_at=NOW, phoned_at=NOW if phoned else None, what=WHAT)


def _absence(event: UUID | None = None, kind: AbsenceKind = AbsenceKind.ABSCONDED) -> Absence:
    return Absence(event=event, kind=kind, noticed_at=NOW, what=WHAT)


async def _reported(given: Given, placement: UUID, report: IncidentReport, at: datetime = NOW + HOUR) -> UUID:
    async with given.database.work("referral", scope(PROVIDER)) as work:
        return await handlers.report_incident(given.acting(work, PROVIDER, at), placement, report)


async def _noticed(given: Given, placement: UUID, kind: IncidentKind = IncidentKind.THREAT) -> UUID:
    async with given.database.work("referral", scope(BOARD)) as work:
        return await handlers.notice_incident(given.acting(work, BOARD), placement, Notice(kind=kind, what=WHAT))


async def _missing(given: Given, placement: UUID, absence: Absence) -> UUID:
    async with given.database.work("referral", scope(PROVIDER)) as work:
        return await handlers.report_absence(given.acting(work, PROVIDER, NOW + HOUR), placement, absence)


async def test_an_incident_is_reported_and_its_call_attested(given: Given) -> None:
    placement = await given.started()
    incident = await _reported(given, placement, _report())
    event = (await given.facts("IncidentReported"))[0]
    fact = event.fact.model_dump()
    assert (event.occurred, fact["incident"], fact["phoned_at"]) == (NOW, incident, NOW)
    async with given.database.work("referral", scope(BOARD)) as work:
        changed = await handlers.attest_call(given.acting(work, BOARD, NOW + HOUR), placement, incident, NOW)
    assert not changed.awaits_attestation
    call = (await given.facts("CallReceived"))[0].fact.model_dump()
    assert (call["incident"], call["at"]) == (incident, NOW)
    async with given.database.work("referral") as work:
        row = await work.row("select * from referral.submission where kind = 'incident'")
    assert row is not None
    assert row["id"] == row["fact_id"] == event.id


async def test_the_board_objects_once_and_may_still_attest(given: Given) -> None:
    placement = await given.started()
    incident = await _reported(given, placement, _report())
    async with given.database.work("referral", scope(BOARD)) as work:
        await handlers.deny_call(given.acting(work, BOARD, NOW + HOUR), placement, incident)
    with pytest.raises(Refused) as refused:
        async with given.database.work("referral", scope(BOARD)) as work:
            await handlers.deny_call(given.acting(work, BOARD, NOW + HOUR), placement, incident)
    assert refused.value.code == "told_already"
    async with given.database.work("referral", scope(BOARD)) as work:
        await handlers.attest_call(given.acting(work, BOARD, NOW + HOUR), placement, incident, NOW)
    assert (await given.recorded())[-3:] == ["IncidentReported", "CallDenied", "CallReceived"]


async def test_there_is_no_call_to_deny_when_none_was_told(given: Given) -> None:
    placement = await given.started()
    incident = await _reported(given, placement, _report(phoned=False))
    with pytest.raises(Refused) as refused:
        async with given.database.work("referral", scope(BOARD)) as work:
            await handlers.deny_call(given.acting(work, BOARD, NOW + HOUR), placement, incident)
    assert refused.value.code == "no_call_told"


async def test_what_the_board_noticed_is_reported_under_the_same_id(given: Given) -> None:
    placement = await given.started()
    noticed = await _noticed(given, placement)
    assert await _reported(given, placement, _report(event=noticed)) == noticed
    assert (await given.facts("IncidentReported"))[0].fact.model_dump()["incident"] == noticed
    with pytest.raises(Refused) as refused:
        await _reported(given, placement, _report(event=noticed))
    assert refused.value.code == "told_already"
    other = await _reported(given, placement, _report(IncidentKind.WEAPON))
    assert other != noticed


async def test_an_absence_and_its_incident_are_one_event(given: Given) -> None:
    placement = await given.started()
    event = await _missing(given, placement, _absence())
    with pytest.raises(Refused) as refused:
        await _reported(given, placement, _report(IncidentKind.THREAT, event))
    assert refused.value.code == "another_kind"
    assert await _reported(given, placement, _report(IncidentKind.ABSENCE, event)) == event
    with pytest.raises(Refused) as refused:
        await _missing(given, placement, _absence(event))
    assert refused.value.code == "told_already"
    threat = await _reported(given, placement, _report(IncidentKind.THREAT))
    with pytest.raises(Refused) as refused:
        await _missing(given, placement, _absence(threat))
    assert refused.value.code == "another_kind"


async def test_an_unplanned_end_makes_or_names_its_event(given: Given) -> None:
    one, two = await given.started("one"), await given.started("two")
    end = End(NOW + HOUR, EndReason.BREAKDOWN, planned=False, noticed_at=NOW)
    async with given.database.work("referral", scope(PROVIDER)) as work:
        await handlers.end_placement(given.acting(work, PROVIDER, NOW + HOUR), one, end)
    made = (await given.facts("PlacementEnded"))[0].fact.model_dump()["event"]
    assert made is not None
    assert await _missing(given, one, _absence(made, AbsenceKind.UNPLANNED_END)) == made
    absence = await _missing(given, two, _absence())
    named = End(NOW + HOUR, EndReason.OWN_REQUEST, planned=False, noticed_at=NOW, event=absence)
    async with given.database.work("referral", scope(PROVIDER)) as work:
        await handlers.end_placement(given.acting(work, PROVIDER, NOW + HOUR), two, named)
    assert (await given.facts("PlacementEnded"))[1].fact.model_dump()["event"] == absence


async def test_a_planned_end_is_no_event(given: Given) -> None:
    placement = await given.started()
    async with given.database.work("referral", scope(PROVIDER)) as work:
        end = End(NOW, EndReason.COMPLETED, planned=True)
        await handlers.end_placement(given.acting(work, PROVIDER), placement, end)
    assert (await given.facts("PlacementEnded"))[0].fact.model_dump()["event"] is None


@pytest.mark.parametrize("aware", [NOW + 2 * HOUR, NOW - timedelta(days=2)])
async def test_an_incident_lies_between_the_acceptance_and_now(given: Given, aware: datetime) -> None:
    placement = await given.started()
    report = IncidentReport(kind=IncidentKind.THREAT, aware_at=aware, what=WHAT)
    with pytest.raises(Refused) as refused:
        await _reported(given, placement, report)
    assert refused.value.code in ("in_the_future", "too_early")


async def test_a_safety_plan_and_a_threat_assessment_are_on_file_also_before_the_start(given: Given) -> None:
    placement = await given.accepted()
    assessment = ThreatAssessment(assessed_on=date(2026, 11, 17), number="A-2026-78")
    async with given.database.work("referral", scope(PROVIDER)) as work:
        plan = await handlers.file_safety_plan(given.acting(work, PROVIDER), placement, SAFETY)
    async with given.database.work("referral", scope(BOARD)) as work:
        reference = await handlers.assess_threat(given.acting(work, BOARD), placement, assessment)
    filed, assessed = (await given.facts("SafetyPlanFiled"))[0], (await given.facts("ThreatAssessed"))[0]
    assert filed.id == plan
    assert set(filed.fact.model_dump()) == {"board", "provider"}
    assert (assessed.fact.model_dump()["assessed_on"], assessed.fact.model_dump()["reference"]) == (
        assessment.assessed_on,
        reference,
    )


async def test_each_side_tells_only_of_its_own_placements(given: Given) -> None:
    placement = await given.started()
    incident = await _reported(given, placement, _report())
    for actor in (OTHER_BOARD, OTHER_PROVIDER):
        with pytest.raises(Refused) as refused:
            async with given.database.work("referral", scope(actor)) as work:
                await handlers.attest_call(given.acting(work, actor), placement, incident, NOW)
        assert refused.value.code == "absent"
    seen: dict[OutsideActor, list[int]] = {}
    async with given.database.work("referral", scope(BOARD)) as work:
        assessment = ThreatAssessment(assessed_on=NOW.date(), number="A-2026-78")
        await handlers.assess_threat(given.acting(work, BOARD), placement, assessment)
    for actor in (BOARD, PROVIDER, OTHER_BOARD, OTHER_PROVIDER):
        async with given.database.work("referral", scope(actor)) as work:
            seen[actor] = [
                len(await work.rows(f"select 1 from referral.{table}")) for table in ("event", "threat_assessment")
            ]
    assert seen[BOARD] == [1, 1]
    assert seen[PROVIDER] == [1, 0]
    assert seen[OTHER_BOARD] == seen[OTHER_PROVIDER] == [0, 0]


async def test_another_placements_event_is_not_there(given: Given) -> None:
    one, two = await given.started("one"), await given.started("two")
    incident = await _noticed(given, one)
    with pytest.raises(Refused) as refused:
        await _reported(given, two, _report(event=incident))
    assert refused.value.code == "absent"


async def test_nothing_written_stands_in_clear(given: Given) -> None:
    placement = await given.started()
    noticed = await _noticed(given, placement)
    await _reported(given, placement, _report(event=noticed))
    await _missing(given, placement, _absence())
    async with given.database.work("referral", scope(PROVIDER)) as work:
        await handlers.file_safety_plan(given.acting(work, PROVIDER), placement, SAFETY)
    async with given.database.work("referral", scope(BOARD)) as work:
        assessment = ThreatAssessment(assessed_on=NOW.date(), number="A-2026-78")
        await handlers.assess_threat(given.acting(work, BOARD), placement, assessment)
    async with given.database.work("referral") as work:
        for table in ("event", "threat_assessment", "submission", "history", "log"):
            for row in await work.rows(f"select cast(t as text) as line from referral.{table} t"):
                for canary in ("okända män", "A-2026-78", "annan enhet"):
                    assert canary not in row["line"], table
                    assert canary.encode().hex() not in row["line"], table


async def test_in_the_demonstration_the_same_story_gives_the_same_ids(
    fresh_database: FreshDatabases, migrated: str
) -> None:
    new_events = []
    for _ in range(2):
        database = Database(fresh_database(migrated))
        given, directory = Given(database, Vault(bytes(32))), Directory()
        directory.usual()
        await given.consume(directory)
        placement = await given.with_papers()
        await _reported(given, placement, _report(event=await _noticed(given, placement)))
        await _missing(given, placement, _absence())
        async with database.work("referral", scope(BOARD)) as work:
            await handlers.return_plan(given.acting(work, BOARD), placement, RETURNING)
            assessment = ThreatAssessment(assessed_on=NOW.date(), number="A-2026-78")
            await handlers.assess_threat(given.acting(work, BOARD), placement, assessment)
        async with database.work("referral") as work:
            rows = await work.rows("select id, body from referral.log order by position")
        new_events.append([(row["id"], Event.from_text(row["body"]).fact) for row in rows])
        await database.close()
    assert new_events[0] == new_events[1]


def test_a_report_says_when_and_a_call_not_before_it() -> None:
    raw = {"kind": "THREAT", "aware_day": "2026-11-18", "aware_clock": "09.30", "what": WHAT}
    found, _ = apart(parse_incident(raw, NOW))
    assert found is not None
    assert found.phoned_at is None
    found, errors = apart(parse_incident({**raw, "phoned_day": "2026-11-18", "phoned_clock": "09.10"}, NOW))
    assert found is None
    assert list(errors) == ["phoned_clock"]
    found, errors = apart(parse_incident({**raw, "phoned_day": "2026-11-18"}, NOW))
    assert list(errors) == ["phoned_clock"]
    found, errors = apart(parse_incident({**raw, "aware_clock": "10.01"}, NOW))
    assert "framtiden" in errors["aware_clock"].sv


def test_free_text_is_scanned() -> None:
    raw = {
        "kind": "ABSCONDED",
        "noticed_day": "2026-11-18",
        "noticed_clock": "09.30",
        "what": f"Åsa syntes inte. {WHAT}",
    }
    found, errors = apart(parse_absence(raw, NOW, person="Åsa O'Öberg"))
    assert found is None
    assert "personens namn" in errors["what"].sv
    plan, errors = apart(parse_safety_plan({"protection": "Ring 070-123 45 67 alltid.", "attest": "yes"}, NOW.date()))
    assert plan is None
    assert "telefonnummer" in errors["protection"].sv
