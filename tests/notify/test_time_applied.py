"""What is notified because something did not happen waits until the logs it rests on are consumed past its instant."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from schemas import provider_audit
from schemas.envelope import Event
from schemas.findings import Party, Severity
from services.notify.domain.kinds import KINDS
from services.notify.domain.planning.plan import plan
from services.notify.domain.terms import Terms
from services.notify.texts import conditions
from services.runtime.process import clock
from tests.notify.conftest import Facts, NotifyService, about_finding, name
from tests.notify.test_escalation import take
from tests.notify.test_nobody_there import worded
from tests.notify.unanswered import LATER, REPLY_DUE, TAKE_BY, raised, shown

pytestmark = pytest.mark.usefixtures("mailboxes")
ON_THE_CLOCK = {"due_soon"}
"""The reminder sent on the clock alone: it accuses nobody."""


def reply(facts: Facts, at: datetime, read: datetime | None = None) -> Event:
    """A reply in the log at an instant, whose request had been read at `read`."""
    fact = provider_audit.FindingReplied(**about_finding(), stand="disagree", ground="PAUSED_OR_ENDED")
    return facts.add("finding", fact, at).model_copy(update={"arrived": read or at})


def test_every_kind_says_what_it_is_about_and_on_what_it_rests() -> None:
    assert set(KINDS) == set(conditions.CONDITIONS)


def test_whatever_is_told_later_than_its_fact_rests_on_a_log_or_accuses_nobody() -> None:
    facts = Facts()
    facts.organisations(hours=24)
    facts.opened()
    facts.raised()
    facts.raised("critical", severity=Severity.CRITICAL)
    later = {
        notice.condition
        for event in facts.made
        for notice in plan(event, Terms()).notices
        if notice.send_at > event.received
    }
    assert later >= {"due_soon", "escalated", "finding_unanswered"}
    assert {condition for condition in later if not KINDS[condition].depends_on} == ON_THE_CLOCK


@pytest.mark.parametrize("log", ["directory", "referral", "provider_audit"])
async def test_while_a_log_stands_still_nobody_is_told_who_did_not_answer(service: NotifyService, log: str) -> None:
    facts = await raised(service)
    await clock.set_now(service.database, LATER)
    await service.marked(LATER, *{"directory", "referral", "provider_audit"} - {log})
    await service.marked(TAKE_BY - timedelta(days=1), log)
    await service.loops()
    assert (await shown(service, "finding_unanswered"))[0] == "planned"
    assert (await shown(service, "escalated"))[0] == "planned"
    await service.consume([reply(facts, TAKE_BY - timedelta(hours=1))])
    await service.marked(LATER)
    await service.loops()
    assert await shown(service, "finding_unanswered") == ("dropped", "replied_first")
    assert await shown(service, "escalated") == ("dropped", "replied_first")


async def test_who_did_not_answer_is_told_of_when_the_log_is_heard_again(service: NotifyService) -> None:
    await raised(service)
    await clock.set_now(service.database, LATER)
    await service.marked(REPLY_DUE, "provider_audit")
    await service.loops()
    assert (await shown(service, "finding_unanswered"))[0] == "planned", "a reply read in time may stand a minute later"
    await service.marked(REPLY_DUE + timedelta(seconds=61), "provider_audit")
    await service.loops()
    assert await shown(service, "finding_unanswered") == ("planned", None)
    await service.marked(LATER)
    await service.loops()
    assert await shown(service, "finding_unanswered") == ("told", None)


async def test_a_reply_that_was_read_in_time_and_saved_after_it_is_in_time(service: NotifyService) -> None:
    facts = await raised(service)
    second = timedelta(seconds=1)
    await service.consume([reply(facts, REPLY_DUE + 20 * second, read=REPLY_DUE - second)])
    await service.at(LATER)
    await service.loops()
    assert await shown(service, "finding_unanswered") == ("dropped", "replied_first")


async def test_a_reply_at_the_due_is_late_and_the_notice_says_what_was_true_and_waits_for_nobody(
    service: NotifyService,
) -> None:
    facts = await raised(service)
    await service.mailbox("supervisor")
    await service.consume([reply(facts, REPLY_DUE)])
    await service.at(LATER)
    await service.loops()
    assert await shown(service, "finding_unanswered") == ("told", "replied_first")
    assert ("email", "replied_first") in (await service.skips())["finding_unanswered"]
    [notice] = await worded(service, "finding_unanswered")
    assert conditions.notice_words(notice).sv.startswith("Obesvarad när svarstiden gick ut")


async def test_a_finding_that_was_withdrawn_later_accuses_nobody(service: NotifyService) -> None:
    facts = await raised(service)
    withdrawn = provider_audit.FindingWithdrawn(**about_finding(), reason="corrected")
    await service.consume([facts.add("finding", withdrawn, REPLY_DUE + timedelta(days=1))])
    await service.at(LATER)
    await service.loops()
    assert await shown(service, "finding_unanswered") == ("dropped", "withdrawn_first")


@pytest.mark.parametrize(("taken_at", "state"), [(-1, "dropped"), (1, "told")])
async def test_who_takes_it_in_time_is_not_said_to_have_left_it(
    service: NotifyService, taken_at: int, state: str
) -> None:
    await raised(service)
    moment = TAKE_BY + timedelta(minutes=taken_at)
    await clock.set_now(service.database, moment)
    assert await take(service, "reply_needed", "provider_manager", "provider")  # type: ignore[arg-type]
    await service.at(LATER)
    await service.loops()
    assert await shown(service, "escalated") == (state, "already_taken")


async def test_the_other_sides_reply_still_waits(service: NotifyService) -> None:
    facts = Facts()
    facts.organisations()
    both = {"owes": (Party.PROVIDER, Party.BOARD)}
    facts.raised(**both)
    answered = provider_audit.FindingReplied(**{**about_finding(), **both}, stand="agree")
    facts.made.append(facts.add("finding", answered).model_copy(update={"teller": name("provider")}))
    await service.consume(facts.made[:-2] + facts.made[-1:])
    await service.loops()
    waiting = "select role from notify.notice where condition = 'reply_needed' and over_at is null"
    assert await service.rows(waiting) == [("coordinator",)]
