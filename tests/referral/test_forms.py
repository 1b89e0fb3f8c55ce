"""Every validation of the standard forms, with the words people see."""

from datetime import date, timedelta

import pytest

from schemas.codes import AgeBand, Tier
from schemas.reasons import DeclineReason
from services.referral.plans.form import parse_plan, parse_review
from services.referral.referrals.answer_form import parse_answer
from services.referral.referrals.inquiry import Inquiry, Unfinished, check_part, parse_inquiry, part_states
from services.referral.referrals.inquiry_parts import Goal, provider_choice
from services.referral.reports.end_form import parse_end_report
from services.referral.reports.monthly_fields import MonthlyReport, ReportFrame, report_fields
from services.referral.reports.monthly_form import parse_report
from services.runtime.forms.reader import Reader
from services.runtime.scan.scanner import scan
from tests.parts.forms import apart
from tests.referral import given

TODAY = date(2026, 11, 18)
GOALS = (Goal(area="HOUSING", goal="Bor kvar", seen="Hyran betald"),)


@pytest.mark.parametrize(
    ("part", "changes", "field", "words"),
    [
        ("eligibility", {"definition": ""}, "definition", "Välj vilken definition bedömningen bygger på."),
        ("eligibility", {"outcome": "NOT_READY"}, "outcome", "Personen omfattas inte enligt bedömningen."),
        ("eligibility", {"assessed_on": "2026-11-19"}, "assessed_on", "Dagen ligger i framtiden."),
        ("eligibility", {"target_group": "X"}, "target_group", "Välj målgrupp."),
        ("consent", {"receivers": ["POLICE"]}, "receivers", "Samtycke för utföraren saknas. Registrera det först."),
        ("consent", {"to": "2026-11-17"}, "to", "Samtycket har gått ut."),
        ("consent", {"from": "2026-13-01"}, "from", "Dagen 2026-13-01 finns inte."),
        ("decision", {"start_on": "2026-11-17"}, "start_on", "Startdagen har passerat. Ange en kommande dag."),
        ("decision", {"months": "37"}, "months", "Ange 1 till 36 månader."),
        ("decision", {"months": "0"}, "months", "Ange 1 till 36 månader."),
        ("decision", {"tier": ""}, "tier", "Välj hur bråttom det är."),
        ("decision", {"form": "HOTELL"}, "form", "Välj insats."),
        ("needs", {"description": "x" * 49}, "description", "Beskriv behovet med minst 50 tecken."),
        ("needs", {"description": "x" * 4001}, "description", "Texten är 1 tecken för lång."),
        ("needs", {"areas": []}, "areas", "Välj minst ett område."),
        ("safety", {"threat_assessed_on": "2026-08-06"}, "threat_assessed_on",
         "Bedömningen är 104 dagar gammal, gränsen är 90. Begär en ny."),
        ("safety", {"threat_reference": ""}, "threat_reference", "Ange hotbedömningens diarienummer."),
        ("goals", {"area_1": "", "goal_1": "", "seen_1": ""}, "goal_1", "Ange minst ett mål."),
        ("goals", {"goal_2": "Ett mål till"}, "area_2", "Välj område för mål 2."),
        ("provider", {"choice": "x"}, "choice", "Välj en utförare."),
        ("contact", {"deputy": ""}, "deputy", "Ange en ersättare."),
    ],
)  # fmt: skip
def test_what_is_wrong_in_a_part(part: str, changes: dict[str, str], field: str, words: str) -> None:
    errors = check_part(part, {**given.inquiry(TODAY)[part], **changes}, TODAY)
    assert errors[field].sv.startswith(words)


def test_a_right_inquiry_is_done_in_every_part() -> None:
    assert all(state.done for state in part_states(given.inquiry(TODAY), TODAY, "Åsa O'Öberg"))
    assert not any(state.done or state.begun for state in part_states({}, TODAY))


