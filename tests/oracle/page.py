"""What docs/examiner.md says of a line: the fields of the envelope and of every judged fact, and the code lists."""

import re
from pathlib import Path

PATH = Path(__file__).parents[2] / "docs" / "examiner.md"
PAGE = PATH.read_text(encoding="utf-8")
_FIELD = re.compile(r"\*?\*?`(\w+)`\*?\*?: ([^;|]+)")


def rows(heading: str) -> list[list[str]]:
    """The rows of the first table below a line that begins with some words, cell by cell."""
    lines = PAGE[PAGE.index(f"\n{heading}") :].splitlines()
    first = next(number for number, line in enumerate(lines) if line.startswith("|---"))
    found = []
    for line in lines[first + 1 :]:
        if not line.startswith("|"):
            break
        found.append([cell.strip() for cell in line.removeprefix("|").removesuffix("|").split("|")])
    return found


def fields(cell: str) -> dict[str, str]:
    """The fields that a cell names, each with what it holds: "`at`: day; `board`: id or null"."""
    return {name: holds.strip() for name, holds in _FIELD.findall(cell)}


def envelope() -> dict[str, str]:
    """What the envelope of a fact holds."""
    return {row[0].strip("`"): row[1] for row in rows("**A fact**")}


def facts() -> dict[tuple[str, str], tuple[str, dict[str, str]]]:
    """Every judged fact by its log and name: the subject, and the fields of its data."""
    return {(row[0], row[1]): (row[2], fields(row[3])) for row in rows("**The judged facts**")}


def parts() -> dict[str, dict[str, str]]:
    """The shapes inside facts, by their name."""
    return {row[0]: fields(row[1]) for row in rows("**Shapes inside facts**")}


def codes() -> dict[str, list[str]]:
    """The code lists, by their name."""
    return {row[0]: re.findall(r"`([^`]+)`", row[1]) for row in rows("**Code lists**")}


def meanings() -> dict[str, str]:
    """What the page says about each field of the envelope."""
    return {row[0].strip("`"): row[2] for row in rows("**A fact**")}


def bold() -> list[tuple[str, str]]:
    """The fields that decide, each with its fact: the page prints them bold."""
    return [(row[1], name) for row in rows("**The judged facts**") for name in re.findall(r"\*\*`(\w+)`\*\*", row[3])]


def write(heading: str, lines: list[str]) -> None:
    """Put other rows into the table below a line that begins with some words."""
    text = PATH.read_text(encoding="utf-8")
    begin = text.index("|---", text.index(f"\n{heading}"))
    begin = text.index("\n", begin) + 1
    end = re.compile(r"^(?!\|)", re.MULTILINE).search(text, begin)
    PATH.write_text(
        text[:begin] + "".join(f"{line}\n" for line in lines) + text[end.start() if end else len(text) :],
        encoding="utf-8",
    )
