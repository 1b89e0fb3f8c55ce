"""The night with two of an hour, the night that lacks one, and years that nobody means: in forms and the placement file."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from schemas.referral import IncidentReported
from services.referral.amendments.form import parse_amend
from services.referral.corrections.form import parse_correction
from services.referral.incidents.form import parse_absence, parse_incident
from services.referral.on_paper.domain import Kind
from services.referral.on_paper.form import Expected, parse_received
from services.referral.placements.form import parse_end, parse_moment
from services.referral.plans.form import parse_plan, parse_review
from services.referral.referrals.inquiry import check_part
from services.referral.safety.form import parse_safety_plan, parse_threat_assessment
from services.runtime.language.identifiers import reference
from services.runtime.language.words import Words
from services.runtime.process import clock
from tests.parts.forms import apart
from tests.referral import given as made
from tests.referral.filing import Files, faults, table
from tests.referral.given import BOARD, PROVIDER, Given

NOW = datetime(2026, 11, 22, 11, 0, tzinfo=UTC)
BEFORE = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
TODAY = date(2026, 11, 22)
INCIDENT = {"kind": "THREAT", "what": "Ett hot framfördes utanför boendet i natt."}
YEARS = ("0206-11-22", "0001-01-01", "1026-11-22", "1989-12-31", "2101-01-01", "9999-12-31")


def night(day: str, aware: str, phoned: str, **chosen: str) -> dict[str, str]:
    return {**INCIDENT, "aware_day": day, "aware_clock": aware, "phoned_day": day, "phoned_clock": phoned, **chosen}


def test_both_times_twice_are_asked_about_and_then_taken_twenty_minutes_apart() -> None:
    typed = night("2026-10-25", "02.50", "02.10")
    report, errors = apart(parse_incident(typed, NOW))
    assert report is None
    assert sorted(errors) == ["aware_clock_which", "phoned_clock_which"]
    chosen = {"aware_clock_which": "summer", "phoned_clock_which": "winter"}
    report, errors = apart(parse_incident({**typed, **chosen}, NOW))
    assert report is not None, errors
    assert report.phoned_at is not None
    assert report.phoned_at - report.aware_at == timedelta(minutes=20)


@pytest.mark.parametrize(("which", "minutes"), [("summer", 100), ("winter", 40)])
def test_one_time_twice_is_asked_about_before_anybody_is_late(which: str, minutes: int) -> None:
    typed = night("2026-10-25", "02.30", "03.10")
    report, errors = apart(parse_incident(typed, NOW))
    assert report is None
    assert list(errors) == ["aware_clock_which"]
    report, _ = apart(parse_incident({**typed, "aware_clock_which": which}, NOW))
    assert report is not None
    assert report.phoned_at is not None
    assert report.phoned_at - report.aware_at == timedelta(minutes=minutes)


def test_a_call_before_the_hour_came_again_lies_before() -> None:
    chosen = {"aware_clock_which": "winter", "phoned_clock_which": "summer"}
    report, errors = apart(parse_incident(night("2026-10-25", "02.10", "02.50", **chosen), NOW))
    assert report is None
    assert errors["phoned_clock"].sv.startswith("Samtalet ligger före")


def test_a_time_that_was_skipped_is_refused_at_its_field() -> None:
    report, errors = apart(parse_incident(night("2026-03-29", "02.30", "03.10"), NOW))
    assert report is None
    assert list(errors) == ["aware_clock"]
    assert "fanns inte 29 mars 2026" in errors["aware_clock"].sv


@pytest.mark.parametrize("year", YEARS)
def test_a_year_that_nobody_means_is_refused_at_its_field_in_every_form(year: str) -> None:
    inquiry, clock_typed = made.inquiry(TODAY), {"day": year, "clock": "08.00"}
    fields = {
        "assessed_on": apart(parse_threat_assessment({"assessed_on": year, "number": "A-1"}, TODAY))[1],
        "gone_through_on": apart(parse_safety_plan({"gone_through_on": year}, TODAY))[1],
        "follow_up_on": apart(parse_plan({"follow_up_on": year}, TODAY))[1],
        "on": apart(parse_review({"on": year}, TODAY))[1],
        "threat_assessed_on": apart(parse_amend({"threat_assessed_on": year}, TODAY))[1],
        "aware_day": apart(parse_incident({"aware_day": year, "aware_clock": "08.00"}, NOW))[1],
        "noticed_day": apart(parse_absence({"noticed_day": year, "noticed_clock": "08.00"}, NOW))[1],
        "came_day": apart(parse_received({"came_day": year, "came_clock": "08.00"}, NOW, Expected(Kind.PLAN)))[1],
        "day": apart(parse_moment(clock_typed, NOW))[1],
    }
    fields |= {f"{part}.{name}": {f"{part}.{name}": error} for part, name, error in (
        (part, name, check_part(part, {**inquiry[part], name: year}, TODAY).get(name))
        for part, name in (("eligibility", "assessed_on"), ("consent", "from"), ("consent", "to"),
                           ("decision", "start_on"), ("safety", "threat_assessed_on"))
    ) if error}  # fmt: skip
    assert len(fields) == 14
    fields["end day"] = {"end day": apart(parse_end(clock_typed, NOW))[1]["day"]}
    corrected = apart(
        parse_correction({**clock_typed, "what": "started_at"}, NOW, [("started_at", Words(sv="", en=""))])
    )
    fields["corrected"] = {"corrected": corrected[1]["day"]}
    for field, errors in fields.items():
        assert errors[field].sv == f"Årtalet {year[:4]} kan inte stämma. Skriv ett år mellan 1990 och 2100."


@pytest.mark.parametrize("day", ["2015-03-02", "2018-01-01", "2019-06-30"])
def test_old_but_true_days_are_taken(day: str) -> None:
    assert apart(parse_threat_assessment({"assessed_on": day, "number": "A-1"}, TODAY))[0] is not None
    assert apart(parse_moment({"day": day, "clock": "08.00"}, NOW))[0] is not None


async def incident(files: Files, placement: UUID, aware: str, phoned: str, day: str = "2026-10-25") -> str:
    row = {"placement": reference(placement), **night(day, aware, phoned)}
    return " ".join(faults(await files.preview(PROVIDER, table("händelse", row))))


async def test_the_placement_file_asks_which_and_takes_the_one_meant(files: Files, given: Given) -> None:
    await clock.set_now(given.database, NOW)
    placement = await given.started("one", BEFORE)
    asked = await incident(files, placement, "02.50", "02.10")
    assert asked.count("Tiden finns två gånger den natten.") == 2
    assert asked.count("Skriv sommartid eller vintertid efter klockslaget") == 2
    assert "Ni fick veta, klockslag" in asked
    assert "fanns inte 29 mars 2026" in await incident(files, placement, "02.30", "03.10", "2026-03-29")
    row = {"placement": reference(placement), **night("2026-10-25", "02.50 sommartid", "02.10+01:00")}
    await files.take_in(PROVIDER, table("händelse", row))
    [recorded] = await files.facts()
    fact = IncidentReported.model_validate(recorded["data"])
    assert fact.aware_at == datetime(2026, 10, 25, 0, 50, tzinfo=UTC)
    assert fact.phoned_at == datetime(2026, 10, 25, 1, 10, tzinfo=UTC)
    again = await files.preview(PROVIDER, table("händelse", row))
    assert "Allt i filen är berättat förut: 1 rad." in again.text


@pytest.mark.parametrize("year", YEARS)
async def test_the_placement_file_refuses_a_year_that_nobody_means(files: Files, given: Given, year: str) -> None:
    await clock.set_now(given.database, NOW)
    placement = {"placement": reference(await given.started("one", BEFORE))}
    threat = table("hotbedömning", {**placement, "number": "A-1", "assessed_on": year})
    start = table("paus", {**placement, "day": year, "clock": "08.00"})
    page = await files.preview(BOARD, threat + start)
    assert "2 rader är fel" in page.text
    assert " ".join(faults(page)).count(f"Årtalet {year[:4]} kan inte stämma.") == 2
    review = {**placement, "on": year, "age_band": "21-25", "target_group": "criminal networks", "note": "x" * 20}
    page = await files.preview(PROVIDER, table("review of the plan", review))
    assert f"Årtalet {year[:4]} kan inte stämma." in " ".join(faults(page))
