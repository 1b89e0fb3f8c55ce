"""The import: what a file comes to, and each fault named by line and field with its remedy."""

from collections.abc import Callable
from datetime import date
from uuid import UUID

import pytest

from schemas.codes import AgeBand, ServiceForm, TargetGroup
from services.directory.imports.columns import FORMATS
from services.directory.imports.plan_file import plan_file
from services.directory.shared import municipalities
from services.directory.shared.register import Register
from services.directory.shared.state import Contract, Permit, Provider
from services.runtime.files.text import NoText, decode
from tests.directory.imports.planned import (
    BOARD,
    CLERK,
    DOCS,
    EXAMPLE,
    NOW,
    OTHER_BOARD,
    PERMIT_HEAD,
    PERMIT_ROW,
    PROVIDER,
    UNIT,
    Planner,
    faults,
)

CONTRACT_HEAD = "[avtal]\navtalsnummer;organisationsnummer;insatser;från;till;granskas från;upphör;kommun;nämnd\n"


def test_the_documented_example_is_all_new_and_then_all_the_same(plan: Planner) -> None:
    first = plan(EXAMPLE)
    assert faults(first) == []
    assert (first.count("new"), first.to_take_in) == (10, 10)
    assert [type(each.fact).__name__ for each in first.new_events] == [
        "ProviderRegistered",
        "ContractRegistered",
        "UnitRegistered",
        "UnitRegistered",
        "ChangeProposed",
        "ChangeProposed",
    ]
    assert [row.proposed for row in first.rows].count(True) == first.proposals == 2
    [contract] = first.register.all(Contract)
    assert contract.audited_from == date(2026, 11, 22)
    assert {clause.number: dict(clause.parameters) for clause in contract.clauses}["6.1"] == {"days": 21}
    again = plan(EXAMPLE, first.register)
    assert faults(again) == []
    assert (again.count("same"), again.to_take_in, again.new_events) == (10, 0, [])


def test_the_operators_example_takes_in_boards_and_people(numbered: Callable[[], UUID]) -> None:
    text = (DOCS / "examples" / "import-operator.csv").read_text(encoding="utf-8")
    empty = Register.of([], municipalities.codes())
    planned = plan_file(text, empty, NOW, numbered, decided_by=CLERK)
    assert faults(planned) == []
    assert planned.to_take_in == 9
    assert planned.channels[0].email == "samordnare@example.org"
    assert {channel.language for channel in planned.channels} == {"sv", "en"}
    assert not any("@" in each.fact.model_dump_json() for each in planned.new_events)
    again = plan_file(text, planned.register, NOW, numbered, decided_by=CLERK, people=planned.people)
    assert (again.to_take_in, again.count("same")) == (0, 9)


def test_the_documentation_names_every_table_and_column() -> None:
    text = (DOCS / "import-format.md").read_text(encoding="utf-8")
    for table in FORMATS:
        assert f"[{table.words.sv}]" in text
        assert f"[{table.words.en}]" in text
        for column in table.columns:
            assert column.words.sv in text
            assert column.words.en in text


def test_spreadsheets_write_commas_tabs_quotes_marks_and_old_code_pages(plan: Planner) -> None:
    text = PROVIDER + UNIT + PERMIT_HEAD + PERMIT_ROW
    for written in (text.replace(";", "\t"), text.replace(";", ","), text.replace("\n", "\r\n")):
        assert plan(written, board=None).to_take_in == 3
    assert plan(decode(text.encode("cp1252")), board=None).to_take_in == 3
    assert plan(decode(b"\xef\xbb\xbf" + text.encode()), board=None).to_take_in == 3
    quoted = PROVIDER.replace("Vägen AB", '"Vägen; Stöd AB"').replace("[utförare]", "[utförare];;")
    assert plan(quoted).register.all(Provider)[0].name == "Vägen; Stöd AB"


def test_english_headings_and_words_are_read(plan: Planner) -> None:
    text = (
        "[provider]\norganisation number;name;legal form\n559999-0016;Way Ltd;Limited company\n"
        "[unit]\norganisation number;unit\n559999-0016;North\n"
        "[permit]\norganisation number;unit;reference;form;age bands;target groups;places;from;to\n"
        "559999-0016;North;T-1;Supported housing;18–20 years, 21-25 | 26+;Criminal networks;4;20260101;\n"
    )
    [permit] = plan(text, board=None).register.all(Permit)
    assert permit.form is ServiceForm.STODBOENDE
    assert permit.age_bands == (AgeBand.AGE_18_20, AgeBand.AGE_21_25, AgeBand.AGE_26_PLUS)
    assert permit.target_groups == (TargetGroup.CRIMINAL_NETWORK,)
    assert (permit.valid_from, permit.valid_to) == (date(2026, 1, 1), None)


def test_the_order_of_the_tables_is_free(plan: Planner) -> None:
    assert plan(PERMIT_HEAD + PERMIT_ROW + UNIT + PROVIDER, board=None).to_take_in == 3


