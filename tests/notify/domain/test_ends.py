"""What ends a notice, and what becomes of those that are open."""

from __future__ import annotations

from typing import Any

import pytest

from schemas.codes import Origin
from services.notify.domain.ending import End, OpenNotice, ends
from services.notify.domain.notice import Closing
from tests.notify.conftest import NOW, name
from tests.notify.domain.dispatching import HOUR


def open_notice(**more: Any) -> OpenNotice:
    """A notice that waits to be sent, all but what is given the same."""
    usual: dict[str, Any] = {"id": name("notice"), "condition": "reply_needed", "organisation": name("provider")}
    usual |= {"resolve_key": name("finding"), "about": name("fact"), "sequence": 3, "state": "planned"}
    return OpenNotice(**{**usual, "send_at": NOW + HOUR, "origin": Origin.PORTAL, **more})


def closing(reason: str = "replied_first", **more: Any) -> Closing:
    """An end that a fact puts to the notices of the finding."""
    return Closing(**{"resolve_key": name("finding"), "sequence": 4, "reason": reason, "at": NOW, **more})


END = End(name("notice"), "replied_first", NOW, Origin.PORTAL)


@pytest.mark.parametrize(
    ("notice", "end", "ended", "dropped"),
    [
        ({}, {}, [], [END]),
        ({"state": "told"}, {}, [END], []),
        ({"condition": "finding_unanswered", "send_at": NOW - HOUR}, {}, [END], []),
        ({"condition": "finding_unanswered"}, {}, [], [END]),
        ({}, {"resolve_key": name("fact")}, [], [END]),
        ({}, {"resolve_key": name("another")}, [], []),
        ({"sequence": 4}, {}, [], []),
        ({}, {"conditions": frozenset({"reply_needed"})}, [], [END]),
        ({}, {"conditions": frozenset({"finding_raised"})}, [], []),
        ({}, {"organisation": name("provider")}, [], [END]),
        ({}, {"organisation": name("board")}, [], []),
    ],
)
def test_what_an_end_ends(notice: dict[str, Any], end: dict[str, Any], ended: list[End], dropped: list[End]) -> None:
    assert ends([open_notice(**notice)], [closing(**end)]) == (ended, dropped)


def test_of_several_ends_the_first_fact_gives_the_reason() -> None:
    both = [
        closing("closed_first", sequence=6),
        closing(),
        closing("settled_first", sequence=5, resolve_key=name("fact")),
    ]
    assert ends([open_notice()], both) == ([], [END])