def test_a_whole_inquiry_is_read_into_what_is_asked() -> None:
    found = parse_inquiry(given.inquiry(TODAY), TODAY, "Åsa O'Öberg")
    assert isinstance(found, Inquiry)
    assert (found.provider, found.unit) == (given.name("provider"), given.name("unit"))
    assert (found.start_on, found.threat_assessed_on) == (TODAY + timedelta(days=7), TODAY)
    command = found.command(date(2006, 1, 1))
    assert command is not None
    assert (command.age_band, command.tier) == (AgeBand.AGE_18_20, Tier.STANDARD)
    assert found.command(date(2020, 1, 1)) is None


def test_an_inquiry_that_is_not_done_names_its_parts_in_order() -> None:
    begun = given.inquiry(TODAY)
    found = parse_inquiry({**begun, "safety": {}, "needs": {"areas": ["HOUSING"]}}, TODAY)
    assert isinstance(found, Unfinished)
    assert found == ["needs", "safety"]


def test_the_threat_assessment_may_be_ninety_days_old_and_no_more() -> None:
    right = {**given.inquiry(TODAY)["safety"], "threat_assessed_on": (TODAY - timedelta(days=90)).isoformat()}
    assert check_part("safety", right, TODAY) == {}
    wrong = {**right, "threat_assessed_on": (TODAY - timedelta(days=91)).isoformat()}
    assert "threat_assessed_on" in check_part("safety", wrong, TODAY)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("Född 900101-0017 i Malmö", "ett personnummer"),
        ("Nummer 199001010017", "ett personnummer"),
        ("Samordningsnummer 900161-1234", "ett personnummer"),
        ("Ring 070-123 45 67", "ett telefonnummer"),
        ("Ring +46 70 123 45 67", "ett telefonnummer"),
        ("Skriv till a.b@example.se i dag", "en e-postadress"),
        ("Bor hos ÅSA just nu", "personens namn"),
        ("Öbergs lägenhet", "personens namn"),
    ],
)
def test_the_scan_finds(text: str, what: str) -> None:
    found = scan(text, "Åsa Öberg")
    assert found is not None
    assert what in found.sv


@pytest.mark.parametrize(
    "text",
    ["Möte 2026-11-18 kl. 14.05", "SN-2026-118", "Betalade 12 500 kr", "Åsarna i norr", "Vecka 48 2026", "R02 30 %"],
)
def test_the_scan_lets_pass(text: str) -> None:
    assert scan(text, "Åsa Li") is None


ANSWER = {"answer": "accept", "start_on": "2026-11-25", "contact_role": "Föreståndaren", "attest_capacity": "yes"}


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"answer": ""}, "answer", "Välj om ni accepterar eller avböjer."),
        ({"answer": "decline"}, "reason", "Välj ett skäl."),
        (
            {"answer": "decline", "reason": "OTHER", "comment": "x" * 501},
            "comment",
            "Korta kommentaren till 500 tecken.",
        ),
        ({"start_on": "2026-11-17"}, "start_on", "Startdagen har passerat."),
        ({"attest_capacity": ""}, "attest_capacity", "Intyga att ni har en ledig plats."),
        ({"contact_role": ""}, "contact_role", "Ange en kontaktfunktion."),
        ({"start_on": "2026-12-01"}, "warning_reason", "Förklara varför du lämnar ändå."),
    ],
)
def test_what_is_wrong_in_an_answer(changes: dict[str, str], field: str, words: str) -> None:
    answer, errors = apart(parse_answer({**ANSWER, **changes}, date(2026, 11, 25), TODAY))
    assert answer is None
    assert errors[field].sv.startswith(words)


