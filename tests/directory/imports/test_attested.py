"""The import of what people attest: each takes in their own, and each fault is named by line and field."""

import re
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest

from schemas.codes import LegalForm
from schemas.directory import ExtractsSeen, StaffEngaged
from services.directory.attestations.effective import all_of, effective_facts
from services.directory.imports.columns import ATTESTED
from services.directory.imports.plan_file import plan_file
from services.directory.imports.planning import Plan
from services.directory.shared import municipalities
from services.directory.shared.register import Register
from services.directory.shared.state import Board, Provider, Unit
from tests.directory.imports.attesting import DOCS, HIRED, OF_OPERATOR, OF_PROVIDER, STAFF

NOW = datetime(2026, 11, 22, 13, 5, tzinfo=UTC)
BOARD, OTHER_BOARD, PROVIDER, OTHER, UNIT = (UUID(int=number) for number in range(1, 6))
EXTRACTS = (
    "[registerutdrag]\norganisationsnummer;enhet;personalbeteckning;sett;belastningsregistret;misstankeregistret\n"
)


@pytest.fixture
def known() -> Register:
    """Two boards, a provider with a unit, and another provider."""
    form, day = LegalForm.LIMITED_COMPANY, NOW.date()
    entities = (
        Board(BOARD, "1280", "Socialnämnden"),
        Board(OTHER_BOARD, "1427", "Omsorgsnämnden"),
        Provider(PROVIDER, "5599990016", "Vägen AB", form, "12-31", day),
        Provider(OTHER, "5599990024", "Stigen AB", form, "12-31", day),
        Unit(UNIT, PROVIDER, "Enhet Nord"),
    )
    return Register.of(entities, municipalities.codes())


def planned(words: str, at: Register, before: Plan | None = None, **owner: UUID) -> Plan:
    return plan_file(words, at, NOW, uuid4, staff=before.staff if before else None, **owner)


def faults(plan: Plan) -> list[tuple[int, str]]:
    assert all((wrong.what.sv, wrong.what.en, wrong.remedy.sv, wrong.remedy.en) for wrong in plan.wrong)
    return [(wrong.line, wrong.field.sv) for wrong in plan.wrong]


def test_the_documented_examples_are_all_new_and_then_all_the_same(known: Register) -> None:
    asked = planned(OF_OPERATOR, known)
    assert (faults(asked), asked.to_take_in) == ([], 3)
    recorded = planned(OF_PROVIDER, asked.register, own_provider=PROVIDER)
    assert (faults(recorded), recorded.to_take_in) == ([], 5)
    assert [type(new_event.fact).__name__ for new_event in asked.new_events + recorded.new_events] == [
        "InformationRequested",
        "InformationRequested",
        "PortalInterrupted",
        "AccountsDisclosed",
        "InformationAnswered",
        "StaffEngaged",
        "StaffEngaged",
        "ExtractsSeen",
    ]
    assert not any("A-471" in new_event.model_dump_json() for new_event in recorded.new_events)
    again = planned(OF_PROVIDER + OF_OPERATOR, recorded.register, recorded)
    assert (faults(again), again.to_take_in, again.count("same")) == ([], 0, 8)


def test_every_table_has_an_example_line_that_fits_its_headings() -> None:
    documented = (DOCS / "import-format.md").read_text(encoding="utf-8")
    for table in ATTESTED:
        section = documented.split(f"### `[{table.words.sv}]`")[1].split("###")[0]
        [line] = re.findall(r"^    (\S.*)$", section, re.MULTILINE)
        assert len(line.split(";")) == len(table.columns), table.key


