"""The words that the code has left do not come back: names say what a thing is called in the trade."""

from __future__ import annotations

from collections import Counter

from tests.architecture.words import OLD, uses
from tests.parts.code import fail_with

REMAINING: dict[str, int] = {}
"""How often a word still stands in names, where there is work left; the number may only fall."""


def test_no_old_word_comes_back() -> None:
    counts = Counter(use.word for use in uses())
    over = {word for word, count in counts.items() if count > REMAINING.get(word, 0)}
    fail_with(
        "Use the word of docs/glossary.md; `python -m tests.architecture.words FOLDER` shows every place.",
        [f"{word}: {counts[word]}, at most {REMAINING.get(word, 0)}: say {OLD[word].instead}" for word in sorted(over)],
    )


def test_no_word_is_kept_that_is_gone() -> None:
    counts = Counter(use.word for use in uses())
    fail_with(
        "Take it out of REMAINING: the word is gone, and may not come back.",
        [word for word in REMAINING if not counts[word]],
    )
