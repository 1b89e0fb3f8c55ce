"""What happens around a placement or a contract reaches the other side once, and waits until it is done."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from schemas import directory, provider_audit, referral
from schemas.codes import AbsenceKind, ErrorReason, IncidentKind, Party, ReturnReason, Role
from schemas.envelope import FACTS, Fact
from services.notify.domain.notice import PLATFORM, Notice
from services.notify.domain.planning.plan import DECISIONS, plan
from services.notify.domain.terms import Terms
from services.notify.pages.targets import target
from services.notify.texts import conditions
from services.notify.texts.about import duty_words
from tests.notify.conftest import BOTH, NOW, Facts, NotifyService, about_finding, duty, name, raised_fields
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


async def test_a_moved_due_is_reminded_of_once_and_the_old_one_never(service: NotifyService) -> None:
    facts, old, new = Facts(), datetime(2026, 12, 7, 23, tzinfo=UTC), datetime(2026, 12, 14, 23, tzinfo=UTC)
    facts.organisations()
    facts.placed()
    facts.opened(due=old)
    facts.opened(due=new)
    await service.consume(facts.made)
    await service.consume(facts.made)
    rows = await service.rows(
        "select due, state, over_reason from notify.notice where condition = 'due_soon' order by due"
    )
    assert rows == [(old, "dropped", "due_moved"), (new, "planned", None)]
    await service.at(datetime(2026, 12, 9, 9, tzinfo=UTC))
    await service.loops()
    assert await service.rows("select due from notify.notice where condition = 'due_soon' and state = 'told'") == [
        (new,)
    ]


async def test_a_waiver_ends_what_waits(service: NotifyService) -> None:
    facts = Facts()
    facts.organisations()
    facts.placed()
    facts.opened()
    facts.missed()
    facts.add("obligation", provider_audit.ObligationWaived(**duty(), by=name("waiver")))
    facts.add("finding", provider_audit.FindingWithdrawn(**about_finding(), reason="waived"))
    await service.consume(facts.made)
    await service.loops()
    rows = await service.rows(
        "select condition, role from notify.notice where state = 'told' and over_at is null order by 1, 2"
    )
    assert rows == [
        ("duty_waived", "provider_manager"),
        ("finding_withdrawn", "contract_controller"),
        ("finding_withdrawn", "provider_manager"),
    ]


async def test_a_finding_that_stands_again_is_told_again_and_escalates_again(service: NotifyService) -> None:
    facts = Facts()
    facts.organisations()
    facts.placed()
    facts.missed(due=NOW)
    await service.consume(facts.made)
    await service.loops()
    [(notice,)] = await service.rows("select id from notify.notice where condition = 'finding_raised'")
    async with service.database.work("notify") as work:
        await work.run("update notify.notice set taken_at = :now where id = :id", now=NOW, id=notice)
    again = [
        facts.add(
            "finding", provider_audit.FindingWithdrawn(**about_finding(), reason="due_moved"), NOW + timedelta(hours=1)
        ),
        facts.add(
            "finding", provider_audit.FindingRaised(**about_finding(), **raised_fields()), NOW + timedelta(days=1)
        ),
    ]
    for _ in range(2):
        await service.consume(again)
    await service.at(NOW + timedelta(days=1, hours=1))
    await service.loops()
    asked = (
        "select condition, role, state from notify.notice where over_at is null and condition <> 'missed' order by 1, 2"
    )
    assert await service.rows(asked) == [
        ("escalated", "unit_manager", "planned"),
        ("finding_again", "contract_controller", "told"),
        ("finding_unanswered", "supervisor", "planned"),
        ("reply_needed", "provider_manager", "told"),
    ]
    await service.at(NOW + timedelta(days=7))
    await service.loops()
    assert ("escalated", "unit_manager", "told") in await service.rows(asked)


async def test_what_was_returned_waits_until_it_is_handed_in_again(service: NotifyService) -> None:
    facts = Facts()
    facts.organisations()
    facts.placed()
    first = facts.add("placement", referral.ReportSubmitted(**BOTH, period="2026-10", attempt=1))
    facts.add(
        "placement", referral.ReportReturned(**BOTH, fact=first.id, reason=ReturnReason.UNCLEAR, period="2026-10")
    )
    await service.consume(facts.made)
    await service.loops()
    open_ones = "select condition from notify.notice where waits and over_at is null and state = 'told' order by 1"
    assert await service.rows(open_ones) == [("report_returned",)]
    await service.consume([facts.add("placement", referral.ReportSubmitted(**BOTH, period="2026-10", attempt=2))])
    await service.loops()
    assert await service.rows(open_ones) == [("report_received",)]


async def test_a_correction_waits_until_the_other_party_agrees(service: NotifyService) -> None:
    facts = Facts()
    facts.organisations()
    facts.placed()
    wrong = facts.add("placement", referral.EnteredInError(**BOTH, fact=name("f"), reason=ErrorReason.WRONG_CONTENT))
    await service.consume(facts.made)
    await service.loops()
    waiting = (
        "select count(*) from notify.notice where condition = 'correction_waits' and state = 'told' and over_at is null"
    )
    assert await service.rows(waiting) == [(1,)]
    await service.consume([facts.add("placement", referral.CorrectionAgreed(**BOTH, fact=wrong.id))])
    assert await service.rows(waiting) == [(0,)]


def test_what_a_board_owes_is_asked_of_its_coordinator() -> None:
    for rule, period in (("S01", "start"), ("T01", ""), ("C10", "")):
        fields = {**about_finding(), **raised_fields(), "owes": (Party.BOARD,), "rule": rule}
        notices = notified(provider_audit.FindingRaised(**fields), "finding")
        assert ("reply_needed", Role.COORDINATOR) in who(notices), period


async def test_an_answer_to_a_supervisor_is_told_though_it_is_about_no_finding(service: NotifyService) -> None:
    facts = Facts()
    facts.organisations()
    asked = {"provider": name("provider"), "request": name("r"), "board": None}
    facts.add("provider", directory.InformationRequested(**asked))
    facts.add("provider", directory.InformationAnswered(**asked))
    await service.consume(facts.made)
    await service.loops()
    answered = "select role, state from notify.notice where condition = 'information_answered'"
    assert await service.rows(answered) == [("supervisor", "told")]