def test_extracts_speak_of_the_pseudonym_of_the_label(known: Register) -> None:
    plan = planned(EXTRACTS + "559999-0016;Enhet Nord;A-1;2026-01-08;2025-12-20;\n" + STAFF + HIRED, known)
    assert faults(plan) == []
    [engaged], [seen] = all_of(plan.register, StaffEngaged), all_of(plan.register, ExtractsSeen)
    assert engaged[1].staff == seen[1].staff
    assert seen[1].seen_at == datetime(2026, 1, 7, 23, tzinfo=UTC)


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        ("[räkenskaper]\norganisationsnummer;räkenskapsår;ägare redovisade\n559999-0016;25;kanske\n",
         [(3, "ägare redovisade"), (3, "räkenskapsår")]),
        ("[räkenskaper]\norganisationsnummer;räkenskapsår;ägare redovisade\n559999-0016;2026;ja\n",
         [(3, "räkenskapsår")]),
        (STAFF + "559999-0016;Enhet Öst;;2026-02-30 07.00;i går\n",
         [(3, "enhet"), (3, "personalbeteckning"), (3, "första pass"), (3, "anställd tidigare till")]),
        (STAFF + "559999-0016;Enhet Nord;19121212-1212;2026-01-09 07.00;\n", [(3, "personalbeteckning")]),
        (STAFF + "559999-0016;Enhet Nord;A-1;2099-01-09 07.00;\n", [(3, "första pass")]),
        (STAFF + "559999-0024;Enhet Nord;A-1;2026-01-09 25.00;\n", [(3, "enhet"), (3, "första pass")]),
        (EXTRACTS + "559999-0016;Enhet Nord;B-9;2026-01-08 12:00;;\n", [(3, "personalbeteckning")]),
        (STAFF + HIRED + EXTRACTS + "559999-0016;Enhet Nord;A-1;2026-01-08 12:00;;\n", [(6, "belastningsregistret")]),
        ("[svar på begäran]\nbegäran;svar\nB-9;Ett svar som är långt nog.\n", [(3, "begäran")]),
        ("[avbrott]\nfrån;till\n2026-03-03 20.00;2026-03-03 19.00\n", [(3, "till")]),
        ("[felregistrerad]\nuppgift;skäl\nB-9;för att\n", [(3, "uppgift"), (3, "skäl")]),
        ("[rättad tid]\nuppgift;rätt tid\n;sen\n", [(3, "uppgift"), (3, "rätt tid")]),
        ("[godkänd rättelse]\nrättelse\n00000000-0000-0000-0000-000000000001\n", [(3, "rättelse")]),
    ],
)  # fmt: skip
def test_faults_are_told_by_line_and_field(known: Register, words: str, wrong: list[tuple[int, str]]) -> None:
    assert faults(planned(words, known)) == wrong


def test_each_takes_in_their_own_alone(known: Register) -> None:
    of_board = planned(STAFF + HIRED, known, own_board=BOARD)
    assert faults(of_board) == [(3, "anställning")]
    assert "läses in av utföraren" in of_board.wrong[0].what.sv
    of_other = planned(STAFF + HIRED, known, own_provider=OTHER)
    assert faults(of_other) == [(3, "organisationsnummer")]
    assert faults(planned(OF_OPERATOR, known, own_provider=PROVIDER)) == [
        (5, "begäran om uppgifter"),
        (6, "begäran om uppgifter"),
        (10, "avbrott"),
    ]
    asked = "[begäran om uppgifter]\nbeteckning;organisationsnummer;fråga;kommun;nämnd\n"
    foreign = asked + "B-1;559999-0016;Skicka bemanningen.;Sotenäs;Omsorgsnämnden\n"
    assert faults(planned(foreign, known, own_board=BOARD)) == [(3, "nämnd")]


def test_corrections_are_taken_in_once_and_from_the_teller_alone(known: Register) -> None:
    first = planned(STAFF + HIRED, known)
    [(engaged, _)] = all_of(first.register, StaffEngaged)
    corrected = f"[rättad tid]\nuppgift;rätt tid\n{engaged.id};2026-01-10 07.00\n"
    assert faults(planned(corrected, first.register, own_board=BOARD)) == [(3, "uppgift")]
    second = planned(corrected, first.register, own_provider=PROVIDER)
    assert faults(second) == []
    assert [fact.first_shift.day for _, fact in effective_facts(second.register, StaffEngaged)] == [10]
    again = planned(STAFF + HIRED + corrected, second.register, first, own_provider=PROVIDER)
    assert (faults(again), again.count("same")) == ([], 2)
    other_day = planned(STAFF + HIRED.replace(";\n", ";2025-12-01\n"), second.register, first)
    assert faults(other_day) == [(3, "anställd tidigare till")]
    error = f"[felregistrerad]\nuppgift;skäl\n{engaged.id};Det lämnades två gånger\n"
    third = planned(error, second.register, own_provider=PROVIDER)
    assert faults(third) == []
    assert not effective_facts(third.register, StaffEngaged)
    assert planned(error, third.register, own_provider=PROVIDER).count("same") == 1
