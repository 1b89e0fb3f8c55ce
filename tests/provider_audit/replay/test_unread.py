"""A line of the log that cannot be read suspends its subject; the fold goes on, in whatever order the lines come."""

import json
import random
from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

import pytest

from schemas.envelope import Event, Watermark
from schemas.unread import NOBODY, Unread, kept_line, kept_text, read
from services.provider_audit.replay.fold import fold_lines
from tests.provider_audit.speech import PROVIDER, local, name
from tests.provider_audit.story import story

EVENTS = story(
    {"heard": "2026-01-05 09.00", "contract": "MA-1"},
    {"heard": "2026-02-02 09.30", "start": "anna"},
    {"heard": "2026-02-02 09.30", "start": "bo"},
    {"heard": "2026-02-05 09.00", "plan": "anna"},
    {"heard": "2026-02-06 09.00", "plan": "bo"},
    {"heard": "2026-02-09 09.00", "end": "anna"},
)
LINES = [event.text() for event in EVENTS]


def marks() -> list[str]:
    counts = {log: sum(event.log == log for event in EVENTS) for log in ("directory", "referral")}
    return [
        json.dumps(Watermark(log=log, position=number, received=local("2026-03-01")).line())
        for log, number in counts.items()
    ]


def folded(lines: Sequence[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in fold_lines([*lines, *marks()])]


def of(kind: str, values: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    return [line for line in values if line["kind"] == kind]


def with_line(number: int, old: str, new: str) -> list[str]:
    changed = list(LINES)
    assert old in changed[number]
    changed[number] = changed[number].replace(old, new)
    return changed


SPOILT = {
    "a year of three digits": ('"occurred":"2026-', '"occurred":"206-'),
    "a type that this version does not know": ("PlanSubmitted", "PlanPraised"),
    "a field that is gone": ('"version":1', '"edition":1'),
    "a word for a number": ('"version":1', '"version":"one"'),
}


@pytest.mark.parametrize("what", SPOILT)
def test_what_cannot_be_read_suspends_its_subject_alone(what: str) -> None:
    folded_lines = folded(with_line(3, *SPOILT[what]))
    (parked, waits) = of("parked", folded_lines)
    assert (parked["event"], parked["subject"], parked["waits"]) == (str(EVENTS[3].id), str(name("anna")), False)
    assert (waits["event"], waits["waits"]) == (str(EVENTS[5].id), True)
    (suspended,) = of("suspended", folded_lines)
    assert (suspended["subject"], suspended["provider"]) == (str(name("anna")), str(PROVIDER))
    assert suspended["since"] == "2026-02-05T08:00:00.000000Z"
    states = {(line["about"], line["rule"]): line["state"] for line in of("obligation", folded_lines)}
    assert states[str(name("anna")), "R01"] == "open"
    assert states[str(name("bo")), "R01"] == "met"
    assert states[str(name("bo")), "S05"] == "missed"


def test_a_last_day_before_its_first_is_a_parked_line_and_not_the_end_of_the_fold() -> None:
    permit = story({"heard": "2026-01-05 09.00", "permit": "T-1"})[0].text()
    number = sum(event.log == "directory" for event in EVENTS) + 1
    line = json.loads(permit) | {"position": number}
    line["data"] |= {"valid_from": "2026-05-02", "valid_to": "2026-05-01"}
    late = json.dumps(Watermark(log="directory", position=number, received=local("2026-03-02")).line())
    folded_lines = folded([*LINES, json.dumps(line), late])
    (parked,) = of("parked", folded_lines)
    assert parked["event"] == line["id"]
    assert of("obligation", folded_lines) == of("obligation", folded(LINES))


def test_the_fold_of_a_spoilt_log_is_the_same_shuffled_and_resent() -> None:
    spoilt = with_line(3, *SPOILT["a year of three digits"])
    wanted = list(fold_lines([*spoilt, *marks()]))
    for seed in range(5):
        lines = [*spoilt, *spoilt, *marks()]
        random.Random(seed).shuffle(lines)
        assert list(fold_lines(lines)) == wanted


def test_of_a_line_that_can_be_read_and_one_that_cannot_the_readable_stands_in_any_order() -> None:
    both = [*with_line(3, *SPOILT["a year of three digits"]), LINES[3]]
    wanted = list(fold_lines([*LINES, *marks()]))
    for seed in range(5):
        random.Random(seed).shuffle(both)
        assert list(fold_lines([*both, *marks()])) == wanted


def test_a_fact_that_names_no_provider_any_more_falls_to_its_subjects() -> None:
    folded_lines = folded(with_line(3, f'"provider":"{PROVIDER}"', '"provider":"nobody"'))
    assert [line["provider"] for line in of("parked", folded_lines)] == [str(PROVIDER)] * 2
    assert [line["subject"] for line in of("suspended", folded_lines)] == [str(name("anna"))]


def test_a_fact_of_nobodys_is_shown_and_suspends_nothing() -> None:
    line = json.loads(LINES[5]) | {"subject": str(uuid4()), "type": "se.utvag.referral.NobodyKnows.v1", "data": [1]}
    folded_lines = folded([*LINES[:5], json.dumps(line)])
    (parked,) = of("parked", folded_lines)
    assert (parked["event"], parked["provider"]) == (str(EVENTS[5].id), None)
    assert of("suspended", folded_lines) == []


def test_a_kind_of_fact_that_is_not_judged_suspends_nothing_when_it_cannot_be_read() -> None:
    spoilt = with_line(3, "PlanSubmitted", "PlanApproved")
    spoilt[3] = spoilt[3].replace('"version":1', '"version":0')
    folded_lines = folded(spoilt)
    assert of("suspended", folded_lines) == []
    assert len(of("parked", folded_lines)) == 1


def test_a_stand_in_keeps_the_place_and_whatever_can_be_read() -> None:
    event = read(with_line(3, '"occurred":"2026-', '"occurred":"206-')[3])
    assert event.model_copy(update={"fact": EVENTS[3].fact, "occurred": EVENTS[3].occurred}) == EVENTS[3]
    assert isinstance(event.fact, Unread)
    assert (event.fact.provider, event.occurred) == (PROVIDER, event.received)
    assert "occurred" in event.fact.why


def test_what_is_kept_of_a_message_is_read_as_the_same_stand_in_and_never_as_a_fact() -> None:
    headers, value = EVENTS[3].headers(), b'{"provider": "\x00\xff'
    stand_in = read(with_line(3, '"version":1', '"version":0')[3])
    text = kept_text(stand_in, headers, value, {"topic": "utvag.referral", "partition": 0, "offset": 7})
    assert "\\u0000" not in text
    assert "\0" not in text
    again = read(text)
    assert isinstance(again, Event)
    assert again == stand_in
    assert kept_line(text) is not None
    assert kept_line(LINES[3]) is None
    assert again.teller != NOBODY
    assert isinstance(again.teller, UUID)
