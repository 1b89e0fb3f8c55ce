"""The words that the code has left do not come back: names say what a thing is called in the trade."""

from __future__ import annotations

from collections import Counter

from tests.architecture.words import OLD, uses
from tests.parts.code import fail_with

REMAINING: dict[str, int] = {
    "came": 40,
    "desk": 40,
    "heard": 9,
    "scene": 220,
    "sheet": 180,
    "standing": 100,
    "stands": 20,
    "tell": 60,
    "thing": 2,
    "things": 4,
    "told": 160,
    "working": 100,
}
"""How often a word still stands in names, where there is work left; a number may only fall, and leaves with its word."""


def test_no_old_word_comes_back() -> None:
    counts = Counter(use.word for use in uses())
    over = {word for word, count in counts.items() if count > REMAINING.get(word, 0)}
    fail_with(
        "Use the word of docs/glossary.md; `python -m tests.architecture.words FOLDER` shows every place.",
        [f"{word}: {counts[word]}, at most {REMAINING.get(word, 0)}: say {OLD[word].instead}" for word in sorted(over)],
    )
