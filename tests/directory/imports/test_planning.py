"""The import: what a file comes to, and each fault told by line and field with its remedy."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

import pytest

from schemas.codes import AgeBand, ServiceForm, TargetGroup
from services.directory.imports.columns import FORMATS
from services.directory.imports.plan_file import plan_file
from services.directory.imports.planning import Plan
from services.directory.shared import municipalities
from services.directory.shared.state import Board, Commission, Contract, Permit, Provider, Register, Unit
from services.runtime.files.text import NoText, decode

NOW = datetime(2026, 11, 22, 13, 5, tzinfo=UTC)
BOARD, OTHER_BOARD, CLERK = UUID(int=1), UUID(int=2), UUID(int=3)
DOCS = Path(__file__).resolve().parents[3] / "docs"
EXAMPLE = (DOCS / "examples" / "import.csv").read_text(encoding="utf-8")
PROVIDER = "[utförare]\norganisationsnummer;namn;bolagsform\n559999-0016;Vägen AB;AB\n"
UNIT = "[enhet]\norganisationsnummer;enhet\n559999-0016;Nord\n"
PERMIT_HEAD = (
    "[tillstånd]\norganisationsnummer;enhet;beteckning;insats;åldersgrupper;målgrupper;platser;från;till;upphör;skäl\n"
)
PERMIT_ROW = "559999-0016;Nord;T-1;HVB;18-20;Kriminella nätverk;8;2026-01-01;2026-12-31;;\n"
CONTRACT_HEAD = "[avtal]\navtalsnummer;organisationsnummer;insatser;från;till;granskas från;upphör;kommun;nämnd\n"

Planner = Callable[..., Plan]


@pytest.fixture
def plan(numbered: Callable[[], UUID]) -> Planner:
    boards = [Board(BOARD, "1280", "Socialnämnden"), Board(OTHER_BOARD, "1427", "Omsorgsnämnden")]
    empty = Register.of(boards, municipalities.codes())

    def planned(text: str, at: Register = empty, board: UUID | None = BOARD) -> Plan:
        return plan_file(text, at, NOW, numbered, own_board=board, decided_by=CLERK)

    return planned


def faults(plan: Plan) -> list[tuple[int, str]]:
    for wrong in plan.wrong:
        assert wrong.what.sv
        assert wrong.what.en
        assert wrong.remedy.sv
        assert wrong.remedy.en
    return [(wrong.line, wrong.field.sv) for wrong in plan.wrong]


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


def test_a_units_county_is_told_told_otherwise_and_taken_away(plan: Planner) -> None:
    head = "[enhet]\norganisationsnummer;enhet;län\n559999-0016;Nord;{}\n"
    on_file, counties = plan(PROVIDER).register, []
    for typed, state in (
        ("", "new"), ("Skåne län", "changed"), ("12", "same"), ("", "same"), ("1", "changed"), ("inget", "changed"),
        ("none", "same"),
    ):  # fmt: skip
        planned = plan(head.format(typed), on_file, board=None)
        assert faults(planned) == []
        assert [row.state for row in planned.rows] == [state]
        assert [type(each.fact).__name__ for each in planned.new_events] == ["UnitRegistered"] * (state != "same")
        on_file = planned.register
        counties.append([unit.county for unit in on_file.all(Unit)])
    assert counties == [[None], ["12"], ["12"], ["12"], ["01"], [None], [None]]
    assert [row.state for row in plan(UNIT, plan(PROVIDER + head.format("12"), board=None).register).rows] == ["same"]
    [wrong] = plan(PROVIDER + head.format("Ankeborgs län")).wrong
    assert wrong.what.sv == "Länet Ankeborgs län finns inte."
    assert "lämna fältet tomt" in wrong.remedy.sv


def test_a_permit_is_changed_and_ended_by_the_same_row(plan: Planner) -> None:
    on_file = plan(PROVIDER + UNIT + PERMIT_HEAD + PERMIT_ROW, board=None).register
    changed = plan(PERMIT_HEAD + PERMIT_ROW.replace(";8;", ";6;"), on_file, board=None)
    assert [type(each.fact).__name__ for each in changed.new_events] == ["PermitChanged"]
    assert [row.state for row in changed.rows] == ["changed"]
    ended = plan(PERMIT_HEAD + PERMIT_ROW.replace(";;\n", ";2026-12-01;återkallat\n"), changed.register, board=None)
    assert [type(each.fact).__name__ for each in ended.new_events] == ["PermitChanged", "PermitEnded"]
    same = plan(PERMIT_HEAD + PERMIT_ROW.replace(";;\n", ";2026-12-01;återkallat\n"), ended.register)
    assert [row.state for row in same.rows] == ["same"]
    moved = plan(UNIT.replace("Nord", "Syd") + PERMIT_HEAD + PERMIT_ROW.replace("Nord", "Syd"), on_file, board=None)
    assert [name for _, name in faults(moved)] == ["enhet"]


def test_a_contract_on_file_is_not_edited_but_gets_clause_versions_and_an_end(plan: Planner) -> None:
    on_file = plan(EXAMPLE).register
    head = "[avtal]\navtalsnummer;organisationsnummer;insatser;från;till;upphör\n"
    edited = plan(head + "RA-2024-17;559999-0016;HVB;2024-05-01;2028-04-30;\n", on_file)
    assert [name for _, name in faults(edited)] == ["avtalsnummer"]
    clause = "[villkor]\navtalsnummer;villkor;slag;parametrar;från\nRA-2024-17;6.1;R01;days=14;2027-01-01\n"
    newer = plan(clause + "RA-2024-17;6.9;R09;;2027-01-01\n", on_file)
    assert faults(newer) == []
    assert [row.state for row in newer.rows] == ["changed", "new"]
    [contract] = newer.register.all(Contract)
    assert [each.version for each in contract.clauses if each.number == "6.1"] == [1, 2]
    ending = head + "RA-2024-17;559999-0016;HVB / COACHING_UNLICENSED;2024-05-01;2028-04-30;2027-01-01\n"
    assert [type(one.fact).__name__ for one in plan(ending, on_file).new_events] == ["ContractEnded"]


def test_a_known_provider_written_otherwise_is_wrong(plan: Planner) -> None:
    on_file = plan(PROVIDER).register
    [wrong] = plan(PROVIDER.replace("Vägen", "Stigen"), on_file).wrong
    assert "Be registerförvaltaren" in wrong.remedy.sv
    assert faults(plan(PROVIDER.replace("Vägen", "Stigen"), on_file)) == [(3, "namn")]


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


PERSON = "[person]\nnamn;e-post;roll;kommun;nämnd;från;till\n"


def roles(plan: Plan) -> list[tuple[date, date | None, bool]]:
    return [(held.valid_from, held.valid_to, held.ended is not None) for held in plan.register.all(Commission)]


@pytest.mark.parametrize(
    ("first", "till", "state", "role", "said"),
    [
        ("", "2026-12-31", "changed", (date(2026, 11, 22), date(2026, 12, 31), False), ": – → 2026-12-31"),
        ("", "2026-11-22", "changed", (date(2026, 11, 22), date(2026, 11, 22), False), ": – → 2026-11-22"),
        ("", "2026-11-21", "changed", (date(2026, 11, 22), None, True), ": – → ends at once"),
        ("", "", "same", (date(2026, 11, 22), None, False), ""),
        ("2027-01-01", "2027-02-01", "changed", (date(2026, 11, 22), date(2027, 2, 1), False), ": – → 2027-02-01"),
    ],
)
def test_the_last_day_of_a_role_is_set_and_a_day_that_has_been_ends_it(
    plan: Planner, first: str, till: str, state: str, role: tuple[date, date | None, bool], said: str
) -> None:
    row = "Prov Person;a@example.org;samordnare;Malmö;Socialnämnden;{};{}\n"
    held = plan(PERSON + row.format("", ""), board=None)
    assert roles(held) == [(date(2026, 11, 22), None, False)]
    again = plan_file(
        PERSON + row.format(first, till), held.register, NOW, held.new_id, decided_by=CLERK, people=held.people
    )
    assert faults(again) == []
    assert [(each.state, each.title) for each in again.rows] == [(state, f"Prov Person, coordinator{said}")]
    assert roles(again) == [role]
    sent_again = plan_file(
        PERSON + row.format(first, till), again.register, NOW, held.new_id, decided_by=CLERK, people=held.people
    )
    assert faults(sent_again) == []
    assert (sent_again.count("same"), sent_again.new_events) == (1, [])


def test_a_role_that_ran_out_or_was_ended_may_begin_anew(plan: Planner) -> None:
    row = "Prov Person;a@example.org;samordnare;Malmö;Socialnämnden;{};{}\n"
    held = plan(PERSON + row.format("2026-01-01", "2026-10-31"), board=None)
    assert roles(held) == [(date(2026, 1, 1), date(2026, 10, 31), False)]
    again = plan_file(
        PERSON + row.format("", ""), held.register, NOW, held.new_id, decided_by=CLERK, people=held.people
    )
    assert [each.state for each in again.rows] == ["new"]
    assert roles(again)[1:] == [(date(2026, 11, 22), None, False)]
