"""The judge agrees with the plain second judge on random histories, however the facts are delivered."""

from datetime import datetime

import pytest

from services.provider_audit.facts.dossier import Dossier
from services.provider_audit.judge.order import advance
from tests.oracle.both_judges import HISTORIES, PACK, UNTIL
from tests.oracle.histories import history
from tests.oracle.plain import Plain
from tests.oracle.spoilt import spoilt_history
from tests.provider_audit.speech import PROVIDER


def due_of(due: datetime, state: str) -> datetime | None:
    """The due; what has lapsed is owed no more and is due never."""
    return None if state == "lapsed" else due


def judged(dossier: Dossier) -> dict[str, object]:
    owed = {
        each.id: (
            each.rule,
            each.period,
            due_of(each.due, each.state.value),
            each.state.value,
            each.met_at,
            each.clause,
        )
        for each in dossier.changes.obligations.values()
    }
    found = {
        each.id: {
            "rule": each.rule,
            "about": each.about,
            "standing": each.standing.value,
            "raised": each.raised_at,
            "judged": each.judged_at,
            "reply": each.reply_due,
            "settled": each.settled_at,
            "because": each.withdrawn_reason,
            "severity": each.severity.value,
            "high": each.severity_raised_at,
            "owes": tuple(party.value for party in each.owes),
            "largest": each.largest,
        }
        for each in dossier.changes.findings.values()
    }
    return {"owed": owed, "found": found}


def judged_plainly(plain: Plain) -> dict[str, object]:
    owed = {
        each["id"]: (
            each["rule"],
            each["period"],
            due_of(each["due"], each["state"]),
            each["state"],
            each["met_at"],
            each["clause"],
        )
        for each in plain.owed.values()
    }
    return {"owed": owed, "found": plain.found}


@pytest.mark.parametrize("first", range(0, HISTORIES, PACK))
def test_two_judges_agree(first: int) -> None:
    for seed in range(first, min(first + PACK, HISTORIES)):
        events = history(seed).events
        dossier, _new_events = advance(Dossier(PROVIDER), events, UNTIL)
        assert not dossier.changes.bad, (seed, dossier.changes.bad)
        plain = Plain(PROVIDER)
        plain.fold(events, UNTIL)
        mine, second = judged(dossier), judged_plainly(plain)
        assert mine["owed"] == second["owed"], seed
        assert mine["found"] == second["found"], seed


@pytest.mark.parametrize("first", range(0, HISTORIES // 2, PACK))
def test_two_judges_agree_where_not_everything_can_be_judged(first: int) -> None:
    for seed in range(first, min(first + PACK, HISTORIES // 2)):
        events = spoilt_history(seed).events
        dossier, _new_events = advance(Dossier(PROVIDER), events, UNTIL)
        plain = Plain(PROVIDER)
        plain.fold(events, UNTIL)
        mine, second, suspended = judged(dossier), judged_plainly(plain), plain.suspended
        assert {each.subject: (each.fact, each.since) for each in dossier.stuck.values()} == {
            subject: (fact, suspended.since[subject]) for subject, fact in suspended.stuck.items()
        }, seed
        assert dossier.waits == suspended.waits, seed
        assert dossier.left == suspended.left, seed
        assert mine["owed"] == second["owed"], seed
        assert mine["found"] == second["found"], seed


def test_histories_hold_what_stays_suspended_and_what_is_mended_in_every_way() -> None:
    stuck, left = 0, set[str]()
    for seed in range(40):
        dossier, _new_events = advance(Dossier(PROVIDER), spoilt_history(seed).events, UNTIL)
        stuck += bool(dossier.stuck)
        left |= set(dossier.left.values())
    assert stuck > 10
    assert left == {"voided", "entered_in_error", "replaced", "taken_together"}
