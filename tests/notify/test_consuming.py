"""What is consumed becomes notices once, however often and in whatever order of subjects it comes."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest

from schemas import provider_audit
from tests.notify.conftest import NOW, Facts, NotifyService, about_finding, duty, name

pytestmark = pytest.mark.usefixtures("mailboxes")


async def test_a_missed_duty_reaches_the_roles_that_must_act(service: NotifyService) -> None:
    facts = Facts()
    facts.organisations()
    facts.placed()
    facts.opened(due=NOW - timedelta(hours=1))
    facts.missed(due=NOW - timedelta(hours=1))
    await service.consume(facts.made)
    await service.loops()
    notified = await service.rows(
        "select condition, role, step, state from notify.notice order by condition, role, step"
    )
    assert notified == [
        ("due_soon", "provider_manager", 1, "dropped"),
        ("escalated", "unit_manager", 2, "planned"),
        ("finding_raised", "contract_controller", 1, "told"),
        ("finding_unanswered", "supervisor", 3, "planned"),
        ("missed", "provider_manager", 1, "told"),
        ("reply_needed", "provider_manager", 1, "told"),
    ]


async def test_once_whatever_is_heard_twice_and_shuffled(service: NotifyService) -> None:
    facts = Facts()
    facts.organisations()
    facts.placed()
    for number in range(20):
        facts.opened(f"o{number}")
        if number % 3 == 0:
            facts.add(f"o{number}", provider_audit.ObligationMet(**duty(), by=name("by")))
        elif number % 3 == 1:
            facts.missed(f"o{number}", f"f{number}")
            if number % 2:
                facts.add(f"f{number}", provider_audit.FindingReplied(**about_finding(), stand="agree"))
    await service.consume(facts.made)
    query = """select condition, about, role, step, organisation, state, over_reason, take_by, send_at
        from notify.notice order by condition, about, role, step"""
    once = await service.rows(query)
    assert len(once) == len({row[:5] for row in once})
    notified = await service.rows("select count(*) from notify.log")

    await service.consume(facts.made)
    assert await service.rows(query) == once
    assert await service.rows("select count(*) from notify.log") == notified


async def test_shuffled_subjects_give_the_same_notices(service: NotifyService) -> None:
    facts = Facts()
    facts.placed()
    for number in range(12):
        facts.opened(f"o{number}")
        facts.missed(f"o{number}", f"f{number}")
        facts.add(f"o{number}", provider_audit.ObligationMetLate(**duty(), by=name("by"), delay=timedelta(days=1)))
        facts.add(f"f{number}", provider_audit.FindingSettled(**about_finding(), at=NOW))
    by_subject: dict[object, list] = {}
    for event in facts.made:
        by_subject.setdefault(event.subject, []).append(event)
    chance = random.Random(7)
    shuffled = []
    while by_subject:
        subject = chance.choice(list(by_subject))
        shuffled.append(by_subject[subject].pop(0))
        if not by_subject[subject]:
            del by_subject[subject]
    while shuffled:
        size = chance.randint(1, 5)
        await service.consume(shuffled[:size])
        del shuffled[:size]
    states = await service.rows(
        "select condition, state, over_reason, count(*) from notify.notice group by 1, 2, 3 order by 1"
    )
    assert states == [
        ("due_soon", "dropped", "missed_first", 12),
        ("escalated", "dropped", "settled_first", 12),
        ("finding_raised", "dropped", "settled_first", 12),
        ("finding_settled", "planned", None, 24),
        ("finding_unanswered", "dropped", "settled_first", 12),
        ("missed", "dropped", "settled_first", 12),
        ("reply_needed", "planned", None, 12),
    ]
