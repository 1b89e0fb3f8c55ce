"""What happens around a placement or a contract reaches the other side once, and waits until it is done."""

from __future__ import annotations

import pytest

from schemas import directory, provider_audit, referral
from schemas.codes import AbsenceKind, IncidentKind, Role
from schemas.fact import FACTS, Fact
from schemas.findings import Party
from schemas.reasons import ErrorReason, ReturnReason
from services.notify.domain.notice import PLATFORM, Notice
from services.notify.domain.planning.plan import DECISIONS, plan
from services.notify.domain.terms import Terms
from services.notify.pages.targets import target
from services.notify.texts import conditions
from services.notify.texts.about import duty_words
from tests.notify.conftest import BOTH, NOW, Facts, about_finding, duty, name, raised_fields
from tests.notify.test_judgement import aimed

pytestmark = pytest.mark.usefixtures("mailboxes")
RULES = (
    "C01",
    "C02",
    "C03",
    "C10",
    "R01",
    "R02",
    "R03",
    "R04",
    "R05",
    "R08",
    "R09",
    "T01",
    "T02",
    "T08",
    "S01",
    "S05",
    "P01",
)
INCIDENT = name("incident")


def notified(fact: Fact, subject: str = "placement", teller: str = "provider") -> list[Notice]:
    """Give the notices of a fact."""
    event = Facts().add(subject, fact)
    return plan(
        event.model_copy(update={"teller": name(teller)}), Terms(boards={name("provider"): (name("board"),)})
    ).notices


def who(notices: list[Notice]) -> list[tuple[str, Role]]:
    """Give the condition and role of each."""
    return [(one.condition, one.recipient.role) for one in notices]


def test_every_rule_and_kind_of_duty_has_words_without_ids() -> None:
    for rule in RULES:
        for period in ("", f"return/{name('x')}", f"phone/{name('x')}", f"written/{name('x')}", "start", "from-start",
                       "day/2026-03-02", f"incident/{name('x')}", str(name("x"))):  # fmt: skip
            words = duty_words(rule, period)
            assert words.sv != words.en
            assert not any(part in words.sv + words.en for part in (str(name("x")), "ett åtagande", "/"))
    assert duty_words("R02", "2026-10").sv == "månadsrapport oktober 2026"
    assert duty_words("R02", f"return/{name('x')}").sv == "rättad månadsrapport"
    assert duty_words("T08", "2025").sv == "årsredovisning och ägare 2025"