def test_each_wrong_cell_of_a_row_is_told_at_its_line(plan: Planner) -> None:
    row = "559999-0017;Nord;T-2;Slott;17-19;Ingen;åtta;2026-02-30;2026/13/01;i morgon;\n"
    planned = plan(PROVIDER + UNIT + PERMIT_HEAD + row, board=None)
    assert [line for line, _ in faults(planned)] == [9] * 8
    assert {name for _, name in faults(planned)} == {
        "organisationsnummer",
        "insats",
        "åldersgrupper",
        "målgrupper",
        "platser",
        "från",
        "till",
        "upphör",
    }
    said = {wrong.field.sv: wrong for wrong in planned.wrong}
    assert said["från"].what.sv == "Dagen 2026-02-30 finns inte."
    assert said["upphör"].what.en == "i morgon is not a day."
    assert "hvb, stödboende" in said["insats"].remedy.sv


@pytest.mark.parametrize(
    ("text", "line", "field"),
    [
        ("", 1, "filen"),
        ("# bara en kommentar\n\n", 1, "filen"),
        ("namn;ålder\n", 1, "tabell"),
        ("[hund]\nnamn\nFido\n", 1, "[hund]"),
        ("[utförare]\norganisationsnummer;namn\n559999-0016;X\n", 2, "bolagsform"),
        ("[utförare]\norganisationsnummer;namn;bolagsform;hund\n", 2, "hund"),
        ("[utförare]\norganisationsnummer;namn;namn;bolagsform\n", 2, "namn"),
        ("[utförare]\norganisationsnummer;namn;bolagsform\n559999-0016;X;AB;mer\n", 3, "utförare"),
        ("[utförare]\norganisationsnummer;namn;bolagsform\n559999-0016;;AB\n", 3, "namn"),
        ("[utförare]\norganisationsnummer;namn;bolagsform\n19850709-9805;X;Enskild firma\n", 3, "organisationsnummer"),
        ("[enhet]\norganisationsnummer;enhet\n559999-0016;Nord\n", 3, "organisationsnummer"),
        (PROVIDER + "[enhet]\norganisationsnummer;enhet;län\n559999-0016;Nord;Malmö\n", 6, "län"),
        (PROVIDER + "[enhet]\norganisationsnummer;enhet;län\n559999-0016;Nord;1280\n", 6, "län"),
        (PROVIDER + PERMIT_HEAD + PERMIT_ROW, 6, "enhet"),
        (PROVIDER + UNIT + PERMIT_HEAD + PERMIT_ROW.replace("2026-12-31", "2025-12-31"), 9, "till"),
        (PROVIDER + UNIT + PERMIT_HEAD + PERMIT_ROW.replace(";8;", ";900;"), 9, "platser"),
        (PROVIDER + UNIT + PERMIT_HEAD + PERMIT_ROW.replace(";;\n", ";2027-06-01;\n"), 9, "upphör"),
        (PROVIDER + CONTRACT_HEAD + "A-1;559999-0016;HVB;2026-01-01;;2026-11-21;;;\n", 6, "granskas från"),
        (PROVIDER + CONTRACT_HEAD + "A-1;559999-0016;HVB;2026-01-01;;;;Sotenäs;Omsorgsnämnden\n", 6, "nämnd"),
        (PROVIDER + CONTRACT_HEAD + "A-1;559999-0016;HVB;2026-01-01;;;;Ankeborg;\n", 6, "nämnd"),
        ("[villkor]\navtalsnummer;villkor;slag;från\nA-9;6.1;R01;2026-01-01\n", 3, "avtalsnummer"),
        ("[villkor]\navtalsnummer;villkor;slag;från\nA-9;6.1;R99;2026-01-01\n", 3, "slag"),
        ("[villkor]\navtalsnummer;villkor;slag;parametrar;från\nA-9;6.1;R01;tre veckor;2026-01-01\n", 3, "parametrar"),
        ("[person]\nnamn;e-post;roll\nA;a@example.org;samordnare\n", 3, "person"),
        ("[nämnd]\nkommun;nämnd\nMalmö;Socialnämnden\n", 3, "nämnd"),
    ],
)
def test_a_fault_names_line_and_field(plan: Planner, text: str, line: int, field: str) -> None:
    permitted = "[tillstånd]" in text
    assert faults(plan(text, board=None if permitted else BOARD)) == [(line, field)]


def test_too_many_rows_are_refused_and_binary_files_are_no_text(plan: Planner) -> None:
    rows = "".join(f"559999-0016;Enhet {number}\n" for number in range(5001))
    planned = plan("[enhet]\norganisationsnummer;enhet\n" + rows)
    assert (1, "filen") in faults(planned)
    with pytest.raises(NoText) as refused:
        decode(b"PK\x03\x04 a workbook")
    assert refused.value.wrong.what.sv == "Filen är inte en textfil."


def test_without_a_board_of_its_own_the_file_names_one(plan: Planner) -> None:
    row = "A-1;559999-0016;HVB;2026-01-01;;;;{}\n"
    named = plan(PROVIDER + CONTRACT_HEAD + row.format("1427;omsorgsnämnden"), board=None)
    assert [contract.board for contract in named.register.all(Contract)] == [OTHER_BOARD]
    assert faults(plan(PROVIDER + CONTRACT_HEAD + row.format(";"), board=None)) == [(6, "nämnd")]