def test_a_right_answer() -> None:
    accepted, _ = apart(parse_answer(ANSWER, date(2026, 11, 25), TODAY))
    assert accepted is not None
    assert accepted.start_on == date(2026, 11, 25)
    later = {**ANSWER, "start_on": "2026-12-01", "warning_reason": "Rummet renoveras till dess."}
    assert apart(parse_answer(later, date(2026, 11, 25), TODAY))[0] is not None
    declined, _ = apart(parse_answer({"answer": "decline", "reason": "SAFETY"}, None, TODAY))
    assert declined is not None
    assert declined.reason is DeclineReason.SAFETY


FRAME = ReportFrame("2026-10", TODAY, GOALS)
REPORT = given.report_form("2026-11-18")


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"days_present": "32"}, "days_present", "Oktober har 31 dagar. Ange högst 31."),
        ({"days_present": ""}, "days_present", "Ange hur många dagar, 0 till 31."),
        ({"contacts_held": ""}, "contacts_held", "Genomförda kontakter: ange ett antal, 0 eller fler."),
        ({"days_present": "-1"}, "days_present", "Oktober har 31 dagar."),
        ({"contacts_held": "9"}, "contacts_planned", "9 + 2 är inte 12. Rätta kontakterna."),
        ({"contacts_late": "11"}, "contacts_late", "11 sena av 10 genomförda går inte."),
        ({"missed_acceptable": "0"}, "missed_acceptable", "Ange skäl för 2 uteblivna kontakter."),
        ({"status_1": ""}, "status_1", "Välj läge för mål 1."),
        ({"status_1": "REACHED"}, "evidence_kind_1", "Ange vad som visar att mål 1 är uppnått."),
        ({"status_1": "BACKWARD"}, "evidence_kind_1", "Ange vad som visar att mål 1 går bakåt."),
        ({"changes": "För kort."}, "changes", "Skriv vad som är nytt, minst 50 tecken."),
        ({"threat": "MORE"}, "incident_number", "Hotet har ökat. Rapportera händelsen eller ange numret."),
        ({"threat": ""}, "threat", "Välj hur hotet har utvecklats."),
        ({"safety_plan_on": "2026-11-19"}, "safety_plan_on", "Dagen ligger i framtiden. Ange när ni gick igenom den."),
        ({"incidents": ""}, "incidents", "Svara om listan över händelser stämmer."),
        ({"incidents": "add"}, "incident_number", "Rapportera händelsen som saknas"),
        ({"qualified_share": "101"}, "qualified_share", "Ange procent, 0 till 100."),
        ({"own_view_declined": ""}, "own_view", "Skriv personens syn eller markera att hen avstår."),
        ({"own_view": "Nöjd"}, "own_view", "Skriv personens syn eller markera att hen avstår."),
        ({"plan_on": ""}, "plan_on", "Ange när ni gick igenom planen."),
        ({"next": "Mer."}, "next", "Skriv vad ni planerar för november."),
        ({"attest": ""}, "attest", "Intyga uppgifterna innan du lämnar rapporten."),
        ({"safety_plan_on": "2026-08-01"}, "safety_plan_on", "Det var 109 dagar sedan"),
        ({"qualified_share": "36"}, "qualified_share", "36 % är under avtalets 40 %. Förklara varför."),
    ],
)
def test_what_is_wrong_in_a_monthly_report(changes: dict[str, str], field: str, words: str) -> None:
    report, errors = apart(parse_report({**REPORT, **changes}, FRAME))
    assert report is None
    assert errors[field].sv.startswith(words)


def test_a_right_monthly_report_and_its_warnings_passed_with_a_reason() -> None:
    report, errors = apart(parse_report(REPORT, FRAME))
    assert report is not None, errors
    assert report.goals[0].status == "FORWARD"
    warned = {**REPORT, "qualified_share": "39", "warning_reason": "Två vikarier under hela månaden."}
    assert apart(parse_report(warned, FRAME))[0] is not None
    assert apart(parse_report({**warned, "warning_reason": "Kort"}, FRAME))[0] is None


