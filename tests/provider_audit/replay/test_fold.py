"""The pure audit over a file: what it reads, where it stops, and what it says when the file is not whole."""

import io
import json

import pytest

from schemas.envelope import Watermark
from services.provider_audit.replay.exported_log import FoldError
from services.provider_audit.replay.fold import fold_lines, main
from tests.provider_audit.speech import local
from tests.provider_audit.story import story

EVENTS = story(
    {"heard": "2026-01-05 09.00", "contract": "MA-1"},
    {"heard": "2026-02-02 09.30", "start": "anna"},
    {"heard": "2026-02-05 09.00", "plan": "anna"},
)
FACTS = [event.text() for event in EVENTS]


def mark(log: str, position: int, received: str = "2026-03-01") -> str:
    return json.dumps(Watermark(log=log, position=position, received=local(received)).line())


MARKS = [mark("directory", 1), mark("referral", 2)]


def states(lines: list[str], until: str | None = None) -> dict[str, str]:
    loaded = [json.loads(line) for line in fold_lines(lines, local(until) if until else None)]
    return {each["rule"]: each["state"] for each in loaded if each["kind"] == "obligation"}


def test_a_log_is_folded() -> None:
    assert states([*FACTS, *MARKS]) == {
        "T01": "missed", "R01": "met", "R03": "open", "S01": "missed", "S05": "missed",
    }  # fmt: skip


def test_until_stops_the_fold() -> None:
    assert states([*FACTS, *MARKS], "2026-01-06 00.00") == {"T01": "open"}


def test_nothing_beyond_the_watermarks_is_judged() -> None:
    assert states([*FACTS, mark("directory", 1), mark("referral", 1)])["R01"] == "missed"
    assert states([*FACTS, mark("directory", 1, "2026-02-03"), mark("referral", 2)])["R01"] == "open"


def test_nothing_is_judged_past_a_hole() -> None:
    loaded = [json.loads(line) for line in fold_lines([FACTS[0], FACTS[2], *MARKS])]
    assert loaded[0]["missing"] == {"referral": 1}
    assert len(loaded) == 1


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        (["{"], "line 1: not JSON"),
        (['{"kind":"fat"}'], "line 1: expected an object whose kind"),
        ([FACTS[0].replace('"position":1', '"position":0')], "line 1"),
        ([FACTS[0].replace('"received":"2026-', '"received":"206-')], "line 1"),
        (
            [FACTS[1], FACTS[2].replace('"position":2', '"position":1')],
            "line 2: another fact already stands at position 1",
        ),
        (['{"kind":"watermark","log":"referral","position":-1,"received":"2026-01-01T00:00:00Z"}'], "line 1: position"),
        ([*FACTS, MARKS[0]], "no watermark of the log referral"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(lines: list[str], says: str) -> None:
    with pytest.raises(FoldError) as wrong:
        list(fold_lines(lines))
    assert says in str(wrong.value)


def test_the_command_gives_its_status(capsys: pytest.CaptureFixture[str]) -> None:
    written = io.StringIO()
    assert main([*FACTS, *MARKS], written) == 0
    assert written.getvalue() == "".join(f"{line}\n" for line in fold_lines([*FACTS, *MARKS]))
    assert main(["{"], io.StringIO()) == 2
    assert "The log cannot be folded: line 1: not JSON" in capsys.readouterr().err


def test_lines_are_canonical() -> None:
    def dump(value: object) -> str:
        return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)

    lines = list(fold_lines([*FACTS, *MARKS]))
    assert [dump(json.loads(line)) for line in lines] == lines
