"""What is said in a notice and a mail: in both languages, one sentence, the same at each try."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from schemas import provider_audit
from schemas.codes import Channel, Origin
from schemas.fact import FACTS
from services.notify.channels import mail
from services.notify.domain.delivery import PAUSES, Person, deliveries, pause_after
from services.notify.domain.planning.plan import DECISIONS, plan
from services.notify.domain.terms import Terms
from services.notify.texts import conditions, dues
from tests.notify.conftest import NOW, Facts, about_finding, name, raised_fields
from tests.notify.moments import stockholm


def test_the_same_fact_gives_the_same_fingerprint() -> None:
    facts = Facts()
    event = facts.raised()
    assert [one.id for one in plan(event, Terms()).notices] == [one.id for one in plan(event, Terms()).notices]
    assert len({one.id for one in plan(event, Terms()).notices}) == 4


@pytest.mark.parametrize(("origin", "reason"), [(Origin.PORTAL, ""), (Origin.DEMONSTRATION, "demonstration")])
def test_the_origin_decides_whether_it_is_mailed(origin: Origin, reason: str) -> None:
    facts = Facts(origin)
    assert {one.silent for one in plan(facts.raised(), Terms()).notices} == {reason}


def test_deliveries() -> None:
    notice = name("notice")
    anna, bo = Person(name("anna"), True, "en"), Person(name("bo"), False, "sv")
    sent, skips = deliveries(notice, "", [anna, bo, anna])
    assert [(one.channel, one.person, one.language) for one in sent] == [
        (Channel.PORTAL, None, "sv"),
        (Channel.EMAIL, anna.id, "en"),
    ]
    assert skips == []
    assert [skip.reason for skip in deliveries(notice, "", [bo])[1]] == ["no_channel"]
    assert [skip.reason for skip in deliveries(notice, "import", [anna])[1]] == ["import"]
    assert {skip.channel for skip in deliveries(notice, "", [])[1]} == set(Channel)


def test_pauses_grow_and_end() -> None:
    assert [pause_after(attempt) for attempt in (1, 2, 3, 4)] == [timedelta(minutes=each) for each in (1, 5, 15, 60)]
    assert pause_after(len(PAUSES) + 1) is None


def test_the_mail_is_the_same_for_every_try_and_holds_one_sentence() -> None:
    swedish = mail.write(name("notice"), name("delivery"), "sv", "utvag.invalid")
    reference = mail.notice_reference(name("notice"))
    assert swedish.body == f"Du har något att läsa i Utväg. Logga in. Referens {reference}."
    assert swedish == mail.write(name("notice"), name("delivery"), "sv", "utvag.invalid")
    english = mail.write(name("notice"), name("delivery"), "en", "utvag.invalid")
    assert english.body == f"There is something to read in Utväg. Sign in. Reference {reference}."
    assert mail.write(name("notice"), name("delivery"), "fi", "x").body == swedish.body


def test_every_condition_has_words_in_both_languages() -> None:
    facts = Facts()
    every = {
        provider_audit.FindingRaised: {**about_finding(), **raised_fields()},
        provider_audit.FindingSettled: {**about_finding(), "at": NOW},
    }
    for kind, fields in every.items():
        for one in plan(facts.add("f", kind(**fields)), Terms()).notices:
            words = conditions.condition_words(one.condition, one.subject.rule, "2026-10")
            assert "oktober 2026" in words.sv
            assert "October 2026" in words.en


def test_every_fact_of_the_audit_that_notify_hears_has_a_decision() -> None:
    consumed = {kind for kind in FACTS.values() if kind.log == "provider_audit"}
    assert consumed - set(DECISIONS) == set()


def test_due_words() -> None:
    now = datetime(2026, 11, 22, 13, tzinfo=UTC)
    assert dues.due_words(stockholm(2026, 12, 8), now).sv == "senast måndag 7 december 2026 (om 11 arbetsdagar)"
    assert dues.due_words(stockholm(2026, 11, 22, 16), now).sv == "senast i dag kl. 16.00 (om 2 tim)"
    assert dues.passed_words(stockholm(2026, 12, 8)).sv == "svarstiden gick ut 7 december 2026"
