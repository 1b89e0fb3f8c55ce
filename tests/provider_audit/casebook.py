"""Reads the lawyer's cases and compares them with what a judge says; any judge that gives its records as plain words can be asked."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

from schemas.envelope import Event
from tests.provider_audit.speech import local, name
from tests.provider_audit.story import Story

FOLDER = Path(__file__).parents[2] / "services" / "provider_audit" / "cases"
FAIRNESS = FOLDER / "fairness.yaml"
TIMES = {"due", "raised", "judged", "reply due", "settled", "high from", "met at"}


@dataclass
class Case:
    """One case: what is recorded, when it is judged, and what is then owed and found."""

    rules: tuple[str, ...]
    script: Story
    until: datetime
    wanted: dict[str, Any]

    @property
    def events(self) -> list[Event]:
        """The facts received by then, in the judge's one order."""
        return sorted((e for e in self.script.events if e.received <= self.until), key=lambda event: event.order)


def load(path: Path) -> dict[str, Any]:
    # Times stay text: a lawyer's 09.30 is no number, and a day alone no instant.
    loaded: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506 - only text
    return loaded


def books() -> Iterator[tuple[Path, dict[str, Any]]]:
    """Every book of a rule's cases; fairness.yaml is a book of its own kind."""
    for path in sorted(FOLDER.glob("*.yaml")):
        if path != FAIRNESS:
            yield path, load(path)


def rule_cases() -> Iterator[tuple[str, Case]]:
    for _path, book in books():
        for each in book["cases"]:
            case = numbered(each)
            background = [] if case.get("without background") else numbered(book.get("background", []))
            yield f"{book['rule']}: {case['case']}", build((book["rule"],), [*background, *case["given"]], case)


def fairness_cases() -> Iterator[tuple[str, Case]]:
    book = load(FAIRNESS)
    for each in book["cases"]:
        case = numbered(each)
        background = numbered(book["backgrounds"][case.get("background", "placed")])
        rules = tuple(case["rule"].split(" and "))
        yield f"{case['sentence']}: {case['case']}", build(rules, [*background, *case["given"]], case)


def build(rules: tuple[str, ...], lines: list[dict[str, Any]], case: dict[str, Any]) -> Case:
    script = Story()
    for line in lines:
        script.record(line)
    return Case(rules, script, local(case["judged at"]), case)


def numbered(text: Any) -> Any:
    # Whole numbers are read, and nothing for null; everything else stays text.
    if isinstance(text, dict):
        return {key: numbered(value) for key, value in text.items()}
    if isinstance(text, list):
        return [numbered(value) for value in text]
    if text == "null":
        return None
    return int(text) if isinstance(text, str) and text.isdigit() and len(text) < 6 else text


def period(value: object, labels: dict[str, Event]) -> str:
    """Read a period: a label stands for its fact's id, the word of an incident, event or request for its id."""
    *kind, last = str(value).split("/")
    if last in labels and last not in ("start", "from-start"):
        last = str(labels[last].id)
    elif last and not re.fullmatch(r"[0-9-]+|start|from-start", last):
        last = str(name(last))
    return "/".join([*kind, last])


def same(case: Case, key: str, records: Iterable[dict[str, Any]]) -> None:
    """Compare in order, each expected record only in what it names."""
    recorded, expected = list(records), case.wanted.get(key, [])
    wanted = [{word: _read(word, value, case) for word, value in each.items()} for each in expected]
    shown = [{word: record.get(word) for word in each} for record, each in zip(recorded, wanted, strict=False)]
    assert shown == wanted[: len(shown)], recorded
    assert len(recorded) == len(wanted), recorded


def _read(word: str, value: Any, case: Case) -> Any:
    if value is None:
        return None
    if word == "clause":
        return str(value)
    if word in TIMES:
        return local(value)
    return period(value, case.script.labels) if word == "month" else value