def test_the_same_text_as_last_time_is_warned_of() -> None:
    previous = apart(parse_report(REPORT, FRAME))[0]
    assert isinstance(previous, MonthlyReport)
    frame = ReportFrame("2026-11", TODAY, GOALS, previous)
    report, errors = apart(parse_report(REPORT, frame))
    assert report is None
    assert errors["changes"].sv == "Nästan samma text som i oktober. Skriv vad som är nytt."
    other = {**REPORT, "changes": "Praktiken börjar i mars och kontakten med familjen har kommit i gång igen."}
    assert apart(parse_report(other, frame))[0] is not None


def test_a_report_asks_of_every_goal_in_the_plan() -> None:
    names = [field.name for field in report_fields(ReportFrame("2026-10", TODAY, GOALS * 2))]
    assert "status_2" in names
    assert "status_3" not in names


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"goal_1": "", "area_1": "", "seen_1": ""}, "goal_1"),
        ({"actions": "Kort"}, "actions"),
        ({"followed_up": ""}, "followed_up"),
        ({"follow_up_on": "2026-11-17"}, "follow_up_on"),
        ({"own_view_declined": ""}, "own_view"),
        ({"attest": ""}, "attest"),
        ({"others": "Ring 070-123 45 67"}, "others"),
        ({"actions": "Möte med Åsa varje vecka på kontoret"}, "actions"),
    ],
)
def test_what_is_wrong_in_a_plan(changes: dict[str, str], field: str) -> None:
    plan, errors = apart(parse_plan({**given.plan_form(TODAY), **changes}, TODAY, "Åsa O'Öberg"))
    assert plan is None
    assert field in errors


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"on": "2026-11-19"}, "on"),
        ({"age_band": ""}, "age_band"),
        ({"target_group": ""}, "target_group"),
        ({"note": ""}, "note"),
    ],
)
def test_what_is_wrong_in_a_follow_up(changes: dict[str, str], field: str) -> None:
    right = {
        "on": "2026-11-18",
        "age_band": "26+",
        "target_group": "CRIMINAL_NETWORK",
        "note": "Planen håller och fortsätter.",
    }
    assert apart(parse_review(right, TODAY))[0] is not None
    review, errors = apart(parse_review({**right, **changes}, TODAY))
    assert review is None
    assert field in errors


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"outcome_1": ""}, "outcome_1", "Välj utfall för mål 1."),
        ({"evidence_kind_1": ""}, "evidence_kind_1", "Ange vad som visar utfallet för mål 1."),
        ({"evidence_on_1": ""}, "evidence_on_1", "Ange datum för mål 1."),
        ({"evidence_reference_1": ""}, "evidence_reference_1", "Ange referens för mål 1."),
        ({"summary": "Kort"}, "summary", "Sammanfatta med minst 50 tecken."),
        ({"handover": ""}, "handover", "Skriv vem som tar över vad"),
        ({"own_view_declined": ""}, "own_view", "Skriv personens syn"),
        ({"attest": ""}, "attest", "Intyga uppgifterna"),
    ],
)
def test_what_is_wrong_in_an_end_report(changes: dict[str, str], field: str, words: str) -> None:
    assert apart(parse_end_report(given.end_form(), GOALS, TODAY))[0] is not None
    report, errors = apart(parse_end_report({**given.end_form(), **changes}, GOALS, TODAY))
    assert report is None
    assert errors[field].sv.startswith(words)


def test_a_choice_of_provider_is_two_ids() -> None:
    assert provider_choice(f"{given.name('a')}:{given.name('b')}") == (given.name("a"), given.name("b"))
    assert provider_choice("a:b") is None
    assert provider_choice("") is None


def test_eighty_letters_and_markup_are_only_text() -> None:
    form = Reader({"note": "x" * 80 + " <b>Åsa</b>"}, TODAY)
    assert form.text("note") == "x" * 80 + " <b>Åsa</b>"
    assert form.errors == {}
