"""The words that the code has left do not come back: names say what a thing is called in the trade."""

from __future__ import annotations

from tests.architecture.words import OLD, uses
from tests.parts.code import fail_with


def test_no_old_word_comes_back() -> None:
    fail_with(
        "Use the word of docs/glossary.md; `python -m tests.architecture.words FOLDER` shows every place.",
        [f"{use.where}:{use.line} {use.name}: say {OLD[use.word].instead}" for use in uses()],
    )
