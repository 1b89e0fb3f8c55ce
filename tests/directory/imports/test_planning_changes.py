"""What a row changes of what is on file: counties, permits, contracts and roles."""

from datetime import date

import pytest

from services.directory.imports.plan_file import plan_file
from services.directory.imports.planning import Plan
from services.directory.shared.state import Commission, Contract, Unit
from tests.directory.imports.planned import (
    CLERK,
    EXAMPLE,
    NOW,
    PERMIT_HEAD,
    PERMIT_ROW,
    PROVIDER,
    UNIT,
    Planner,
    faults,
)


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
