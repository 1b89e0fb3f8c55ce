"""The tables of an import file about placements: one for every fact, no heading twice, each documented as it is read."""

from __future__ import annotations

import pytest

from schemas.fact import FACTS
from services.referral.imports.registry import ACTS, FILE
from services.runtime.files.reading import read_text
from services.runtime.files.table import plain_word
from services.runtime.language.identifiers import reference
from tests.referral.filing import DAY, DOCS, Files
from tests.referral.given import (
    PROVIDER,
    Given,
)


def test_every_fact_about_a_placement_has_a_table() -> None:
    values = {"plan": ("PlanSubmitted", "PlanRevised"), "plan_review": ("PlanReviewed",), "safety_plan": ("SafetyPlanFiled",),
            "report": ("ReportSubmitted",), "end_report": ("EndReportSubmitted",), "incident": ("IncidentReported",),
            "absence": ("AbsenceReported",), "noticed": ("IncidentNoticed",), "call": ("CallReceived",),
            "call_denied": ("CallDenied",), "threat": ("ThreatAssessed",), "plan_approved": ("PlanApproved",),
            "report_accepted": ("ReportAccepted",), "plan_returned": ("PlanReturned",),
            "report_returned": ("ReportReturned",), "end_report_returned": ("EndReportReturned",),
            "waiver": ("DutyWaived",), "started": ("PlacementStarted",), "paused": ("PlacementPaused",),
            "resumed": ("PlacementResumed",), "ended": ("PlacementEnded",), "entered_in_error": ("EnteredInError",),
            "date_corrected": ("DateCorrected",), "correction_agreed": ("CorrectionAgreed",)}  # fmt: skip
    assert {act.key for act in ACTS if not act.key.startswith("came_in_")} == set(values)
    of_the_referral = {"CaseOpened", "GateOverridden"} | {
        fact.__name__ for fact in FACTS.values() if fact.log == "referral" and fact.__name__.startswith("Referral")
    }
    every = {fact.__name__ for fact in FACTS.values() if fact.log == "referral"}
    assert {name for names in values.values() for name in names} == every - of_the_referral


def test_no_two_tables_or_columns_share_a_heading() -> None:
    names = [word for act in ACTS for word in {plain_word(act.words.sv), plain_word(act.words.en)}]
    assert len(names) == len(set(names))
    for act in ACTS:
        for column in act.table.columns:
            for heading in (column.words.sv, column.words.en, column.key):
                assert act.table.by_heading[plain_word(heading)] is column, (act.key, heading)


def test_a_text_in_quotation_marks_goes_on_and_a_mark_that_is_never_closed_swallows_no_row() -> None:
    head = "[händelse som nämnden märkt]\nuppdrag;händelse;slag av händelse;vad har hänt?\n"
    read = read_text(head + 'A;;THREAT;"x;\n\n[plan]"\nB;;THREAT;y\n', FILE)
    assert [(row.line, row.cells["what"]) for row in read.rows if not read.wrong] == [(3, "x;\n\n[plan]"), (6, "y")]
    read = read_text(head + 'A;;THREAT;"x\nB;;THREAT;y\n', FILE)
    assert [wrong.line for wrong in read.wrong] == [3]
    assert [(row.line, row.cells["placement"]) for row in read.rows] == [(4, "B")]
    read = read_text(head + 'A;;THREAT;"x\nB;;THREAT;y"\n', FILE)
    assert [wrong.line for wrong in read.wrong] == [3], "a row swallowed whole by a text is none of its lines"


def documented(key: str) -> str:
    """The section of a table in the documentation."""
    act = next(act for act in ACTS if act.key == key)
    whose = {"board": "the board", "provider": "the provider"}
    lines = [
        f"### `[{act.words.sv}]` / `[{act.words.en}]`: {' and '.join(whose[one] for one in act.of)}",
        "",
        "| Swedish heading | English heading | Key | What to write |",
        "|---|---|---|---|",
    ]
    for column, write in act.described():
        mark = " *" if column.required else ""
        recorded = write.en.replace("|", "\\|")
        lines.append(f"| {column.words.sv}{mark} | {column.words.en} | `{column.key}` | {recorded} |")
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("key", [act.key for act in ACTS])
def test_the_documentation_holds_every_table_as_it_is_read(key: str) -> None:
    assert documented(key) in (DOCS / "import-format.md").read_text(encoding="utf-8")


async def test_the_documented_example_is_taken_in(files: Files, given: Given) -> None:
    text = (DOCS / "examples" / "import-placement.csv").read_text(encoding="utf-8")
    placement = await given.started("one", files.now - 3 * DAY)
    read = read_text(text, FILE)
    assert read.wrong == []
    for typed, right in (
        ("K7M4-QX2P", reference(placement)),
        ("2026-11-22", (files.now - DAY).date().isoformat()),
        ("2027-01-20", (files.now + 60 * DAY).date().isoformat()),
        ("2026-11;", files.now.strftime("%Y-%m;")),
    ):
        text = text.replace(typed, right)
    assert f"{len(read.rows)} rader inlästa." in await files.take_in(PROVIDER, text)
