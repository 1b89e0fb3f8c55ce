"""The chart of Uppföljning: what was in time, late, missing and due in each period; `chart.html` draws it as SVG.

All lengths are in the drawing's own units, 960 wide and 320 high, from its upper left corner.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from services.provider_audit.pages.states import LOOKS, CellState
from services.provider_audit.pages.wording import period_words, short_period
from services.runtime.language.words import Words, plain

SHOWN = (CellState.MET, CellState.LATE, CellState.MISSING, CellState.JUDGING, CellState.EXPECTED)
MOST_PERIODS = 12
WIDTH, HEIGHT = 960, 320
LEFT, RIGHT, TOP, BOTTOM = 48, 944, 16, 248
"""The plot: periods stand beneath it, the key beneath them."""
_BAR = 0.7
"""How much of its period's width a bar takes."""
_ROOM = 16
"""A part lower than this has no room for its number; the table beneath has it."""
_MOST_LINES = 5


@dataclass(frozen=True)
class Part:
    """One state of a bar: its rectangle, and its number, None where there is no room for it."""

    state: CellState
    top: float
    height: float
    number: int | None


@dataclass(frozen=True)
class Bar:
    """One period: the left edge and width of its bar, its name, and its parts from below."""

    left: float
    width: float
    name: Words
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Chart:
    """What the template draws: bars, lines of the scale as (height, number), the key as (left, state, word), and the sentence."""

    bars: tuple[Bar, ...]
    lines: tuple[tuple[float, int], ...]
    key: tuple[tuple[int, CellState, Words], ...]
    sentence: Words
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = RIGHT
    bottom: int = BOTTOM


def chart(periods: Sequence[str], totals: Mapping[str, Counter[CellState]]) -> Chart | None:
    """Lay out at most the last twelve periods; None when there is nothing to draw."""
    shown = list(periods)[-MOST_PERIODS:]
    if _nothing(shown, totals):
        return None
    step = _step(max(sum(totals[period][state] for state in SHOWN) for period in shown))
    highest = step * max(-(-sum(totals[period][state] for state in SHOWN) // step) for period in shown)
    scale, width = (BOTTOM - TOP) / highest, (RIGHT - LEFT) / len(shown)
    key_width = (RIGHT - LEFT) // len(SHOWN)
    return Chart(
        bars=tuple(
            Bar(
                round(LEFT + width * (number + (1 - _BAR) / 2), 1),
                round(width * _BAR, 1),
                short_period(period),
                tuple(_parts(totals[period], scale)),
            )
            for number, period in enumerate(shown)
        ),
        lines=tuple((round(BOTTOM - scale * number, 1), number) for number in range(0, highest + 1, step)),
        key=tuple((LEFT + key_width * number, state, LOOKS[state].word) for number, state in enumerate(SHOWN)),
        sentence=sentence(shown, totals),
    )


def _step(highest: int) -> int:
    """Give the smallest of 1, 2, 5, 10, 20, 50 … with which the scale needs no more lines than it has room for."""
    step = 1
    while highest > step * _MOST_LINES:
        step = step * 5 // 2 if str(step).startswith("2") else step * 2
    return step


def _parts(counted: Counter[CellState], scale: float) -> Iterator[Part]:
    bottom = float(BOTTOM)
    for state in SHOWN:
        if number := counted[state]:
            height = number * scale
            bottom -= height
            yield Part(state, round(bottom, 1), round(height, 1), number if height >= _ROOM else None)


def _nothing(periods: Sequence[str], totals: Mapping[str, Counter[CellState]]) -> bool:
    return not any(totals[period][state] for period in periods for state in SHOWN)


def sentence(periods: Sequence[str], totals: Mapping[str, Counter[CellState]]) -> Words:
    """Say in one sentence what the chart shows."""
    if _nothing(periods, totals):
        return Words(sv="Inget att visa.", en="Nothing to show.")
    worst = max(periods, key=lambda period: totals[period][CellState.MISSING] + totals[period][CellState.LATE])
    number = totals[worst][CellState.MISSING] + totals[worst][CellState.LATE]
    span = Words(sv="Från {first} till {last}", en="From {first} to {last}").fill(
        first=period_words(periods[0]), last=period_words(periods[-1])
    )
    if not number:
        return span + Words(sv=" kom allt som bedömts in i tid.", en=" everything judged came in on time.")
    found = Words(
        sv=" var {worst} sämst: {number} saknas eller kom sent.", en=", {worst} was worst: {number} missing or late."
    )
    return span + found.fill(worst=period_words(worst), number=plain(str(number)))