@pytest.mark.parametrize(
    ("fact", "expected"),
    [
        (referral.IncidentReported(**BOTH, incident=INCIDENT, kind=IncidentKind.THREAT, aware_at=NOW),
         [("incident_reported", Role.COORDINATOR), ("incident_reported", Role.UNIT_MANAGER)]),
        (referral.IncidentNoticed(**BOTH, incident=INCIDENT, kind=IncidentKind.THREAT),
         [("incident_noticed", Role.PROVIDER_MANAGER)]),
        (referral.CallDenied(**BOTH, incident=INCIDENT), [("call_denied", Role.PROVIDER_MANAGER)]),
        (referral.AbsenceReported(**BOTH, event=INCIDENT, kind=AbsenceKind.ABSCONDED, noticed_at=NOW),
         [("absence_reported", Role.COORDINATOR), ("absence_reported", Role.UNIT_MANAGER)]),
        (referral.PlanReturned(**BOTH, fact=name("f"), reason=ReturnReason.UNCLEAR), [("plan_returned", Role.PROVIDER_MANAGER)]),
        (referral.ReportReturned(**BOTH, fact=name("f"), reason=ReturnReason.UNCLEAR, period="2026-10"),
         [("report_returned", Role.PROVIDER_MANAGER)]),
        (referral.EndReportReturned(**BOTH, fact=name("f"), reason=ReturnReason.UNCLEAR),
         [("end_report_returned", Role.PROVIDER_MANAGER)]),
        (directory.InformationRequested(provider=name("provider"), request=name("r"), board=name("board")),
         [("information_requested", Role.PROVIDER_MANAGER)]),
        (directory.InformationAnswered(provider=name("provider"), request=name("r"), board=None),
         [("information_answered", Role.SUPERVISOR)]),
        (referral.EnteredInError(**BOTH, fact=name("f"), reason=ErrorReason.WRONG_CONTENT),
         [("correction_waits", Role.COORDINATOR)]),
        (directory.EnteredInError(provider=name("provider"), board=None, fact=name("f"), reason=ErrorReason.WRONG_CONTENT),
         [("correction_waits", Role.CONTROLLER)]),
        (directory.EnteredInError(provider=name("provider"), board=None, fact=name("f"), reason=ErrorReason.WRONG_CONTENT,
                                  register_word=True), []),
        (directory.ChangeProposed(provider=name("provider"), board=name("proposer"), act="permit_ended", about=name("p")),
         [("proposal_waits", Role.REGISTER_KEEPER), ("proposal_waits", Role.CONTROLLER),
          ("proposal_made", Role.PROVIDER_MANAGER)]),
        (directory.ChangeProposed(provider=name("provider"), board=name("board"), act="permit_ended", about=name("p")),
         [("proposal_waits", Role.REGISTER_KEEPER), ("proposal_made", Role.PROVIDER_MANAGER)]),
        (directory.ChangeProposed(provider=name("provider"), board=None, act="permit_changed", about=name("p")),
         [("proposal_waits", Role.REGISTER_KEEPER), ("proposal_waits", Role.CONTROLLER)]),
        (directory.ProposalDecided(provider=name("provider"), board=name("board"), act="permit_ended", outcome="declined"),
         [("proposal_declined", Role.CONTROLLER), ("proposal_declined", Role.PROVIDER_MANAGER)]),
        (directory.ProposalDecided(provider=name("provider"), board=None, act="permit_ended", outcome="confirmed"),
         [("proposal_confirmed", Role.PROVIDER_MANAGER)]),
        (directory.ProposalDecided(provider=name("provider"), board=name("board"), act="permit_ended", outcome="withdrawn"),
         [("proposal_withdrawn", Role.PROVIDER_MANAGER)]),
        (provider_audit.ObligationWaived(**duty(), by=name("f")), [("duty_waived", Role.PROVIDER_MANAGER)]),
    ],
)  # fmt: skip
def test_the_other_side_is_told(fact: Fact, expected: list[tuple[str, Role]]) -> None:
    notices = notified(fact)
    assert who(notices) == expected
    for one in notices:
        assert conditions.condition_words(one.condition, one.subject.rule, one.subject.period)
        assert target(aimed(one), one.recipient.role).startswith("/")
        assert "{" not in target(aimed(one), one.recipient.role)


def test_a_boards_correction_waits_for_the_provider() -> None:
    fact = referral.DateCorrected(**BOTH, fact=name("f"), field="started_at", to=NOW)
    assert who(notified(fact, teller="board")) == [("correction_waits", Role.PROVIDER_MANAGER)]


def test_every_condition_is_known_to_the_texts() -> None:
    assert {kind.log for kind in DECISIONS} == {"directory", "referral", "provider_audit"}
    assert {kind for kind in FACTS.values() if kind.log == "provider_audit"} <= set(DECISIONS)


def test_a_finding_without_a_board_is_the_supervisors_to_decide() -> None:
    fields = {**about_finding(), **raised_fields(), "boards": (), "rule": "T02"}
    raised = notified(provider_audit.FindingRaised(**fields), "finding")
    assert who(raised) == [("finding_raised", Role.SUPERVISOR), ("reply_needed", Role.PROVIDER_MANAGER)]
    assert raised[0].recipient.organisation == PLATFORM
    replied = notified(provider_audit.FindingReplied(**{**about_finding(), "boards": ()}, stand="agree"), "finding")
    assert who(replied) == [("reply_received", Role.SUPERVISOR)]


def test_what_a_board_owes_is_asked_of_its_coordinator() -> None:
    for rule, period in (("S01", "start"), ("T01", ""), ("C10", "")):
        fields = {**about_finding(), **raised_fields(), "owes": (Party.BOARD,), "rule": rule}
        notices = notified(provider_audit.FindingRaised(**fields), "finding")
        assert ("reply_needed", Role.COORDINATOR) in who(notices), period
